"""Those who stand at the same place and are told the same: they go on together, one write each and nothing else asked.

A large room spends its time here. What may set somebody apart is not looked for in each of them each time: whoever
is asked something, can take no more, leaves, or may be told more than the others is taken out when that happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import structlog

from .connection import Connection, may_wait
from .faces import Step
from .framing import PLAIN
from .line import Place
from .room import Room

log = structlog.get_logger()
Taker = Callable[[bytes], None]


class Company:
    """Connections of one audience that stand at one place."""

    __slots__ = ("role", "place", "takers")

    def __init__(self, role: str, place: Place) -> None:
        self.role, self.place = role, place
        self.takers: dict[Connection, Taker] = {}

    def take_in(self, connections: Iterable[tuple[Connection, Taker]]) -> None:
        """These go with the others from now on."""
        for connection, taker in connections:
            connection.line.place = self.place
            self.takers[connection] = taker


def key(place: Place) -> tuple[int, int, int]:
    """What makes a place one: the audience, which is one object while the room lives, the number, what is inflated."""
    return id(place.audience), place.cursor, place.window


class Companies:
    """The companies of one room. Every connection is in one of them or told alone."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.found: dict[tuple[int, int, int], Company] = {}

    def join(self, connection: Connection) -> bool:
        """Take somebody in who is told nothing else than others at that place; whether that was so."""
        line = connection.line
        if line.audience is None or not line.follows or line.cursor != self.room.state.seq:
            return False
        taker = connection.pen.taker()
        if taker is None:
            return False
        company = self.found.get(key(line.place))
        if company is None:
            company = self.found[key(line.place)] = Company(line.role, line.place)
        company.take_in([(connection, taker)])
        return True

    def part(self, connection: Connection) -> None:
        """From now on this one is told alone, from where it stands."""
        place = connection.line.place
        company = self.found.get(key(place))
        if company is None or connection not in company.takers:
            return
        connection.line.place = replace(place)
        del company.takers[connection]
        if not company.takers:
            del self.found[key(place)]

    def tell(self, now: float, of: Callable[[str], Iterable[Connection]]) -> list[Connection]:
        """Tell every company that has something to learn; those whom it is not the whole truth for are let out first.

        `of` gives the connections of a person. Returns who is to be told alone.
        """
        left: list[Connection] = []
        behind = [company for company in self.found.values() if company.place.cursor != self.room.state.seq]
        behind.sort(key=lambda company: -len(company.takers))  # a stream is the largest company's first
        for company in behind:
            if not may_wait(company.role, company.place.cursor, company.place.told, self.room, now):
                left += self._tell(company, now, of)
        return left

    def _tell(self, company: Company, now: float, of: Callable[[str], Iterable[Connection]]) -> list[Connection]:
        step = self._step(company.place)
        if step is None or step.packet is None:
            out = list(company.takers)
        else:
            out = [one for person in step.apart for one in of(person) if one in company.takers]
        for connection in out:
            self.part(connection)
        if company.takers and step is not None and step.packet is not None:
            if company.place.window != PLAIN:
                self.room.faces.goes_on(step)
            frame, window = step.packet.frame(company.place.window)
            self._write(list(company.takers.items()), frame, self._move(company, now, window))
        return out

    def _move(self, company: Company, now: float, window: int) -> int:
        """A company comes to where the state is; who stands there already goes on with it. The number of that place."""
        del self.found[key(company.place)]
        company.place.cursor, company.place.told, company.place.window = self.room.state.seq, now, window
        there = self.found.get(key(company.place))
        small, large = sorted((there or company, company), key=lambda one: len(one.takers))
        if small is not large:
            large.place.told = now
            large.take_in(list(small.takers.items()))
        self.found[key(large.place)] = large
        return large.place.cursor

    def _write(self, takers: list[tuple[Connection, Taker]], frame: bytes, at: int) -> None:
        """Write to all, right after one another; a fault with one does not silence the others."""
        for connection, take in takers:
            try:
                take(frame)
            except Exception as fault:
                log.error("connection dropped", exc_info=fault, at=at)
                connection.pen.drop()

    def _step(self, place: Place) -> Step | None:
        """The step from there to now; None when it cannot be made.

        Then all are told alone, where a fault in what one is told does not silence the others.
        """
        assert place.audience is not None
        try:
            return self.room.faces.step(self.room.state, place.audience, place.cursor, self.room.mark)
        except Exception as fault:
            log.error("step failed", exc_info=fault, at=self.room.state.seq)
            return None
