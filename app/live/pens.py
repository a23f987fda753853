"""Where a connection's messages are written: straight into its transport, or through ASGI."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from .framing import PLAIN, text_frame, text_frames
from .packets import Packet
from .pieces import PieceByPiece
from .wire import bye

LONG = 16 * 1024  # bytes from which on frames are handed over as they are, not put together first
FULL = 256 * 1024  # bytes that may wait in a transport before its connection is passed over
LINGER = 1.0  # seconds to read our reason for closing
UNREADABLE = 1007  # RFC 6455, section 7.4.1
RESTART = 1012  # RFC 6455's registry: the service restarts
RETURN_FROM, RETURN_WITHIN = 300, 3000  # ms
DIRECT = "officina.direct"


class Pen(Protocol):
    """Where a connection's messages are written."""

    def ready(self) -> bool:
        """Could another frame be taken now?"""

    def write(self, messages: list[bytes]) -> None:
        """Take these text messages, in order; never waits."""

    def window(self) -> int:
        """What the inflater at the other end holds when nothing has been said yet (see framing)."""

    def tell(self, packets: list[Packet], window: int) -> int:
        """Take these, in order, for an inflater that holds `window`; never waits. What it holds then."""

    def taker(self) -> Callable[[bytes], None] | None:
        """What takes frames as they go over the wire, until `watch` says otherwise; None when that is not to be had."""

    def watch(self, over: Callable[[], None]) -> None:
        """Call this as soon as the taker may take no more: too much waits, or the connection is closing."""

    def drop(self) -> None:
        """Give up on a connection that takes nothing."""


class DirectProtocol(PieceByPiece):
    """uvicorn's WebSocket protocol, which hands itself to the application to be written to directly.

    `over` is called when that must end: too much waits, or one side closes.
    """

    over: Callable[[], None] | None = None
    window = PLAIN  # uvicorn's own deflating, which costs each connection a copy of what many are told, is off

    def handle_connect(self, event: Any) -> None:
        """Offer the direct way among the connection's extensions."""
        super().handle_connect(event)
        if hasattr(self, "scope"):
            self.scope["extensions"][DIRECT] = {"protocol": self}

    def no_more(self) -> None:
        """Nothing more may be written directly."""
        if self.over is not None:
            self.over()

    def takes(self) -> bool:
        """Does not too much wait already?"""
        return self.writable.is_set()

    def pause_writing(self) -> None:
        """Too much waits."""
        super().pause_writing()
        self.no_more()

    def handle_close(self, event: Any) -> None:
        """The other side closes, or answers our closing."""
        self.no_more()
        super().handle_close(event)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone, and so is what we were to call."""
        self.no_more()
        self.over = None
        super().connection_lost(exc)

    async def send(self, message: Any) -> None:
        """As uvicorn does; a handshake that was refused on purpose is complete too, and no fault to be logged."""
        if message["type"] == "websocket.close":
            self.no_more()
        await super().send(message)
        self.handshake_complete = self.handshake_complete or self.close_sent

    def data_received(self, data: bytes) -> None:
        """After a fault in the framing what still comes is let pass, so that our reason for closing is not lost."""
        if self.conn.parser_exc is None:
            super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            self._unread()

    def _unread(self) -> None:
        """An opening request that cannot be read at all: too long a line, too many of them, another method."""
        self.handshake_initiated = self.handshake_complete = self.close_sent = True
        said = b"".join(self.conn.data_to_send())
        self.transport.write(said or STATUS_LINE[400] + b"connection: close\r\ncontent-length: 0\r\n\r\n")
        self.transport.close()

    def send_receive_event_to_app(self) -> None:
        """A whole message; one of no text that says it is some is a fault of the other side's, and none of ours."""
        if self.curr_msg_data_type == "text" and not is_text(b"".join(self.frames)):
            self.frames = []
            self.conn.send_close(UNREADABLE)
            self.handle_parser_exception()
            return
        super().send_receive_event_to_app()

    def handle_parser_exception(self) -> None:
        """Say why we close, and leave the other side a moment to read it."""
        if self.conn.close_sent is None or self.close_sent:
            return
        self._linger(self.conn.close_sent.code)

    def shutdown(self) -> None:
        """When the server stops it says so first, and when to come back: not everybody at once."""
        if not self.handshake_complete or self.close_sent or self.transport.is_closing():
            super().shutdown()
            return
        self.no_more()
        self.transport.write(farewell())
        self.conn.send_close(RESTART)
        self._linger(RESTART)

    def _linger(self, code: int) -> None:
        """Say why we close, and hear the other side out until it has read that: closing on unread bytes would reset."""
        self.no_more()
        self.no_more_unread()
        self.queue.put_nowait(cast("Any", {"type": "websocket.disconnect", "code": code, "reason": ""}))
        self.transport.write(b"".join(self.conn.data_to_send()))
        say_no_more(self.transport)
        self.close_sent = True
        self.transport.resume_reading()
        self.close_timer = self.loop.call_later(LINGER, self._leave)

    def _leave(self) -> None:
        """Close, also on somebody who takes nothing."""
        waits = self.transport.get_write_buffer_size()
        self.transport.abort() if waits else self.transport.close()


def say_no_more(transport: asyncio.Transport) -> None:
    """Let the other side see that nothing follows, while it is still heard: it need not wait for us to leave."""
    if not transport.is_closing():
        transport.write_eof()


def is_text(message: bytes) -> bool:
    """Is this UTF-8?"""
    try:
        message.decode()
    except UnicodeDecodeError:
        return False
    return True


def farewell() -> bytes:
    """What is said when the server stops, with a time to come back that is not everybody's."""
    return text_frame(bye("restart", RETURN_FROM + secrets.randbelow(RETURN_WITHIN)))


class Socket(Protocol):
    """A protocol class whose transport may be written to directly; `over` is called when that must end."""

    transport: asyncio.Transport
    close_sent: bool
    disconnected: bool
    over: Callable[[], None] | None
    window: int

    def no_more(self) -> None:
        """Nothing more may be written directly."""

    def takes(self) -> bool:
        """Does not too much wait already?"""


class DirectPen:
    """Writes frames into the transport of our own protocol class, past ASGI's queue and coroutine."""

    __slots__ = ("protocol",)

    def __init__(self, protocol: Socket) -> None:
        self.protocol = protocol

    def ready(self) -> bool:
        """There is room in the transport."""
        return self.protocol.transport.get_write_buffer_size() < FULL

    def write(self, messages: list[bytes]) -> None:
        """Frame them and hand them to the transport."""
        if self.protocol.close_sent or self.protocol.disconnected or self.protocol.transport.is_closing():
            return
        self.protocol.transport.write(text_frames(messages))

    def window(self) -> int:
        """The protocol has agreed on it."""
        return self.protocol.window

    def tell(self, packets: list[Packet], window: int) -> int:
        """What others are told too is framed once for all, and what is long is not copied."""
        if self.protocol.close_sent or self.protocol.disconnected or self.protocol.transport.is_closing():
            return window
        frames = []
        for packet in packets:
            frame, window = packet.frame(window)
            frames.append(frame)
        if sum(map(len, frames)) > LONG:
            self.protocol.transport.writelines(frames)
        else:
            self.protocol.transport.write(b"".join(frames))
        return window

    def taker(self) -> Callable[[bytes], None] | None:
        """The transport itself."""
        protocol = self.protocol
        if protocol.transport.is_closing() or protocol.close_sent or not protocol.takes():
            return None
        return protocol.transport.write

    def watch(self, over: Callable[[], None]) -> None:
        """The protocol knows when."""
        self.protocol.over = over

    def drop(self) -> None:
        """Close politely, or at once when nothing goes out any more."""
        self.protocol.no_more()
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

    def window(self) -> int:
        """ASGI deflates by itself, or not."""
        return PLAIN

    def tell(self, packets: list[Packet], window: int) -> int:
        """Queue their messages."""
        self.write([message for packet in packets for message in packet.messages])
        return window

    def taker(self) -> None:
        """ASGI takes messages, not frames."""

    def watch(self, over: Callable[[], None]) -> None:
        """Nothing is taken directly."""

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
