"""A connection: a line, the pen that writes for it, and when it was last told or heard anything."""

from __future__ import annotations

import time

from app.core.state import Gone
from app.core.words.roster import Person

from .line import Line
from .packets import Packet
from .pens import Pen
from .room import Room
from .wire import bye

DEAF = 30.0  # seconds without taking anything before a connection is dropped
CALM = 1.0  # how long "one more person" may wait


class Connection:
    """A line and the pen that writes for it."""

    __slots__ = ("line", "pen", "token", "stuck", "spoken", "heard", "reached")

    def __init__(self, line: Line, pen: Pen, token: str = "") -> None:
        """`token` is the session it rests on; empty for participants, whose place is in the state."""
        self.line, self.pen, self.token = line, pen, token
        line.place.window = pen.window()
        self.stuck: float | None = None  # since when it takes nothing
        self.spoken = self.heard = time.monotonic()
        self.reached: int | None = None  # the number of people present that it was last told

    @property
    def told(self) -> float:
        """When it was last told anything, alone or with others."""
        return max(self.spoken, self.line.place.told)

    def said(self, message: bytes) -> bool:
        """Write this unless nothing can be taken now; whether it was written."""
        if not self.pen.ready():
            return False
        self.pen.write([message])
        return True

    def write(self, packets: list[Packet]) -> None:
        """Write these as the other end can read them."""
        place = self.line.place
        place.window = self.pen.tell(packets, place.window)

    def deaf(self, now: float) -> bool:
        """Has it taken nothing for so long that it is given up, whether there is something to tell or not?"""
        self.stuck = None if self.pen.ready() else self.stuck or now
        return self.stuck is not None and now - self.stuck > DEAF

    def end(self, code: str) -> None:
        """Say good-bye, with no way back."""
        self.pen.write([bye(code, 0)])
        self.pen.drop()

    def can_wait(self, room: Room, now: float) -> bool:
        """Is there nothing to tell but that somebody came or went, which may be a little later?"""
        line = self.line
        return line.follows and may_wait(line.role, line.cursor, self.spoken, room, now)

    def tell(self, room: Room, now: float) -> None:
        """Write what this connection must learn, unless it cannot take it now: it gets one bigger frame later.

        Whoever is no longer in the workshop hears so last.
        """
        if not self.line.behind(room.state):
            return
        if not self.pen.ready():
            return
        packets = self.line.packets(room.state, room.faces, room.mark)
        if packets:
            self.spoken = now
            self.write(packets)
        if not present(room, self.line):
            self.end("removed")


def may_wait(role: str, cursor: int, told: float, room: Room, now: float) -> bool:
    """May those who stand here learn a little later that somebody came or went? Those who lead may not."""
    calm = role in ("room", "wall") and cursor > 0 and cursor >= room.state.urgent
    return calm and now - told < CALM


def present(room: Room, line: Line) -> bool:
    """Is the person of a participant's line still in the workshop, or one of those for whom a wall is looked at?"""
    if line.role == "room" and line.person is not None:
        return still_in(room, line.person)
    return not line.through or any(still_in(room, person) for person in line.through)


def still_in(room: Room, person: str) -> bool:
    """Is this person still in the workshop?"""
    found = room.state.records.get(person)
    return not isinstance(found, Gone) and not (isinstance(found, Person) and found.removed)
