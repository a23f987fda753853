"""The server dies at named points of a command's way: nothing acknowledged is lost, nothing is done twice."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.contracts import figures
from tests.contracts.canon import Broken, law
from tests.contracts.client import Rejected
from tests.contracts.doubled import house_of
from tests.contracts.gathering import Gathering
from tests.contracts.ledger import Ledger
from tests.contracts.test_kill import storm
from tests.doubles.dying import POINTS
from tests.effort import effort, windows

DOUBLE = "tests.doubles.faulty_server"
SEED = 20260101
TIMES, WRITERS = effort(1, 20), effort(6, 20)
PASSED_WITHIN = 15.0  # seconds in which a point is passed
FAULTS = {
    "no_dedup": ("before_ack", "done twice|already_there"),
    "ack_before_commit": ("before_commit", "head is not behind|acknowledged|monotone"),
}


class Deaths:
    """Lets the server of a house die at these points, one after the other, and starts it again each time."""

    def __init__(self, told: Path, points: Sequence[str]) -> None:
        self.told, self.points = told, points

    async def __call__(self, g: Gathering, ledger: Ledger, chance: random.Random) -> None:
        """Do it; between two deaths something is acknowledged. What is broken ends it: the reckoning finds that."""
        server = g.house.servers[0]

        async def wait(test: Callable[[], bool], what: str) -> bool:
            end = time.monotonic() + PASSED_WITHIN
            while not test() and not any(line.broken for line in g.lines):
                law(time.monotonic() < end, f"within {PASSED_WITHIN} s: {what}")
                await asyncio.sleep(0.02)
            return test()

        for point in self.points:
            known = len(ledger.spans) + 5
            if not await wait(lambda known=known: len(ledger.spans) > known, "something is acknowledged"):
                return
            whole = self.told.with_suffix(".whole")  # the server must never read half of it
            whole.write_text(f"{point} {chance.randint(1, 6)}")
            whole.rename(self.told)
            if not await wait(lambda: server.process is None or server.process.poll() is not None, point):
                return
            law(not self.told.exists(), "it died where it should", point)
            await asyncio.to_thread(server.start)


def rough(folder: Path, points: Sequence[str], *, fault: str = "", writers: int, seed: int) -> None:
    """The whole scene: writers, deaths, quiet, the reckoning, and the database as it was left."""
    figures.note(f"seed {seed}: {writers} writers, {len(points)} deaths, the first at {', '.join(points[:5])}")
    told, data = folder / "dies", folder / "data"
    env = {"OFFICINA_PLANTED_FAULT": fault, "OFFICINA_DIES": str(told)}
    with house_of(DOUBLE, data, env) as house:
        asyncio.run(storm(house, Deaths(told, points), writers=writers, seed=seed))
    for file in data.glob("*.db"):
        with sqlite3.connect(file) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        database.close()


@pytest.mark.slow
def test_deaths_at_named_points_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    points = list(POINTS) * TIMES
    random.Random(SEED).shuffle(points)
    rough(tmp_path, points, writers=WRITERS, seed=SEED)


@pytest.mark.parametrize("fault", windows(FAULTS, "no_dedup"))
def test_a_planted_fault_is_caught(tmp_path: Path, fault: str) -> None:
    point, sentence = FAULTS[fault]
    with pytest.raises((Broken, Rejected), match=sentence):
        rough(tmp_path, [point, point], fault=fault, writers=6, seed=7)
