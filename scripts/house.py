"""Writes the list of modules into docs/HOUSE.md, from the first sentence of each."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
HOUSE = ROOT / "docs" / "HOUSE.md"
START, END = "<!-- modules -->\n", "<!-- /modules -->"


def modules() -> list[Path]:
    """Every module of the house but the empty `__init__.py` of its packages, top floor first."""
    found = [path.relative_to(ROOT) for path in (ROOT / "app").rglob("*.py")]
    found = [path for path in found if path.name != "__init__.py" or (ROOT / path).read_text().strip()]
    return sorted(found, key=lambda path: (len(path.parts) > 2, path.parent, path.name))


def job(module: Path) -> str:
    """The first sentence of a module, which says its job."""
    words = ast.get_docstring(ast.parse((ROOT / module).read_text(encoding="utf-8"))) or ""
    first = " ".join(words.split("\n\n")[0].split())
    return re.split(r"(?<=[.!?])\s", first)[0].replace("|", r"\|")


def table() -> str:
    """The list, room by room."""
    lines: list[str] = []
    room = None
    for module in modules():
        if module.parent != room:
            room = module.parent
            lines += [f"\n### `{room}/`\n", "| module | job |", "|---|---|"]
        lines.append(f"| `{module.name}` | {job(module)} |")
    return "\n".join(lines).lstrip() + "\n\n"


def rewritten(text: str) -> str:
    """`text` with the list renewed between its marks."""
    before, rest = text.split(START)
    _, after = rest.split(END)
    return f"{before}{START}\n{table()}{END}{after}"


if __name__ == "__main__":
    HOUSE.write_text(rewritten(HOUSE.read_text(encoding="utf-8")), encoding="utf-8")
