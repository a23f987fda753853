"""Keeps the lists of workshops and outcomes in step with the journal, in its own transactions; the shelf too."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection, case, func, insert, select, update

from app.core.types import Event
from app.core.words.agenda import ActivityStarted
from app.core.words.approval import OutcomeBroughtBack, OutcomeMoved
from app.core.words.draft import OutcomeDrafted, OutcomeSet, SectionWritten
from app.core.words.workshop import WorkshopClosed, WorkshopCreated, WorkshopOpened, WorkshopSet

from . import shelf
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
    if event.rehearsal:
        return  # it will never have been: no list, no search, no count knows of it
    shelf.begun(connection, workshop, title=event.title, languages=f" {languages} ", status="draft", at=at)


def renamed(connection: Connection, workshop: str, event: WorkshopSet, at: int) -> None:
    """Its name, question or languages changed."""
    spoken = " ".join(event.languages or ())
    kept, told = ({"languages": spoken}, {"languages": f" {spoken} "}) if spoken else ({}, {})
    starts = {"starts_at": event.starts_at} if event.starts_at is not None else {}
    set_workshop(connection, workshop, title=event.title, question=event.question, **kept, **starts)
    shelf.ask(connection, workshop, title=event.title, **told)


def opened(connection: Connection, workshop: str, event: WorkshopOpened, at: int) -> None:
    """A workshop that had begun goes on; another waits in its lobby."""
    begun = workshop_t.c.started_at.is_not(None)
    set_workshop(connection, workshop, state=case((begun, "open"), else_="lobby"), closed_at=None)
    state = select(workshop_t.c.state).where(workshop_t.c.id == workshop).scalar_subquery()
    shelf.ask(connection, workshop, status=state)


def started(connection: Connection, workshop: str, event: ActivityStarted, at: int) -> None:
    """It has begun; when that was stays as it was first."""
    set_workshop(connection, workshop, state="open", started_at=func.coalesce(workshop_t.c.started_at, at))
    first = select(workshop_t.c.started_at).where(workshop_t.c.id == workshop).scalar_subquery()
    shelf.ask(connection, workshop, status="open", at=first)


def closed(connection: Connection, workshop: str, event: WorkshopClosed, at: int) -> None:
    """Nobody can come in any more."""
    set_workshop(connection, workshop, state="closed", closed_at=at)
    shelf.ask(connection, workshop, status="closed")


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
    shelf.drafted(connection, workshop, event.id, title=event.title, type=event.type, status="draft", at=at)


def written(connection: Connection, workshop: str, event: Event, at: int) -> None:
    """Its words changed."""
    shelf.ask(connection, workshop)


def outcome_set(connection: Connection, workshop: str, event: OutcomeSet, at: int) -> None:
    """Its title, type or status changed."""
    here = update(outcome_t).where(outcome_t.c.id == event.id, outcome_t.c.workshop == workshop)
    values = {"title": event.title, "type": event.type, "status": event.status}
    connection.execute(here.values(**values))
    shelf.changed(connection, workshop, event.id, **values)


def outcome_moved(connection: Connection, workshop: str, event: OutcomeMoved, at: int) -> None:
    """It has come further, or was opened again."""
    here = update(outcome_t).where(outcome_t.c.id == event.id, outcome_t.c.workshop == workshop)
    connection.execute(here.values(status=event.to))
    shelf.changed(connection, workshop, event.id, status=event.to)


REFLECTIONS: dict[type[Event], Callable[[Connection, str, Any, int], None]] = {
    WorkshopCreated: created,
    WorkshopSet: renamed,
    WorkshopOpened: opened,
    WorkshopClosed: closed,
    ActivityStarted: started,
    OutcomeDrafted: drafted,
    OutcomeSet: outcome_set,
    OutcomeMoved: outcome_moved,
    OutcomeBroughtBack: written,
    SectionWritten: written,
}
