"""The live socket: from a handshake to a line, from a message to an act, and back as frames and answers."""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import NoReturn

import structlog
from fastapi import APIRouter, WebSocket
from starlette.types import Message
from starlette.websockets import WebSocketDisconnect
from uvicorn.protocols.utils import ClientDisconnected

from app.core.check import client_id
from app.core.refusal import REASONS, Refused
from app.core.types import STAFF, Act, Command, Json
from app.core.view import must_begin_anew
from app.core.words.board import MEDIA, AddNote, Medium
from app.core.words.roster import Person
from app.live import limits, wire
from app.live.connection import Connection, present
from app.live.fanout import Fanout
from app.live.line import Line
from app.live.packets import Packet
from app.live.pens import Pen, pen_for
from app.live.room import Room
from app.live.straight import Over
from app.store.trouble import Unavailable

from .caller import Caller, let_in
from .house import House, house

router = APIRouter()
log = structlog.get_logger()

FIRST_WORD = 10.0  # seconds to say hello
PATIENCE = 40  # unreadable messages before we hang up
HELD = 20.0  # seconds for which others wait for a command that was refused for later
IN_TURN = 100  # ms after which they may ask again
LIMITS: Json = {
    "commands": {"rate": int(limits.RATE), "burst": limits.BURST}, "sockets": limits.SOCKETS, "message": wire.MOST,
    "note": 2000, "check": int(limits.CHECK_EVERY * 1000), "seen": int(limits.SEEN_EVERY * 1000),
}  # fmt: skip


@router.websocket("/live/{workshop}")
async def live(socket: WebSocket, workshop: str) -> None:
    """One connection, from handshake to good-bye; whoever goes in the middle of either is simply gone."""
    here = house(socket)
    with contextlib.suppress(WebSocketDisconnect, ClientDisconnected):
        caller = await let_in(socket, here, workshop)
        if caller is not None:
            with contextlib.suppress(RuntimeError, Over):  # said after it was closed
                await converse(socket, here, caller)


async def converse(socket: WebSocket, here: House, caller: Caller) -> None:
    """All that is said over one connection. Raises WebSocketDisconnect or Over when it ends."""

    async def close() -> None:
        await socket.close(1000)

    async def hang_up(last: bytes) -> None:
        await socket.send_text(last.decode())
        await close()

    talk = Talk(here, caller, pen_for(dict(socket.scope), socket.send_text, close), hang_up)
    try:
        with contextlib.suppress(TimeoutError):
            await talk.take(text(await asyncio.wait_for(socket.receive(), FIRST_WORD)))
        if not talk.begun:
            await talk.take(None)
        while True:
            await talk.take(text(await socket.receive()))
    finally:
        talk.end()


def text(message: Message) -> str | None:
    """What was said, None when it was no text. Raises WebSocketDisconnect."""
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect
    return message.get("text")


class Talk:
    """What is said over one connection."""

    __slots__ = ("here", "caller", "pen", "hang_up", "bad", "refused", "checked", "line", "connection", "room",
                 "fanout", "begun")  # fmt: skip

    def __init__(self, here: House, caller: Caller, pen: Pen, hang_up: Callable[[bytes], Awaitable[None]]) -> None:
        """`hang_up` says a last word and closes."""
        self.here, self.caller, self.pen, self.hang_up = here, caller, pen, hang_up
        self.bad = 0
        self.refused = ("", 0.0)  # the command that was told to come later, and until when others wait for it
        self.checked = 0.0
        self.begun = False  # has the hello been answered?
        self.line: Line
        self.connection: Connection
        self.room: Room
        self.fanout: Fanout

    async def take(self, text: str | None) -> None:
        """Hello first, then everything else; None is what is no text. Raises Over when it has ended."""
        if not self.begun:
            await self._begin(text)
        else:
            self.connection.heard = math.inf  # whoever waits for us is not silent
            try:
                await self._take(text)
            finally:
                self.connection.heard = time.monotonic()
            await self._answers_taken()

    def end(self) -> None:
        """The connection has gone."""
        if self.begun:
            self.fanout.leave(self.connection)

    async def _begin(self, text: str | None) -> None:
        hello = read_hello(text)
        line = self.caller.line(hello) if hello is not None else None
        if hello is None or line is None:
            await self._bye("bad_hello" if hello is None else "not_allowed")
        self.line = line
        try:
            self.room = await self.here.rooms.fresh(self.caller.workshop)
        except (Unavailable, LookupError):
            await self._bye("unavailable", 2000)
        self.fanout = self.here.rooms.fanout(self.caller.workshop)
        if not present(self.room, line):
            await self._bye("removed")
        if self._crowded():
            await self._bye("too_many_sockets")
        await self._welcome(hello)

    def _crowded(self) -> bool:
        same = [found for found in self.fanout.of(self.line.person) if found.line.role == "room"]
        return self.line.role == "room" and len(same) >= limits.SOCKETS

    async def _welcome(self, hello: wire.Hello) -> None:
        await self._place(hello)
        on_session = self.line.role in STAFF or self.line.role == "wall"
        self.connection = Connection(
            self.line, self.pen, self.caller.token if on_session and self.caller.role else ""
        )
        welcome = wire.Welcome(
            you=self.line.person, role="wall" if self.line.role == "wall" else self._role(), epoch=self.room.epoch,
            head=self.room.state.seq, now=self.here.now(), limits=LIMITS,
        )  # fmt: skip
        room = self.room
        self.connection.write([Packet([wire.encode(welcome)]), *self.line.packets(room.state, room.faces, room.mark)])
        self.fanout.join(self.connection)
        self.begun = True

    async def _place(self, hello: wire.Hello) -> None:
        """Go on from where the client was, when that is still a place in this journal."""
        back = hello.resume
        self.line.stand(None, 0)
        await self._at_hand(back.cursor if back else 0)
        if back and back.epoch == self.room.epoch and await self.room.marked(back.cursor, back.mark):
            self.line.stand(self.room.faces.same(self.line.viewer(self.room.state).audience), back.cursor)

    async def _at_hand(self, since: int) -> None:
        """Have at hand what their audience holds, if they must be told everything: made in slices, once for all."""
        viewer, state = self.line.viewer(self.room.state), self.room.state
        if must_begin_anew(state, viewer, since):
            await self.room.faces.wholes.ready(state, viewer.audience)

    async def _answers_taken(self) -> None:
        """Hear no more from somebody who takes no answers: what they say then waits with them, not here."""
        while len(self.line.answers) >= limits.ANSWERS:  # noqa: ASYNC110  (a rare wait; the line knows of no loop)
            await asyncio.sleep(limits.ANSWERS_EVERY)

    async def _take(self, text: str | None) -> None:
        try:
            said = wire.read(text) if text is not None else None
        except wire.Unreadable as wrong:
            await self._unreadable(wrong.id)
            return
        if said is None:
            await self._unreadable(None)
        elif isinstance(said, wire.Cmd):
            await self._command(said)
        elif isinstance(said, wire.Ping):
            self.connection.said(wire.ping(self.here.now(), self.room.state.seq, pong=True))
        elif isinstance(said, wire.Check):
            self._check()
        elif isinstance(said, wire.Hello):
            await self._again(said)

    async def _again(self, hello: wire.Hello) -> None:
        """A second hello changes scope or audience; it is answered by a whole frame."""
        line = self.caller.line(hello)
        if line is None:
            await self._bye("not_allowed")
        if not present(self.room, line):
            await self._bye("removed")
        self.fanout.again(self.connection, line)

    def _check(self) -> None:
        now = time.monotonic()
        if now - self.checked >= limits.CHECK_EVERY or not self.checked:
            self.checked = now
            self.fanout.check(self.connection)

    async def _unreadable(self, id: str | None) -> None:
        self.bad += 1
        self._reject(id, Refused("bad_message"))
        if self.bad > PATIENCE:
            await self._bye("bad_messages", 5000)

    async def _command(self, cmd: wire.Cmd) -> None:
        """Limits, then the door, then the room; the answer follows the frame that holds the effect."""
        after = self._too_fast(cmd)
        if after:
            self._reject(cmd.id, Refused("slow_down"), after)
            return
        try:
            act = await self._act(cmd)
            answer = await self.room.do(act, self.here.journal.digest(act.data))
        except Refused as refused:
            self._reject(cmd.id, refused)
        except Unavailable:
            self._reject(cmd.id, Refused("unavailable"), 2000)
        except Exception as fault:
            log.error("command failed", kind=cmd.k[:40], exc_info=fault)
            self._reject(cmd.id, Refused("fault"))
        else:
            self.fanout.answer(self.connection, answer.last, wire.ack(answer))

    def _too_fast(self, cmd: wire.Cmd) -> int:
        """Milliseconds to wait, 0 when it may pass. What was said after a refused command waits for that one, else a
        machine that is slow to read would let a later command pass before an earlier one."""
        now = time.monotonic()
        first, until = self.refused
        if first not in ("", cmd.id) and now < until:
            return IN_TURN
        after = self.here.buckets.take(self.caller.workshop, self.line.person or "", now)
        self.refused = (cmd.id, now + HELD) if after else ("", 0.0)
        return after

    async def _act(self, cmd: wire.Cmd) -> Act:
        """The act that a command asks for; raises Refused when it cannot be one."""
        if self.line.person is None:
            raise Refused("not_allowed")
        me, person = self.line.person, cmd.for_ or self.line.person
        data = await self._with_media(wire.command(cmd.k, cmd.d), person)
        return Act(
            id=client_id(cmd.id), person=person, via=me if person != me else None, role=self._role(), data=data,
            at=self.here.now(), chance=self.here.new_id(), holds=self.caller.held,
        )  # fmt: skip

    def _role(self) -> str:
        return self.caller.role or "participant" if self.line.person == self.caller.user else "participant"

    async def _with_media(self, data: Command, person: str) -> Command:
        """What is known of uploaded pictures, whatever the message said of them; one's own uploads only."""
        if not isinstance(data, AddNote) or not data.media:
            return data
        own = {person, self.line.person}
        found = [
            await asyncio.to_thread(self.here.files.get, self.caller.workshop, id)
            for id in data.media[:MEDIA]
        ]
        return replace(
            data, sizes=tuple(Medium(id=m.id, w=m.w, h=m.h) for m in found if m and m.person in own)
        )

    def _reject(self, id: str | None, refused: Refused, after: int | None = None) -> None:
        words = self.here.words
        person = self.room.state.get(Person, self.line.person)
        lang = self.caller.tongue(words, person.language if person else "")
        say = words.gettext(lang, REASONS[refused.code], **refused.details)
        self.fanout.answer(self.connection, None, wire.reject(id, refused, say, after))

    async def _bye(self, code: str, after: int = 0) -> NoReturn:
        await self.hang_up(wire.bye(code, after))
        raise Over


def read_hello(text: str | None) -> wire.Hello | None:
    """The hello that this is, None when it is something else."""
    try:
        said = wire.read(text) if text is not None else None
    except wire.Unreadable:
        return None
    return said if isinstance(said, wire.Hello) else None
