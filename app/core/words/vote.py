"""Ballots in words: their records, what can be asked and what can happen, and what is left of a secret vote."""

from __future__ import annotations

from dataclasses import dataclass

from ..types import Command, Event, Record, command, event, personal

METHODS = frozenset({"dots"})
PLANNED_METHODS = frozenset({"budget", "ranking", "matrix", "consent", "score", "stance"})
TARGETS = 100
DOTS = 1000


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
    voted: int = 0
    paper: int = 0  # of those who voted, how many had somebody type for them
    dots: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote(Record):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    target: str
    dots: int


# What can be asked


@command("ballot.open")
class OpenBallot(Command):
    id: str
    activity: str
    targets: tuple[str, ...]
    method: str = "dots"
    settings: Settings = Settings()


@command("ballot.close")
class CloseBallot(Command):
    id: str


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


@event("ballot.closed")
class BallotClosed(Event):
    id: str
    secret: bool
    voted: int
    dots: int
    paper: int = 0
    results: tuple[Result, ...]


@event("vote.cast")
class VoteCast(Event):
    ballot: str
    by: str
    target: str = personal()
    value: int = personal(default=0)  # 0: taken back


@event("vote.unlinked")
class VoteUnlinked(Event):
    """What is left of a vote once its secret ballot has closed: somebody chose this, nobody knows who or when."""

    ballot: str
    target: str = ""
    value: int = 0
