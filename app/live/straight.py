"""A phone's WebSocket without a coroutine: what it says goes to its talk, what it is told straight to the transport."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol, cast

import structlog
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.speedups import apply_mask

from .deflating import agreed, reading
from .framing import DEFLATED_TEXT, PLAIN, TEXT, inflated, text_frame
from .hearing import HEAD, Hearing
from .opening import Opening, accepting, opening
from .patience import PATIENCE, Patience
from .pens import LINGER, RESTART, UNREADABLE, farewell, say_no_more
from .pieces import PIECE, TEXTS, long_enough, rest

log = structlog.get_logger()
DOOR = "officina.door"
EXTENSIONS = "sec-websocket-extensions"
MASKED, LONG = 0x80, 126
NORMAL, FAULT = 1000, 1011  # RFC 6455, section 7.4.1
HURRY = 10.0  # seconds in which a first message must come


class Over(Exception):
    """The talk has ended; whoever ended it has said so."""


class Talk(Protocol):
    """What is said over one connection."""

    begun: bool

    async def take(self, text: str | None) -> None:
        """Take one message, None for one that is no text; raises Over when nothing more is wanted."""

    def end(self) -> None:
        """The connection has gone."""


Door = Callable[[Opening, "Straight"], Talk | None]


class Straight(asyncio.Protocol):
    """What uvicorn makes for each connection.

    Where a plain opening of a live line comes first, the door says whose talk begins. Whatever else comes goes the
    long way: uvicorn reads it, and the application answers. Of a talk, whole text frames are read here; from the first
    thing that is anything else on, `websockets` reads.
    """

    __slots__ = ("given", "loop", "patience", "transport", "talk", "conn", "parts", "waiting", "task", "timer",
                 "window", "held", "full", "broken", "over", "close_sent", "disconnected", "unread", "due",
                 "began")  # fmt: skip

    def __init__(self, config: Any, server_state: Any, app_state: dict[str, Any], _loop: Any = None) -> None:
        self.given = (config, server_state, app_state)
        self.loop = _loop or asyncio.get_event_loop()
        self.patience: Patience = app_state[PATIENCE]
        self.transport: asyncio.Transport
        self.talk: Talk | None = None
        self.conn: ServerProtocol | None = None
        self.parts: tuple[bool, bytearray] | None = None  # of a message in fragments: is it text, and what came
        self.waiting: deque[str | None] | None = None
        self.unread = b""
        self.began = 0.0  # with the last piece (see pieces)
        self.due: asyncio.TimerHandle | None = None  # when what is unread goes on
        self.task: asyncio.Task[None] | None = None
        self.timer: asyncio.TimerHandle | None = None
        self.over: Callable[[], None] | None = None
        self.window = PLAIN  # what was agreed on about deflating (see framing)
        self.held = self.full = self.broken = self.close_sent = self.disconnected = False

    # What the transport says

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A connection; what is asked comes next."""
        self.transport = cast("asyncio.Transport", transport)
        self.given[1].connections.add(self)
        self.patience.wait(self)

    def data_received(self, data: bytes) -> None:
        """The request first, then frames."""
        if self.talk is None:
            self._open(data)
        elif self.unread:
            self.unread += data
        else:
            self._frames(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Gone. What was begun is finished, as for anybody who goes in the middle of a command."""
        self.disconnected = True
        self.no_more()
        self.over = None
        self.given[1].connections.discard(self)
        self.patience.done(self)
        self._timed(None)
        self._forget()
        if self.talk is not None and self.task is None:
            self.talk.end()

    def pause_writing(self) -> None:
        """Too much waits."""
        self.full = True
        self.no_more()

    def resume_writing(self) -> None:
        """More can be taken."""
        self.full = False

    # The handshake

    def _open(self, data: bytes) -> None:
        _, server, app_state = self.given
        door: Door | None = app_state.get(DOOR)
        asked = opening(data) if door is not None and len(data) <= HEAD else None
        self.talk = door(asked, self) if door is not None and asked is not None else None
        if self.talk is None or asked is None:
            self._hand_on(data)
            return
        self.patience.done(self)
        answer, self.window = agreed(asked.headers.get(EXTENSIONS, "")) or ("", PLAIN)
        self.transport.write(accepting(asked, answer, server.default_headers))
        self._timed(self.loop.call_later(HURRY, self._too_late))

    def _hand_on(self, data: bytes) -> None:
        """The long way, from the first byte on."""
        config, server, app_state = self.given
        server.connections.discard(self)
        other = Hearing(config=config, server_state=server, app_state=app_state)
        self.patience.hand_on(self, other)
        self.transport.set_protocol(other)
        other.connection_made(self.transport)
        other.data_received(data)

    def too_slow(self) -> None:
        """Not a byte came."""
        self.transport.close()

    def _timed(self, timer: asyncio.TimerHandle | None) -> None:
        if self.timer is not None:
            self.timer.cancel()
        self.timer = timer

    def _too_late(self) -> None:
        """Nothing was said; or what was is still being taken, and then it is we who are late."""
        if self.task is None:
            self._said(None)

    # What comes

    def _frames(self, data: bytes) -> None:
        """As much as is read in one go; whoever has said more rests, and is not read meanwhile (see pieces)."""
        self.began = time.perf_counter()
        at, more = self._texts(data)
        while at < len(data) and not more:
            self._unusual(data[at : at + PIECE])
            at += PIECE
            more = long_enough(self.began)
        if at < len(data):
            self.unread = data[at:]
            if self.close_sent or self.transport.is_closing():
                self._forget()
                return
            self.transport.pause_reading()
            self.due = self.loop.call_later(rest(self.began), self._go_on)

    def _texts(self, data: bytes) -> tuple[int, bool]:
        """Text frames that came whole; how far they go, and whether another may come there."""
        at, size, left = 0, len(data), TEXTS
        while self.conn is None and size - at >= 8 and (data[at] == TEXT or self._deflated(data[at])):
            long = data[at + 1] == MASKED | LONG
            body = int.from_bytes(data[at + 2 : at + 4], "big") if long else data[at + 1] - MASKED
            start = at + (8 if long else 6)
            if not 0 <= body <= 0xFFFF or (not long and body >= LONG) or size - start < body:
                break
            if not left:
                return at, True
            try:
                said = apply_mask(data[start : start + body], data[start - 4 : start])
                text = (inflated(said, self.given[0].ws_max_size) if data[at] == DEFLATED_TEXT else said).decode()
            except ValueError:  # no UTF-8, not deflated, or too long
                break
            at, left = start + body, left - 1
            self._said(text)
        return at, False

    def _go_on(self) -> None:
        """More of what is unread, once all has been taken that was read."""
        self.due = None
        if self.held:
            return
        data, self.unread = self.unread, b""
        self._frames(data)
        if not self.unread and not self.held and not self.transport.is_closing():
            self.transport.resume_reading()

    def _forget(self) -> None:
        """What is unread stays so; what follows it cannot be read either."""
        if self.unread:
            self.unread, self.broken = b"", True
        if self.due is not None:
            self.due.cancel()
            self.due = None

    def _deflated(self, first: int) -> bool:
        return first == DEFLATED_TEXT and self.window != PLAIN

    def _unusual(self, data: bytes) -> None:
        if self.close_sent and self.conn is None:
            return
        if self.conn is None:
            self.conn = ServerProtocol(state=State.OPEN, max_size=self.given[0].ws_max_size)
            self.conn.extensions = reading() if self.window != PLAIN else []
        if not self.broken:  # after a fault in the framing what still comes is let pass, else our reason would be lost
            self._read(self.conn, data)

    def _read(self, conn: ServerProtocol, data: bytes) -> None:
        conn.receive_data(data)
        for event in conn.events_received():
            if isinstance(event, Frame):
                self._event(event)
        answer = b"".join(conn.data_to_send())
        if answer and not self.close_sent and (conn.parser_exc is not None or not self.full):
            self.transport.write(answer)  # pings of somebody who takes no answers get none: these would pile up here
        if conn.parser_exc is not None:
            self.broken = True
            self._linger()

    def _event(self, frame: Frame) -> None:
        if frame.opcode is Opcode.CLOSE:
            self._closed()
        elif frame.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
            is_text, message = self.parts = self.parts or (frame.opcode is Opcode.TEXT, bytearray())
            message += frame.data
            if frame.fin:
                self.parts = None
                self._whole(message, is_text=is_text)

    def _closed(self) -> None:
        """The other side closes, or answers our closing."""
        self.no_more()
        if self.conn is not None and not self.close_sent:
            self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.close()

    def _whole(self, message: bytearray, *, is_text: bool) -> None:
        try:
            self._said(message.decode() if is_text else None)
        except UnicodeDecodeError:
            self.close(UNREADABLE)

    def _said(self, text: str | None) -> None:
        """One message: taken now, or when what came before it has been."""
        if self.close_sent:
            return
        if self.waiting is None:
            self.waiting = deque()
        self.waiting.append(text)
        if self.task is None:
            self.task = self.loop.create_task(self._take())
            self.given[1].tasks.add(self.task)  # which the server waits for when it stops
        elif not self.held:
            self.held = True
            self.transport.pause_reading()

    async def _take(self) -> None:
        """Take what waits, in order."""
        talk = self.talk
        assert talk is not None
        try:
            while self.waiting and not self.disconnected:
                text = self.waiting.popleft()
                self.waiting = self.waiting or None
                await talk.take(text)
                if self.timer is not None and talk.begun and not self.close_sent:
                    self._timed(None)
                if self.held and not self.waiting:
                    self._taken()
        except Over:
            self.waiting = None
        except Exception as fault:
            log.error("talk failed", exc_info=fault)
            self.close(FAULT)
        finally:
            self.given[1].tasks.discard(self.task)
            self.task = None
            if self.disconnected:
                talk.end()

    def _taken(self) -> None:
        """All that was read has been taken."""
        self.held = False
        if not self.unread:
            self.transport.resume_reading()
        elif self.due is None:
            self.due = self.loop.call_later(rest(self.began), self._go_on)

    # What goes

    def takes(self) -> bool:
        """Does not too much wait already?"""
        return not self.full

    def no_more(self) -> None:
        """Nothing more may be written directly."""
        if self.over is not None:
            self.over()

    async def hang_up(self, last: bytes) -> None:
        """Say this last word, and close."""
        if not self.close_sent and not self.transport.is_closing():
            self.transport.write(text_frame(last))
            self.close(NORMAL)

    def close(self, code: int) -> None:
        """Say that we close, and leave the other side a moment to read it."""
        if self.close_sent or self.transport.is_closing():
            return
        self.transport.write(b"\x88\x02" + code.to_bytes(2, "big"))
        self._linger()

    def shutdown(self) -> None:
        """When the server stops it says so first, and when to come back: not everybody at once."""
        if self.talk is None or self.close_sent or self.transport.is_closing():
            self.transport.close()
            return
        self.no_more()
        self.transport.write(farewell())
        self.close(RESTART)

    def _linger(self) -> None:
        self.no_more()
        self.close_sent = True
        self._forget()
        say_no_more(self.transport)
        self.transport.resume_reading()
        self._timed(self.loop.call_later(LINGER, self._leave))

    def _leave(self) -> None:
        """Close, also on somebody who takes nothing."""
        waits = self.transport.get_write_buffer_size()
        self.transport.abort() if waits else self.transport.close()
