"""More than a server can tell, and some who take nothing: what its memory does, and what the others notice."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .plan import Load, write_plan
from .processes import cores, free_port, memory, serving
from .rooms import KINDS, WORK, people
from .round import generator, go, said_ready

STALLED = 0.05  # of the phones
OFTEN = 0.5  # seconds between two looks at the memory
MB = 1024 * 1024


@dataclass(frozen=True)
class Overload:
    """What one run gave: delays of those who read, ms; by how many MB memory grew, in all and in the second half."""

    phones: int
    stalled: int
    rate: float
    seconds: float
    delivered: int
    p50: float
    p99: float
    grown: float
    later: float


def overloaded(load: Load, *, stalled: int) -> Overload:
    """One run with so many phones that read nothing; the others say as much as that, whatever becomes of it."""
    with tempfile.TemporaryDirectory(prefix="overload-", dir=WORK) as made:
        folder, port, plan = Path(made), free_port(), Path(made) / "plan"
        begun = KINDS["ours"].begin(port, people(load.phones), folder)
        reading = range(load.phones - round(load.phones * STALLED))
        write_plan(plan, begun.talk, load, wait=load.seconds, order=reading)
        with (
            serving(begun.command, port, cores()[0], folder / "log", **begun.env) as server,
            generator(str(port), str(plan), cores()[1], "64", str(stalled)) as running,
        ):
            said_ready(running)
            with looking(server) as seen:
                told = go(running)
    middle = seen[len(seen) // 2]
    return Overload(
        load.phones, stalled, load.rate, told["seconds"], int(told["delivered"]), told["p50"], told["p99"],
        (max(seen) - seen[0]) / MB, (seen[-1] - middle) / MB,
    )  # fmt: skip


@contextmanager
def looking(server: int) -> Iterator[list[int]]:
    """The server's memory, looked at again and again."""
    seen, over = [memory(server)], threading.Event()

    def look() -> None:
        while not over.wait(OFTEN):
            seen.append(memory(server))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()
        seen.append(memory(server))
