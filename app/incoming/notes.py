"""Reads notes from a spreadsheet saved as CSV: our own export, or columns zone, text, lang, author."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from app.core import check
from app.core.refusal import Refused
from app.core.types import STAGES, Event
from app.core.words.board import NoteParked
from app.exports.write.csv import FORMULA
from app.store.trouble import Unreadable

from . import board
from .keeping import Arrival

# What a column may be called: as our own files call it in each language, or in plain English.
NAMES = {
    "stage": ("tappa", "stage"), "activity": ("attività", "activity"), "zone": ("zona", "zone"),
    "text": ("testo", "text"), "lang": ("lingua", "language", "lang"), "groups": ("gruppi", "groups"),
    "author": ("autore", "author"), "parked": ("parcheggiata", "parked"),
}  # fmt: skip
STAGE_WORDS = {
    "domanda": "frame", "empatia": "empathize", "definizione": "define", "idee": "ideate", "prototipo": "prototype",
    "prova": "test", "dopo": "scale", "question": "frame", "empathy": "empathize", "definition": "define",
    "ideas": "ideate", "after": "scale",
} | {each: each for each in STAGES}  # fmt: skip
MOST_ROWS, MOST_BYTES = 5000, 8 * 1024 * 1024
NAMED_ROWS = 10  # faulty rows that are named; of the others only how many
WRONG = {
    "bad_text": "the text holds characters that cannot be stored", "too_long": "it is longer than {} characters",
    "empty": "there is no text", "bad_value": "the language is no language tag",
}  # fmt: skip


@dataclass(slots=True)
class Reading:
    """What has been read so far."""

    new_id: Callable[[], str]
    title: str
    language: str
    sheets: dict[str, board.Sheet] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    joined: list[Event] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def take(self, row: dict[str, str]) -> None:
        """One note; raises Refused when it can't be one."""
        text = check.text(bare(row.get("text", "")), empty=False)
        lang = check.language(bare(row.get("lang", "")) or self.language)
        zone = check.text(bare(row["zone"]), check.TITLE_LENGTH) if "zone" in row else None
        titles = (each for each in bare(row.get("groups", "")).split(" | ") if each.strip())
        groups = [check.text(each, check.TITLE_LENGTH) for each in titles]
        author = check.text(bare(row.get("author", "")), check.ALIAS_LENGTH)
        sheet = self.sheet(row)
        by = self.author(author) if author else self.new_id()
        made = board.note(sheet, zone, text, lang, by, self.new_id, anonymous=not author)
        if row.get("parked", "").strip():
            sheet.notes.append(NoteParked(id=made, to=True))
        for each in groups:
            sheet.group(each, made, self.new_id)

    def sheet(self, row: dict[str, str]) -> board.Sheet:
        """The board that a row belongs to."""
        title = check.text(bare(row.get("activity", "")), check.TITLE_LENGTH) or self.title
        stage = STAGE_WORDS.get(bare(row.get("stage", "")).casefold(), "empathize")
        return self.sheets.setdefault(title, board.Sheet(self.new_id(), title, stage))

    def author(self, alias: str) -> str:
        """The person of this name; the same one for each of their notes."""
        if alias not in self.people:
            self.people[alias], events = board.person(alias, self.new_id)
            self.joined += events
        return self.people[alias]


def read(path: Path, *, title: str, language: str, by: str, now: int, new_id: Callable[[], str]) -> Arrival:
    """The notes of a file as a workshop. Raises `Unreadable` with every faulty row; then nothing is imported."""
    reading = Reading(new_id, title, language)
    rows = table(path)
    for number, row in rows:
        try:
            reading.take(row)
        except Refused as no:
            reading.wrong.append(f"row {number}: {WRONG[no.code].format(no.details.get('most', ''))}")
    if reading.wrong:
        raise Unreadable(f"nothing was imported: {listed(reading.wrong)}")
    if not rows:
        raise Unreadable("nothing was imported: there are no rows below the headings")
    return board.arrival(title, language, list(reading.sheets.values()), reading.joined, at=now, by=by)


def listed(wrong: list[str]) -> str:
    """The faulty rows in one sentence."""
    more = len(wrong) - NAMED_ROWS
    return "; ".join(wrong[:NAMED_ROWS]) + (f"; and {more} more" if more > 0 else "")


def table(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows with their numbers in the file, by the columns that we know. Raises `Unreadable`."""
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable(f"the file is larger than {MOST_BYTES // 1024 // 1024} MB")
    try:
        text = path.read_bytes().decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator(text), strict=True))
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise Unreadable("this is no CSV in UTF-8: save it as “CSV UTF-8” and try again") from wrong
    columns = headings(lines[0] if lines else [])
    found = [
        (number, dict(zip(columns, line, strict=False)))
        for number, line in enumerate(lines[1:], 2) if any(cell.strip() for cell in line)
    ]  # fmt: skip
    if len(found) > MOST_ROWS:
        raise Unreadable(f"there are more than {MOST_ROWS} rows")
    return found


def separator(text: str) -> str:
    """What stands between cells: the sign that the first line has most of."""
    first = text.partition("\n")[0]
    return max(";,\t", key=first.count)


def headings(line: list[str]) -> list[str]:
    """The columns by our names; others keep theirs and are not read. Raises `Unreadable` without a text column."""
    ours = {said: name for name, every in NAMES.items() for said in every}
    found = [ours.get(cell.strip().casefold(), cell) for cell in line]
    if "text" not in found:
        raise Unreadable("nothing was imported: the first line names no column “text” or “Testo”")
    return found


def bare(cell: str) -> str:
    """A cell as it was written: without the quotation mark that keeps spreadsheets from taking it for a formula."""
    guarded = cell.startswith("'") and cell[1:].lstrip(" \u00a0\u200b\u3000").startswith(FORMULA)
    return (cell[1:] if guarded else cell).strip()
