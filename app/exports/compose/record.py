"""The record of a workshop: its agenda, what was written on its boards, what its ballots gave."""

from __future__ import annotations

from collections.abc import Mapping

from app.exports.manuscript import Group, Manuscript, Metadata, Quote, Said, Section, Table
from app.exports.plain import line
from app.exports.shelf import Record, Shelf
from app.exports.words import Words, direction

from . import names, results
from .evidence import author, images, said, title_of, zone_of

_ = str  # marks sentences for translation; they are looked up where they are said

STATES = {
    "draft": _("In preparazione"),
    "lobby": _("Aperto, si aspetta"),
    "open": _("In corso"),
    "closed": _("Concluso"),
}
DONE = {True: _("fatta"), False: _("non fatta")}


def compose(view: Mapping[str, Record], words: Words, *, library: str = "") -> Manuscript:
    """Everything that the staff of a workshop may see of it, as a document."""
    shelf = Shelf(view)
    workshop = shelf.workshop
    held = [activity for activity in shelf.of("activity") if activity["started_at"]]
    sections = [agenda(shelf, words), *(board(shelf, each, words) for each in held)]
    state = STATES.get(workshop["state"], workshop["state"])
    return Manuscript(
        id=workshop["id"], title=line(workshop["title"]) or words.gettext("Senza titolo"), language=words.language,
        direction=direction("", words.language),
        metadata=Metadata(
            library=line(library), workshop=line(workshop["title"]), question=line(workshop["question"]),
            kind="record", kind_name=words.gettext("Verbale del laboratorio"), status=workshop["state"],
            status_name=words.gettext(state), template="record", at=workshop["started_at"] or 0,
            day=words.date(workshop["started_at"]) if workshop["started_at"] else "",
            languages=tuple(workshop["languages"]),
        ),
        facts=(), counts=results.counts(shelf, words), journey=results.journey(shelf, words),
        sections=tuple(each for each in sections if each is not None), evidence=(), labels=names.labels(words),
    )  # fmt: skip


def agenda(shelf: Shelf, words: Words) -> Section:
    """The steps as they were planned, with what became of them."""
    rows = tuple(
        (
            str(number), title_of(each, words), names.stage(each["stage"], words), str(each["minutes"]),
            words.gettext(DONE[bool(each["started_at"])]),
        )
        for number, each in enumerate(shelf.of("activity"), 1)
    )  # fmt: skip
    headings = (
        words.gettext("Passo"),
        words.gettext("Attività"),
        words.gettext("Tappa"),
        words.gettext("Minuti"),
        words.gettext("Com'è andata"),
    )
    table = Table(title=words.gettext("Scaletta"), headings=headings, rows=rows)
    return Section(
        key="agenda", stage="frame", stage_name=names.stage("frame", words), heading=words.gettext("Scaletta"),
        tables=(table,),
    )  # fmt: skip


def board(shelf: Shelf, activity: Record, words: Words) -> Section | None:
    """An activity's notes in their groups, then by zone, and its results; None when it left nothing behind."""
    notes = shelf.notes(activity["id"])
    groups = [clustered(shelf, each, words) for each in shelf.clusters(activity["id"])]
    loose = [note for note in notes if not note["clusters"]]
    zones = list(dict.fromkeys(note["zone"] for note in loose))
    groups += [
        zoned(activity, zone, [note for note in loose if note["zone"] == zone], words) for zone in zones
    ]
    ballots = [each for each in shelf.ballots() if each["activity"] == activity["id"]]
    if not groups and not ballots:
        return None
    return Section(
        key=activity["id"], stage=activity["stage"], stage_name=names.stage(activity["stage"], words),
        heading=title_of(activity, words) or names.stage(activity["stage"], words),
        margin=(words.ngettext("%(n)s nota", "%(n)s note", len(notes)),) if notes else (),
        groups=tuple(groups),
        figures=tuple(results.figure(shelf, each, set(), None, words) for each in ballots),
    )  # fmt: skip


def clustered(shelf: Shelf, cluster: Record, words: Words) -> Group:
    """A cluster with its notes."""
    members = shelf.members[cluster["id"]]
    return Group(
        id=cluster["id"], title=said(cluster, words), count=len(members),
        quotes=tuple(quote(each, words) for each in members),
    )  # fmt: skip


def zoned(activity: Record, zone: str, notes: list[Record], words: Words) -> Group:
    """The notes of a zone that are in no cluster."""
    title = zone_of(activity, zone, words) or words.gettext("Note")
    return Group(
        id=f"{activity['id']}:{zone}", count=len(notes),
        title=Said(text=title, language=words.language, direction=direction(title, words.language)),
        quotes=tuple(quote(each, words) for each in notes),
    )  # fmt: skip


def quote(note: Record, words: Words) -> Quote:
    """A note as it was written."""
    return Quote(
        id=note["id"], said=said(note, words), who=author(note, words),
        when=words.time(note["at"]) if note.get("at") else "", images=images(note, words),
    )  # fmt: skip
