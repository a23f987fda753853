"""Hands and slips in words: what is counted once phones have closed, how it is asked, and what happens."""

from __future__ import annotations

from dataclasses import dataclass

from ..types import Command, Event, Record, command, event


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What one item was given: dots, or how many said yes, not sure, no."""

    dots: int = 0
    yes: int = 0
    unsure: int = 0
    no: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """So many hands or slips for a target, as they are counted; `value` is the stance they stand for."""

    target: str
    count: int
    value: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands(Record):
    """What has been counted by hand so far: for those who lead, until the ballot closes."""

    kind = "hands"
    id: str
    ballot: str
    counts: tuple[Hand, ...] = ()
    people: int = 0  # how many were said to have voted so; never fewer than the counts need


# What can be asked


@command("ballot.phones")
class ClosePhones(Command):
    id: str


@command("ballot.reopen")
class ReopenPhones(Command):
    """Phones vote again, as long as no hand has been counted."""

    id: str


@command("ballot.hands")
class CountHands(Command):
    """So many hands for a target; without one, how many people voted by hand in all. Sets, never adds."""

    id: str
    count: int
    target: str | None = None
    value: int | None = None


# What can happen


@event("ballot.phones_closed")
class PhonesClosed(Event):
    """From here on hands and slips are counted, and no phone or tablet votes any more."""

    id: str


@event("ballot.phones_reopened")
class PhonesReopened(Event):
    """Phones and tablets vote again, and no hand is counted."""

    id: str


@event("ballot.hands")
class HandsCounted(Event):
    """So many hands for a target; without one, so many people who voted by hand in all."""

    id: str
    count: int
    target: str | None = None
    value: int | None = None
