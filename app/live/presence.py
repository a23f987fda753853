"""Who of a room can be reached now: a number for those who lead, never stored, silent where people write unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from app.core.words.agenda import Activity
from app.core.words.roster import Person
from app.core.words.workshop import Workshop

from .line import Line
from .room import Room
from .wire import reached

EVERY = 1.0  # seconds between two counts
AGAIN = 10.0  # seconds between two words to the other processes about the same people
LASTS = 30.0  # seconds for which another process's word counts
MOST = 5000  # people of other processes that are kept in mind

Tell = Callable[[list[str], bool], None]


class Connected(Protocol):
    """A connection, as far as presence knows it; `reached` is the number it was last told."""

    line: Line
    reached: int | None

    def said(self, message: bytes) -> bool:
        """Write this unless the connection can take nothing now; whether it was written."""


class Presence:
    """Of one room: the people connected to this process, and those that other processes spoke of lately."""

    def __init__(self, room: Room, tell: Tell) -> None:
        """`tell(people, here)` says to the other processes that these people are, or are no longer, connected here."""
        self.room, self.tell = room, tell
        self.elsewhere: dict[str, float] = {}  # until when another process's word counts
        self.counted = self.told = 0.0
        self.fresh: set[str] = set()  # who came since the last beat

    def came(self, line: Line) -> None:
        """Somebody has connected here."""
        if line.role == "room" and line.person is not None:
            self.fresh.add(line.person)

    def went(self, line: Line, rest: Iterable[Connected]) -> None:
        """A connection has gone; its person may have another one."""
        if line.role == "room" and line.person is not None and line.person not in here(rest):
            self.fresh.discard(line.person)
            self.tell([line.person], False)

    def heard(self, people: list[str], is_there: bool, now: float) -> None:
        """Another process's word. A forged one costs a wrong number for a while, and no more."""
        for person in people:
            if not is_there:
                self.elsewhere.pop(person, None)
            elif person in self.elsewhere or len(self.elsewhere) < MOST:
                self.elsewhere[person] = now + LASTS

    def beat(self, connections: Iterable[Connected], now: float) -> None:
        """Tell the other processes who came; once a second those who lead how many can be reached, where that may be
        said and is news."""
        if self.fresh:
            fresh, self.fresh = self.fresh, set()
            self.tell(sorted(fresh), True)
        if now - self.counted < EVERY:
            return
        self.counted = now
        connections = list(connections)
        self._remind(connections, now)
        lead = [found for found in connections if found.line.role == "facilitator" and found.line.cursor]
        number = self.count(connections, now) if lead and not silent(self.room) else None
        for found in lead:
            if number is None:
                found.reached = None
            elif found.reached != number and found.said(reached(number)):
                found.reached = number

    def _remind(self, connections: list[Connected], now: float) -> None:
        """What other processes were told is lossy, so they are told again."""
        if now - self.told >= AGAIN:
            self.told = now
            self.elsewhere = {person: until for person, until in self.elsewhere.items() if until > now}
            people = here(connections)
            if people:
                self.tell(sorted(people), True)

    def count(self, connections: Iterable[Connected], now: float) -> int:
        """How many participants have a connection, in any process, each counted once."""
        known = here(connections) | {person for person, until in self.elsewhere.items() if until > now}
        found = (self.room.state.get(Person, id) for id in known)
        return sum(person is not None and person.role == "participant" and not person.removed for person in found)


def here(connections: Iterable[Connected]) -> set[str]:
    """The people who are connected to this process."""
    return {found.line.person for found in connections if found.line.role == "room" and found.line.person}


def silent(room: Room) -> bool:
    """While people write unseen or unnamed nothing is said of who is there: coming and going could betray a hand."""
    workshop = room.state.get(Workshop, room.workshop)
    current = room.state.get(Activity, workshop.current) if workshop and workshop.current else None
    rules = current.plan.rules if current is not None else None
    return rules is not None and (rules.private or rules.anonymous or rules.visitors)
