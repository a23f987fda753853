"""Tables in words: their record, what can be asked about them and what can happen to them."""

from __future__ import annotations

from dataclasses import dataclass

from ..types import Command, Event, Record, command, event
from .workshop import Timer

TABLES = 40
SEATINGS = ("choose", "dealt")  # people choose their table, or are dealt to one as they come


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Record):
    kind = "table"
    id: str
    order: int
    title: str
    timer: Timer | None = None


# What can be asked


@command("table.add")
class AddTable(Command):
    id: str
    title: str


@command("table.rename")
class RenameTable(Command):
    id: str
    title: str


@command("table.remove")
class RemoveTable(Command):
    id: str


@command("table.deal")
class Deal(Command):
    """Seat those who have no table; with `all`, everybody anew."""

    all: bool = False


@command("table.seating")
class SetSeating(Command):
    to: str


@command("table.host")
class Host(Command):
    """Who stays at a table when the others visit; nobody without a person."""

    id: str
    person: str | None = None


# What can happen


@event("table.added")
class TableAdded(Event):
    id: str
    order: int
    title: str


@event("table.renamed")
class TableRenamed(Event):
    id: str
    title: str


@event("table.removed")
class TableRemoved(Event):
    id: str


@event("table.seating_set")
class SeatingSet(Event):
    to: str


@event("table.hosted")
class TableHosted(Event):
    id: str
    person: str | None
