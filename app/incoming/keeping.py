"""Keeps a workshop that comes from a file: everything in one transaction of the journal, or nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from app.core.engine import evolve
from app.core.state import Gone, State
from app.core.types import Event, Json, Stamp
from app.core.view import Audience, Viewer, view
from app.core.words.board import Note
from app.place import Place, now
from app.store.accounts import User
from app.store.entries import Batch, Write
from app.store.journal import Journal
from app.store.trouble import Unavailable, Unreadable

LED_BY = ("facilitator", "librarian")  # whoever leads what was imported has one of these roles


@dataclass(frozen=True, slots=True)
class Step:
    """What happened at one moment; `at` in milliseconds since 1970."""

    at: int
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A workshop as it comes out of a file; `id` is the one it has from now on, if that is decided."""

    title: str
    question: str
    languages: tuple[str, ...]
    steps: tuple[Step, ...]
    id: str = ""


def leader(place: Place, email: str) -> User:
    """Who leads what is imported: the user of this address, else the first who may lead. Raises `Unreadable`."""
    if email:
        found = place.desk.accounts.by_email(email)
        if found is None or not found.active:
            raise Unreadable(f"there is no account {email}")
        return found
    everybody = (
        user for home in place.desk.accounts.libraries() for user in place.desk.accounts.users(home.id)
    )
    active = [user for user in everybody if user.active]
    fitting = [user for role in LED_BY for user in active if role in user.roles]
    if not fitting:
        raise Unreadable("nobody has an account to lead it: officina user add EMAIL --role facilitator")
    return fitting[0]


def folded(arrival: Arrival, workshop: str) -> State:
    """The workshop's state as it will be."""
    state = State(workshop)
    for seq, (at, event) in enumerate(happened(arrival), 1):
        evolve(state, event, Stamp(seq=seq, at=at, person=None, act=None))
    return state


def happened(arrival: Arrival) -> Iterator[tuple[int, Event]]:
    """Every event with its time."""
    return ((step.at, event) for step in arrival.steps for event in step.events)


def librarians_view(state: State) -> dict[str, Json]:
    """What a librarian is told of it."""
    return view(state, Viewer(Audience("librarian")))


def erased(place: Place, workshop: str) -> frozenset[str]:
    """The notes that people have taken back from a workshop of this house: no older file brings them in again."""
    if not workshop or place.desk.workshops.get(workshop) is None:
        return frozenset()
    journal = Journal(place.database, place.ledger, place.files, key=place.key)
    state = State(workshop)
    try:
        for one in journal.read(workshop):
            evolve(state, one.event, Stamp(seq=one.seq, at=one.at, person=one.person, act=one.act))
    finally:
        asyncio.run(journal.close())
    gone = (
        found for found in state.records.values() if isinstance(found, Gone) and isinstance(found.was, Note)
    )
    return frozenset(found.id for found in gone if not found.was.text and not found.was.media)  # type: ignore[attr-defined]


def keep(place: Place, arrival: Arrival, by: User) -> str:
    """Keep it and return its id; the library's librarians may look at it. Raises `Unavailable`, and nothing is kept."""
    row = place.desk.workshops.begin(
        library=by.library, by=by.id, title=arrival.title, question=arrival.question, languages=arrival.languages,
        notice=place.desk.notices.newest(), now=now(), id=arrival.id,
    )  # fmt: skip
    try:
        asyncio.run(append(place, row.id, arrival))
    except BaseException:
        with suppress(Unavailable):  # a row without a beginning is in no list
            place.desk.workshops.withdraw(row.id)
        raise
    for user in place.desk.accounts.users(by.library):
        if "librarian" in user.roles and user.id != by.id:
            place.desk.workshops.set_staff(row.id, user.id, "librarian")
    return row.id


async def append(place: Place, workshop: str, arrival: Arrival) -> None:
    """Write all that happened, each at its own time, by nobody of this house."""
    journal = Journal(place.database, place.ledger, place.files, key=place.key)
    writes = tuple(Write(None, None, step.at, step.events, remember=False) for step in arrival.steps)
    try:
        await journal.append(Batch(workshop, 0, writes))
    finally:
        await journal.close()
