"""PDF: the paper kit on A4 or A3, tagged, with our fonts; what people wrote reaches Typst as data alone."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import msgspec
import segno

from app.exports.compose.kit import Kit

from . import pdf
from .workbench import workbench

SHEET = Path(__file__).parent / "kit.typ"
PAPERS = ("a4", "a3")


def write(kit: Kit, paper: str = "a4") -> bytes:
    """The kit as PDF/UA-1 on one of PAPERS; A3 is the same, larger."""
    if paper not in PAPERS:
        raise ValueError(paper)
    found = msgspec.to_builtins(kit)
    found["labels"] = {each["key"]: each["text"] for each in found["labels"]}
    found |= {"paper": paper, "metadata": {"at": kit.at}}
    with workbench("kit") as folder:
        shutil.copy(SHEET, folder / "document.typ")
        (folder / "qr.svg").write_bytes(square(kit.door))
        return pdf.typeset(folder, found)


def square(text: str) -> bytes:
    """A QR code as SVG, with its quiet zone; a quarter of it may be stained and it still reads."""
    buffer = io.BytesIO()
    segno.make(text, error="q", boost_error=False, micro=False).save(buffer, kind="svg", border=4, scale=8)
    return buffer.getvalue()
