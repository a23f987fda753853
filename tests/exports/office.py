"""Office files read back by readers of other makes: odfdo, python-docx, openpyxl, and the XML itself."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

import docx
import odfdo
import openpyxl

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ODF = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
OUTBOUND = re.compile(rb"TargetMode=\"External\"|xlink:href=\"(?!#|Pictures/)|<draw:object|oleObject|attachedTemplate")
FIELDS = re.compile(
    rb"<w:instrText|w:fldSimple w:instr=\"(?!PAGE\")|<text:(?:expression|database|conditional|dde|script)"
)


def parts(content: bytes) -> dict[str, bytes]:
    """The files of a package by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def trees(content: bytes) -> dict[str, ElementTree.Element]:
    """Its XML parts, read whole."""
    return {
        name: ElementTree.fromstring(part)  # noqa: S314  our own files
        for name, part in parts(content).items()
        if name.endswith((".xml", ".rels"))
    }


def asks_nobody(content: bytes) -> bool:
    """Whether nothing in it refers to anything outside, or computes."""
    return not any(OUTBOUND.search(part) or FIELDS.search(part) for part in parts(content).values())


def word_text(content: bytes) -> str:
    """All paragraphs, cells too, as python-docx reads them."""
    read = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in read.paragraphs), *cells])


def word_notes(content: bytes) -> dict[str, str]:
    """Footnotes by id, from the XML."""
    root = trees(content)["word/footnotes.xml"]
    return {
        each.get(f"{W}id"): "".join(found.text or "" for found in each.iter(f"{W}t"))
        for each in root.iter(f"{W}footnote")
        if not each.get(f"{W}type")
    }


def open_text(content: bytes) -> str:
    """All text as odfdo reads it, notes included."""
    return str(odfdo.Document(io.BytesIO(content)).get_formatted_text())


def open_notes(content: bytes) -> dict[str, str]:
    """Footnotes by citation, from the XML."""
    text = ODF % "text"
    return {
        each.findtext(f"{text}note-citation") or "": "".join(each.find(f"{text}note-body").itertext())
        for each in trees(content)["content.xml"].iter(f"{text}note")
    }


def sheets(content: bytes) -> dict[str, list[tuple]]:
    """The rows of each sheet, as openpyxl reads them; fails on a formula or a link."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n", "inlineStr"), (sheet.title, cell.coordinate, cell.data_type)
                assert cell.hyperlink is None
    return {sheet.title: [tuple(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}
