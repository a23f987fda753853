"""PDF: a document as tagged PDF/UA-1 and PDF/A-2a, set by Typst; people's words reach it as data alone."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import typst

from app.exports.manuscript import Manuscript

from .glyphs import Coverage
from .workbench import workbench

HERE = Path(__file__).parent
FONTS = HERE.parent / "fonts"
SHEET = HERE / "document.typ"
STANDARDS = ["ua-1", "a-2a"]
OWN = "Titillium Web"
# After our own face: what has the scripts it lacks, the plainest first
FAMILIES = (
    "Noto Sans", "Noto Sans Arabic", "Noto Naskh Arabic", "Noto Sans CJK SC", "Noto Sans SC", "Noto Sans Bengali",
    "Noto Sans Sinhala", "Noto Sans Devanagari", "Noto Sans Hebrew", "Noto Sans Symbols", "Noto Sans Symbols 2",
    "Noto Emoji", "DejaVu Sans",
)  # fmt: skip
UNDRAWN = "[…]"
RUNS = re.compile(r"\[…\](?:\s*\[…\])+")
REFUSED = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
ESCAPE = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
TRIES = 12
KEPT_TYPES = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"RIFF": "webp", b"GIF8": "gif"}


def write(manuscript: Manuscript, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """The document as PDF; `pictures` are the files of its images by media id, others are told by their words."""
    found = msgspec.to_builtins(manuscript)
    with workbench("pdf") as folder:
        shutil.copy(SHEET, folder / "document.typ")
        found["pictures"] = {
            id: name for id, content in (pictures or {}).items() if (name := laid_out(folder, id, content))
        }
        found["labels"] = {each["key"]: each["text"] for each in found["labels"]}
        return typeset(folder, found)


def laid_out(folder: Path, id: str, content: bytes) -> str:
    """Put a picture where Typst finds it; the name of its file, or nothing when it is no picture we know."""
    kind = next((kind for head, kind in KEPT_TYPES.items() if content.startswith(head)), "")
    if not kind:
        return ""
    name = f"{len(list(folder.iterdir()))}.{kind}"
    (folder / name).write_bytes(content)
    return name


def typeset(folder: Path, found: dict[str, Any]) -> bytes:
    """Compile, leaving out what no font can draw: first what the fonts say, then what Typst refuses."""
    fonts, drawn = shelf()
    lost: set[str] = set()
    for _ in range(TRIES):
        try:
            return compiled(folder, fonts, shown(found, drawn, lost))
        except typst.TypstError as error:
            refused = REFUSED.search(str(error))
            if refused is None:
                raise
            lost |= set(ESCAPE.sub(lambda found: chr(int(found[1], 16)), refused[1]))
    return compiled(folder, fonts, shown(found, own_face(), lost))


def shown(found: dict[str, Any], drawn: Coverage, lost: set[str]) -> dict[str, Any]:
    """The data as it can be drawn, and whether anything had to be left out."""
    made: dict[str, Any] = drawable(found, drawn, lost)
    said = {key: value for key, value in made.items() if key != "labels"}  # one of these tells of the mark itself
    return made | {"incomplete": UNDRAWN in json.dumps(said, ensure_ascii=False)}


def compiled(folder: Path, fonts: typst.Fonts, found: dict[str, Any]) -> bytes:
    """One run of Typst over the data, which it reads as JSON and never as markup."""
    families = [OWN, *(each for each in FAMILIES if each in set(fonts.families()))]
    compiler = typst.Compiler(
        str(folder / "document.typ"), root=str(folder), font_paths=fonts,
        sys_inputs={"document": json.dumps(found | {"fonts": families}, ensure_ascii=False)},
    )  # fmt: skip
    moment = datetime.fromtimestamp(found["metadata"]["at"] // 1000, tz=UTC)
    made = compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=moment)
    if not isinstance(made, bytes):
        raise TypeError("one document was asked for")
    return made


@lru_cache(maxsize=1)
def shelf() -> tuple[typst.Fonts, Coverage]:
    """The fonts of this machine with our own, and what they can draw. Looked for once."""
    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[str(FONTS)])
    known = sorted((each for each in fonts.fonts() if each.path), key=lambda each: likelihood(each.family))
    return fonts, Coverage((str(each.path), each.index) for each in known)


def likelihood(family: str) -> int:
    """Where a family stands among those that are tried, the others last."""
    return (OWN, *FAMILIES).index(family) if family in (OWN, *FAMILIES) else len(FAMILIES) + 1


@lru_cache(maxsize=1)
def own_face() -> Coverage:
    """What our own face can draw."""
    return Coverage((str(path), 0) for path in FONTS.glob("*-Regular.ttf"))


def drawable(value: Any, drawn: Coverage, lost: set[str]) -> Any:
    """The data with every run of characters that cannot be drawn marked as left out."""
    if isinstance(value, str):
        return value if value.isascii() else marked(value, drawn, lost)
    if isinstance(value, dict):
        return {key: drawable(each, drawn, lost) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [drawable(each, drawn, lost) for each in value]
    return value


def marked(text: str, drawn: Coverage, lost: set[str]) -> str:
    """A text with UNDRAWN in place of each run that cannot be drawn."""
    made: list[str] = []
    left_out = False
    for character in text:
        if character in lost or character not in drawn:
            made += [] if left_out else [UNDRAWN]
            left_out = True
        elif not (left_out and character in "\u200d\ufe0e\ufe0f"):
            made.append(character)
            left_out = False
    return RUNS.sub(UNDRAWN, "".join(made))
