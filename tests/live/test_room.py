"""Two processes on one journal: a no is said of what is so now, wherever it became so."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest

from app.bus.bell import QuietBell
from app.core.refusal import Refused
from app.core.types import Act
from app.core.words import roster, workshop
from app.live.room import Room
from app.live.rooms import Rooms
from app.store.entries import Accepted, Batch, Stored
from app.store.trouble import Unavailable
from tests.doubles.memory_journal import MemoryJournal, seeded
from tests.laws.fuzz import inline
from tests.laws.world import FACILITATOR, WORKSHOP, World


async def two_rooms() -> tuple[Room, Room, World]:
    journal = MemoryJournal(chance=seeded(1))
    journal.create(WORKSHOP)
    here, there = (Room(WORKSHOP, journal, lambda head: None, inline) for _ in range(2))
    world = World(random.Random(1), here.state)
    for act in world.beginning():
        await here.do(act)
    await there.catch_up()
    return here, there, world


def test_c5_what_another_process_has_just_let_in_is_not_refused_as_unknown() -> None:
    async def scene() -> None:
        here, there, world = await two_rooms()
        join = world.act("d" * 32, "door", roster.Join(id="d" * 32, alias="Nuova"))
        await here.do(join)
        assert there.state.get(roster.Person, "d" * 32) is None, "this process has not heard of it yet"
        await there.do(world.act(FACILITATOR, "facilitator", roster.Remove(id="d" * 32)))
        await here.catch_up()
        assert here.state.need(roster.Person, "d" * 32).removed

    asyncio.run(scene())


def test_c5_what_nobody_knows_is_refused_all_the_same() -> None:
    async def scene() -> None:
        _, there, world = await two_rooms()
        with pytest.raises(Refused, match="not_found"):
            await there.do(world.act(FACILITATOR, "facilitator", roster.Remove(id="d" * 32)))

    asyncio.run(scene())


class Counted(MemoryJournal):
    """A journal that says how often it was read."""

    reads = 0

    def read(self, *given: Any, **more: Any) -> list[Stored]:
        """One more."""
        self.reads += 1
        return super().read(*given, **more)


def test_c5_who_hears_a_hundred_rings_looks_twice_at_most_and_a_command_does_not_wait_behind_them() -> None:
    async def scene() -> None:
        journal = Counted(chance=seeded(1))
        journal.create(WORKSHOP)
        rooms = Rooms(journal, QuietBell(), lambda: 0)
        room = await rooms.get(WORKSHOP)
        here = Room(WORKSHOP, journal, lambda head: None, inline)
        world = World(random.Random(1), here.state)
        for act in world.beginning():
            await here.do(act)
        journal.reads = 0
        for _ in range(100):
            rooms.heard(WORKSHOP, here.state.seq)
        await room.do(world.act("d" * 32, "door", roster.Join(id="d" * 32, alias="Nuova")))
        assert (room.state.seq, journal.reads <= 4) == (here.state.seq + 1, True)
        await asyncio.sleep(0.05)
        assert journal.reads <= 4, "one look for the rings, one for the command, each read to its end"
        await rooms.close()

    asyncio.run(scene())


class AwayOnce(MemoryJournal):
    """A journal that cannot be reached the next time after `away` was set."""

    async def append(self, batch: Batch) -> list[Accepted]:
        """As ever, or not at all."""
        try:
            return await super().append(batch)
        finally:
            self.away = False


def sayings(world: World, *texts: str) -> list[Act]:
    return [world.act(FACILITATOR, "facilitator", workshop.SendMessage(text=text, lang="it")) for text in texts]


def test_c4_what_was_asked_twice_in_one_breath_is_refused_twice_and_harms_nobody_elses_act() -> None:
    async def scene() -> None:
        journal = AwayOnce(chance=seeded(1))
        journal.create(WORKSHOP)
        room = Room(WORKSHOP, journal, lambda head: None, inline)
        world = World(random.Random(1), room.state)
        for act in world.beginning():
            await room.do(act)
        before, journal.away = room.state.seq, True
        twice, other = sayings(world, "Ciao", "Qui")
        asked = [asyncio.create_task(room.do(act)) for act in (twice, twice)]
        await asyncio.wait(asked[:1])
        said = await asyncio.gather(*asked, room.do(other), return_exceptions=True)
        assert [type(one) for one in said[:2]] == [Unavailable, Unavailable]
        assert (said[2].first, room.state.seq) == (before + 1, before + 1)  # type: ignore[union-attr]

    asyncio.run(scene())


def test_whoever_leaves_before_the_answer_takes_nothing_from_those_who_wait() -> None:
    async def scene() -> None:
        here, _, world = await two_rooms()
        before = here.state.seq
        asked: list[asyncio.Task[Any]] = []
        here._rung = lambda head: asked and asked[0].cancel()  # kept, and not yet answered
        asked += [asyncio.create_task(here.do(act)) for act in sayings(world, "A", "B", "C")]
        said = await asyncio.gather(*asked, return_exceptions=True)
        assert isinstance(said[0], asyncio.CancelledError)
        assert [one.last for one in said[1:]] == [before + 2, before + 3]  # type: ignore[union-attr]

    asyncio.run(scene())
