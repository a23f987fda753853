"""kill -9 in mid-burst, thirty times: nothing acknowledged is lost, nothing is done twice, all states are equal."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from pathlib import Path

import pytest

from tests.contracts.client import Broken, Client, Rejected
from tests.contracts.doubled import house_of
from tests.contracts.gathering import Gathering, Person
from tests.contracts.house import House, one_on_sqlite
from tests.contracts.ledger import Ledger
from tests.effort import effort

KILLS, WRITERS = effort(30, 100), effort(20, 50)
BACK_AGAIN = 240.0  # seconds: thirty starts on a slow machine take minutes
DOUBLE = "tests.doubles.faulty_server"
Harm = Callable[[Gathering, Ledger, random.Random], Awaitable[None]]
Stay = Callable[[Client, asyncio.Event], Coroutine[None, None, None]]
FAULTS = {
    "no_dedup": "done twice|already_there",
    "ack_before_commit": "head is not behind|acknowledged|monotone",
    "cursor_by_broadcast": "equals the server's view",
}


async def burst(
    g: Gathering, person: Person, ledger: Ledger, stop: asyncio.Event, chance: random.Random
) -> None:
    """One person writes and rewrites without a pause until told to stop; what is offered is awaited."""
    mine: list[str] = []
    turn = 0
    while not stop.is_set():
        turn += 1
        if mine and chance.random() < 0.5:
            note, text = chance.choice(mine), f"{person.id[:6]} {turn} corretto"
            answer = person.line.offer("note.edit", {"id": note, "text": text})
        else:
            note, text = person.line.new_id(), f"{person.id[:6]} {turn}"
            asked = {"id": note, "activity": g.board, "zone": g.zones[0], "text": text, "lang": "it"}
            answer = person.line.offer("note.add", asked)
            mine.append(note)
        ledger.offered(note, text)
        answer.add_done_callback(
            lambda done: done.cancelled() or done.exception() or ledger.acked(done.result())
        )
        await asyncio.sleep(chance.uniform(0.05, 0.25))
        if chance.random() < 0.3:
            await wait_for(person.line, answer)


async def wait_for(line: Client, answer: asyncio.Future[dict[str, object]]) -> None:
    """Wait for an answer; a no, or a broken law, is raised."""
    await line.expect(answer.done, BACK_AGAIN, "an answer")
    answer.result()


async def kill_often(g: Gathering, ledger: Ledger, chance: random.Random, *, kills: int) -> None:
    """Kill the server at random moments and start it again."""
    server = g.house.servers[0]
    for _ in range(kills):
        await asyncio.sleep(chance.uniform(0.15, 0.7))
        before = len(ledger.spans)
        await asyncio.to_thread(server.stop, signal.SIGKILL)
        await asyncio.to_thread(server.start)
        for _ in range(200):
            if len(ledger.spans) > before + WRITERS // 2:
                break
            await asyncio.sleep(0.02)


async def storm(house: House, harm: Harm, *, writers: int, seed: int, stay: Stay = Client.stay) -> None:
    """The whole scene: writers who come back when they are thrown out, what harms the server, quiet, the reckoning."""
    chance = random.Random(seed)
    g = Gathering(house, chance=chance)
    leave, stop = asyncio.Event(), asyncio.Event()
    tasks: list[asyncio.Task[None]] = []
    try:
        await g.begin()
        people = [await g.person(f"P{i}", scope="all") for i in range(writers)]
        ledger = Ledger(await g.quiet())
        tasks = [asyncio.create_task(stay(line, leave)) for line in g.lines]
        bursts = [burst(g, person, ledger, stop, random.Random(chance.random())) for person in people]
        writing = [asyncio.create_task(each) for each in bursts]
        tasks += writing
        await harm(g, ledger, chance)
        stop.set()
        await asyncio.wait_for(asyncio.gather(*writing), BACK_AGAIN + 30)
        for line in g.lines:
            await line.expect(
                lambda line=line: line.connected and not len(line.outbox), 30, "all is answered"
            )
        await settle(g, ledger)
    finally:
        leave.set()
        stop.set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await g.end()


async def settle(g: Gathering, ledger: Ledger) -> None:
    """Everybody equal to the server's view, and the server to what was promised."""
    await g.quiet()
    await g.agree()
    first = g.lines[0].mirror
    for line in g.lines:
        for seq, mark in line.mirror.marks.items():
            assert first.marks.get(seq, mark) == mark, "an event has one mark"
    ledger.settle((await g.calls.call("GET", f"/workshops/{g.id}")).json)
    acknowledged = sum(len(line.outbox.acknowledged) for line in g.lines)
    assert acknowledged >= len(g.people), "there was something to lose"


@pytest.mark.slow
def test_thirty_killings_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    seed = 20260101
    with one_on_sqlite(tmp_path) as house:
        asyncio.run(storm(house, partial(kill_often, kills=KILLS), writers=WRITERS, seed=seed))


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_caught(tmp_path: Path, fault: str) -> None:
    def rough() -> None:
        with house_of(DOUBLE, tmp_path, {"OFFICINA_PLANTED_FAULT": fault}) as house:
            asyncio.run(storm(house, partial(kill_often, kills=3), writers=12, seed=7))

    with pytest.raises((Broken, Rejected), match=FAULTS[fault]):
        rough()


@pytest.mark.slow
def test_the_double_without_a_fault_passes(tmp_path: Path) -> None:
    with house_of(DOUBLE, tmp_path, {"OFFICINA_PLANTED_FAULT": ""}) as house:
        asyncio.run(storm(house, partial(kill_often, kills=2), writers=6, seed=7))
