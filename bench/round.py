"""One round: a room, its phones, so many changes; what it took, and whether everybody got everything."""

from __future__ import annotations

import contextlib
import json
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .plan import Load, write_plan
from .processes import PATIENCE, Broken, cores, cpu_seconds, free_port, serving, start_watched
from .rooms import KINDS, WORK, people, phones

HELD = 20.0  # ms that the generator may be late before a round counts as disturbed
LIMIT = 100.0  # ms of p99 above which a room does not keep up


@dataclass(frozen=True)
class Figure:
    """What one round gave. `cpu` is the server's, in seconds; `busy` the generator's share of its own core."""

    kind: str
    phones: int
    rate: float
    delivered: int
    missing: int
    doubled: int
    refused: int
    closed: int
    seconds: float
    cpu: float
    busy: float
    p50: float
    p99: float
    late: float
    size: float

    @property
    def whole(self) -> bool:
        """Did each phone get each change, once?"""
        return self.missing == self.doubled == self.refused == self.closed == 0

    @property
    def disturbed(self) -> bool:
        """Was the generator itself held up?"""
        return self.late > HELD

    @property
    def per_cpu(self) -> float:
        """Deliveries for each second of the server's CPU."""
        return self.delivered / max(self.cpu, 1e-6)

    @property
    def per_second(self) -> float:
        """Deliveries a second."""
        return self.delivered / self.seconds

    @property
    def microseconds(self) -> float:
        """CPU for one delivery."""
        return 1e6 * self.cpu / max(self.delivered, 1)

    @property
    def keeps_up(self) -> bool:
        """Did everything arrive, nearly all of it soon?"""
        return self.whole and self.p99 < LIMIT


def measure(kind: str, load: Load, *, wait: float = 3.0) -> Figure:
    """Run one round of a kind of room. Raises Broken when it could not be measured."""
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="round-", dir=WORK) as folder:
        told, used = run(kind, load, Path(folder), wait)
    return figure(kind, load, told, used)


def run(kind: str, load: Load, folder: Path, wait: float) -> tuple[dict[str, float], float]:
    """What the generator counted, and the CPU that the server used meanwhile."""
    port, (here, there) = free_port(), cores()
    begun = KINDS[kind].begin(port, people(load.phones, load.groups), folder)
    plan = folder / "plan"
    write_plan(plan, begun.talk, load, wait=wait)
    with (
        serving(begun.command, port, here, folder / "log", **begun.env) as server,
        generator(str(port), str(plan), there, inflates=KINDS[kind].inflates) as load_generator,
    ):
        said_ready(load_generator)
        before = cpu_seconds(server)
        told = go(load_generator)
        return told, cpu_seconds(server) - before


@contextlib.contextmanager
def generator(port: str, plan: str, core: int, *more: str, inflates: bool = False) -> Iterator[subprocess.Popen[str]]:
    """The phones, ended when they take too long."""
    running = start_watched([phones(inflates=inflates), port, plan, *more], core)
    ending = threading.Timer(PATIENCE, running.kill)
    ending.start()
    try:
        yield running
    finally:
        ending.cancel()
        running.kill()
        running.communicate()


def said_ready(running: subprocess.Popen[str]) -> float:
    """Wait until everybody is in; the seconds that it took them."""
    assert running.stdout
    said = running.stdout.readline().split()
    if said[:1] != ["ready"]:
        raise Broken(f"the phones did not get in: {running.communicate()[1][-500:]}")
    return float(said[1])


def go(running: subprocess.Popen[str]) -> dict[str, float]:
    """Let them begin; what they counted."""
    assert running.stdin
    assert running.stdout
    running.stdin.write("go\n")
    running.stdin.flush()
    line = running.stdout.readline()
    if not line:
        raise Broken(f"the phones ended early: {running.communicate()[1][-500:]}")
    told: dict[str, float] = json.loads(line)
    return told


def figure(kind: str, load: Load, told: dict[str, float], used: float) -> Figure:
    """What the generator counted and what the server used, as one figure."""
    count = {name: int(told[name]) for name in ("delivered", "doubled", "refused", "closed")}
    return Figure(
        kind=kind, phones=load.phones, rate=load.rate, missing=int(told["expected"] - told["delivered"]), **count,
        seconds=told["seconds"], cpu=used, busy=told["cpu"] / told["seconds"], p50=told["p50"], p99=told["p99"],
        late=told["late"], size=told["bytes"] / max(told["delivered"], 1),
    )  # fmt: skip
