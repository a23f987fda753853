"""The machine's date is moved by a day while the server runs: no timer is wrong, nobody is sent away, order stays."""

from __future__ import annotations

import asyncio
import random
import time
from pathlib import Path
from typing import Any

import pytest

from tests.contracts import figures
from tests.contracts.canon import Broken, law
from tests.contracts.client import Client
from tests.contracts.doubled import house_of
from tests.contracts.gathering import Gathering, Person
from tests.contracts.house import House
from tests.effort import within

DOUBLE = "tests.doubles.faulty_server"
SEED = 20260808
DAY = 24 * 3600
MOVES = (DAY, -DAY, 0, 40, -3600)  # seconds from the true date, one after the other
WRONG = within(1.0) * 1000  # ms by which a timer may be wrong
FAULTS = {"by_the_date": "timer"}


class Timers:
    """The room's timer and a table's, and when, by our own clock, each must end."""

    def __init__(self, g: Gathering, table: str) -> None:
        self.g, self.table = g, table
        self.ends: dict[str, float] = {}
        self.worst = 0.0

    async def start(self) -> None:
        """Start both."""
        for place, seconds, more in ((self.g.id, 600, {}), (self.table, 240, {"table": self.table})):
            await self.g.boss.do("timer.start", {"seconds": seconds, **more})
            self.ends[place] = time.monotonic() + seconds

    async def more(self) -> None:
        """Two minutes more for the room, then a short pause."""
        await self.g.boss.do("timer.add", {"seconds": 120})
        self.ends[self.g.id] += 120
        began = time.monotonic()
        await self.g.boss.do("timer.pause", {})
        left = self.g.boss.mirror.records[self.g.id]["timer"]["left"]
        self._judge(left, (self.ends[self.g.id] - began) * 1000, "paused")
        await self.g.boss.do("timer.start", {})
        self.ends[self.g.id] += time.monotonic() - began

    async def check(self, client: Client) -> None:
        """What a phone shows is what is left."""
        now = await client.ask_time()
        for place, ends in self.ends.items():
            timer: Any = client.mirror.records[place]["timer"]
            self._judge(timer["ends_at"] - now, (ends - time.monotonic()) * 1000, place)

    def _judge(self, said: float, true: float, where: str) -> None:
        self.worst = max(self.worst, abs(said - true))
        law(abs(said - true) <= WRONG, "no running timer is wrong by more than a second", where, said, true)


async def moved(house: House, told: Path) -> None:
    """The whole scene: timers, notes, a move of the date, who stands, who comes, who leads."""
    g = Gathering(house, chance=random.Random(SEED))
    try:
        await g.begin(tables=False)
        table = g.boss.new_id()
        await g.boss.do("table.add", {"id": table, "title": "Uno"})
        people = [await g.person(f"P{n}", scope="all") for n in range(3)]
        timers, written = Timers(g, table), [await g.note(g.boss, "prima")]
        await timers.start()
        for seconds in MOVES:
            await asyncio.to_thread(told.write_text, str(seconds))
            await asyncio.sleep(0.1)
            for person in people:
                await timers.check(person.line)
                written.append(await g.note(person.line, f"{seconds}"))
            await timers.more()
            people.append(await newcomer(g, timers, len(people)))
            await people[0].line.lose()
            await people[0].line.open()
            await timers.check(people[0].line)
            law(g.boss.connected, "who leads is not sent away", g.boss.mirror.bye)
        await asyncio.sleep(1.2)  # sessions are looked at once a second
        law(g.boss.connected, "who leads is not sent away", g.boss.mirror.bye)
        await order_stays(g, people[-1].line, written)
        await g.agree()
        figures.note(f"date moved by {MOVES} s, {len(people)} phones: timers wrong by {timers.worst:.0f} ms at most")
    finally:
        await g.end()


async def newcomer(g: Gathering, timers: Timers, n: int) -> Person:
    """Somebody joins now, and is shown the same."""
    person = await g.person(f"P{n}", scope="all")
    await timers.check(person.line)
    return person


async def order_stays(g: Gathering, line: Client, written: list[str]) -> None:
    """Notes come in the order in which they were written, live and in the view over HTTP."""
    late = await g.line(token=g.calls.token, scope="all")
    view = (await g.calls.call("GET", f"/workshops/{g.id}")).json["records"]
    for records in (late.of("note"), [record for record in view if record["kind"] == "note"]):
        law([note["id"] for note in records] == written, "order is unchanged", len(written))


def scene(folder: Path, fault: str) -> None:
    """A house whose date is moved."""
    told = folder / "date"
    env = {"OFFICINA_PLANTED_FAULT": fault, "OFFICINA_TEST_DATE": str(told)}
    with house_of(DOUBLE, folder / "data", env) as house:
        asyncio.run(moved(house, told))
    assert "traceback" not in house.servers[0].log.lower(), house.servers[0].log


def test_a_date_that_is_moved_changes_no_timer_and_sends_nobody_away(tmp_path: Path) -> None:
    scene(tmp_path, "")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_caught(tmp_path: Path, fault: str) -> None:
    with pytest.raises(Broken, match=FAULTS[fault]):
        scene(tmp_path, fault)
