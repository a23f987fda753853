"""With whose eyes somebody looks at a workshop: as its staff, or as a person that their browser speaks for."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from app.core.types import STAFF
from app.core.view import Viewer
from app.live.fanout import present
from app.live.line import Line
from app.live.room import Room

from . import guard
from .house import House, house
from .problems import Problem


async def looking(request: Request, workshop: str, person: str | None = None) -> tuple[Room, Viewer]:
    """The room, as it stands in the journal now, and the viewer; `person` chooses among those a browser holds.

    Raises Problem 404 for who has no part in this workshop, or none any more; 401 for who is nobody yet.
    """
    here, who = house(request), guard.who(request)
    held = who.held.get(workshop, ())
    role = await run_in_threadpool(here.desk.workshops.role, workshop, who.user.id) if who.user else None
    if role is not None and person is None:
        line = Line(role if role in STAFF else "room", who.user.id)
    elif person in held or (person is None and held):
        line = Line("room", person or held[0])
    else:
        raise Problem(404 if who.user or who.holdings else 401)
    room = await entered(here, workshop)
    if not present(room, line):
        raise Problem(404)
    return room, line.viewer(room.state)


async def entered(here: House, workshop: str) -> Room:
    """The room, as it stands in the journal now. Raises Problem 404 for a rehearsal that was wiped."""
    try:
        return await here.rooms.fresh(workshop)
    except LookupError:
        raise Problem(404) from None
