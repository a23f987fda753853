"""Tells every connection of a room what it must learn, once per beat."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import structlog

from app.core.state import Gone
from app.core.words.roster import Person

from .line import Line
from .pens import Pen, text_frames
from .presence import Presence, Tell
from .room import Room
from .wire import bye, ping

log = structlog.get_logger()
GAP = 0.025  # seconds between two beats of a busy room; the first change goes at once
SECRET_BEAT = 0.250  # the fixed beat while a secret ballot is open
CALM = 1.0  # how long "one more person" may wait
DEAF = 30.0  # seconds without taking anything before a connection is dropped
PING = 10.0  # seconds without traffic before a ping
SILENCE = 24.0  # seconds without a word from the other side before we close: 25 at most, with a look a second
SWEEP = 0.5  # seconds between two looks at who is quiet, silent, or gone from the workshop


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
        """Write what this connection must learn, unless it cannot take it now: it gets one bigger frame later.

        Whoever is no longer in the workshop hears so last.
        """
        if not self.line.behind(room.state):
            return
        if not self.pen.ready():
            return
        messages = self.line.pull(room.state, room.faces, room.mark)
        if messages:
            self.told = now
            self.pen.write(messages)
        if not present(room, self.line):
            self.end("removed")


class Fanout:
    """The beat of one room."""

    def __init__(self, room: Room, now: Callable[[], int], tell: Tell) -> None:
        """`tell` says to other processes who is connected here."""
        self.room, self.now = room, now
        self.presence = Presence(room, tell)
        self.connections: set[Connection] = set()
        self.task: asyncio.Task[None] | None = None
        self.wake = room.moved
        self.swept = 0.0

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
            anyway = asyncio.get_running_loop().call_later(CALM, self.wake.set)
            await self.wake.wait()
            anyway.cancel()
            await asyncio.sleep(self._pause(time.monotonic() - last))
            self.wake.clear()  # only now: this beat tells what came while it waited
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
        """Whoever is told the same is told together; the others each by themselves."""
        urgent = self.room.state.urgent
        due = [
            found for found in self.connections
            if found.line.cursor < urgent or not self._can_wait(found, now)
        ]  # fmt: skip
        for connection in tell_together(due, self.room, now):
            self._tell(connection, now)

    def _can_wait(self, connection: Connection, now: float) -> bool:
        """May this one learn a little later that somebody came or went? Those who lead, and who was asked, do not."""
        line = connection.line
        calm = line.role in ("room", "wall") and line.cursor > 0
        return calm and not line.answers and not line.wants_check and now - connection.told < CALM

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
        if now - self.swept < SWEEP:
            return
        self.swept = now
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


def tell_together(connections: list[Connection], room: Room, now: float) -> list[Connection]:
    """Write to all who are told what others are told too, right after one another; the others are left.

    First it is made out who is told what: writes that follow each other closely find the network awake. This is the
    loop that a large room spends its time in, so it looks where `Line.common` would, and asks no more than it must.
    """
    to, left = room.state.seq, []
    writes: list[tuple[Callable[[bytes], None], bytes, Connection]] = []
    audience, since, apart, frame = None, -1, frozenset[str](), b""
    for connection in connections:
        line = connection.line
        if line.audience is not audience or line.cursor != since:
            audience, since = line.audience, line.cursor
            apart, frame = shared_step(line, room)
        alone = not frame or line.person in apart or line.answers or line.wants_check
        take = None if alone else connection.pen.taker()
        if take is None:
            left.append(connection)
            continue
        writes.append((take, frame, connection))
        line.cursor, connection.told = to, now
    for take, frame, connection in writes:
        try:
            take(frame)
        except Exception as fault:
            log.error("connection dropped", exc_info=fault, at=to)
            connection.pen.drop()
    return left


def shared_step(line: Line, room: Room) -> tuple[frozenset[str], bytes]:
    """Who is apart when all who stand here go on together, and the frame for the others; no frame when there is none.

    If it cannot be made they are told alone, where a fault in what one is told does not silence the others.
    """
    if line.audience is None or line.cursor == room.state.seq:
        return frozenset(), b""
    try:
        step = room.faces.step(room.state, line.audience, line.cursor, room.mark)
    except Exception as fault:
        log.error("step failed", exc_info=fault, at=room.state.seq)
        return frozenset(), b""
    return step.apart, step.packet.frame(text_frames) if step.packet is not None else b""


def present(room: Room, line: Line) -> bool:
    """Is the person of a participant's line still in the workshop?"""
    if line.role != "room" or line.person is None:
        return True
    found = room.state.records.get(line.person)
    return not isinstance(found, Gone) and not (isinstance(found, Person) and found.removed)
