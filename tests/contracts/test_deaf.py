"""Phones that read a byte a second, or never: others hardly notice, memory stays small, those who never read go."""

from __future__ import annotations

import asyncio
import contextlib
import random
import statistics
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.contracts import figures
from tests.contracts.canon import Broken, law
from tests.contracts.doubled import house_of
from tests.contracts.gathering import Gathering, Person
from tests.contracts.house import House
from tests.contracts.stalled import Stalled, held, megabytes
from tests.effort import FULL, effort, windows, within

DOUBLE = "tests.doubles.faulty_server"
SEED = 20260909
PHONES, CRAWLING, NEVER = effort(16, 200), effort(4, 20), effort(4, 5)
HASTE = effort(5, 1)
MEMORY = 30.0  # MB more than without them
GONE = within(30.0)  # seconds until the server has let go who never reads
BEAT = 1.5  # seconds by which hurried patience may be longer: the room looks once a second
SLOWER = 1.2  # times as long as without them, at most
SAID = 24_000  # commands of 1 KB, far more than two systems' buffers hold
ROUNDS, ROUND = 5, 8.0  # rounds without and with, and seconds of each
LONG = "字" * 2000
FAULTS = {"kept_for_ever": "let go", "a_queue_each": "memory"}


class Hall:
    """A workshop with a full board, many phones that read, and some that hardly do."""

    def __init__(self, house: House, g: Gathering) -> None:
        self.house, self.g = house, g
        self.port, process = house.servers[0].port, house.servers[0].process
        assert process
        self.pid = process.pid
        self.readers: list[Stalled] = []
        self.crawling: list[Stalled] = []
        self.never: list[Stalled] = []

    async def fill(self, writers: list[Person], *, notes: int) -> None:
        """A board that is long to tell."""
        each = -(-notes // len(writers))
        await asyncio.gather(*(self.g.note(who.line, LONG) for who in writers for _ in range(each)))

    async def more(self, count: int) -> list[Stalled]:
        """So many more phones that have said hello."""
        made = []
        for n in range(count):
            joined = (await self.g.person(f"Q{n}", open_=False)).joined
            made.append(await Stalled(self.house.here, self.g.id, joined["token"]).open())
        return made

    async def stall(self, crawling: int, never: int) -> None:
        """Some that read a byte a second, and some that never read: one talks all the time, one pings."""
        self.crawling, self.never = await self.more(crawling), await self.more(never)
        for each in self.crawling:
            each.crawl(1.0)
            each.talk([{"t": "ping", "now": 0}], 4.0 / HASTE)
        act = {"t": "cmd", "id": "0" * 32, "k": "note.edit", "d": {"id": "0" * 32, "text": "mai"}}
        for each, said, pause in zip(self.never, ([act] * 50, [{"t": "ping", "now": 0}]), (0.05, 0.2), strict=False):
            each.talk(said, pause)

    async def flood(self, times: int) -> None:
        """Tell everybody the whole board, again and again."""
        for _ in range(times):
            await self.g.boss.do("activity.hide", {"id": self.g.board})
            await self.g.boss.do("activity.reveal", {"id": self.g.board, "to": "room"})

    async def all_gone(self, began: float, before: float) -> tuple[float, float]:
        """Wait until the server holds nothing for those who never read.

        Returns the seconds since `began`, and the most memory that was held, `before` being what there was.
        """
        most = before
        while True:
            left, took = {each.port for each in self.never} & held(self.port), time.monotonic() - began
            most = max(most, megabytes(self.pid))
            law(most - before <= MEMORY, "memory grows by at most 30 MB", before, most)
            if not left:
                return took, most
            law(took <= GONE / HASTE + BEAT, "who never reads is let go in 30 s", len(left), took)
            await asyncio.sleep(0.1)

    async def part(self, phones: list[Stalled]) -> None:
        """Close these."""
        await asyncio.gather(*(each.close() for each in phones))

    async def end(self) -> None:
        """Close all."""
        await self.part([*self.readers, *self.crawling, *self.never])
        await self.g.end()


async def hall(house: House, scene: Callable[[Hall, list[Person]], Awaitable[None]], *, phones: int) -> None:
    """Play a scene in a hall where so many phones read as they should."""
    g = Gathering(house, chance=random.Random(SEED))
    made = Hall(house, g)
    try:
        await g.begin()
        writers = [await g.person(f"P{n}") for n in range(effort(4, 10))]
        await made.fill(writers, notes=60)
        made.readers = await made.more(phones - len(writers))
        for each in made.readers:
            each.drain(8.0 / HASTE)
        await scene(made, writers)
    finally:
        await made.end()


def small_and_gone(crawling: int, never: int, floods: int) -> Callable[[Hall, list[Person]], Awaitable[None]]:
    """The scene: much is told while some hardly read; memory, and who is let go when."""

    async def scene(made: Hall, writers: list[Person]) -> None:
        await made.flood(3)
        before = megabytes(made.pid)
        began = time.monotonic()
        await made.stall(crawling, never)
        await made.flood(floods)
        took, most = await made.all_gone(began, before)
        left = {each.port for each in made.readers} - held(made.port)
        law(not left, "who reads stays", len(left))
        for who in writers:
            if not who.line.connected:  # who was held up for longer than hurried patience lasts comes back
                await who.line.open()
        late = await made.g.note(writers[0].line, "ancora qui")
        await writers[-1].line.until(lambda known: late in known)
        await made.g.agree()
        figures.note(
            f"{len(made.readers)} read, {crawling} crawl, {never} never read: memory {before:.0f} to {most:.0f} MB, "
            f"gone after {took:.1f} s at haste {HASTE}"
        )

    return scene


async def latency(writers: list[Person], seconds: float) -> float:
    """The 95th percentile, in ms, of what people wait for an answer."""
    took: list[float] = []
    end = time.monotonic() + seconds

    async def work(who: Person) -> None:
        chance = random.Random(who.id)
        while time.monotonic() < end:
            await asyncio.sleep(chance.uniform(0.2, 0.6))
            began = time.monotonic()
            await who.line.do("person.ready", {"id": who.id, "to": chance.random() < 0.5})
            took.append((time.monotonic() - began) * 1000)

    await asyncio.gather(*(work(who) for who in writers))
    return statistics.quantiles(took, n=20)[18]


async def unhindered(made: Hall, writers: list[Person]) -> None:
    """The scene: rounds without and with those who hardly read, in turn."""
    without, with_ = [], []
    for _ in range(ROUNDS):
        without.append(await latency(writers, ROUND))
        await made.stall(CRAWLING, NEVER)
        await made.flood(4)
        with_.append(await latency(writers, ROUND))
        await made.part([*made.crawling, *made.never])
        await asyncio.sleep(1.0)
    ratio = statistics.median(b / a for a, b in zip(without, with_, strict=True))
    figures.note(f"p95 without {without} ms, with {with_} ms: median ratio {ratio:.2f}")
    law(ratio <= SLOWER, "others' p95 is at most 1.2 times as long", ratio)


@pytest.mark.slow
def test_memory_stays_small_and_who_never_reads_is_let_go(tmp_path: Path) -> None:
    with house_of(DOUBLE, tmp_path, {"OFFICINA_PLANTED_FAULT": "", "OFFICINA_TEST_HASTE": str(HASTE)}) as house:
        asyncio.run(hall(house, small_and_gone(CRAWLING, NEVER, effort(10, 20)), phones=PHONES - CRAWLING - NEVER))
    assert "traceback" not in house.servers[0].log.lower(), house.servers[0].log


async def unheard(made: Hall, writers: list[Person]) -> None:
    """The scene: somebody asks and asks, and takes no answer; that waits with them, not with the server."""
    (one,) = await made.more(1)
    made.never = [one]
    await made.flood(6)  # more than the network takes for them
    before = megabytes(made.pid)
    act = {"t": "cmd", "id": "0" * 32, "k": "note.edit", "d": {"id": "0" * 32, "text": "mai " * 250}}
    said = 0
    with contextlib.suppress(TimeoutError, OSError):
        while said < SAID:
            await asyncio.wait_for(one.say(*[act] * 200), within(1.0))
            said += 200
    await made.g.note(writers[0].line, "intanto")
    kept = megabytes(made.pid) - before
    figures.note(f"{said} commands of somebody who takes no answer: {kept:.1f} MB")
    law(said < SAID and kept <= MEMORY, "who takes no answers is not heard", said, kept)


@pytest.mark.slow
@pytest.mark.skipif(not FULL, reason="times are compared at full effort only")
def test_others_hardly_notice(tmp_path: Path) -> None:
    with house_of(DOUBLE, tmp_path, {"OFFICINA_PLANTED_FAULT": ""}) as house:
        asyncio.run(hall(house, unhindered, phones=PHONES - CRAWLING - NEVER))


@pytest.mark.parametrize("fault", windows(FAULTS, "a_queue_each"))
def test_a_planted_fault_is_caught(tmp_path: Path, fault: str) -> None:
    haste = 1 if fault == "a_queue_each" else HASTE  # what piles up must not be let go before it is seen

    def rough() -> None:
        with house_of(DOUBLE, tmp_path, {"OFFICINA_PLANTED_FAULT": fault, "OFFICINA_TEST_HASTE": str(haste)}) as house:
            asyncio.run(hall(house, small_and_gone(4, 6, 13), phones=6))

    with pytest.raises(Broken, match=FAULTS[fault]):
        rough()


@pytest.mark.parametrize("fault", ["", "answers_pile_up"])
def test_who_takes_no_answers_is_not_heard(tmp_path: Path, fault: str) -> None:
    def rough() -> None:
        with house_of(DOUBLE, tmp_path, {"OFFICINA_PLANTED_FAULT": fault}) as house:
            asyncio.run(hall(house, unheard, phones=6))

    if fault:
        with pytest.raises(Broken, match="not heard"):
            rough()
    else:
        rough()
