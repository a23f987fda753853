"""A proposal: the sections of an outcome with their evidence, results and gaps, made from a librarian's view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.types import STAGES
from app.exports import scores
from app.exports.manuscript import Fact, Group, Image, Manuscript, Metadata, Said, Section, Sentence
from app.exports.plain import clean, clip, line
from app.exports.shelf import Record, Shelf
from app.exports.template import Part, Template
from app.exports.words import Words, direction

from . import names, results
from .evidence import Register, describe, images, said

FACT_ANSWERS = 3
PICTURES = 6


def compose(
    view: Mapping[str, Record], outcome_id: str, template: Template, words: Words, *, library: str = ""
) -> Manuscript:
    """The document of one outcome in the language of `words`. Raises KeyError when the view does not hold it."""
    shelf = Shelf(view)
    outcome = shelf.records[outcome_id]
    register = Register(shelf, words)
    thread = shelf.thread(outcome["from"])
    written = sorted(
        (each for each in shelf.of("section") if each["outcome"] == outcome_id),
        key=lambda each: each["order"],
    )
    ballots = placed_ballots(shelf, thread, written)
    sections = tuple(
        section(
            shelf, each, template.part(each["key"]), ballots.get(each["key"], []), thread, register, words
        )
        for each in written
    )
    title = clip(line(outcome["title"] or shelf.workshop["title"]), 300) or words.gettext("Senza titolo")
    return Manuscript(
        id=outcome_id, title=title, language=words.language, direction=direction("", words.language),
        metadata=metadata(shelf, outcome, words, library),
        facts=(idea(shelf, outcome, words), *facts(sections, template)),
        counts=results.counts(shelf, words), journey=results.journey(shelf, words), sections=sections,
        evidence=register.described(), labels=names.labels(words),
    )  # fmt: skip


def metadata(shelf: Shelf, outcome: Record, words: Words, library: str) -> Metadata:
    """Where the document is from and how far it has come."""
    workshop = shelf.workshop
    return Metadata(
        library=line(library), workshop=line(workshop["title"]), question=line(workshop["question"]),
        kind=outcome["type"], kind_name=names.kind(outcome["type"], words), status=outcome["status"],
        status_name=state(outcome, words), template=outcome["template"], at=outcome["at"],
        day=words.date(outcome["at"]), languages=tuple(workshop["languages"]),
    )  # fmt: skip


def state(outcome: Record, words: Words) -> str:
    """How far it has come; once it is approved, since when."""
    moved = outcome.get("moved")
    if outcome["status"] == "approved" and moved:
        return words.gettext("Approvata il %(day)s", day=words.date(moved["at"]))
    return names.status(outcome["status"], words)


def section(
    shelf: Shelf,
    record: Record,
    part: Part | None,
    ballots: list[Record],
    thread: set[str],
    register: Register,
    words: Words,
) -> Section:
    """One section: its sentences first, so that numbers follow the reader, then what shows how it came about."""
    sentences = tuple(sentence(shelf, each, register, words) for each in record["sentences"])
    cited = [id for each in record["sentences"] for id in each["evidence"]]
    quoted = {each.get("quote", "") for each in record["sentences"]}
    clusters = [id for id in dict.fromkeys(cited) if shelf.get(id, "cluster") and id not in quoted]
    return Section(
        key=record["key"], stage=record["stage"], stage_name=names.stage(record["stage"], words),
        heading=line(part.heading if part else record["title"]) or record["key"],
        margin=results.margin(shelf, record["key"], words), sentences=sentences,
        groups=tuple(group(shelf, id, register, words) for id in clusters),
        figures=tuple(results.figure(shelf, each, thread, register, words) for each in ballots),
        images=pictures(shelf, cited, words),
        question=question(part, words) if not sentences else "",
    )  # fmt: skip


def question(part: Part | None, words: Words) -> str:
    """What is asked where nothing stands yet."""
    return line(part.question) if part and part.question else words.gettext("Che cosa va scritto qui?")


def sentence(shelf: Shelf, record: Mapping[str, Any], register: Register, words: Words) -> Sentence:
    """A sentence in the document's language, or a quotation in its own."""
    source = shelf.get(record.get("quote", ""))
    text = clip(clean(record["text"]))
    language = (source.get("lang", "") if source else "") or words.language
    return Sentence(
        id=record["id"], said=Said(text=text, language=language, direction=direction(text, language)),
        evidence=register.cite(record["evidence"]), quoted=source is not None,
    )  # fmt: skip


def group(shelf: Shelf, id: str, register: Register, words: Words) -> Group:
    """A cluster that the section rests on."""
    record = shelf.records[id]
    return Group(
        id=id, title=said(record, words), count=len(shelf.members[id]), evidence=register.number(id)
    )  # fmt: skip


def pictures(shelf: Shelf, cited: list[str], words: Words) -> tuple[Image, ...]:
    """The pictures of the notes that the section cites."""
    notes = [note for id in dict.fromkeys(cited) if (note := shelf.get(id, "note"))]
    return tuple(image for note in notes for image in images(note, words))[:PICTURES]


def placed_ballots(shelf: Shelf, thread: set[str], sections: list[Record]) -> dict[str, list[Record]]:
    """The ballots in which the idea, or what led to it, was voted on, and those that chose what all ideas answer to,
    each in one section.

    That is the first section that cites it, or else the first that its activity feeds.
    """
    placed: dict[str, list[Record]] = {}
    for ballot in shelf.ballots():
        if thread.isdisjoint(ballot["targets"]) and not of_everyone(shelf, ballot):
            continue
        key = citing(ballot["id"], sections) or fed(shelf, ballot, sections)
        if key:
            placed.setdefault(key, []).append(ballot)
    return placed


def of_everyone(shelf: Shelf, ballot: Record) -> bool:
    """Was it held before there were ideas? What it chose, the problem say, is what every idea answers to."""
    activity = shelf.get(ballot["activity"], "activity")
    return bool(activity and STAGES.index(activity["stage"]) < STAGES.index("ideate"))


def citing(ballot: str, sections: list[Record]) -> str:
    """The first section with a sentence that rests on a ballot or one of its results."""
    for record in sections:
        cited = {id for sentence in record["sentences"] for id in sentence["evidence"]}
        if ballot in cited or any(id.startswith(f"tally:{ballot}:") for id in cited):
            return str(record["key"])
    return ""


def fed(shelf: Shelf, ballot: Record, sections: list[Record]) -> str:
    """The first section that a ballot's activity feeds."""
    activity = shelf.get(ballot["activity"], "activity")
    feeds = activity["rules"].get("feeds", ()) if activity else ()
    return next((str(record["key"]) for record in sections if record["key"] in feeds), "")


def idea(shelf: Shelf, outcome: Record, words: Words) -> Fact:
    """What the document is about, in the words of whoever wrote it, with the best result it had."""
    source = shelf.records.get(outcome["from"])
    line = shelf.lineage(outcome["from"]) | shelf.offspring(outcome["from"])
    tallies = [each for each in shelf.of("tally") if each["target"] in line and scores.answered(each)]
    best = min(tallies, key=lambda each: (each["rank"], -scores.points(each)[0]), default=None)
    told = [said(source, words)] if source and (source.get("text") or source.get("title")) else []
    if best is not None:
        found = describe(shelf, words, best["id"])
        told.append(
            Said(
                text=found.detail, language=words.language, direction=direction(found.detail, words.language)
            )
        )
    return Fact(
        key="source", label=words.gettext("L'idea"), answers=tuple(told),
        question="" if told else words.gettext("Qual è l'idea?"),
    )  # fmt: skip


def facts(sections: tuple[Section, ...], template: Template) -> tuple[Fact, ...]:
    """What stands on page one: the first sentences of the sections that the template puts there, or their question."""
    return tuple(
        Fact(
            key=found.key, label=found.heading, question=found.question,
            answers=tuple(
                Said(text=clip(each.said.text, 300), language=each.said.language, direction=each.said.direction)
                for each in found.sentences[:FACT_ANSWERS]
            ),
        )
        for found in sections
        if (part := template.part(found.key)) is not None and part.fact
    )  # fmt: skip
