"""Keeps the catalogue's shelf up with the journals: what is missing or old is put there as a librarian sees it."""

from __future__ import annotations

import asyncio
import contextlib

import structlog
from starlette.concurrency import run_in_threadpool

from app.core.view import Audience, Viewer, view
from app.exports.entries import entries
from app.live.room import Room
from app.store.shelf import SOME, Due, Entry
from app.store.trouble import Unavailable

from .house import House

LOOK_EVERY = 1.0  # seconds between two looks at what is due
log = structlog.get_logger()


async def keep(here: House) -> None:
    """Look for ever; what cannot be read is left as it is until something happens to it."""
    given_up: set[Due] = set()
    while True:
        with contextlib.suppress(Unavailable):  # the next look tries again
            await catch_up(here, given_up)
        await asyncio.sleep(LOOK_EVERY)


async def catch_up(here: House, given_up: set[Due] | None = None) -> int:
    """Put everything that is due on the shelf; returns how many workshops that was."""
    lost: set[Due] = set() if given_up is None else given_up
    count = 0
    while True:
        found = await run_in_threadpool(here.desk.shelf.due, SOME + len(lost))
        before = count
        for due in found:
            if due not in lost:
                count += await tried(here, due, lost)
        if count == before:
            return count


async def tried(here: House, due: Due, lost: set[Due]) -> bool:
    """Whether a workshop is on the shelf now; one that cannot be read is said once, and holds nobody up."""
    try:
        return await put(here, due.workshop, due)
    except Unavailable:
        raise
    except Exception as fault:
        lost.add(due)
        log.error("not on the shelf", workshop=due.workshop, exc_info=fault)
        return False


async def put(here: House, workshop: str, due: Due | None = None) -> bool:
    """Put one workshop and its proposals on the shelf; False when something happened meanwhile."""
    wish = due or await run_in_threadpool(here.desk.shelf.wish, workshop)
    row = await run_in_threadpool(here.desk.workshops.get, workshop)
    at = (row.started_at or row.created_at) if row else 0
    seq, made = await seen(here, workshop, at)
    return await run_in_threadpool(here.desk.shelf.put, wish, seq, made)


async def seen(here: House, workshop: str, at: int) -> tuple[int, list[Entry]]:
    """How far a workshop has come and its entries: from its warm room, or from a fold that nobody keeps."""
    eyes = Viewer(Audience("librarian"))
    if workshop in here.rooms.rooms:
        room = await here.rooms.fresh(workshop)
        seq, found = room.state.seq, view(room.state, eyes)  # at once: the room goes on meanwhile
        return seq, await run_in_threadpool(entries, found, at)
    cold = Room(workshop, here.journal, lambda head: None, shelf=here.rooms.shelf)
    await cold.load()
    return cold.state.seq, await run_in_threadpool(lambda: entries(view(cold.state, eyes), at))
