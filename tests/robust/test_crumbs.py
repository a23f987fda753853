"""Frames that say next to nothing, as many as the network takes: nobody is held up by them, and nothing piles up."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.contracts import figures
from tests.contracts.bare import Bare
from tests.contracts.canon import Broken, law
from tests.contracts.doubled import house_of
from tests.contracts.gathering import Gathering, gathered, play
from tests.contracts.house import House, one_on_sqlite
from tests.contracts.stalled import megabytes
from tests.contracts.test_straight import WAYS
from tests.effort import effort, within
from tests.robust.malformed import FINAL, GOES_ON, PING, PONG, TEXT, frame, text
from tests.robust.test_malformed import opened

# What is said first, and then without end.
CRUMBS: dict[str, tuple[bytes, bytes]] = {
    "pings": (b"", frame(FINAL | PING, b"")),
    "pongs": (b"", frame(FINAL | PONG, b"")),
    "a message in empty parts": (frame(TEXT, b""), frame(GOES_ON, b"")),
    "signs of life": (b"", text('{"t":"seen","cursor":1}')),
    "commands that are none": (b"", text('{"t":"cmd","id":"0","k":"x","d":{}}')),
}
AT_ONCE = 512 * 1024  # bytes, more than is ever read in one go
NOTES, PACE = effort(3, 20), 0.1  # of somebody else meanwhile, and seconds between them
SOON = within(1.0)  # seconds until each is kept; read as they come, crumbs hold it up for eight and more
UNREAD = 6_000_000  # bytes of pings by each who reads no answer
MEMORY = 4.0  # MB for both of them


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with one_on_sqlite(tmp_path_factory.mktemp("house")) as made:
        yield made


@contextlib.asynccontextmanager
async def strewn(line: Bare, first: bytes, crumb: bytes) -> AsyncIterator[None]:
    """Crumbs come over this line as fast as they are taken; what is answered is read."""
    begun = asyncio.Event()

    async def strew() -> None:
        line.writer.write(first)
        while True:
            line.writer.write(crumb * (AT_ONCE // len(crumb)))
            begun.set()
            await line.writer.drain()

    async def listen() -> None:
        while await line.reader.read(65_536):
            pass

    tasks = [asyncio.create_task(strew()), asyncio.create_task(listen())]
    try:
        await begun.wait()
        yield
    finally:
        for task in tasks:
            task.cancel()
        for found in await asyncio.gather(*tasks, return_exceptions=True):
            law(isinstance(found, asyncio.CancelledError), "who says next to nothing is not sent away", found)
        line.writer.transport.abort()


async def beside(house: House, crumbs: str, way: str) -> float:
    """The most seconds that somebody's note takes beside such crumbs."""
    async with gathered(house) as g:
        ben, ana = await g.person("Ben"), await g.person("Ana", open_=False)
        async with opened(house, g, ana, way) as line, strewn(line, *CRUMBS[crumbs]):
            longest = 0.0
            for n in range(NOTES):
                began = time.monotonic()
                try:
                    await asyncio.wait_for(g.note(ben.line, f"Intanto {n}"), SOON)
                except TimeoutError:
                    raise Broken(f"nobody is held up by {crumbs}, {way}") from None
                longest = max(longest, time.monotonic() - began)
                await asyncio.sleep(PACE)
        return longest


@pytest.mark.parametrize("way", WAYS)
def test_p5_crumbs_hold_nobody_up(house: House, way: str) -> None:
    async def scene() -> None:
        for crumbs in CRUMBS:
            figures.note(f"{crumbs}, {way}: {await beside(house, crumbs, way) * 1000:.0f} ms at most")

    play(scene)


async def untaken(house: House) -> None:
    """Pings on both ways of somebody who reads no answer."""

    async def ask(g: Gathering, way: str) -> None:
        person = await g.person(way, open_=False)
        last = {"id": person.line.new_id(), "activity": g.board, "zone": g.zones[0], "text": "Infine", "lang": "it"}
        async with opened(house, g, person, way) as line:
            line.writer.transport.pause_reading()  # type: ignore[attr-defined]
            ping = frame(FINAL | PING, bytes(125))
            for _ in range(0, UNREAD, AT_ONCE):
                line.writer.write(ping * (AT_ONCE // len(ping)))
                await line.writer.drain()
            line.writer.write(text(json.dumps({"t": "cmd", "id": person.line.new_id(), "k": "note.add", "d": last})))
            await g.boss.until(lambda known: last["id"] in known, within(20.0), "all that was said has been read")

    process = house.servers[0].process
    assert process
    async with gathered(house) as g:
        for way in WAYS:
            await g.person(f"Prima, {way}")
        before = most = megabytes(process.pid)
        asking = asyncio.gather(*(ask(g, way) for way in WAYS))
        while not asking.done():
            await asyncio.sleep(0.02)
            most = max(most, megabytes(process.pid))
        await asking
        figures.note(f"{UNREAD / 1e6:.0f} MB of pings each, {len(WAYS)} ways: memory {before:.1f} to {most:.1f} MB")
        law(most - before <= MEMORY, "answers that nobody takes do not pile up", before, most)


def test_p2_answers_to_pings_pile_up_nowhere(house: House) -> None:
    play(lambda: untaken(house))


def test_p5_a_planted_fault_is_caught(tmp_path: Path) -> None:
    double = house_of("tests.doubles.faulty_server", tmp_path, {"OFFICINA_PLANTED_FAULT": "reads_all_at_once"})
    with double as house, pytest.raises(Broken, match="held up"):
        play(lambda: beside(house, "pings", "straight"))


def test_p2_a_planted_fault_is_caught(tmp_path: Path) -> None:
    double = house_of("tests.doubles.faulty_server", tmp_path, {"OFFICINA_PLANTED_FAULT": "answers_every_ping"})
    with double as house, pytest.raises(Broken, match="pile up"):
        play(lambda: untaken(house))
