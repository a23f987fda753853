"""R11: every released schema, full of what people did, migrated by a program that is killed on its way."""

from __future__ import annotations

import random
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.store.check import check
from app.store.db import connect
from app.store.migrate import newest
from tests import forked
from tests.contracts import figures
from tests.effort import FULL, effort
from tests.services import free_port, wait_until
from tests.serving import environment
from tests.store.released import RELEASED, contents, lived, read, release, shape

SEED = 20260311
DOUBLE = "tests.doubles.mortal_migration"
KILLS = effort(3, 20)  # at points, and at full effort as many at random moments
BY_ITSELF = {"shelf", "rehearsal", "erasure"}  # what a server that came so far settles without being asked
STARTS = RELEASED if FULL else RELEASED[:1]
WAYS = ["migrate", "serve"]


@dataclass
class Old:
    """A database as a released version left it, which the newest program migrates."""

    url: str
    folder: Path
    version: str
    fault: str = ""
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    held: dict[str, str] = field(default_factory=dict)
    points: int = 0

    def prepare(self) -> None:
        """Learn what it holds, its schema before and after, and how many points a migration has."""
        self.renew()
        self.before, self.held = self.now()
        assert self.begin("migrate", 0).wait() == 0, self.log.read_text()
        self.after, self.points = self.now()[0], len(self.dots.read_bytes())
        assert self.before[-1] == self.version
        assert self.after[-1] == newest()
        self.renew()

    @property
    def log(self) -> Path:
        return self.folder / "migration.log"

    @property
    def dots(self) -> Path:
        return self.folder / "points"

    def renew(self) -> None:
        """Everything as the old version left it."""
        release(self.url, self.version)

    def now(self) -> tuple[list[str], dict[str, str]]:
        """The schema, and a hash of what the old version knew of, for each table."""
        database = connect(self.url)
        try:
            return shape(database), contents(database, self.version)
        finally:
            database.close()

    def begin(self, way: str, point: int) -> forked.Forked:
        """Start a program that dies at this point."""
        self.dots.unlink(missing_ok=True)
        port = free_port()
        env = {"OFFICINA_DIES_AT": str(point), "OFFICINA_POINTS": str(self.dots), "OFFICINA_PLANTED_FAULT": self.fault}
        whole = environment(data_dir=self.folder, port=port, database_url=self.url, env=env)
        arguments = ("serve", "--port", str(port)) if way == "serve" else ("migrate",)
        return forked.start(DOUBLE, arguments, whole, self.log)

    def kill_at(self, way: str, point: int) -> None:
        """Let it die at a point, and look at what is left."""
        assert self.begin(way, point).wait() == -signal.SIGKILL, self.log.read_text()
        self.look(f"{way}, point {point} of {self.points}")

    def kill_after(self, way: str, seconds: float) -> None:
        """Let it die some time after it has begun to speak with its database."""
        child = self.begin(way, 0)
        wait_until(lambda: self.dots.exists() or child.poll() is not None, what="a migration")
        time.sleep(seconds)
        child.kill()
        child.wait()
        self.look(f"{way}, after {seconds:.3f} s")

    def look(self, what: str) -> None:
        """It is the old schema or the new one, and all that was there is there."""
        found, held = self.now()
        assert found in (self.before, self.after), f"half a schema: {what}"
        other = {name for name in held if held[name] != self.held[name]}
        served = what.startswith("serve") and found == self.after
        assert other <= (BY_ITSELF if served else set()), f"content has changed: {what}, {sorted(other)}"
        if found == self.after:
            self.renew()

    def finish(self) -> None:
        """Two of them at once bring it to its end, and the newest code finds everything."""
        both = [self.begin("migrate", 0) for _ in range(2)]
        assert [child.wait() for child in both] == [0, 0], self.log.read_text()
        assert self.now() == (self.after, self.held)
        database = connect(self.url)
        assert check(database) == []
        assert read(database, self.folder) == lived().read
        database.close()


def old(url: str, folder: Path, version: str, fault: str = "") -> Old:
    made = Old(url, folder, version, fault)
    made.prepare()
    figures.note(f"seed {SEED}: from {version}, {made.points} points, {url.split(':')[0]}")
    return made


@pytest.mark.parametrize("version", STARTS)
def test_killed_at_any_point_it_is_the_old_schema_or_the_new_one(
    database_url: str, data_dir: Path, version: str
) -> None:
    found, chance = old(database_url, data_dir, version), random.Random(SEED)
    assert found.points >= 10
    points = [*range(1, found.points + 1)] if FULL else chance.sample(range(found.points // 2, found.points), KILLS)
    for turn, point in enumerate(points):
        found.kill_at(WAYS[turn % 2] if FULL or turn == 0 else "migrate", point)
    for turn in range(effort(0, KILLS)):
        found.kill_after(WAYS[turn % 2], chance.uniform(0, 0.1))
    found.finish()


@pytest.mark.parametrize(("fault", "sentence", "share"), [
    ("in_pieces", "half a schema", 0.5), ("forgetful", "content has changed", 1),
])  # fmt: skip
def test_a_planted_fault_is_caught(data_dir: Path, fault: str, sentence: str, share: float) -> None:
    found = old(f"sqlite:///{data_dir / 'officina.db'}", data_dir, RELEASED[0], fault)
    with pytest.raises(AssertionError, match=sentence):
        found.kill_at("migrate", int(found.points * share))
