"""The figures of a document: what ballots gave, and how much was said in each stage."""

from __future__ import annotations

from app.exports import scores
from app.exports.manuscript import Count, Figure, Result, Step
from app.exports.plain import clip
from app.exports.shelf import Record, Shelf
from app.exports.words import Words

from . import names
from .evidence import Register, said, title_of

RESULTS = 40


def figure(shelf: Shelf, ballot: Record, thread: set[str], register: Register | None, words: Words) -> Figure:
    """A counted ballot as a figure; the rows of what the document is about are marked."""
    activity = shelf.get(ballot["activity"], "activity")
    rows = [row(shelf, tally, thread, register, words) for tally in shelf.tallies(ballot["id"])]
    people = shelf.workshop["people"]
    return Figure(
        id=ballot["id"], title=title_of(activity, words) if activity else words.gettext("Voto"),
        summary=summary(shelf, ballot, people, words), voted=ballot["voted"], people=people,
        given=ballot.get("dots", 0), dots=ballot["settings"].get("dots", 0), paper=ballot.get("paper", 0),
        hands=ballot.get("hands", 0),
        measures=scores.measures(ballot), results=tuple(each for each in rows if each)[:RESULTS],
    )  # fmt: skip


def row(
    shelf: Shelf, tally: Record, thread: set[str], register: Register | None, words: Words
) -> Result | None:
    """One item's result; None when the item is no longer there."""
    target = shelf.records.get(tally["target"])
    if target is None:
        return None
    spoken = said(target, words)
    text = clip(spoken.text, 200) or words.gettext("Una foto")
    return Result(
        id=tally["id"], said=type(spoken)(text=text, language=spoken.language, direction=spoken.direction),
        dots=tally.get("dots", 0), values=tuple(tally[name] for name in measured(tally)),
        hands=scores.by_hand_each(tally), rank=tally["rank"],
        tied=tally["tied"], chosen=target["id"] in thread,
        evidence=register.first(target["id"]) if register else 0,
    )  # fmt: skip


def measured(tally: Record) -> tuple[str, ...]:
    """The names of a result's numbers."""
    return scores.STANCES if scores.of_stances(tally) else ("dots",)


def summary(shelf: Shelf, ballot: Record, people: int, words: Words) -> str:
    """Turnout, how many of it on paper and by hand, dots, and how it was decided, in one line."""
    given = ballot.get("dots")
    dots = "" if given is None else words.ngettext("%(n)s pallino dato", "%(n)s pallini dati", given)
    if people < ballot["voted"]:
        voted = words.ngettext("%(n)s persona ha votato", "%(n)s persone hanno votato", ballot["voted"])
    else:
        voted = words.ngettext(
            "%(n)s persona su %(people)s ha votato", "%(n)s persone su %(people)s hanno votato", ballot["voted"],
            people=people,
        )  # fmt: skip
    how = (*scores.how(ballot, words), before(shelf, ballot, words))
    return " · ".join(filter(None, (voted, scores.on_paper(ballot, words), dots, *how)))


def before(shelf: Shelf, ballot: Record, words: Words) -> str:
    """What whoever led had decided before they decided otherwise; empty where it was decided once."""
    earlier = [shelf.records.get(id) for id in ballot.get("decisions", ())[:-1]]
    named = [clip(said(each, words).text, 80) for each in earlier if each is not None]
    return words.gettext("prima la decisione era: %(named)s", named=" → ".join(named)) if named else ""


def first_hand(shelf: Shelf, activity: str = "") -> list[Record]:
    """The notes as they were first written: a card carried on counts again only once it has been rewritten."""
    return [note for note in shelf.notes(activity) if not note.get("from") or rewritten(shelf, note)]


def rewritten(shelf: Shelf, note: Record) -> bool:
    """Whether a carried card no longer says what the card or group before it said."""
    before = shelf.records.get(note["from"])
    return before is not None and note["text"] != (before.get("text") or before.get("title"))


def counts(shelf: Shelf, words: Words) -> tuple[Count, ...]:
    """How many people, notes, groups and dots the whole workshop gathered."""
    groups = [each for each in shelf.of("cluster") if shelf.members[each["id"]]]
    dots = sum(ballot.get("dots", 0) for ballot in shelf.ballots())
    people, notes = shelf.workshop["people"], len(first_hand(shelf))
    return (
        Count(key="people", number=people, label=words.ngettext("persona", "persone", people)),
        Count(key="notes", number=notes, label=words.ngettext("nota", "note", notes)),
        Count(key="clusters", number=len(groups), label=words.ngettext("gruppo", "gruppi", len(groups))),
        Count(key="dots", number=dots, label=words.ngettext("pallino dato", "pallini dati", dots)),
    )


def journey(shelf: Shelf, words: Words) -> tuple[Step, ...]:
    """The stages that the agenda has, in their order, with the notes first written in each."""
    held: dict[str, list[Record]] = {}
    for activity in shelf.of("activity"):
        held.setdefault(activity["stage"], []).append(activity)
    return tuple(step(shelf, stage, held[stage], words) for stage in names.STAGES if stage in held)


def step(shelf: Shelf, stage: str, held: list[Record], words: Words) -> Step:
    """One stage with its activities."""
    notes = sum(len(first_hand(shelf, each["id"])) for each in held)
    return Step(
        stage=stage, name=names.stage(stage, words), notes=notes,
        told=words.ngettext("%(n)s nota", "%(n)s note", notes),
        reached=any(each["started_at"] for each in held),
    )  # fmt: skip


def margin(shelf: Shelf, key: str, words: Words) -> tuple[str, ...]:
    """What stands beside a section: how many notes, by how many people where they are named, how many groups."""
    activities = [each["id"] for each in shelf.feeding(key)]
    notes = [note for id in activities for note in first_hand(shelf, id)]
    people = {note["by"] for note in notes if note.get("by")}
    groups = [each for id in activities for each in shelf.clusters(id)]
    lines = []
    if notes:
        lines.append(words.ngettext("%(n)s nota", "%(n)s note", len(notes)))
    if people:
        lines.append(words.ngettext("%(n)s persona", "%(n)s persone", len(people)))
    if groups:
        lines.append(words.ngettext("%(n)s gruppo", "%(n)s gruppi", len(groups)))
    return tuple(lines)
