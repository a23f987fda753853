"""What a sentence rests on, as a page shows it: its evidence when asked, and everything it could rest on."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.types import Json
from app.exports.compose.evidence import describe
from app.exports.manuscript import Evidence, Manuscript, Section, Sentence
from app.exports.shelf import Shelf
from app.exports.words import Words

PROOF_KINDS = ("cluster", "note", "tally", "ballot")


@dataclass(frozen=True, slots=True)
class About:
    """A sentence whose evidence is being looked at."""

    section: Section
    sentence: Sentence
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """Something a sentence could rest on, told in one line."""

    evidence: Evidence
    stage_order: int


def why(paper: Manuscript, asked: str) -> About | None:
    """The sentence named as `section:sentence`, with its evidence; None when there is none of that name."""
    key, _, id = asked.partition(":")
    told = {each.number: each for each in paper.evidence}
    for section in paper.sections:
        for sentence in section.sentences:
            if (section.key, sentence.id) == (key, id):
                return About(section, sentence, tuple(told[number] for number in sentence.evidence))
    return None


def candidates(seen: dict[str, Json], told: Words) -> list[Proof]:
    """All notes, groups and results of a workshop, in the order of its agenda, groups before notes."""
    shelf = Shelf(seen)
    order = {activity["id"]: n for n, activity in enumerate(shelf.of("activity"))}
    found = []
    for kind in PROOF_KINDS:
        for record in shelf.of(kind):
            home = record.get("activity") or shelf.records.get(record.get("ballot", ""), {}).get(
                "activity", ""
            )
            found.append(Proof(describe(shelf, told, record["id"]), order.get(home, len(order))))
    return sorted(found, key=lambda proof: proof.stage_order)
