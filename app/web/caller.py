"""Who is at the other end of a live line, and letting them in."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocket

from app.core.types import STAFF
from app.live import wire
from app.live.line import Line
from app.live.opening import SUBPROTOCOL

from .guard import Who, origin_is_ours, who
from .house import House
from .identity import choice
from .language import COOKIE, Catalogue, accepted


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is at the other end: staff of the workshop, or people that this browser speaks for.

    `chosen` are the languages that they asked for, `browser` what their browser accepts.
    """

    workshop: str
    user: str | None
    role: str | None  # as staff
    held: frozenset[str]
    token: str = ""
    chosen: tuple[str, ...] = ()
    browser: str = ""

    def line(self, hello: wire.Hello) -> Line | None:
        """The line that this hello asks for, None when it asks for more than the caller has."""
        if hello.v != 1 or hello.scope not in ("all", "current"):
            return None
        if hello.as_ == "wall":
            return Line("wall", None, hello.scope, through=self.held if self.role is None else frozenset())
        if hello.as_ is not None:
            return Line("room", hello.as_, hello.scope) if hello.as_ in self.held else None
        if self.role is not None:
            return Line(self.role if self.role in STAFF else "room", self.user, hello.scope)
        return Line("room", min(self.held), hello.scope)

    def tongue(self, words: Catalogue, spoken: str) -> str:
        """The language to answer in: chosen, else `spoken` by the person, else the browser's."""
        return words.nearest([*filter(None, (*self.chosen, spoken)), *accepted(self.browser)])


async def let_in(socket: WebSocket, here: House, workshop: str) -> Caller | None:
    """The caller once the handshake is done; None when it was refused, which has been said."""
    found = who(socket)
    if not found.bearer and not origin_is_ours(socket.headers, here.settings.allowed_origins):
        await socket.send_denial_response(PlainTextResponse("origin", 403))
        return None
    caller = await known(here, found, workshop, socket)
    if caller is None:
        status = 404 if found.user or found.holdings else 401
        await socket.send_denial_response(
            PlainTextResponse("not found" if status == 404 else "sign in", status)
        )
        return None
    if SUBPROTOCOL not in socket.scope.get("subprotocols", []):
        await socket.send_denial_response(PlainTextResponse(f"subprotocol {SUBPROTOCOL}", 400))
        return None
    await socket.accept(subprotocol=SUBPROTOCOL)
    return caller


async def known(here: House, found: Who, workshop: str, asked: HTTPConnection) -> Caller | None:
    """The caller, if they have any part in this workshop."""
    held = frozenset(found.held.get(workshop, ()))
    role = await asyncio.to_thread(here.desk.workshops.role, workshop, found.user.id) if found.user else None
    if role is None and not held:
        return None
    chosen = tuple(filter(None, (asked.query_params.get("lang"), choice(asked.cookies, COOKIE))))
    browser = asked.headers.get("accept-language", "")
    user = found.user.id if found.user and role else None
    return Caller(workshop, user, role, held, found.token, chosen, browser)
