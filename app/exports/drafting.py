"""The first draft of a document: what the room wrote about the chosen idea, sentence by sentence, nothing invented.

Notes are quoted by link, never by copy, so that erasing one takes it out of the draft; everything else that is said
here is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from app.core.words.draft import EVIDENCE, Drafted, Sentence

from . import scores
from .sharing import QUOTED_OF_GROUP, Pile, pictures_of, placed_votes, shared_out, worded
from .shelf import Record, Shelf
from .template import Part, Template
from .words import Words

QUOTED_OF_BOARD = 12


def draft(view: Mapping[str, Record], source: str, template: Template, words: Words) -> tuple[Drafted, ...]:
    """The sections of a document about a note or a cluster, as `outcome.draft` takes them.

    A section without material has no sentences and stays a question. Raises KeyError when the source is not in the
    view.
    """
    shelf = Shelf(view)
    shelf.records[source]
    piles = shared_out(shelf, source, template)
    votes = placed_votes(shelf, source, template)
    return tuple(
        Drafted(
            key=part.key, order=order, stage=part.stage, title=part.heading,
            sentences=sentences(shelf, part, piles[part.key], votes.get(part.key, []), words),
        )
        for order, part in enumerate(template.parts)
    )  # fmt: skip


def sentences(
    shelf: Shelf, part: Part, piles: list[Pile], votes: list[Record], words: Words
) -> tuple[Sentence, ...]:
    """A section's sentences, numbered."""
    told: set[str] = set()
    made = [sentence for pile in piles for sentence in told_of_pile(shelf, pile, told, words)]
    made = [*lead(shelf, part, made), *made]
    made += [sentence for tally in votes for sentence in told_of_vote(shelf, tally, words)]
    if not made and part.tells:
        made = TELLS[part.tells](shelf, words)
    return tuple(
        Sentence(id=f"{part.key}-{n}", text=each.text, quote=each.quote, evidence=each.evidence[:EVIDENCE])
        for n, each in enumerate(made, 1)
    )


def lead(shelf: Shelf, part: Part, made: list[Sentence]) -> list[Sentence]:
    """The sentence that goes before what the room wrote, resting on all of it."""
    visited = any(rules.get("tables") or rules.get("visitors") for rules in shelf.rules_feeding(part.key))
    text = part.lead_tables if visited and part.lead_tables else part.lead
    rests = tuple(dict.fromkeys(id for each in made for id in each.evidence))
    return [Sentence(id="x", text=text, evidence=rests)] if made and text else []


def told_of_question(shelf: Shelf, words: Words) -> list[Sentence]:
    """The question that the workshop was about."""
    asked = shelf.workshop["question"]
    return [Sentence(id="x", text=f"«{asked}»", evidence=(shelf.workshop["id"],))] if asked else []


def told_of_attendance(shelf: Shelf, words: Words) -> list[Sentence]:
    """How many were there: presences, never names."""
    people = shelf.workshop["people"]
    text = words.ngettext("C'è stata %(n)s presenza.", "Ci sono state %(n)s presenze.", people)
    return [Sentence(id="x", text=text, evidence=(shelf.workshop["id"],))] if people else []


TELLS: dict[str, Callable[[Shelf, Words], list[Sentence]]] = {
    "question": told_of_question,
    "attendance": told_of_attendance,
}


def told_of_pile(shelf: Shelf, pile: Pile, told: set[str], words: Words) -> Iterator[Sentence]:
    """The groups and notes of a pile, each said once in a section however often it was carried."""
    fresh = []
    for record in pile.records:
        origin = shelf.origin(record["id"])
        if origin not in told:
            told.add(origin)
            fresh.append(record)
    for group in [record for record in fresh if record["kind"] == "cluster"]:
        yield from told_of_group(shelf, group, words, quote=pile.quoting)
    notes = worded(fresh)
    if not pile.quoting:
        yield from told_of_loose(notes, words)
        return
    yield from (quoted(note) for note in notes[:QUOTED_OF_BOARD])
    bare = pictures_of(fresh)
    if bare:
        text = words.ngettext("Una nota è una foto.", "%(n)s note sono foto.", len(bare))
        yield Sentence(id="x", text=text, evidence=tuple(note["id"] for note in bare))
    rest = [note["id"] for note in notes[QUOTED_OF_BOARD:]]
    if rest:
        text = words.ngettext(
            "Un'altra nota dice la sua in questa attività.",
            "Altre %(n)s note dicono la loro in questa attività.",
            len(rest),
        )
        yield Sentence(id="x", text=text, evidence=tuple(rest))


def told_of_loose(notes: list[Record], words: Words) -> Iterator[Sentence]:
    """How many notes stayed outside the groups."""
    if notes:
        text = words.ngettext(
            "Una nota è rimasta fuori dai gruppi.", "%(n)s note sono rimaste fuori dai gruppi.", len(notes)
        )
        yield Sentence(id="x", text=text, evidence=tuple(note["id"] for note in notes))


def told_of_group(shelf: Shelf, group: Record, words: Words, *, quote: bool) -> Iterator[Sentence]:
    """A group's name by link, how many notes it gathers, then the first of them in their own words."""
    notes = shelf.members[group["id"]]
    rests = (group["id"], *(note["id"] for note in notes))
    if group["title"].strip():
        yield Sentence(id="x", quote=group["id"], evidence=rests)
    text = words.ngettext(
        "Chi c'era ha messo una nota in questo gruppo.",
        "Chi c'era ha messo %(n)s note in questo gruppo.",
        len(notes),
    )
    yield Sentence(id="x", text=text, evidence=rests)
    if quote:
        yield from (quoted(note) for note in worded(notes)[:QUOTED_OF_GROUP])


def quoted(note: Record) -> Sentence:
    """A note in its own words, kept as a link to it."""
    return Sentence(id="x", quote=note["id"], evidence=(note["id"],))


def told_of_vote(shelf: Shelf, tally: Record, words: Words) -> Iterator[Sentence]:
    """A result with its turnout, and the tie when there was one."""
    ballot = shelf.records[tally["ballot"]]
    items = shelf.tallies(ballot["id"])
    yield Sentence(id="x", text=score(tally, ballot, len(items), words), evidence=(tally["id"],))
    yield Sentence(id="x", text=turnout(shelf, ballot, words), evidence=(ballot["id"],))
    if ballot.get("runoff_of"):
        text = words.gettext("Questo è l'esito di una seconda votazione, fra le idee pari.")
        yield Sentence(id="x", text=text, evidence=(ballot["id"],))
    if ballot.get("decided") == tally["target"]:
        text = words.gettext("Pari: ha deciso chi conduceva.")
        if len(ballot.get("decisions", ())) > 1:
            text = words.gettext("Pari: ha deciso chi conduceva, e poi ha cambiato la decisione.")
        yield Sentence(id="x", text=text, evidence=(ballot["id"],))
    equal = [each["id"] for each in items if each["rank"] == tally["rank"] and each["id"] != tally["id"]]
    if equal:
        yield Sentence(id="x", text=tie(tally, len(equal), words), evidence=(tally["id"], *equal))


def score(tally: Record, ballot: Record, items: int, words: Words) -> str:
    """What one item got, and where that puts it."""
    if scores.of_stances(tally):
        return words.ngettext(
            "Proviamo? %(n)s persona ha detto sì, %(unsure)s non so, %(no)s no: posto %(rank)s su %(items)s.",
            "Proviamo? %(n)s persone hanno detto sì, %(unsure)s non so, %(no)s no: posto %(rank)s su %(items)s.",
            tally["yes"], unsure=tally["unsure"], no=tally["no"], rank=tally["rank"], items=items,
        )  # fmt: skip
    return words.ngettext(
        "Nel voto ha avuto %(n)s pallino su %(all)s: è al posto %(rank)s su %(items)s.",
        "Nel voto ha avuto %(n)s pallini su %(all)s: è al posto %(rank)s su %(items)s.",
        tally["dots"], all=ballot["dots"], rank=tally["rank"], items=items,
    )  # fmt: skip


def tie(tally: Record, others: int, words: Words) -> str:
    """That others got the same."""
    if scores.of_stances(tally):
        return words.ngettext(
            "È un pari: un'altra proposta ha avuto le stesse risposte.",
            "È un pari: altre %(n)s proposte hanno avuto le stesse risposte.", others,
        )  # fmt: skip
    return words.ngettext(
        "È un pari: un'altra proposta ha avuto gli stessi pallini.",
        "È un pari: altre %(n)s proposte hanno avuto gli stessi pallini.",
        others,
    )


def turnout(shelf: Shelf, ballot: Record, words: Words) -> str:
    """How many voted, of how many where that is known."""
    people, paper = shelf.workshop["people"], scores.on_paper(ballot, words)
    if paper:
        return words.ngettext(
            "Ha votato %(n)s persona su %(people)s, %(paper)s.", "Hanno votato %(n)s persone su %(people)s, %(paper)s.",
            ballot["voted"], people=max(people, ballot["voted"]), paper=paper,
        )  # fmt: skip
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
            first = ballot.get("first", ())
            return sorted(cards, key=lambda found: found[0]["id"] not in first)
    groups = filled_groups(shelf)
    return [(each, None) for each in groups or shelf.notes()]


def filled_groups(shelf: Shelf) -> list[Record]:
    """All groups that hold something, the biggest first."""
    found = [each for activity in shelf.of("activity") for each in shelf.clusters(activity["id"])]
    return sorted(found, key=lambda each: -len(shelf.members[each["id"]]))
