"""The first draft of a document: what the room wrote about the chosen idea, sentence by sentence, nothing invented.

Notes are quoted by link, never by copy, so that erasing one takes it out of the draft; everything else that is said
here is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.core.tools.draft import EVIDENCE, Drafted, Sentence

from .shelf import Record, Shelf
from .template import OTHERS, Part, Template
from .words import Words

QUOTED_OF_GROUP = 3
QUOTED_OF_BOARD = 12
ALTERNATIVES = 5


def draft(view: Mapping[str, Record], source: str, template: Template, words: Words) -> tuple[Drafted, ...]:
    """The sections of a document about a note or a cluster, as `outcome.draft` takes them.

    A section without material has no sentences and stays a question. Raises KeyError when the source is not in the
    view.
    """
    shelf = Shelf(view)
    shelf.records[source]
    thread = shelf.thread(source)
    room = {part.key: material(shelf, part, thread) for part in template.parts}
    votes = placed_votes(shelf, source, template)
    return tuple(
        Drafted(
            key=part.key, order=order, stage=part.stage, title=part.heading,
            sentences=sentences(shelf, part, room[part.key], votes.get(part.key, []), words),
        )
        for order, part in enumerate(template.parts)
    )  # fmt: skip


def sentences(
    shelf: Shelf, part: Part, boards: list[list[Record]], votes: list[Record], words: Words
) -> tuple[Sentence, ...]:
    """A section's sentences, numbered."""
    told: set[str] = set()
    made = [sentence for board in boards for sentence in told_of_board(shelf, board, told, words)]
    made += [sentence for tally in votes for sentence in told_of_vote(shelf, tally, words)]
    return tuple(
        Sentence(
            id=f"{part.key}-{n}", text=each.text, quote=each.quote, evidence=each.evidence[:EVIDENCE]
        )
        for n, each in enumerate(made, 1)
    )  # fmt: skip


def material(shelf: Shelf, part: Part, thread: set[str]) -> list[list[Record]]:
    """What each of a section's activities gives it: groups first, then the notes that are in none."""
    boards = []
    for activity in shelf.feeding(part.key):
        notes = shelf.notes(activity["id"])
        clusters = shelf.clusters(activity["id"])
        if part.takes == OTHERS:
            boards.append(others(shelf, notes, thread))
            continue
        linked = [each for each in [*clusters, *notes] if each["id"] in thread]
        chosen = linked or [*clusters, *notes]
        grouped = {
            note["id"] for each in chosen if each["kind"] == "cluster" for note in shelf.members[each["id"]]
        }
        boards.append([each for each in chosen if each["id"] not in grouped])
    return boards


def others(shelf: Shelf, notes: list[Record], thread: set[str]) -> list[Record]:
    """The cards that were not chosen, those with most dots first."""
    cards = [note for note in notes if note["id"] not in thread]
    return sorted(cards, key=lambda note: -dots_of(shelf, note["id"]))[:ALTERNATIVES]


def dots_of(shelf: Shelf, id: str) -> int:
    """The most dots a card got in a ballot."""
    return max((tally["dots"] for tally in shelf.of("tally") if tally["target"] == id), default=0)


def told_of_board(shelf: Shelf, board: list[Record], told: set[str], words: Words) -> Iterator[Sentence]:
    """The groups and notes of one board, each said once in a section however often it was carried."""
    fresh = []
    for record in board:
        origin = shelf.origin(record["id"])
        if origin not in told:
            told.add(origin)
            fresh.append(record)
    groups = [record for record in fresh if record["kind"] == "cluster"]
    notes = [record for record in fresh if record["kind"] == "note" and record["text"]]
    for group in groups:
        yield from told_of_group(shelf, group, told, words)
    yield from (quoted(note) for note in notes[:QUOTED_OF_BOARD])
    yield from told_of_pictures(fresh, words)
    rest = [note["id"] for note in notes[QUOTED_OF_BOARD:]]
    if rest:
        text = words.ngettext(
            "Un'altra nota dice la sua in questa attività.",
            "Altre %(n)s note dicono la loro in questa attività.",
            len(rest),
        )
        yield Sentence(id="x", text=text, evidence=tuple(rest))


def told_of_pictures(board: list[Record], words: Words) -> Iterator[Sentence]:
    """How many notes are nothing but a picture; the document shows them."""
    bare = [
        record["id"]
        for record in board
        if record["kind"] == "note" and record["media"] and not record["text"]
    ]
    if bare:
        text = words.ngettext("Una nota è una foto.", "%(n)s note sono foto.", len(bare))
        yield Sentence(id="x", text=text, evidence=tuple(bare))


def told_of_group(shelf: Shelf, group: Record, told: set[str], words: Words) -> Iterator[Sentence]:
    """How many notes a group gathers, then the first of them in their own words."""
    notes = shelf.members[group["id"]]
    told.update(shelf.origin(note["id"]) for note in notes)
    text = words.ngettext(
        "Una nota forma un gruppo con il nome che gli ha dato chi c'era.",
        "%(n)s note formano un gruppo, con il nome che gli ha dato chi c'era.",
        len(notes),
    )
    yield Sentence(id="x", text=text, evidence=(group["id"], *(note["id"] for note in notes)))
    yield from (quoted(note) for note in [note for note in notes if note["text"]][:QUOTED_OF_GROUP])


def quoted(note: Record) -> Sentence:
    """A note in its own words, kept as a link to it."""
    return Sentence(id="x", quote=note["id"], evidence=(note["id"],))


def placed_votes(shelf: Shelf, source: str, template: Template) -> dict[str, list[Record]]:
    """The results that the chosen idea, or what it came from, got, by the section they belong to.

    That is the section the ballot's activity feeds, else the first one that the card's own activity feeds.
    """
    keys = [part.key for part in template.parts if part.takes != OTHERS]
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


def told_of_vote(shelf: Shelf, tally: Record, words: Words) -> Iterator[Sentence]:
    """A result with its turnout, and the tie when there was one."""
    ballot = shelf.records[tally["ballot"]]
    items = shelf.tallies(ballot["id"])
    text = words.ngettext(
        "Nel voto ha avuto %(n)s pallino su %(all)s: è al posto %(rank)s su %(items)s.",
        "Nel voto ha avuto %(n)s pallini su %(all)s: è al posto %(rank)s su %(items)s.",
        tally["dots"], all=ballot["dots"], rank=tally["rank"], items=len(items),
    )  # fmt: skip
    yield Sentence(id="x", text=text, evidence=(tally["id"],))
    yield Sentence(id="x", text=turnout(shelf, ballot, words), evidence=(ballot["id"],))
    equal = [each["id"] for each in items if each["rank"] == tally["rank"] and each["id"] != tally["id"]]
    if equal:
        text = words.ngettext(
            "È un pari: un'altra proposta ha avuto gli stessi pallini.",
            "È un pari: altre %(n)s proposte hanno avuto gli stessi pallini.",
            len(equal),
        )
        yield Sentence(id="x", text=text, evidence=(tally["id"], *equal))


def turnout(shelf: Shelf, ballot: Record, words: Words) -> str:
    """How many voted, of how many where that is known."""
    people = shelf.workshop["people"]
    if people < ballot["voted"]:
        return words.ngettext("Ha votato %(n)s persona.", "Hanno votato %(n)s persone.", ballot["voted"])
    return words.ngettext(
        "Ha votato %(n)s persona su %(people)s.",
        "Hanno votato %(n)s persone su %(people)s.",
        ballot["voted"], people=people,
    )  # fmt: skip


def candidates(view: Mapping[str, Record]) -> list[tuple[Record, Record | None]]:
    """What a document can begin from, with its result: the cards of the last ballot, best first, else the groups."""
    shelf = Shelf(view)
    for ballot in reversed(shelf.ballots()):
        found = [(shelf.records.get(tally["target"]), tally) for tally in shelf.tallies(ballot["id"])]
        cards = [(card, tally) for card, tally in found if card is not None]
        if cards:
            return list(cards)
    groups = filled_groups(shelf)
    return [(each, None) for each in groups or shelf.notes()]


def filled_groups(shelf: Shelf) -> list[Record]:
    """All groups that hold something, the biggest first."""
    found = [each for activity in shelf.of("activity") for each in shelf.clusters(activity["id"])]
    return sorted(found, key=lambda each: -len(shelf.members[each["id"]]))
