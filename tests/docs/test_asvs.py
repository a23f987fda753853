"""Every item of OWASP ASVS 5.0 at levels 1 and 2 is answered, and every test that an answer names exists."""

import ast
import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
# The numbers and levels of OWASP_Application_Security_Verification_Standard_5.0.0_en.csv (github.com/OWASP/ASVS)
ITEMS = Path(__file__).parent / "asvs-5.0.0.csv"
ROW = re.compile(r"^\| ([\d. ]+) \| ([\d ]+) \| (.+?) \| \*\*([a-z ]+)\*\*: (.+) \|$", re.MULTILINE)
ANSWERS = ("holds", "falls short", "operator", "not here")
NAMED = re.compile(r"`([^`]+)`")
PLACE = re.compile(r"(?:app|docs|tests|deploy|migrations)/[\w./-]*|[A-Z]+\.md|compose\.yaml")
WORDS = 3  # of a reason without a test, at least


def items() -> dict[str, str]:
    with ITEMS.open(encoding="utf-8", newline="") as file:
        return {row["item"]: row["level"] for row in csv.DictReader(file)}


@cache
def tests() -> frozenset[str]:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "tests").rglob("test_*.py"))
    return frozenset(node.name for tree in trees for node in ast.walk(tree)
                     if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))  # fmt: skip


def faults(page: str) -> list[str]:
    """What the page lacks, has too much, or names wrongly."""
    found, seen = [], Counter[str]()
    known = items()
    for ids, levels, _, answer, text in ROW.findall(page):
        every = ids.split()
        seen.update(every)
        should = [known.get(id, "?") for id in every]
        if levels.split() not in (should, list(dict.fromkeys(should))):
            found.append(f"{ids}: level {levels}")
        if answer not in ANSWERS:
            found.append(f"{ids}: {answer}")
        names = NAMED.findall(text)
        found += [f"{ids}: no {name}" for name in names if name.startswith("test_") and name not in tests()]
        found += [
            f"{ids}: no {name}" for name in names if PLACE.fullmatch(name) and not (ROOT / name).exists()
        ]
        if not any(name.startswith("test_") for name in names) and len(text.split()) < WORDS:
            found.append(f"{ids}: neither test nor reason")
    found += [f"missing {id}" for id in known.keys() - seen.keys()]
    return found + [f"{id} too often" for id in seen if seen[id] > 1]


def figures(page: str) -> str:
    """The sentence that says how many of each there are."""
    count, tested = Counter[str](), 0
    for ids, _, _, answer, text in ROW.findall(page):
        count[answer] += len(ids.split())
        tested += len(ids.split()) * (answer == "holds" and "`test_" in text)
    return (
        f"{count.total()} items; {count['holds']} hold, {tested} of them shown by tests; {count['falls short']} fall "
        f"short; {count['operator']} lie with the operator; {count['not here']} are not here."
    )


def test_a9_every_item_is_answered_by_a_test_that_exists_or_a_reason() -> None:
    assert Counter(items().values()) == Counter({"1": 70, "2": 183})
    assert faults(PAGE) == []


def test_a9_the_page_counts_right() -> None:
    assert figures(PAGE) in PAGE


@pytest.mark.parametrize(("wrong", "right", "said"), [
    ("| 3.5.1 | 1 |", "| 3.5.9 | 1 |", "missing 3.5.1"),
    ("| 3.5.1 | 1 |", "| 3.5.1 | 2 |", "3.5.1: level 2"),
    ("| 3.5.1 | 1 |", "| 3.5.1 3.4.4 | 1 2 |", "3.4.4 too often"),
    ("`test_a2_no_page_of_others_opens_a_line`", "`test_a2_nobody`", "4.4.2: no test_a2_nobody"),
    ("`app/logs.py`", "`app/log.py`", "16.2.2: no app/log.py"),
    ("**falls short**: there is no list |", "**holds**: yes |", "6.1.2: neither test nor reason"),
    ("**falls short**", "**fine**", "2.4.1: fine"),
])  # fmt: skip
def test_a9_what_is_missing_or_wrong_is_seen(wrong: str, right: str, said: str) -> None:
    assert wrong in PAGE
    assert said in faults(PAGE.replace(wrong, right))
