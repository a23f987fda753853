"""Which material goes into which section of a first draft."""

from __future__ import annotations

from dataclasses import dataclass

from . import scores
from .shelf import Record, Shelf
from .template import Template

QUOTED_OF_GROUP = 3
ALTERNATIVES = 5


@dataclass(frozen=True, slots=True)
class Pile:
    """Groups and notes that belong into one section; `quoting` when they are told in their notes' own words."""

    records: list[Record]
    quoting: bool = True


def shared_out(shelf: Shelf, source: str, template: Template) -> dict[str, list[Pile]]:
    """What each section is made from: the material of every activity, shared among the sections it feeds."""
    piles: dict[str, list[Pile]] = {part.key: [] for part in template.parts}
    before, after = shelf.lineage(source), shelf.offspring(source)
    ours, theirs = by_table(shelf, source, after)
    after |= ours
    for activity in shelf.of("activity"):
        fed = [part.key for part in template.parts if part.key in activity["rules"].get("feeds", ())]
        for keys, material in by_zone(shelf, activity, fed):
            told = [each for each in material if each["id"] not in theirs]
            made = pieces(shelf, told, before, after, apart=len(keys) > 1)
            for n, pile in enumerate(made if keys else []):
                piles[keys[min(n, len(keys) - 1)]].append(pile)
    return piles


def by_table(shelf: Shelf, source: str, after: set[str]) -> tuple[set[str], set[str]]:
    """What was written, from the source on, where tables work apart: at the table it was carried to, and at others.

    Nothing on either side where it was carried to no table.
    """
    begun = order_of(shelf, source)
    apart = {
        step["id"] for step in shelf.of("activity") if step["order"] > begun and step["rules"].get("tables")
    }
    written = [each for each in [*shelf.notes(), *shelf.of("cluster")] if each["activity"] in apart]
    homes = {each["table"] for each in written if each["id"] in after and each["table"]}
    placed = [each for each in written if each["table"] and homes]
    ours = {each["id"] for each in placed if each["table"] in homes}
    return ours, {each["id"] for each in placed} - ours


def order_of(shelf: Shelf, id: str) -> int:
    """Where in the agenda a note or a cluster was written."""
    activity = shelf.get(shelf.records[id]["activity"], "activity")
    return int(activity["order"]) if activity else 0


def by_zone(shelf: Shelf, activity: Record, fed: list[str]) -> list[tuple[list[str], list[Record]]]:
    """An activity's groups and notes with the sections they go into.

    Where zones have sections of their own, what stands in the others goes nowhere; a group stands where its first
    note does.
    """
    zones = {zone["id"]: zone["feeds"] for zone in activity["zones"] if zone.get("feeds")}
    clusters, notes = shelf.clusters(activity["id"]), shelf.notes(activity["id"])
    if not zones:
        return [(fed, [*clusters, *notes])]
    placed = [(zones.get(note["zone"]), note) for note in notes]
    placed = [(zones.get(zone_of(shelf, group)), group) for group in clusters] + placed
    return [([key], [each for place, each in placed if place == key]) for key in fed]


def zone_of(shelf: Shelf, cluster: Record) -> str:
    """The zone of a group's first note."""
    return next((str(note["zone"]) for note in shelf.members[cluster["id"]]), "")


def pieces(
    shelf: Shelf, material: list[Record], before: set[str], after: set[str], *, apart: bool
) -> list[Pile]:
    """An activity's material in the piles that its sections take in turn.

    Where the choice was made: what led to the source, then what was not chosen. Elsewhere: what came of the source, or
    everything where nothing did; `apart` for several sections, first the groups with the number of notes outside
    them, then the words of the notes, then the pictures.
    """
    chosen = [each for each in material if each["id"] in before]
    if chosen:
        rest = [each for each in material if each["kind"] == "note" and each["id"] not in before | after]
        best = sorted(rest, key=lambda note: -best_of(shelf, note["id"]))[:ALTERNATIVES]
        return filled(Pile(topmost(shelf, chosen)), Pile(best if apart else []))
    linked = [each for each in material if each["id"] in after]
    if all(reminds(shelf, each) for each in linked):
        linked = [each for each in material if not reminds(shelf, each)]
    pile = topmost(shelf, linked or material)
    if not apart:
        return filled(Pile(pile))
    groups, loose, pictures = groups_of(pile), worded(pile), Pile(pictures_of(pile))
    if not groups:
        return filled(Pile(loose), pictures)
    return filled(Pile([*groups, *loose], quoting=False), Pile(notes_of(shelf, groups)), pictures)


def reminds(shelf: Shelf, each: Record) -> bool:
    """Is it a card as it was carried, which only reminds of where it is from? In a group it counts as one of it."""
    if each["kind"] != "note" or not each.get("from") or each.get("clusters"):
        return False
    origin = shelf.records.get(each["from"], {})
    return each["text"] == origin.get("text", origin.get("title"))


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


def notes_of(shelf: Shelf, groups: list[Record]) -> list[Record]:
    """The first notes of each group that have words."""
    return [note for each in groups for note in worded(shelf.members[each["id"]])[:QUOTED_OF_GROUP]]


def pictures_of(pile: list[Record]) -> list[Record]:
    """The notes among some records that are nothing but a picture."""
    return [each for each in pile if each["kind"] == "note" and each["media"] and not each["text"]]


def worded(pile: list[Record]) -> list[Record]:
    """The notes among some records that have words."""
    return [each for each in pile if each["kind"] == "note" and each["text"]]


def best_of(shelf: Shelf, id: str) -> int:
    """The most a card got in a ballot: dots, or yes less no."""
    return max((scores.points(tally)[0] for tally in shelf.of("tally") if tally["target"] == id), default=0)


def placed_votes(shelf: Shelf, source: str, template: Template) -> dict[str, list[Record]]:
    """The results that the chosen idea, or what it came from, got, by the section they belong to.

    That is the section the ballot's activity feeds, else the first one that the card's own activity feeds.
    """
    keys = [part.key for part in template.parts]
    line = shelf.lineage(source) | shelf.offspring(source)
    placed: dict[str, list[Record]] = {}
    for ballot in shelf.ballots():
        for tally in shelf.tallies(ballot["id"]):
            if tally["target"] not in line or not scores.answered(tally):
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
