"""Tells every connection of a room what it must learn, once per beat, straight into its transport."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, cast

import structlog
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app.core.state import Gone
from app.core.words.roster import Person

from .line import Line
from .presence import Presence, Tell
from .room import Room
from .wire import bye, ping

log = structlog.get_logger()
GAP = 0.025  # seconds between two beats of a busy room; the first change goes at once
SECRET_BEAT = 0.250  # the fixed beat while a secret ballot is open
CALM = 1.0  # how long "one more person" may wait
FULL = 256 * 1024  # bytes that may wait in a transport before its connection is passed over
DEAF = 30.0  # seconds without taking anything before a connection is dropped
PING = 10.0  # seconds without traffic before a ping
LINGER = 1.0  # seconds to read our reason for closing
SILENCE = 24.0  # seconds without a word from the other side before we close: 25 at most, with a look a second
RETURN_FROM, RETURN_WITHIN = 300, 3000  # ms
DIRECT = "officina.direct"


class Pen(Protocol):
    """Where a connection's messages are written."""

    def ready(self) -> bool:
        """Could another frame be taken now?"""

    def write(self, messages: list[bytes]) -> None:
        """Take these text messages, in order; never waits."""

    def drop(self) -> None:
        """Give up on a connection that takes nothing."""


class DirectProtocol(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket protocol, which hands itself to the application to be written to directly."""

    def handle_connect(self, event: Any) -> None:
        """Offer the direct way among the connection's extensions."""
        super().handle_connect(event)
        if hasattr(self, "scope"):
            self.scope["extensions"][DIRECT] = {"protocol": self}

    async def send(self, message: Any) -> None:
        """As uvicorn does; a handshake that was refused on purpose is complete too, and no fault to be logged."""
        await super().send(message)
        self.handshake_complete = self.handshake_complete or self.close_sent

    def data_received(self, data: bytes) -> None:
        """After a fault in the framing what still comes is let pass, so that our reason for closing is not lost."""
        if self.conn.parser_exc is None:
            super().data_received(data)

    def handle_parser_exception(self) -> None:
        """Say why we close and leave the other side a moment to read it: closing on unread bytes would reset."""
        if self.conn.close_sent is None or self.close_sent:
            return
        said = {"type": "websocket.disconnect", "code": self.conn.close_sent.code, "reason": ""}
        self.queue.put_nowait(cast("Any", said))
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.resume_reading()
        self.close_timer = self.loop.call_later(LINGER, self.transport.close)

    def shutdown(self) -> None:
        """When the server stops it says so first, and when to come back: not everybody at once."""
        if self.handshake_complete and not self.close_sent and not self.transport.is_closing():
            after = RETURN_FROM + secrets.randbelow(RETURN_WITHIN)
            self.transport.write(text_frame(bye("restart", after)))
        super().shutdown()


def text_frame(message: bytes) -> bytes:
    """One unfragmented, unmasked text frame of RFC 6455, section 5.2."""
    size = len(message)
    if size < 126:
        return b"\x81" + bytes((size,)) + message
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + message
    return b"\x81\x7f" + size.to_bytes(8, "big") + message


class DirectPen:
    """Writes frames into the transport of our own protocol class, past ASGI's queue and coroutine."""

    def __init__(self, protocol: WebSocketsSansIOProtocol) -> None:
        self.protocol = protocol

    def ready(self) -> bool:
        """There is room in the transport."""
        return self.protocol.transport.get_write_buffer_size() < FULL

    def write(self, messages: list[bytes]) -> None:
        """Frame them and hand them to the transport."""
        if self.protocol.close_sent or self.protocol.disconnected or self.protocol.transport.is_closing():
            return
        self.protocol.transport.write(b"".join([text_frame(message) for message in messages]))

    def drop(self) -> None:
        """Close politely, or at once when nothing goes out any more."""
        transport = self.protocol.transport
        transport.close() if self.ready() else transport.abort()


class QueuePen:
    """Writes through ASGI where the protocol class is another: one task per connection."""

    def __init__(self, send: Callable[[str], Awaitable[None]], close: Callable[[], Awaitable[None]]) -> None:
        self.send, self.close = send, close
        self.waiting: list[bytes] = []
        self.task: asyncio.Task[None] | None = None

    def ready(self) -> bool:
        """Not too much waits."""
        return sum(map(len, self.waiting)) < FULL

    def write(self, messages: list[bytes]) -> None:
        """Queue them for the task that sends."""
        self.waiting += messages
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._send())

    async def _send(self) -> None:
        with contextlib.suppress(Exception):  # the connection is gone: its own reader notices and detaches it
            while self.waiting:
                message, self.waiting = self.waiting[0], self.waiting[1:]
                await self.send(message.decode())

    def drop(self) -> None:
        """Forget what waits and close."""
        self.waiting.clear()
        self.task = asyncio.create_task(self._close())

    async def _close(self) -> None:
        with contextlib.suppress(Exception):
            await asyncio.wait_for(self.close(), 1.0)


def pen_for(
    scope: dict[str, Any], send: Callable[[str], Awaitable[None]], close: Callable[[], Awaitable[None]]
) -> Pen:
    """The direct pen where the running server offers it, else the one through ASGI."""
    offered = scope.get("extensions", {}).get(DIRECT)
    protocol = offered and offered["protocol"]
    if (
        protocol is not None
        and hasattr(protocol, "transport")
        and hasattr(protocol.transport, "get_write_buffer_size")
    ):
        return DirectPen(protocol)
    return QueuePen(send, close)


class Connection:
    """A line and the pen that writes for it."""

    __slots__ = ("line", "pen", "token", "stuck", "told", "heard", "reached")

    def __init__(self, line: Line, pen: Pen, token: str = "") -> None:
        """`token` is the session it rests on; empty for participants, whose place is in the state."""
        self.line, self.pen, self.token = line, pen, token
        self.stuck: float | None = None  # since when it takes nothing
        self.told = self.heard = time.monotonic()
        self.reached: int | None = None  # the number of people present that it was last told

    def said(self, message: bytes) -> bool:
        """Write this unless nothing can be taken now; whether it was written."""
        if not self.pen.ready():
            return False
        self.pen.write([message])
        return True

    def deaf(self, now: float) -> bool:
        """Has it taken nothing for so long that it is given up, whether there is something to tell or not?"""
        self.stuck = None if self.pen.ready() else self.stuck or now
        return self.stuck is not None and now - self.stuck > DEAF

    def end(self, code: str) -> None:
        """Say good-bye, with no way back."""
        self.pen.write([bye(code, 0)])
        self.pen.drop()

    def tell(self, room: Room, now: float) -> None:
        """Write what this connection must learn, unless it cannot take it now: it gets one bigger frame later."""
        if not self.line.behind(room.state):
            return
        if not self.pen.ready():
            return
        messages = self.line.pull(room.state, room.faces, room.mark)
        if messages:
            self.told = now
            self.pen.write(messages)


class Fanout:
    """The beat of one room."""

    def __init__(self, room: Room, now: Callable[[], int], tell: Tell) -> None:
        """`tell` says to other processes who is connected here."""
        self.room, self.now = room, now
        self.presence = Presence(room, tell)
        self.connections: set[Connection] = set()
        self.task: asyncio.Task[None] | None = None
        self.wake = room.moved

    def join(self, connection: Connection) -> None:
        """From now on this connection is told what changes."""
        self.connections.add(connection)
        self.presence.came(connection.line)
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._beat())
        self.wake.set()

    def leave(self, connection: Connection) -> None:
        """No more."""
        self.connections.discard(connection)
        self.presence.went(connection.line, self.connections)
        if not self.connections:
            self.wake.set()

    async def _beat(self) -> None:
        last = 0.0
        while self.connections:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self.wake.wait(), CALM)
            self.wake.clear()
            await asyncio.sleep(self._pause(time.monotonic() - last))
            last = time.monotonic()
            self._tell_all(last)
            self._sweep(last)
            self.presence.beat(self.connections, last)

    def _pause(self, since_last: float) -> float:
        """Seconds until the next beat: fixed while a secret ballot is open, else only so as not to beat too fast."""
        if self.room.secret:
            return SECRET_BEAT - time.monotonic() % SECRET_BEAT
        return max(0.0, GAP - since_last)

    def _tell_all(self, now: float) -> None:
        urgent = self.room.state.urgent
        for connection in list(self.connections):
            line = connection.line
            calm = line.role in ("room", "wall") and line.cursor >= urgent and line.cursor > 0
            if calm and not line.answers and not line.wants_check and now - connection.told < CALM:
                continue
            self._tell(connection, now)

    def _tell(self, connection: Connection, now: float) -> None:
        """Tell one connection; a fault in what one is told must not silence the others."""
        try:
            connection.tell(self.room, now)
        except Exception as fault:
            log.error("line dropped", exc_info=fault, at=self.room.state.seq)
            self.connections.discard(connection)
            connection.pen.drop()

    def _sweep(self, now: float) -> None:
        """Ping those who are quiet, let go those who are silent or no longer in the workshop."""
        for connection in list(self.connections):
            if not present(self.room, connection.line):
                connection.end("removed")
            elif connection.deaf(now) or now - connection.heard > SILENCE:
                connection.pen.drop()
            elif now - max(connection.heard, connection.told) > PING and connection.pen.ready():
                connection.told = now
                connection.pen.write([ping(self.now(), self.room.state.seq)])

    def everyone(self) -> list[Connection]:
        """Those who are connected now."""
        return list(self.connections)


def present(room: Room, line: Line) -> bool:
    """Is the person of a participant's line still in the workshop?"""
    if line.role != "room" or line.person is None:
        return True
    found = room.state.records.get(line.person)
    return not isinstance(found, Gone) and not (isinstance(found, Person) and found.removed)
