"""What the last workshops of a library left in their parking lots, and taking it up in the next one."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from app.core.tools.parking import left_over, taken
from app.core.words.board import Left, Note, TakeUp
from app.store.gatherings import Workshop

from .gatherings import do
from .house import House

LAST = 3  # workshops that are looked into


class Waiting(NamedTuple):
    """Notes that wait in the parking lot of an earlier workshop."""

    workshop: Workshop
    notes: list[Note]


async def waiting(house: House, row: Workshop) -> Waiting | None:
    """What the last workshop with anything left keeps for this one, without what was taken up already."""
    if row.state == "closed" or row.origin is not None:
        return None
    known = taken((await house.rooms.fresh(row.id)).state)
    for before in await asyncio.to_thread(last, house, row):
        state = (await house.rooms.fresh(before.id)).state
        notes = [note for note in left_over(state) if note.id not in known]
        if notes:
            return Waiting(before, notes)
    return None


def last(house: House, row: Workshop) -> list[Workshop]:
    """The workshops that the library held last. Blocks."""
    over = [one for one in house.desk.workshops.of_library(row.library) if one.state == "closed" and one.id != row.id]
    return sorted(over, key=lambda one: -(one.closed_at or 0))[:LAST]


async def take_up(house: House, row: Workshop, user: str) -> int:
    """Take up what waits; how many notes it was. Raises Refused where there is no board to lay them beside."""
    found = await waiting(house, row)
    if found is None:
        return 0
    left = tuple(
        Left(id=house.new_id(), note=note.id, workshop=found.workshop.id, by=note.by, text=note.text, lang=note.lang)
        for note in found.notes
    )
    await do(house, row.id, user, TakeUp(notes=left), role="door")
    return len(left)
