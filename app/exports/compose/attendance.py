"""Who was there: how many, in which steps and votes, never who."""

from __future__ import annotations

from collections.abc import Mapping

from app.exports.manuscript import Manuscript, Metadata, Section, Table
from app.exports.plain import line
from app.exports.shelf import Record, Shelf
from app.exports.words import Words, direction

from . import names, results
from .evidence import title_of


def compose(view: Mapping[str, Record], words: Words, *, library: str = "") -> Manuscript:
    """The attendance of a workshop as a document of numbers."""
    shelf = Shelf(view)
    workshop = shelf.workshop
    title = words.gettext("Chi c'era: %(workshop)s", workshop=line(workshop["title"]))
    return Manuscript(
        id=workshop["id"], title=title, language=words.language, direction=direction("", words.language),
        metadata=Metadata(
            library=line(library), workshop=line(workshop["title"]), question=line(workshop["question"]),
            kind="attendance", kind_name=words.gettext("Foglio delle presenze, in numeri"), status=workshop["state"],
            status_name=words.gettext("Senza nomi"), template="attendance", at=workshop["started_at"] or 0,
            day=words.date(workshop["started_at"]) if workshop["started_at"] else "",
            languages=tuple(workshop["languages"]),
        ),
        facts=(), counts=results.counts(shelf, words), journey=results.journey(shelf, words),
        sections=tuple(each for each in (steps(shelf, words), votes(shelf, words)) if each), evidence=(),
        labels=names.labels(words),
    )  # fmt: skip


def steps(shelf: Shelf, words: Words) -> Section | None:
    """The steps that were held, with the notes first written in each."""
    rows = tuple(
        (str(number), title_of(each, words), str(len(results.first_hand(shelf, each["id"]))))
        for number, each in enumerate(shelf.of("activity"), 1)
        if each["started_at"]
    )
    headings = (words.gettext("Passo"), words.gettext("Attività"), words.gettext("Note"))
    return section("steps", words.gettext("Che cosa si è fatto"), headings, rows, words)


def votes(shelf: Shelf, words: Words) -> Section | None:
    """How many of those who were there voted, ballot by ballot."""
    rows = []
    for number, ballot in enumerate(shelf.ballots(), 1):
        activity = shelf.get(ballot["activity"], "activity")
        title = title_of(activity, words) if activity else words.gettext("Voto")
        turnout = f"{ballot['voted']}/{max(shelf.workshop['people'], ballot['voted'])}"
        rows.append((str(number), title, turnout, str(ballot.get("paper", 0)), str(ballot.get("hands", 0))))
    headings = (
        words.gettext("Numero"), words.gettext("Voto"), words.gettext("Votanti su presenti"), words.gettext("Su carta"),
        words.gettext("Contate a mano"),
    )  # fmt: skip
    return section("votes", words.gettext("Chi ha votato, in numeri"), headings, tuple(rows), words)


def section(
    key: str, heading: str, headings: tuple[str, ...], rows: tuple[tuple[str, ...], ...], words: Words
) -> Section | None:
    """A table under its heading; None when it would be empty."""
    table = Table(title=heading, headings=headings, rows=rows)
    stage = names.stage("frame", words)
    return Section(key=key, stage="frame", stage_name=stage, heading=heading, tables=(table,)) if rows else None
