"""A workshop's data as a file, and the catalogue made again, for whoever asks at a terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from app.core.refusal import Refused
from app.store.gatherings import Workshop
from app.web import leaving, shelving
from app.web.house import House

WRITERS = leaving.WRITERS
T = TypeVar("T")


def export(house: House, id: str, form: str) -> bytes:
    """A workshop in one of the forms of WRITERS. Raises LookupError when there is none, Refused for a rehearsal."""
    workshop = house.desk.workshops.get(id)
    if workshop is None:
        raise LookupError(id)
    if workshop.origin is not None:
        raise Refused("rehearsal")
    return asyncio.run(_written(house, workshop, form))


def shelved(house: House) -> int:
    """Make the catalogue's shelf again; returns how many workshops are on it."""
    house.desk.shelf.renew()
    return asyncio.run(_closing(house, shelving.catch_up(house)))


async def _written(house: House, workshop: Workshop, form: str) -> bytes:
    return await _closing(house, WRITERS[form](house, workshop))


async def _closing(house: House, work: Awaitable[T]) -> T:
    """What the work brings; the house is closed after it."""
    try:
        return await work
    finally:
        await house.rooms.close()
        await house.journal.close()
