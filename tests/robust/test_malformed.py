"""P2: malformed frames and messages, thousands of them: nothing crashes, nothing grows, nobody else notices."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import random
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.contracts import figures
from tests.contracts.bare import Bare
from tests.contracts.canon import Broken, law
from tests.contracts.doubled import house_of
from tests.contracts.gathering import Gathering, Person, gathered, play
from tests.contracts.house import House, one_on_sqlite
from tests.contracts.stalled import megabytes
from tests.contracts.test_straight import WAYS
from tests.effort import effort, windows
from tests.robust.malformed import FRAMES, HEAVY, MESSAGES, text

SEED = int(os.environ.get("OFFICINA_TEST_SEED", "20261123"))
MANY = effort(500, 10_000)
SLOW = effort(60, 25)  # of so many wrong frames one may be heavy
OFFER = "permessage-deflate; client_max_window_bits"
PING = text('{"t":"ping","now":7}')
CLOSE, AT_ONCE = 8, 30  # wrong messages over one connection: after forty it is closed
MEMORY = 10.0  # MB


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with one_on_sqlite(tmp_path_factory.mktemp("house")) as made:
        yield made


@contextlib.asynccontextmanager
async def opened(house: House, g: Gathering, person: Person, way: str) -> AsyncIterator[Bare]:
    """A line that stands; the straight way deflates."""
    line = Bare(house, person, OFFER if way == "straight" else "", WAYS[way])
    try:
        await line.open(g)
        while b'"frame"' not in (said := (await line.hear())[2])[:20] or b'"more":true' in said[-20:]:
            pass
        yield line
    finally:
        line.writer.close()


async def broken(line: Bare, case: str, said: bytes) -> None:
    """What cannot be read ends the connection, with a word where the other side still listens."""
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
        line.writer.write(said)
        await line.writer.drain()
        try:
            while (await line.hear())[0] != CLOSE:
                pass
        except TimeoutError:
            raise Broken(f"what cannot be read ends the line: {case}") from None


async def wrong(line: Bare, case: str, said: bytes) -> None:
    """What can be read and is wrong is told so, and the line stands."""
    line.writer.write(said + PING)
    try:
        while b'"pong"' not in (await line.hear())[2][:12]:
            pass
    except (TimeoutError, asyncio.IncompleteReadError) as fault:
        raise Broken(f"what is wrong is answered, and the line stands: {case}: {fault!r}") from None


async def besieged(house: House, g: Gathering, person: Person, way: str, many: int, seed: str) -> None:
    """So many wrong things, half of them frames, half messages, one after the other."""
    chance = random.Random(seed)
    light = [case for case in FRAMES if case not in HEAVY]
    for n in range(many // 2):
        case = chance.choice(HEAVY if n % SLOW == SLOW - 1 else light)
        async with opened(house, g, person, way) as line:
            await broken(line, case, FRAMES[case](chance))
    for _ in range(0, many - many // 2, AT_ONCE):
        async with opened(house, g, person, way) as line:
            for case in chance.choices(list(MESSAGES), k=AT_ONCE):
                await wrong(line, case, MESSAGES[case](chance))


async def siege(house: House, many: int) -> tuple[float, int]:
    """Both ways at once, while others go on; by how many MB the server grew, and how many lines it logged."""
    process = house.servers[0].process
    assert process
    async with gathered(house) as g:
        ben = await g.person("Ben")
        people = [await g.person(way, open_=False) for way in WAYS]
        pairs = list(zip(people, WAYS, strict=True))
        await asyncio.gather(*(besieged(house, g, *pair, 120, f"{SEED} first") for pair in pairs))
        before, lines, stood = megabytes(process.pid), len(house.servers[0].log.splitlines()), ben.line.outbox.laters
        over = asyncio.gather(*(besieged(house, g, *pair, many // 2, f"{SEED} {pair[1]}") for pair in pairs))
        for n in itertools.count():
            if over.done():
                break
            await asyncio.wait_for(g.note(ben.line, f"Intanto {n}"), 10)
            await asyncio.sleep(0.1)
        await over
        law(house.servers[0].process is process and process.poll() is None, "the process lives")
        law(ben.line.connected and ben.line.outbox.laters == stood, "nobody else notices")
        return megabytes(process.pid) - before, len(house.servers[0].log.splitlines()) - lines


def test_p2_nothing_crashes_nothing_grows_nobody_else_notices(house: House) -> None:
    async def scene() -> None:
        grown, lines = await siege(house, MANY)
        figures.note(f"seed {SEED}: {MANY} wrong ones: memory + {grown:.1f} MB, {lines} lines in the log")
        law(grown <= MEMORY, "memory grows by 10 MB at most", grown)
        law(lines <= MANY, "a line in the log at most for each", lines)
        law("traceback" not in house.servers[0].log.lower(), "none of them is a fault of ours")

    play(scene)


def test_p2_every_kind_of_them_is_wrong(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana", open_=False)
            chance = random.Random(SEED)
            for way, (case, make) in itertools.product(WAYS, FRAMES.items()):
                async with opened(house, g, ana, way) as line:
                    await broken(line, f"{case}, {way}", make(chance))
            for way, (case, make) in itertools.product(WAYS, MESSAGES.items()):
                async with opened(house, g, ana, way) as line:
                    await wrong(line, f"{case}, {way}", make(chance))

    play(scene)


FAULTS = {"believes_sizes": "ends the line", "hears_no_more": "is answered", "keeps_what_was_said": "memory grows"}


@pytest.mark.parametrize("fault", windows(FAULTS, "keeps_what_was_said"))
def test_p2_a_planted_fault_is_caught(tmp_path: Path, fault: str) -> None:
    async def scene(house: House) -> None:
        grown, _ = await siege(house, 400)
        law(grown <= MEMORY, "memory grows by 10 MB at most", grown)

    double = house_of("tests.doubles.faulty_server", tmp_path, {"OFFICINA_PLANTED_FAULT": fault})
    with double as house, pytest.raises(Broken, match=FAULTS[fault]):
        play(lambda: scene(house))
