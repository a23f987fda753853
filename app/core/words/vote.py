"""Ballots in words: their records, what can be asked and what can happen, and what is left of a secret vote."""

from __future__ import annotations

from dataclasses import dataclass

from ..types import Command, Event, Record, command, event, personal
from .hands import Given

METHODS = frozenset({"dots", "stance"})
PLANNED_METHODS = frozenset({"budget", "ranking", "matrix", "consent", "score"})
TARGETS = 500
DOTS = 1000
TAKEN_BACK = 0
STANCE = (
    2  # added to a stance where it is kept: 1 no, 2 not sure, 3 yes, so that "not sure" is never "taken back"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How many dots each person has, the most on one item, and whether choices stay secret for ever."""

    dots: int = 3
    max: int = 1
    secret: bool = True
    shuffle: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot(Record):
    kind = "ballot"
    id: str
    activity: str
    method: str
    settings: Settings
    targets: tuple[str, ...]
    open: bool = True
    counting: bool = False  # phones are closed, and hands and slips are being counted
    voted: int = 0
    paper: int = 0  # of those who voted, how many had somebody type for them
    hands: int = 0  # of those who voted, how many were counted by hand once phones had closed
    dots: int = 0
    first: tuple[
        str, ...
    ] = ()  # what the count put first: one, several when they are tied, none when nothing won
    runoff_of: str | None = None  # the ballot whose tie this one is to break
    decided: str | None = None  # what the facilitator chose among the tied
    decisions: tuple[str, ...] = ()  # all that was ever decided, the last one last
    tied: tuple[str, ...] = ()  # what the count had put first before somebody decided


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote(Record):
    """What one person gave one item; a stance as it is kept, see STANCE."""

    kind = "vote"
    id: str
    ballot: str
    target: str
    by: str
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally(Record):
    kind = "tally"
    id: str
    ballot: str
    target: str
    dots: int
    rank: int
    tied: bool
    stances: tuple[int, int, int] | None = None  # yes, not sure, no
    hands: Given | None = None  # how much of it was counted by hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one item got in all: dots, or how many said yes, not sure, no; `hands` is how much of it was by hand."""

    target: str
    dots: int = 0
    yes: int = 0
    unsure: int = 0
    no: int = 0
    hands: Given | None = None


# What can be asked


@command("ballot.open")
class OpenBallot(Command):
    id: str
    activity: str
    targets: tuple[str, ...]
    method: str = "dots"
    settings: Settings = Settings()
    runoff_of: str | None = None


@command("ballot.close")
class CloseBallot(Command):
    id: str


@command("ballot.decide")
class DecideBallot(Command):
    id: str
    target: str


@command("vote.cast")
class Cast(Command):
    ballot: str
    target: str
    value: int


@command("vote.take_back")
class TakeBack(Command):
    ballot: str
    target: str


# What can happen


@event("ballot.opened")
class BallotOpened(Event):
    id: str
    activity: str
    method: str
    targets: tuple[str, ...]
    settings: Settings
    runoff_of: str | None = None


@event("ballot.decided")
class BallotDecided(Event):
    """A tie that whoever leads has broken, or what they decided instead before the workshop went on."""

    id: str
    target: str


@event("ballot.closed")
class BallotClosed(Event):
    id: str
    secret: bool
    voted: int
    dots: int = 0
    paper: int = 0
    hands: int = 0
    results: tuple[Result, ...]


@event("vote.cast")
class VoteCast(Event):
    ballot: str
    by: str
    target: str = personal()
    value: int = personal(default=TAKEN_BACK)  # a stance as it is kept, see STANCE


@event("vote.unlinked")
class VoteUnlinked(Event):
    """What is left of a vote once its secret ballot has closed: somebody chose this, nobody knows who or when."""

    ballot: str
    target: str = ""
    value: int = TAKEN_BACK
