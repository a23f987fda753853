"""What a workshop from elsewhere brings along in words: figures whose people and notes stayed where it came from."""

from __future__ import annotations

from dataclasses import dataclass

from ..types import Event, event


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """So many of something: at a table, in an activity."""

    id: str
    count: int


@event("workshop.imported")
class WorkshopImported(Event):
    people: int
    seated: tuple[Figure, ...] = ()  # by table
    hidden: tuple[Figure, ...] = ()  # notes that were never revealed, by activity
