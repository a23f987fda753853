"""XLSX: a workshop's figures as sheets with a codebook, every cell a text or a number and never a formula."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime

import xlsxwriter

from app.exports.plain import clean, line
from app.exports.shelf import Record, Shelf
from app.exports.words import Words, direction

from .sheets import CODEBOOK, SHEETS, Cell, Sheet

PLAIN = {
    "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True,
    "nan_inf_to_errors": False,
}  # fmt: skip
LONGEST = 32_000  # characters of a cell, a little less than what the format holds
WIDTHS = (8, 60)  # characters


def write(view: Mapping[str, Record], words: Words) -> bytes:
    """All sheets, the codebook last; the same view gives the same bytes."""
    shelf, made = Shelf(view), io.BytesIO()
    begun = (shelf.workshop["started_at"] or 0) // 1000
    with xlsxwriter.Workbook(made, PLAIN) as book:
        book.set_properties({
            "title": line(shelf.workshop["title"])[:255], "subject": line(shelf.workshop["question"])[:255],
            "created": datetime.fromtimestamp(begun, tz=UTC).replace(tzinfo=None),
        })  # fmt: skip
        for sheet in (*SHEETS, CODEBOOK):
            fill(book, sheet, shelf, words)
    return made.getvalue()


def fill(book: xlsxwriter.Workbook, sheet: Sheet, shelf: Shelf, words: Words) -> None:
    """Write one sheet: headings that stay in sight, then its rows, in columns as wide as they need."""
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    page = book.add_worksheet(words.gettext(sheet.name))
    if direction("", words.language) == "rtl":
        page.right_to_left()
    rows = sheet.rows(shelf, words)
    headings = tuple(words.gettext(column.heading) for column in sheet.columns)
    for at, cells in enumerate((headings, *rows)):
        for place, cell in enumerate(cells):
            put(page, at, place, cell, bold if at == 0 else wrapped)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(1, len(rows)), len(headings) - 1)
    for place, heading in enumerate(headings):
        longest = max((len(str(row[place] or "")) for row in rows), default=0)
        page.set_column(place, place, min(max(WIDTHS[0], len(heading) + 3, longest), WIDTHS[1]))


def put(page: xlsxwriter.worksheet.Worksheet, at: int, place: int, cell: Cell, look: object) -> None:
    """One cell: a number, or a text that stays a text whatever it begins with."""
    if isinstance(cell, int):
        page.write_number(at, place, cell, look)
    elif cell:
        page.write_string(at, place, clean(cell)[:LONGEST], look)
