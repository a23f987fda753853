"""Which material goes into which section of a first draft."""

from __future__ import annotations

from dataclasses import dataclass

from .shelf import Record, Shelf
from .template import Template

QUOTED_OF_GROUP = 3
ALTERNATIVES = 5


@dataclass(frozen=True, slots=True)
class Pile:
    """Groups and notes that belong into one section; `quoting` when groups are told with their notes' own words."""

    records: list[Record]
    quoting: bool = True


def shared_out(shelf: Shelf, source: str, template: Template) -> dict[str, list[Pile]]:
    """What each section is made from: the material of every activity, shared among the sections it feeds."""
    piles: dict[str, list[Pile]] = {part.key: [] for part in template.parts}
    before, after = shelf.lineage(source), shelf.offspring(source)
    for activity in shelf.of("activity"):
        fed = [part.key for part in template.parts if part.key in activity["rules"].get("feeds", ())]
        material = pieces(shelf, activity["id"], before, after, apart=len(fed) > 1)
        last = len(fed) - 1
        for n, pile in enumerate(material if fed else []):
            piles[fed[min(n, last)]].append(pile)
    return piles


def pieces(shelf: Shelf, activity: str, before: set[str], after: set[str], *, apart: bool) -> list[Pile]:
    """An activity's material in the piles that its sections take in turn.

    Where the choice was made: what led to the source, then what was not chosen. Elsewhere: what came of the source, or
    everything where nothing did; `apart` for several sections, first the groups, then the notes, then the pictures.
    """
    clusters, notes = shelf.clusters(activity), shelf.notes(activity)
    chosen = [each for each in [*clusters, *notes] if each["id"] in before]
    if chosen:
        rest = [note for note in notes if note["id"] not in before | after]
        best = sorted(rest, key=lambda note: -dots_of(shelf, note["id"]))[:ALTERNATIVES]
        return filled(Pile(topmost(shelf, chosen)), Pile(best if apart else []))
    linked = [each for each in [*clusters, *notes] if each["id"] in after]
    pile = topmost(shelf, linked or [*clusters, *notes])
    if not apart:
        return filled(Pile(pile))
    return filled(Pile(groups_of(pile), quoting=False), Pile(notes_of(shelf, pile)), Pile(pictures_of(pile)))


def filled(*piles: Pile) -> list[Pile]:
    """The piles that hold anything."""
    return [pile for pile in piles if pile.records]


def topmost(shelf: Shelf, pile: list[Record]) -> list[Record]:
    """The records without the notes whose group is there too."""
    grouped = {note["id"] for each in groups_of(pile) for note in shelf.members[each["id"]]}
    return [each for each in pile if each["id"] not in grouped]


def groups_of(pile: list[Record]) -> list[Record]:
    """The groups among some records, to be counted."""
    return [each for each in pile if each["kind"] == "cluster"]


def notes_of(shelf: Shelf, pile: list[Record]) -> list[Record]:
    """The notes among some records that have words, the first of each group among them."""
    said = [note for each in groups_of(pile) for note in worded(shelf.members[each["id"]])[:QUOTED_OF_GROUP]]
    return said + worded(pile)


def pictures_of(pile: list[Record]) -> list[Record]:
    """The notes among some records that are nothing but a picture."""
    return [each for each in pile if each["kind"] == "note" and each["media"] and not each["text"]]


def worded(pile: list[Record]) -> list[Record]:
    """The notes among some records that have words."""
    return [each for each in pile if each["kind"] == "note" and each["text"]]


def dots_of(shelf: Shelf, id: str) -> int:
    """The most dots a card got in a ballot."""
    return max((tally["dots"] for tally in shelf.of("tally") if tally["target"] == id), default=0)


def placed_votes(shelf: Shelf, source: str, template: Template) -> dict[str, list[Record]]:
    """The results that the chosen idea, or what it came from, got, by the section they belong to.

    That is the section the ballot's activity feeds, else the first one that the card's own activity feeds.
    """
    keys = [part.key for part in template.parts]
    line = shelf.lineage(source) | shelf.offspring(source)
    placed: dict[str, list[Record]] = {}
    for ballot in shelf.ballots():
        for tally in shelf.tallies(ballot["id"]):
            if tally["target"] not in line or not tally["dots"]:
                continue
            target = shelf.records.get(tally["target"], {})
            key = fed_by(shelf, keys, ballot["activity"]) or fed_by(shelf, keys, target.get("activity", ""))
            if key:
                placed.setdefault(key, []).append(tally)
    return placed


def fed_by(shelf: Shelf, keys: list[str], activity: str) -> str:
    """The first of these sections that an activity feeds."""
    record = shelf.get(activity, "activity")
    feeds = record["rules"].get("feeds", ()) if record else ()
    return next((key for key in keys if key in feeds), "")
