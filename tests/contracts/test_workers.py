"""Two processes, PostgreSQL and Redis: each is killed or stopped in mid-burst; nothing is lost, service returns."""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from tests import services
from tests.contracts import figures
from tests.contracts.canon import law
from tests.contracts.client import LOST, Broken, Client
from tests.contracts.doubled import house_of
from tests.contracts.gathering import Gathering, gathered
from tests.contracts.house import House, two_on_postgres
from tests.contracts.ledger import Ledger
from tests.contracts.test_kill import storm
from tests.effort import effort, within

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.slow]
SEED = 20261123
WRITERS = effort(8, 50)
KILLS, AWAY, RESTARTS = effort(2, 40), effort(3, 60), effort(2, 20)
APART = effort(1, 5)  # seconds between two of them
BACK_WITHIN = within(5.0)
DOUBLE = "tests.doubles.faulty_server"


@dataclass
class Ground:
    """What two processes stand on, all of it the test's own."""

    postgres: services.PrivatePostgres
    redis: services.PrivateRedis


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    with services.private_postgres() as postgres, services.private_redis() as redis:
        yield Ground(postgres, redis)


async def roam(line: Client, leave: asyncio.Event, urls: list[str]) -> None:
    """Come back as often as the line is lost, each time to the next process."""
    while not leave.is_set() and line.broken is None:
        with contextlib.suppress(*LOST):
            await line.open()
            await line.expect(lambda: not line.connected or leave.is_set(), 600, "the line is lost")
        line.base = urls[(urls.index(line.base) + 1) % len(urls)]
        await asyncio.sleep(0.05 + 0.15 * line.chance.random())


async def served(g: Gathering, ledger: Ledger, since: float, what: str) -> None:
    """Service is back once everybody has a line, and what is written now is answered; how long that took."""
    note, line = g.boss.new_id(), g.people[0].line
    ledger.offered(note, what)
    asked = {"id": note, "activity": g.board, "zone": g.zones[0], "text": what, "lang": "it"}
    answer = line.offer("note.add", asked)
    until = since + BACK_WITHIN
    for each in g.lines:
        await each.expect(lambda each=each: each.connected, max(0.1, until - time.monotonic()), f"a line after {what}")
    await line.expect(answer.done, max(0.1, until - time.monotonic()), f"an answer after {what}")
    ledger.acked(answer.result())
    figures.note(f"{what}: served again after {time.monotonic() - since:.2f} s")


async def kill_workers(g: Gathering, ledger: Ledger, chance: random.Random) -> None:
    """Each process in turn is killed and begins anew."""
    for n in range(KILLS):
        await asyncio.sleep(chance.uniform(0.5, 1) * APART)
        server = g.house.servers[n % 2]
        began = time.monotonic()
        await asyncio.to_thread(server.stop, signal.SIGKILL)
        await served(g, ledger, began, f"killing process {n % 2}")
        await asyncio.to_thread(server.start)


async def stop_redis(g: Gathering, ledger: Ledger, chance: random.Random, *, redis: services.PrivateRedis) -> None:
    """Redis is away for a while and knows nothing afterwards; every request is answered as if it were there."""
    began = time.monotonic()
    await asyncio.to_thread(redis.stop, signal.SIGKILL)
    await served(g, ledger, began, "Redis went")
    while time.monotonic() - began < AWAY:
        for url in g.house.urls:
            for path, api in ((f"/workshops/{g.id}", True), ("/readyz", False)):
                calls = type(g.calls)(url, g.calls.token)
                answer = await calls.call("GET", path, api=api)
                law(answer.status == 200, "Redis away is no error", url, path, answer.status)
        await asyncio.sleep(0.2)
    await g.quiet()  # what is written in one process is known in the other all the same
    await asyncio.to_thread(redis.start)


async def restart_postgres(g: Gathering, ledger: Ledger, chance: random.Random, *, postgres: services.PrivatePostgres
                           ) -> None:  # fmt: skip
    """PostgreSQL stops at once, as if it had crashed, and starts again."""
    for _ in range(RESTARTS):
        await asyncio.sleep(chance.uniform(0.5, 1) * APART)
        await asyncio.to_thread(postgres.stop, signal.SIGQUIT)
        await asyncio.sleep(0.3)
        await asyncio.to_thread(postgres.start)
        await served(g, ledger, time.monotonic(), "PostgreSQL's restart")


async def all_of_it(g: Gathering, ledger: Ledger, chance: random.Random, *, ground: Ground) -> None:
    """One after another."""
    await kill_workers(g, ledger, chance)
    await stop_redis(g, ledger, chance, redis=ground.redis)
    await restart_postgres(g, ledger, chance, postgres=ground.postgres)


def test_each_may_die_and_nothing_acknowledged_is_lost(ground: Ground, tmp_path: Path) -> None:
    figures.note(f"workers: seed {SEED}, {WRITERS} writers, {KILLS} kills, Redis {AWAY} s away, {RESTARTS} restarts")
    with (
        services.fresh_database(ground.postgres.url) as database,
        two_on_postgres(tmp_path, database, ground.redis.url) as house,
    ):
        harm, stay = partial(all_of_it, ground=ground), partial(roam, urls=house.urls)
        asyncio.run(storm(house, harm, writers=WRITERS, seed=SEED, stay=stay))


@contextlib.contextmanager
def doubles(ground: Ground, folder: Path, fault: str, *, count: int) -> Iterator[House]:
    """So many processes of the faulty double."""
    with services.fresh_database(ground.postgres.url) as database, contextlib.ExitStack() as running:
        env = {"OFFICINA_DATABASE_URL": database, "OFFICINA_REDIS_URL": ground.redis.url}
        env["OFFICINA_PLANTED_FAULT"] = fault
        houses = [running.enter_context(house_of(DOUBLE, folder, env)) for _ in range(count)]
        yield House([server for house in houses for server in house.servers])


async def written_here_read_there(house: House, redis: services.PrivateRedis) -> None:
    """While Redis is away one process writes, and somebody who only reads is at the other."""
    async with gathered(house) as g:
        ana, ben = await g.person("Ana"), await g.person("Ben", there=True)
        await asyncio.to_thread(redis.stop, signal.SIGKILL)
        for turn in range(3):
            note, began = await g.note(ana.line, f"ciao {turn}"), time.monotonic()
            await ben.line.until(lambda known, note=note: note in known, wait=within(2.5))
            figures.note(f"without Redis: read there after {time.monotonic() - began:.2f} s")


@pytest.mark.parametrize("fault", ["", "only_the_bell"])
def test_without_redis_what_is_written_here_is_read_there(ground: Ground, tmp_path: Path, fault: str) -> None:
    red = pytest.raises((Broken, TimeoutError)) if fault else contextlib.nullcontext()
    try:
        with doubles(ground, tmp_path, fault, count=2) as house, red:
            asyncio.run(written_here_read_there(house, ground.redis))
    finally:
        ground.redis.start()
