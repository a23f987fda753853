"""Tells every connection of a room what it must learn, once per beat."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterator

import structlog

from .company import Companies
from .connection import CALM, Connection, present
from .line import Line
from .presence import Presence, Tell
from .room import Room
from .wire import ping

log = structlog.get_logger()
GAP = 0.025  # seconds between two beats of a busy room; the first change goes at once
BREATH = 0.010  # seconds after which others get their turn when many are told alone
SECRET_BEAT = 0.250  # the fixed beat while a secret ballot is open
PING = 10.0  # seconds without traffic before a ping
SILENCE = 24.0  # seconds without a word from the other side before we close: 25 at most, with a look a second
SWEEP = 0.5  # seconds between two looks at who is quiet, silent, or gone from the workshop


class Fanout:
    """The beat of one room."""

    def __init__(self, room: Room, now: Callable[[], int], tell: Tell) -> None:
        """`tell` says to other processes who is connected here."""
        self.room, self.now = room, now
        self.presence = Presence(room, tell)
        self.connections: set[Connection] = set()
        self.companies = Companies(room)
        self.alone: set[Connection] = set()
        self.task: asyncio.Task[None] | None = None
        self.wake = room.moved
        self.swept = 0.0
        self._of: defaultdict[str, set[Connection]] = defaultdict(set)

    def join(self, connection: Connection) -> None:
        """From now on this connection is told what changes."""
        self.connections.add(connection)
        self.alone.add(connection)
        if connection.line.person is not None:
            self._of[connection.line.person].add(connection)
        connection.pen.watch(lambda: self.part(connection))
        self.presence.came(connection.line)
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._beat())
        self.wake.set()

    def leave(self, connection: Connection) -> None:
        """No more."""
        self._let_go(connection)
        person = connection.line.person
        if person is not None:
            self._of[person].discard(connection)
            if not self._of[person]:
                del self._of[person]
        self.presence.went(connection.line, self.of(person))
        if not self.connections:
            self.wake.set()

    def _let_go(self, connection: Connection) -> None:
        self.companies.part(connection)
        self.connections.discard(connection)
        self.alone.discard(connection)

    def of(self, person: str | None) -> list[Connection]:
        """The connections of a person."""
        return list(self._of.get(person or "", ()))

    def part(self, connection: Connection) -> None:
        """Tell this one alone at the next beat: something is to be said to it, or it can take no more."""
        if connection in self.connections:
            self.companies.part(connection)
            self.alone.add(connection)

    def answer(self, connection: Connection, last: int | None, said: bytes) -> None:
        """Say this to one once the frame that holds event `last` has been sent (None: with the next frame)."""
        self.part(connection)
        connection.line.answer(last, said)
        self.wake.set()

    def check(self, connection: Connection) -> None:
        """Give this one the digest of all that it holds."""
        self.part(connection)
        connection.line.wants_check = True
        self.wake.set()

    def again(self, connection: Connection, asked: Line) -> None:
        """A second hello: as somebody else, or looking at more or less; it is told everything afresh."""
        self.leave(connection)
        line = connection.line
        line.role, line.person, line.scope, line.through = asked.role, asked.person, asked.scope, asked.through
        line.stand(None, 0)
        self.join(connection)

    async def _beat(self) -> None:
        last = 0.0
        while self.connections:
            anyway = asyncio.get_running_loop().call_later(CALM, self.wake.set)
            await self.wake.wait()
            anyway.cancel()
            await asyncio.sleep(self._pause(time.monotonic() - last))
            self.wake.clear()  # only now: this beat tells what came while it waited
            last = time.monotonic()
            try:
                for _ in self._tell_all(last):
                    await asyncio.sleep(0)
                self._sweep(last)
                self.presence.beat(self.connections, last)
            except Exception as fault:  # a beat that ended here would silence the room
                log.error("beat failed", exc_info=fault, at=self.room.state.seq)

    def _pause(self, since_last: float) -> float:
        """Seconds until the next beat: fixed while a secret ballot is open, else only so as not to beat too fast."""
        if self.room.secret:
            return SECRET_BEAT - time.monotonic() % SECRET_BEAT
        return max(0.0, GAP - since_last)

    def _tell_all(self, now: float) -> Iterator[None]:
        """Whoever is told the same is told together; the others each by themselves, and then go with others again.

        Where many are told alone it stops now and then, for others to get their turn.
        """
        self.alone.update(self.companies.tell(now, self.of))
        breath = time.monotonic()
        for connection in list(self.alone):
            if time.monotonic() - breath > BREATH:
                yield
                breath = time.monotonic()
            if connection in self.alone and not connection.can_wait(self.room, now):
                self._tell(connection, now)
            if connection in self.alone and self.companies.join(connection):
                self.alone.discard(connection)

    def _tell(self, connection: Connection, now: float) -> None:
        """Tell one connection; a fault in what one is told must not silence the others."""
        try:
            connection.tell(self.room, now)
        except Exception as fault:
            log.error("line dropped", exc_info=fault, at=self.room.state.seq)
            self._let_go(connection)
            connection.pen.drop()

    def _sweep(self, now: float) -> None:
        """Ping those who are quiet, let go those who are silent, take nothing, or are no longer in the workshop.

        Whoever goes with others has taken all so far, and was told with them whatever became of its person.
        """
        if now - self.swept < SWEEP:
            return
        self.swept = now
        for connection in list(self.alone):
            if not present(self.room, connection.line):
                connection.end("removed")
            elif connection.deaf(now):
                connection.pen.drop()
        for connection in list(self.connections):
            if connection.line.through and not present(self.room, connection.line):
                connection.end("removed")
                continue
            unheard = now - connection.heard
            if unheard > SILENCE:
                connection.pen.drop()
            elif unheard > PING and now - connection.told > PING and connection.pen.ready():
                connection.spoken = now
                connection.pen.write([ping(self.now(), self.room.state.seq)])

    def everyone(self) -> list[Connection]:
        """Those who are connected now."""
        return list(self.connections)
