"""Processes of a round: started on one core, watched for their CPU time, and stopped."""

from __future__ import annotations

import contextlib
import os
import resource
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

LOOPBACK = "127.0.0.1"
BEGINS = 40.0  # seconds that a server may take to answer
PATIENCE = 1500.0  # seconds that a generator may take in all


class Broken(Exception):
    """A round could not be measured; the words say why."""


def cores() -> tuple[int, int]:
    """The server's core and the generator's: the first and the last there are."""
    there = sorted(os.sched_getaffinity(0))
    return there[0], there[-1]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as found:
        found.bind((LOOPBACK, 0))
        return int(found.getsockname()[1])


def start(command: Sequence[str], core: int, log: Path, **more: str) -> subprocess.Popen[bytes]:
    """A process pinned to a core with all it starts; what it says goes into the log."""
    with log.open("wb") as said:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=os.environ | more,
                                preexec_fn=pinned(core), start_new_session=True)  # fmt: skip


def start_watched(command: Sequence[str], core: int) -> subprocess.Popen[str]:
    """A process pinned to a core, to be talked with."""
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, preexec_fn=pinned(core))


def pinned(core: int) -> Callable[[], None]:
    """What a new process does first: stay on one core, allow itself many connections."""

    def begin() -> None:
        os.sched_setaffinity(0, {core})
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    return begin


@contextlib.contextmanager
def serving(command: Sequence[str], port: int, core: int, log: Path, **more: str) -> Iterator[int]:
    """A server that answers on its port; yields its process id and stops it afterwards. Raises Broken."""
    server = start(command, core, log, **more)
    try:
        until = time.monotonic() + BEGINS
        while not answers(port):
            if server.poll() is not None or time.monotonic() > until:
                raise Broken(f"{command[0]} does not serve: {log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)
        yield server.pid
    finally:
        server.terminate()
        try:
            server.wait(5)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def answers(port: int) -> bool:
    """Does somebody listen there?"""
    with socket.socket() as door:
        door.settimeout(1)
        return door.connect_ex((LOOPBACK, port)) == 0


def family(pid: int) -> list[int]:
    """A process and all that came from it, as /proc has them."""
    found = [pid]
    for parent in found:
        for tasks in Path(f"/proc/{parent}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                found += [int(child) for child in tasks.read_text().split()]
    return found


def cpu_seconds(pid: int) -> float:
    """CPU time used so far by a process and all that came from it, user and system, threads that ended too."""
    return sum(time.clock_gettime(~each << 3 | 2) for each in family(pid))  # the kernel's clock of a process


def memory(pid: int) -> int:
    """Bytes of main memory that a process and all that came from it hold now."""
    page = os.sysconf("SC_PAGE_SIZE")
    return sum(int(Path(f"/proc/{each}/statm").read_text().split()[1]) * page for each in family(pid))
