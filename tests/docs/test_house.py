"""The pages that say where things are, against the things."""

import ast
import re
import sys
from importlib import util
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def house_script():
    spec = util.spec_from_file_location("house", ROOT / "scripts" / "house.py")
    assert spec
    assert spec.loader
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def at_home(name: str) -> bool:
    return name.split(".")[0] in sys.stdlib_module_names or name.startswith("app.core")


def pages() -> list[Path]:
    return [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]


def test_every_module_is_named_once_with_its_job() -> None:
    house = house_script()
    written = house.HOUSE.read_text(encoding="utf-8")
    assert written == house.rewritten(written), "run `make house`"


def test_every_module_says_its_job_in_one_sentence() -> None:
    house = house_script()
    silent = [str(path) for path in house.modules() if not house.job(path).endswith((".", "?", "!"))]
    assert not silent


@pytest.mark.parametrize("page", pages(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    assert not [target for target in targets if not (page.parent / target).exists()]


def test_every_decision_is_listed() -> None:
    listed = set(LINK.findall((DOCS / "decisions" / "README.md").read_text(encoding="utf-8")))
    assert listed == {path.name for path in (DOCS / "decisions").glob("0*.md")}


def test_the_core_imports_nothing_but_the_standard_library_and_itself() -> None:
    foreign = []
    for path in sorted((ROOT / "app" / "core").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            foreign += [f"{path.name}: {name}" for name in names if not at_home(name)]
    assert not foreign


def test_every_folder_beside_the_house_is_explained() -> None:
    told = set(re.findall(r"^\| `(\w+)/`", (DOCS / "HOUSE.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert not [name for name in told if not (ROOT / name).is_dir()]
