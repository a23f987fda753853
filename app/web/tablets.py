"""A tablet that several people share at a table: which table it stands on, kept in a cookie of its own."""

from __future__ import annotations

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from app.core.words.tables import Table
from app.live.room import Room

from . import identity

COOKIE = "tablet"
BETWEEN = "."


def keep(request: Request, response: Response, workshop: str, table: str) -> None:
    """This device stands on that table from now on; on none with an empty one."""
    identity.keep_choice(request, response, COOKIE, f"{workshop}{BETWEEN}{table}" if table else "")


def table_of(request: HTTPConnection, room: Room) -> Table | None:
    """The table of this workshop on which the device stands, None for somebody's own phone."""
    workshop, _, table = identity.choice(request.cookies, COOKIE).partition(BETWEEN)
    return room.state.get(Table, table) if workshop == room.workshop and table else None
