"""Lines that are half open: both sides notice, nothing is kept, and the end of the old one leaves the new one alone."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contracts import figures, line
from tests.contracts.canon import Broken, law
from tests.contracts.chaos import Wire, wires
from tests.contracts.client import Client
from tests.contracts.doubled import house_of
from tests.contracts.gathering import Gathering, Person, gathered, play
from tests.contracts.house import House
from tests.contracts.stalled import held
from tests.contracts.test_live_commands import note_of
from tests.effort import effort, windows, within

DOUBLE = "tests.doubles.faulty_server"
SEED = 20260303
LINES, HASTE = effort(8, 100), effort(5, 1)
NOTICED, FREED = within(25.0), within(30.0)  # seconds
BEAT = effort(150, 50) / 100  # seconds more: both sides look once a second, however hurried
FAULTS = {"kept_for_ever": "freed", "old_takes_the_new": "the new one"}


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own client's patience is as short as the server's."""
    monkeypatch.setattr(line, "SILENCE", line.SILENCE / HASTE)
    monkeypatch.setattr(line, "PING_AFTER", line.PING_AFTER / HASTE)


class HalfOpen:
    """People whose lines are half open; every other one has come back by another way at once."""

    def __init__(self, house: House, g: Gathering, people: list[Person], ways: list[Wire]) -> None:
        self.house, self.g, self.people, self.ways = house, g, people, ways
        self.port = house.servers[0].port
        self.old: set[int] = set()
        self.new: list[Client] = []

    async def begin(self) -> None:
        """From now on nothing comes through, and nobody is told."""
        self.old = {
            server.get_extra_info("sockname")[1]
            for way in self.ways for server in way.pairs.values() if server is not None
        }  # fmt: skip
        law(len(self.old) == len(self.people) and self.old <= held(self.port), "all lines stand", len(self.old))
        for way in self.ways:
            way.hold()
        self.began = time.monotonic()
        self.new = [await self.g.line(token=p.joined["token"], scope="current") for p in self.people[::2]]

    async def within(self, seconds: float, what: str, test: Callable[[], bool]) -> float:
        """Wait for it, at most so long since all began; returns how long it took."""
        while not test():
            took = time.monotonic() - self.began
            law(took <= seconds / HASTE + BEAT, what, took)
            await asyncio.sleep(0.05)
        return time.monotonic() - self.began

    def reached(self, number: int) -> bool:
        """Has whoever leads been told that so many can be reached?"""
        heard = self.g.boss.mirror.eph
        return bool(heard) and heard[-1]["reached"] == number

    async def ends_late(self) -> None:
        """Half of the old lines whose people are back end now: the network says so at last."""
        for way in self.ways[::4]:
            way.reset()
        await asyncio.sleep(0.3)

    async def go_on(self) -> None:
        """Whoever came back is told and heard as ever."""
        note = await self.g.note(self.g.boss, "si va avanti")
        for client in self.new:
            law(client.connected, "the new one stands", client.close_code, client.mirror.bye)
            try:
                await client.until(lambda known: note in known, within(2.0))
                await self.g.note(client, "anch'io")
            except TimeoutError as late:
                raise Broken(f"the new one is told and heard | seen: {late}") from None


async def half_open(house: House, *, lines: int) -> None:
    """The whole scene, and the reckoning."""
    chance = random.Random(SEED)
    g = Gathering(house, chance=chance)
    async with wires([house.here] * lines, chance) as ways:
        try:
            await g.begin()
            people = [await g.person(f"P{n}", open_=False) for n in range(lines)]
            for person, way in zip(people, ways, strict=True):
                person.line.base = way.url
                await person.line.open()
            scene = HalfOpen(house, g, people, ways)
            await g.boss.expect(lambda: scene.reached(lines), 5, "all can be reached")
            await scene.begin()
            await scene.ends_late()
            await scene.go_on()
            theirs = await scene.within(
                NOTICED, "the phone notices in 25 s", lambda: not any(p.line.connected for p in people[1::2])
            )
            ours = await scene.within(
                NOTICED, "the server notices in 25 s, all is freed", lambda: not scene.old & held(scene.port)
            )
            told = await scene.within(FREED, "who leads knows in 30 s", lambda: scene.reached(len(scene.new)))
            await scene.go_on()
            await g.agree()
            figures.note(
                f"{lines} half open at haste {HASTE}: phones noticed within {theirs:.1f} s, "
                f"the server within {ours:.1f}, told after {told:.1f}; {len(scene.new)} new lines stand"
            )
        finally:
            await g.end()


@pytest.mark.slow
def test_half_open_lines_are_noticed_and_freed_and_new_ones_left_alone(tmp_path: Path) -> None:
    with house_of(DOUBLE, tmp_path, {"OFFICINA_PLANTED_FAULT": "", "OFFICINA_TEST_HASTE": str(HASTE)}) as house:
        asyncio.run(half_open(house, lines=LINES))
    assert "traceback" not in house.servers[0].log.lower(), house.servers[0].log


@pytest.mark.parametrize("fault", windows(FAULTS, "old_takes_the_new"))
def test_a_planted_fault_is_caught(tmp_path: Path, fault: str) -> None:
    def rough() -> None:
        with house_of(DOUBLE, tmp_path, {"OFFICINA_PLANTED_FAULT": fault, "OFFICINA_TEST_HASTE": str(HASTE)}) as house:
            asyncio.run(half_open(house, lines=4))

    with pytest.raises(Broken, match=FAULTS[fault]):
        rough()


@pytest.mark.slow
def test_whoever_waits_for_a_slow_disk_is_not_silent(tmp_path: Path) -> None:
    env = {"OFFICINA_PLANTED_FAULT": "slow_disk", "OFFICINA_TEST_HASTE": "24"}  # a second of silence

    async def scene(house: House) -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            await ana.line.do("note.add", note_of(g, ana.line, "con calma"), wait=60)
            assert (ana.line.connected, ana.line.mirror.wholes) == (True, 1)

    with house_of(DOUBLE, tmp_path, env) as house:
        play(lambda: scene(house))
