"""Every law has a test that carries its number, and no test names a law that does not exist."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
LAW = re.compile(r"^\W*([A-Z]\d{1,2})\b", re.MULTILINE)
TEST = re.compile(r"^test_((?:[A-Z]\d{1,2}_)+)")


def written() -> list[str]:
    return LAW.findall((ROOT / "docs" / "LAWS.md").read_text(encoding="utf-8"))


def tested() -> set[str]:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "tests").rglob("test_*.py"))
    names = (node.name for tree in trees for node in ast.walk(tree)
             if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {law for name in names if (match := TEST.match(name)) for law in match[1].split("_") if law}


def test_the_laws_of_each_letter_are_numbered_from_one_without_holes() -> None:
    assert written()
    for letter in {law[0] for law in written()}:
        numbers = [int(law[1:]) for law in written() if law[0] == letter]
        assert numbers == list(range(1, len(numbers) + 1)), letter


def test_every_law_has_a_test_and_every_such_test_a_law() -> None:
    assert tested() == set(written())
