"""Keeps the lists of workshops and outcomes in step with the journal, in its own transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection, case, func, insert, select, update

from app.core.types import Event
from app.core.words.agenda import ActivityStarted
from app.core.words.draft import OutcomeDrafted, OutcomeSet
from app.core.words.workshop import WorkshopClosed, WorkshopCreated, WorkshopOpened, WorkshopSet

from .rows import table

workshop_t, outcome_t = table("workshop"), table("outcome")


def reflect(connection: Connection, workshop: str, events: Iterable[Event], at: int) -> None:
    """Change the lists as the events say."""
    for event in events:
        change = REFLECTIONS.get(type(event))
        if change is not None:
            change(connection, workshop, event, at)


def set_workshop(connection: Connection, workshop: str, **values: Any) -> None:
    """Change the workshop's line in the list."""
    connection.execute(update(workshop_t).where(workshop_t.c.id == workshop).values(**values))


def created(connection: Connection, workshop: str, event: WorkshopCreated, at: int) -> None:
    """It gets its name, question and languages."""
    languages = " ".join(event.languages)
    set_workshop(connection, workshop, title=event.title, question=event.question, languages=languages)


def renamed(connection: Connection, workshop: str, event: WorkshopSet, at: int) -> None:
    """Its name or question changed."""
    set_workshop(connection, workshop, title=event.title, question=event.question)


def opened(connection: Connection, workshop: str, event: WorkshopOpened, at: int) -> None:
    """A workshop that had begun goes on; another waits in its lobby."""
    begun = workshop_t.c.started_at.is_not(None)
    set_workshop(connection, workshop, state=case((begun, "open"), else_="lobby"), closed_at=None)


def started(connection: Connection, workshop: str, event: ActivityStarted, at: int) -> None:
    """It has begun; when that was stays as it was first."""
    set_workshop(connection, workshop, state="open", started_at=func.coalesce(workshop_t.c.started_at, at))


def closed(connection: Connection, workshop: str, event: WorkshopClosed, at: int) -> None:
    """Nobody can come in any more."""
    set_workshop(connection, workshop, state="closed", closed_at=at)


def drafted(connection: Connection, workshop: str, event: OutcomeDrafted, at: int) -> None:
    """A new outcome stands in the catalogue."""
    library = select(workshop_t.c.library).where(workshop_t.c.id == workshop).scalar_subquery()
    row = {
        "id": event.id,
        "workshop": workshop,
        "title": event.title,
        "type": event.type,
        "status": "draft",
        "at": at,
    }
    connection.execute(insert(outcome_t).values(library=library, **row))


def outcome_set(connection: Connection, workshop: str, event: OutcomeSet, at: int) -> None:
    """Its title, type or status changed."""
    here = update(outcome_t).where(outcome_t.c.id == event.id, outcome_t.c.workshop == workshop)
    connection.execute(here.values(title=event.title, type=event.type, status=event.status))


REFLECTIONS: dict[type[Event], Callable[[Connection, str, Any, int], None]] = {
    WorkshopCreated: created,
    WorkshopSet: renamed,
    WorkshopOpened: opened,
    WorkshopClosed: closed,
    ActivityStarted: started,
    OutcomeDrafted: drafted,
    OutcomeSet: outcome_set,
}
