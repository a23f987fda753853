"""Documents in words: outcomes, sections and sentences, what can be asked and what can happen."""

from __future__ import annotations

from dataclasses import dataclass

from ..types import Command, Event, Record, command, event

TYPES = ("service", "system", "programme", "space")
APPROVED = "approved"
STATUSES = ("draft", "review", APPROVED)
SECTIONS = 40
SENTENCES = 200
EVIDENCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence and what it rests on.

    When it is nothing but what somebody wrote, `quote` names their note or group and `text` stays empty: the words
    are read from there, so that erasing the note takes them out of the document too.
    """

    id: str
    text: str = ""
    evidence: tuple[str, ...] = ()
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Record):
    kind = "outcome"
    id: str
    template: str
    type: str
    title: str  # empty: it is called as its idea is
    source: str
    status: str
    at: int
    moved_by: str = ""  # who brought it into this state, when, and why
    moved_at: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Record):
    kind = "section"
    id: str
    outcome: str
    key: str
    order: int
    stage: str
    title: str
    sentences: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """A section as it is first drafted."""

    key: str
    order: int
    stage: str
    title: str = ""
    sentences: tuple[Sentence, ...] = ()


@command("outcome.draft", wire=False)
class Draft(Command):
    id: str
    template: str
    title: str
    source: str
    sections: tuple[Drafted, ...]
    type: str = "service"


@command("section.write", wire=False)
class Write(Command):
    outcome: str
    key: str
    sentences: tuple[Sentence, ...]
    seen: int | None = None  # the age of what the writer had before them; None: write whatever stands there


@command("outcome.set", wire=False)
class SetOutcome(Command):
    id: str
    title: str | None = None
    type: str | None = None


@event("outcome.drafted")
class OutcomeDrafted(Event):
    id: str
    by: str
    template: str
    type: str
    title: str
    source: str
    sections: tuple[Drafted, ...]


@event("section.written")
class SectionWritten(Event):
    outcome: str
    key: str
    by: str
    sentences: tuple[Sentence, ...]


@event("outcome.set")
class OutcomeSet(Event):
    id: str
    title: str
    type: str
    status: str
