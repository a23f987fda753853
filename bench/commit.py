"""The commit path alone: acts from one hot workshop and a hundred small ones, each answered once it is on the disk.

Beside it what one would write first: a SQLModel session and a transaction for each request, on a database with the
same settings. Both take an act, keep its event, its content and its id, and answer.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from .processes import Broken, cores
from .rooms import WORK

OURS, PLAIN = "ours", "plain"
LABELS = {OURS: "Officina", PLAIN: "a SQLModel transaction each"}
AT_ONCE = 200  # acts that wait for an answer, in a burst
RATE = 2000  # acts a second, where delays are measured
SYNCS = 200
LONGEST = 200  # seconds for a round
Say = Callable[[str], None]
Act = Callable[[int], Awaitable[None]]


@dataclass(frozen=True)
class Commit:
    """What a round gave: acts a second at most, CPU of each in µs, and the p99 of answers in ms when `RATE` came.

    `sync` is the disk's own fdatasync in ms, the median of many, beside it. A kind that cannot take `RATE` has no p99.
    """

    kind: str
    per_second: float
    cpu: float
    p99: float | None
    sync: float


def commits(seconds: float, rounds: int, say: Say) -> list[Commit]:
    """Each kind so many times, in turn. Raises Broken when one could not be measured."""
    found = []
    for n in range(rounds):
        for kind in (OURS, PLAIN) if n % 2 == 0 else (PLAIN, OURS):
            found.append(measure(kind, seconds))
            say(line(found[-1]))
    return found


def measure(kind: str, seconds: float) -> Commit:
    """One round, in a process of its own, on one core."""
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="commit-", dir=WORK) as folder:
        command = [sys.executable, "-m", "bench.commit", kind, folder, str(seconds)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False,
                                  cwd=Path(__file__).parent.parent)  # fmt: skip
        except subprocess.TimeoutExpired:
            raise Broken(f"{LABELS[kind]} took longer than {LONGEST} s") from None
    if done.returncode:
        raise Broken(done.stderr[-1000:])
    return Commit(**json.loads(done.stdout))


def line(one: Commit) -> str:
    """A round in a line."""
    late = f"p99 {one.p99:7.2f} ms" if one.p99 is not None else "p99      – ms"
    return (f"  {LABELS[one.kind]:28} {one.per_second:8.0f} acts/s  {one.cpu:7.1f} µs CPU each  {late}  "
            f"fdatasync {one.sync:.2f} ms")  # fmt: skip


async def burst(act: Act, seconds: float) -> tuple[float, float]:
    """So many at once as long as the seconds last: acts a second, and µs of CPU for each."""
    count, began, used = 0, time.monotonic(), time.process_time()

    async def again(n: int) -> None:
        nonlocal count
        while time.monotonic() - began < seconds:
            await act(n)
            count += 1

    await asyncio.gather(*(again(n) for n in range(AT_ONCE)))
    return count / (time.monotonic() - began), (time.process_time() - used) / count * 1e6


async def steady(act: Act, seconds: float) -> float:
    """The p99 of the answers in ms while `RATE` acts come each second, whoever still waits."""
    late: list[float] = []

    async def one(n: int, due: float) -> None:
        await act(n)
        late.append(time.monotonic() - due)

    began, tasks = time.monotonic(), []
    for n in range(int(RATE * seconds)):
        due = began + n / RATE
        if due > time.monotonic():
            await asyncio.sleep(due - time.monotonic())
        tasks.append(asyncio.create_task(one(n, due)))
    await asyncio.gather(*tasks)
    return sorted(late)[int(len(late) * 0.99)] * 1e3


def fdatasync(folder: Path) -> float:
    """The median of many: a page of a file that is there already written anew and synced, in ms."""
    took = []
    with (folder / "sync").open("wb", buffering=0) as file:
        file.write(bytes(4096 * SYNCS))
        os.fsync(file.fileno())
        file.seek(0)
        for _ in range(SYNCS):
            file.write(b"x" * 4096)
            began = time.monotonic()
            os.fdatasync(file.fileno())
            took.append(time.monotonic() - began)
    return sorted(took)[SYNCS // 2] * 1e3


def main(kind: str, folder: Path, seconds: float) -> Commit:
    """Measure one kind in this process."""
    import uvloop

    from . import commit_paths

    os.sched_setaffinity(0, {cores()[0]})
    before = fdatasync(folder)
    act, close = commit_paths.PATHS[kind](folder)

    async def scene() -> tuple[float, float, float | None]:
        await burst(act, 0.3)
        most, cpu = await burst(act, seconds)
        p99 = await steady(act, seconds) if most > RATE else None
        await close()
        return most, cpu, p99

    most, cpu, p99 = uvloop.run(scene())
    return Commit(kind, most, cpu, p99, (before + fdatasync(folder)) / 2)


if __name__ == "__main__":
    print(json.dumps(asdict(main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])))))
