"""Who can be reached: each person once, wherever they are connected; nothing while people write unseen or unnamed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import cast

import pytest

from app.bus.redis_bell import crowd_of, rings
from app.core.state import State
from app.core.words import agenda, roster
from app.live import presence
from app.live.line import Line
from app.live.presence import Presence
from app.live.room import Room
from tests.laws.world import ACTIVITIES, FACILITATOR, PEOPLE, WORKSHOP, World

PRIVATE, SHARED, ANONYMOUS = ACTIVITIES[0], ACTIVITIES[1], ACTIVITIES[4]


@dataclass
class Standing:
    """A connection that remembers what it was told."""

    line: Line
    reached: int | None = None
    heard: list[bytes] = field(default_factory=list)

    def said(self, message: bytes) -> bool:
        self.heard.append(message)
        return True


@dataclass
class Quarters:
    """A room as far as presence knows it."""

    state: State
    workshop: str = WORKSHOP


class Watched:
    """A lived-in workshop with a facilitator's line, and what other processes were told."""

    def __init__(self, activity: str) -> None:
        self.world = World(random.Random(1))
        self.world.found()
        self.lead(agenda.Start(id=activity))
        self.told: list[tuple[list[str], bool]] = []
        room = cast(Room, Quarters(self.world.state))
        self.presence = Presence(room, lambda people, here: self.told.append((people, here)))
        self.boss, self.wall = self.line("facilitator", FACILITATOR), self.line("wall", None)
        self.connections = [self.boss, self.wall]
        self.now = 1000.0

    def lead(self, data: agenda.Start | roster.Remove) -> None:
        assert self.world.do(self.world.act(FACILITATOR, "facilitator", data)) is not None

    def line(self, role: str, person: str | None) -> Standing:
        made = Standing(Line(role, person, "all"))
        made.line.stand(None, 1)
        return made

    def comes(self, person: str) -> Standing:
        made = self.line("room", person)
        self.connections.append(made)
        self.presence.came(made.line)
        return made

    def goes(self, gone: Standing) -> None:
        self.connections.remove(gone)
        self.presence.went(gone.line, self.connections)

    def beat(self, seconds: float = 1.0) -> list[bytes]:
        """A while later; what the facilitator has heard in it."""
        before, self.now = len(self.boss.heard), self.now + seconds
        self.presence.beat(self.connections, self.now)
        return self.boss.heard[before:]


def number(n: int) -> list[bytes]:
    return [b'{"t":"eph","reached":%d}' % n]


def test_each_person_counts_once_and_only_news_is_told() -> None:
    room = Watched(SHARED)
    assert room.beat() == number(0)
    first, again = room.comes(PEOPLE[0]), room.comes(PEOPLE[0])
    other = room.comes(PEOPLE[1])
    assert room.beat() == number(2)
    assert room.beat() == []
    room.goes(again)
    assert room.beat() == []
    room.goes(first)
    room.goes(other)
    assert room.beat() == number(0)
    assert room.told[0] == (sorted(PEOPLE[:2]), True), "once for all who came since the last beat"
    assert [each for each in room.told if len(each[0]) == 1] == [([PEOPLE[0]], False), ([PEOPLE[1]], False)]
    room.goes(room.comes(PEOPLE[2]))
    told = len(room.told)
    room.beat()
    assert all(PEOPLE[2] not in people for people, _ in room.told[told:]), "who came and went is not said to be there"
    assert room.wall.heard == []


def test_who_is_elsewhere_counts_until_nothing_more_is_heard_of_them() -> None:
    room = Watched(SHARED)
    room.comes(PEOPLE[0])
    room.presence.heard([PEOPLE[0], PEOPLE[1], "0" * 32], True, room.now)  # here too; elsewhere; nobody
    assert room.beat() == number(2)
    assert room.told[-1] == ([PEOPLE[0]], True), "the others are reminded of who is here"
    assert room.beat(presence.LASTS + 1) == number(1)
    room.presence.heard([PEOPLE[1]], True, room.now)
    assert room.beat() == number(2)
    room.presence.heard([PEOPLE[1]], False, room.now)
    assert room.beat() == number(1)
    room.lead(roster.Remove(id=PEOPLE[0]))
    assert room.beat() == number(0)


def whispers(activity: str) -> list[bytes]:
    """What is said while somebody comes and goes in an activity."""
    room = Watched(activity)
    heard = room.beat()
    room.goes(room.comes(PEOPLE[0]))
    heard += room.beat()
    room.comes(PEOPLE[1])
    heard += room.beat()
    assert room.wall.heard == []
    return heard


def test_nothing_is_said_while_people_write_unseen_or_unnamed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert whispers(SHARED) == number(0) + number(1), "there is something to say"
    assert whispers(PRIVATE) == []
    assert whispers(ANONYMOUS) == []
    monkeypatch.setattr(presence, "silent", lambda room: False)
    assert whispers(PRIVATE) != [], "the fault would be seen"


def test_after_the_silence_the_number_is_said_again() -> None:
    room = Watched(SHARED)
    room.comes(PEOPLE[0])
    assert room.beat() == number(1)
    room.lead(agenda.Start(id=PRIVATE))
    assert room.beat() == []
    room.lead(agenda.Start(id=SHARED))
    assert room.beat() == number(1)


def test_messages_of_other_processes_are_read_with_care() -> None:
    assert crowd_of(b"w + a b") == ("w", ["a", "b"], True)
    assert crowd_of(b"w - a") == ("w", ["a"], False)
    for wrong in (b"", b"w", b"w +", b"w ? a", b"w=3", b"\xff\xfe"):
        assert crowd_of(wrong) is None
    assert crowd_of(b"w + " + b"x" * 100) == ("w", [], True)
    assert rings(b"w + a b") == [], "a word about people is no ring"
    room = Watched(SHARED)
    room.presence.heard([f"{n:032x}" for n in range(2 * presence.MOST)], True, room.now)
    assert len(room.presence.elsewhere) == presence.MOST
