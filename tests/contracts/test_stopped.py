"""SIGTERM in the middle of a workshop: all are told, all is kept, all are soon back."""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contracts import figures
from tests.contracts.canon import Broken, law
from tests.contracts.client import LOST, Client, Rejected
from tests.contracts.doubled import house_of
from tests.contracts.gathering import Gathering
from tests.contracts.house import House
from tests.contracts.ledger import Ledger
from tests.contracts.stalled import Stalled
from tests.contracts.test_kill import burst, settle
from tests.effort import effort, windows, within

DOUBLE = "tests.doubles.faulty_server"
SEED = 20261212
PHONES, TIMES = effort(6, 40), effort(1, 5)
ENDED, BACK = within(5.0), within(10.0)  # seconds
LATE = 0.3  # seconds by which somebody's device is behind with reading
RETRY = 0.5  # seconds between two tries to come back, and up to twice that
FAULTS = {
    "goes_without_a_word": "a bye comes first",
    "goes_at_once": "a bye comes last",
    "ack_before_commit": "head is not behind|acknowledged|monotone",
}


class Returning:
    """A phone that comes back as ours do: not before it was told to, and not all at once."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.gone: float | None = None
        self.byes: list[str] = []
        self.away: list[float] = []

    async def stay(self, leave: asyncio.Event) -> None:
        """Come back whenever the line is lost, until told to leave."""
        client = self.client
        while not leave.is_set() and client.broken is None:
            await client.expect(lambda: not client.connected or leave.is_set(), 600, "the line is lost")
            if leave.is_set():
                return
            lost = time.monotonic()
            bye = client.mirror.bye
            law(bye is not None, "a bye comes first", client.close_code)
            assert bye
            self.byes.append(bye["code"])
            await asyncio.sleep(bye["after"] / 1000 * client.chance.uniform(1, 2))
            while not await self._came():
                law(time.monotonic() - lost < 6 * BACK, "phones are back", time.monotonic() - lost)
                await asyncio.sleep(RETRY * client.chance.uniform(1, 2))
            self.away.append(time.monotonic() - lost)

    async def _came(self) -> bool:
        try:
            await self.client.open()
        except LOST:
            return False
        return True


async def stopped(
    house: House, *, phones: int, times: int, seed: int, hard: tuple[str, ...] = ("Tullio", "Sara")
) -> None:
    """The whole scene: people at work, stops and starts, quiet, and the reckoning.

    All in `hard` talk all the time; the first begins to read when the server stops, the others never do.
    """
    chance = random.Random(seed)
    g = Gathering(house, chance=chance)
    leave, stop = asyncio.Event(), asyncio.Event()
    tasks: list[asyncio.Task[None]] = []
    try:
        await g.begin()
        people = [await g.person(f"P{i}", scope="all") for i in range(phones)]
        tokens = [(await g.person(name, open_=False)).joined["token"] for name in hard]
        ledger = Ledger(await g.quiet())
        returning = [Returning(client) for client in g.lines if client.connected]
        staying = [asyncio.create_task(each.stay(leave)) for each in returning]
        writing = [
            asyncio.create_task(burst(g, person, ledger, stop, random.Random(chance.random()))) for person in people
        ]
        tasks = staying + writing
        took = []
        for _ in range(times):
            async with hard_to_part_from(house, g, tokens) as talker:
                took.append(await stop_and_start(house, chance, staying, returning, talker))
                law(b'"t":"bye"' in talker.last, "a bye comes last, also to who talks all the time", talker.last)
        stop.set()
        await asyncio.wait_for(asyncio.gather(*writing), 60)
        for each in returning:
            await each.client.expect(lambda it=each.client: it.connected and not len(it.outbox), 30, "answers")
        await settle(g, ledger)
        away = sorted(seconds for each in returning for seconds in each.away)
        p95 = away[int(len(away) * 0.95)]
        figures.note(
            f"seed {seed}: {phones} phones, {len(ledger.spans)} commands, stopped within {max(took):.1f} s, "
            f"back: median {away[len(away) // 2]:.1f} s, p95 {p95:.1f} s"
        )
        law({code for each in returning for code in each.byes} == {"restart"}, "the bye says why")
        law(p95 <= BACK, "phones are back within 10 s", p95)
    finally:
        leave.set()
        stop.set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await g.end()


@contextlib.asynccontextmanager
async def hard_to_part_from(house: House, g: Gathering, tokens: list[str]) -> AsyncIterator[Stalled]:
    """People who talk all the time and do not read; the first of them."""
    made = [Stalled(house.here, g.id, token) for token in tokens]
    act = {"t": "cmd", "id": "0" * 32, "k": "note.edit", "d": {"id": "0" * 32, "text": "mai"}}
    try:
        for n, each in enumerate(made):
            await each.open()
            each.talk([act] * (100 if n else 1), 0.0 if n else 0.005)
        yield made[0]
    finally:
        await asyncio.gather(*(each.close() for each in made))


async def stop_and_start(
    house: House, chance: random.Random, staying: list[asyncio.Task[None]], returning: list[Returning], late: Stalled
) -> float:
    """Stop the server as an upgrade does, start it again, wait until all are back; how long the stop took.

    `late` begins to read only when the server has begun to stop.
    """
    await asyncio.sleep(chance.uniform(0.6, 1.5))
    server, before = house.servers[0], min(len(each.away) for each in returning)
    began = time.monotonic()
    stopping = asyncio.create_task(asyncio.to_thread(server.stop, signal.SIGTERM))
    await asyncio.sleep(LATE)
    late.drain(8.0)
    await stopping
    took = time.monotonic() - began
    law(took <= ENDED, "all is kept and the server gone within 5 s", took)
    await asyncio.to_thread(server.start)
    while min(len(each.away) for each in returning) == before:
        law(time.monotonic() - began < 6 * BACK, "phones are back")
        for task in staying:
            if task.done():
                task.result()
        await asyncio.sleep(0.05)
    return took


@pytest.mark.slow
def test_when_stopped_it_says_goodbye_keeps_all_and_all_are_soon_back(tmp_path: Path) -> None:
    with house_of(DOUBLE, tmp_path, {"OFFICINA_PLANTED_FAULT": ""}) as house:
        asyncio.run(stopped(house, phones=PHONES, times=TIMES, seed=SEED))
    assert "traceback" not in house.servers[0].log.lower(), house.servers[0].log


@pytest.mark.parametrize("fault", windows(FAULTS, "goes_at_once"))
def test_a_planted_fault_is_caught(tmp_path: Path, fault: str) -> None:
    def rough() -> None:
        with house_of(DOUBLE, tmp_path, {"OFFICINA_PLANTED_FAULT": fault}) as house:
            asyncio.run(stopped(house, phones=6, times=2, seed=7, hard=("Tullio",)))

    with pytest.raises((Broken, Rejected), match=FAULTS[fault]):
        rough()
