"""Phones on a poor network: cut, held, crumbled, slowed, unread; then all are equal, nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.contracts import figures
from tests.contracts.canon import law
from tests.contracts.chaos import Wire, storms, wires
from tests.contracts.client import Broken, Client, Rejected
from tests.contracts.deeds import Deeds
from tests.contracts.doubled import house_of
from tests.contracts.gathering import Gathering
from tests.contracts.house import House, one_on_sqlite
from tests.contracts.ledger import Ledger
from tests.effort import effort, windows, within

SEED = 20260202
PHONES, SECONDS, FOUL = effort(20, 200), effort(8, 600), effort(3, 30)
PACE = effort(16, 8)  # commands a second of all together
BACK_WITHIN = within(5.0)  # seconds from the last return until all are equal
DOUBLE = "tests.doubles.faulty_server"
FAULTS = {
    "no_memory_at_all": "done twice|already_there|repeated ack|not_found",
    "cursor_by_broadcast": "equals the server's view|never theirs to see: drop",
}


async def weather(
    ways: list[Wire], seconds: float, foul: float, others: list[asyncio.Task[None]]
) -> Counter[str]:
    """Foul weather for everybody, and the count of what befell them; all is fair again when this returns.

    It is over early when one of the other tasks is: something was broken.
    """
    told: list[str] = []
    end = asyncio.get_running_loop().time() + seconds
    raging = [asyncio.create_task(storms(way, end, fair=foul, foul=foul, told=told)) for way in ways]
    over = asyncio.gather(*raging)
    await asyncio.wait([over, *others], return_when=asyncio.FIRST_COMPLETED)
    for task in raging:
        task.cancel()
    await asyncio.gather(over, return_exceptions=True)
    return Counter(told)


async def outages(house: House, *, phones: int, seconds: float, foul: float, seed: int) -> None:
    """The whole scene: people at work, foul weather, fair weather, and then the reckoning."""
    figures.note(f"outages: seed {seed}, {phones} phones, {seconds} s, outages up to {foul} s")
    chance = random.Random(seed)
    g = Gathering(house, chance=chance)
    leave, stop = asyncio.Event(), asyncio.Event()
    tasks: list[asyncio.Task[None]] = []
    async with wires([house.here] * phones, chance) as ways:
        try:
            await g.begin()
            ideas = [await g.note(g.boss, f"idea {n}") for n in range(5)]
            people = [await g.person(f"P{i}", open_=False) for i in range(phones)]
            for person, way in zip(people, ways, strict=True):
                person.line.base = way.url
                await person.line.open()
            ledger = Ledger(await g.quiet())
            ledger.texts.update({note: [f"idea {n}"] for n, note in enumerate(ideas)})
            deeds = Deeds(g, ledger, ideas, await ballot(g, ideas, ledger))
            tasks = [asyncio.create_task(line.stay(leave)) for line in g.lines]
            work = [deeds.work(p, stop, random.Random(chance.random()), phones / PACE) for p in people]
            working = [asyncio.create_task(each) for each in work]
            tasks += working
            befell = await weather(ways, seconds, foul, tasks)
            returned = time.monotonic()
            stop.set()
            await asyncio.wait_for(asyncio.gather(*working), BACK_WITHIN)
            await asyncio.gather(*(back(line, returned) for line in g.lines))
            await g.quiet()
            took = time.monotonic() - returned
            law(took <= BACK_WITHIN, "equal states at most 5 s after the last return", took)
            await g.agree()
            deeds.forget_gone()
            ledger.settle((await g.calls.call("GET", f"/workshops/{g.id}")).json)
            await deeds.settle(people)
            figures.note(f"{len(ledger.spans)} commands, {dict(befell)}, equal after {took:.2f} s")
        finally:
            leave.set()
            stop.set()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await g.end()


async def ballot(g: Gathering, ideas: list[str], ledger: Ledger) -> str:
    """A ballot on some notes, open from now on."""
    name = g.boss.new_id()
    settings = {"dots": 3, "max": 1, "secret": False, "shuffle": False}
    asked = {"id": name, "activity": g.board, "method": "dots", "targets": ideas, "settings": settings}
    ledger.acked(await g.boss.do("ballot.open", asked))
    return name


async def back(line: Client, returned: float) -> None:
    """Wait until a line stands and nothing waits in its outbox."""
    left = BACK_WITHIN + returned - time.monotonic()
    await line.expect(lambda: line.connected and line.mirror.ready and not len(line.outbox), left, "all is answered")


@pytest.mark.slow
def test_outages_lose_nothing_double_nothing_and_all_are_equal_soon(tmp_path: Path) -> None:
    with one_on_sqlite(tmp_path) as house:
        asyncio.run(outages(house, phones=PHONES, seconds=SECONDS, foul=FOUL, seed=SEED))
    assert "traceback" not in house.servers[0].log.lower(), house.servers[0].log


@pytest.mark.parametrize("fault", windows(FAULTS, "cursor_by_broadcast"))
def test_a_planted_fault_is_caught(tmp_path: Path, fault: str) -> None:
    def rough() -> None:
        with house_of(DOUBLE, tmp_path, {"OFFICINA_PLANTED_FAULT": fault}) as house:
            asyncio.run(outages(house, phones=6, seconds=20, foul=1.5, seed=7))

    with pytest.raises((Broken, Rejected, TimeoutError), match=FAULTS[fault]):
        rough()
