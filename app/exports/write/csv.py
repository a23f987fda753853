"""CSV: a workshop's notes with their groups and dots, one a row, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from app.exports import scores
from app.exports.compose import names
from app.exports.compose.evidence import author, title_of, zone_of
from app.exports.plain import clean
from app.exports.shelf import Record, Shelf
from app.exports.words import Words

_ = str  # marks sentences for translation; they are looked up where they are said

# Besides ASCII, the wide forms that spreadsheets take for the same signs
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "−")
HEADINGS = (
    _("Id"), _("Tappa"), _("Attività"), _("Zona"), _("Tavolo"), _("Testo"), _("Lingua"), _("Gruppi"), _("Pallini"),
    _("Autore"), _("Viene da"), _("Parcheggiata"), _("Foto"), _("Sì"), _("Non so"), _("No"),
)  # fmt: skip


def write(view: Mapping[str, Record], words: Words) -> bytes:
    """UTF-8 with its mark, `;` between cells: what a spreadsheet in Italy opens with a double click.

    Notes that were set aside are left out.
    """
    shelf = Shelf(view)
    made = io.StringIO()
    sheet = csv.writer(made, delimiter=";", lineterminator="\r\n")
    sheet.writerow([words.gettext(heading) for heading in HEADINGS])
    for activity in shelf.of("activity"):
        for note in shelf.kinds["note"]:
            if note["activity"] == activity["id"]:
                sheet.writerow([guarded(cell) for cell in row(shelf, activity, note, words)])
    return b"\xef\xbb\xbf" + made.getvalue().encode()


def row(shelf: Shelf, activity: Record, note: Record, words: Words) -> list[str]:
    """One note's cells, under HEADINGS."""
    table = shelf.get(note["table"] or "", "table")
    groups = [clean(found["title"]) for id in note["clusters"] if (found := shelf.get(id, "cluster"))]
    got = [tally for tally in shelf.of("tally") if tally["target"] == note["id"]]
    dots = [tally["dots"] for tally in got if "dots" in tally]
    said = next((tally for tally in reversed(got) if scores.of_stances(tally)), {})
    return [
        note["id"], names.stage(activity["stage"], words), title_of(activity, words),
        zone_of(activity, note["zone"], words), clean(table["title"]) if table else "", clean(note["text"]),
        note["lang"], " | ".join(groups), str(sum(dots)) if dots else "", author(note, words), note.get("from") or "",
        words.gettext("sì") if note["parked"] else "", str(len(note["media"])),
        *(str(said.get(name, "")) for name in scores.STANCES),
    ]  # fmt: skip


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: a quotation mark before what could begin one."""
    return (
        f"'{cell}"
        if cell.lstrip(" \u00a0\u200b\u3000").startswith(FORMULA) or cell.startswith(FORMULA)
        else cell
    )
