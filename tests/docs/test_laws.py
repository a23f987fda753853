"""Every law has a test that carries its number, and no test names a law that does not exist."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
LAW = re.compile(r"^\W*L(\d+)\b", re.MULTILINE)
TEST = re.compile(r"^test_l(\d+)_")


def written() -> list[int]:
    return [int(number) for number in LAW.findall((ROOT / "docs" / "LAWS.md").read_text(encoding="utf-8"))]


def tested() -> set[int]:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "tests").rglob("test_*.py"))
    names = (node.name for tree in trees for node in ast.walk(tree)
             if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {int(match[1]) for name in names if (match := TEST.match(name))}


def test_laws_are_numbered_from_one_without_holes() -> None:
    assert written() == list(range(1, len(written()) + 1))


def test_every_law_has_a_test_and_every_such_test_a_law() -> None:
    assert tested() == set(written())
