"""Watches this process while it exports: what it opens, whom it calls, what it starts; with traps outside of it."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
import sysconfig
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SECRET = "canarino-che-nessuno-deve-leggere"
CALLS = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request",
         "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork")  # fmt: skip
IN_OPEN, IN_ACCESS = 0x20, 0x1


@dataclass
class Trap:
    """A listener on loopback and a file on disk that hostile texts name, and what this process did meanwhile.

    The listener hears whoever calls, and the system says whoever opens the file, native code too; Python itself says
    the rest.
    """

    port: int
    file: Path
    calls: list[str] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)
    heard: list[bytes] = field(default_factory=list)
    touched: int = 0


class Ear:
    """The one hook of this process, that can't be taken away again: it hears only while there is a trap."""

    def __init__(self) -> None:
        self.trap: Trap | None = None
        sys.addaudithook(self.hear)

    def hear(self, event: str, about: tuple[object, ...]) -> None:
        """One thing that is about to happen."""
        trap = self.trap
        if trap is None or threading.current_thread() is not threading.main_thread():
            return
        if event in CALLS:
            trap.calls.append(f"{event} {about!r}"[:200])
        elif event == "open" and isinstance(about[0], str | bytes):
            trap.opened.add(os.path.abspath(os.fsdecode(about[0])))


@cache
def ear() -> Ear:
    """The hook, installed when it is first wanted."""
    return Ear()


@contextmanager
def traps(folder: Path) -> Iterator[Trap]:
    """Traps that can be named; nothing is watched yet."""
    file = folder / "segreto.txt"
    file.write_text(SECRET)
    with socket.create_server(("127.0.0.1", 0)) as door:
        trap = Trap(door.getsockname()[1], file)
        listening = threading.Thread(target=listen, args=(door, trap), daemon=True)
        listening.start()
        try:
            yield trap
        finally:
            with socket.create_connection(door.getsockname()[:2]) as last:
                last.sendall(b"end")
            listening.join(10)


def listen(door: socket.socket, trap: Trap) -> None:
    """Take every call until one says that this is the end."""
    while True:
        caller, _ = door.accept()
        with caller:
            caller.settimeout(2)
            try:
                said = caller.recv(200)
            except OSError:
                said = b""
        if said == b"end":
            return
        trap.heard.append(said)


@contextmanager
def watching(trap: Trap) -> Iterator[None]:
    """Everything that happens from now on is held against the trap."""
    libc = ctypes.CDLL(None, use_errno=True)
    eye = libc.inotify_init1(os.O_NONBLOCK)
    assert eye >= 0
    assert libc.inotify_add_watch(eye, os.fsencode(trap.file), IN_OPEN | IN_ACCESS) >= 0
    ear().trap = trap
    try:
        yield
    finally:
        ear().trap = None
        try:
            trap.touched += len(os.read(eye, 65_536))
        except BlockingIOError:
            pass
        os.close(eye)


def ours(path: str) -> bool:
    """Whether a file is the program's own, Python's, a font, or of a writer's own workbench."""
    python = (sys.prefix, sys.base_prefix, *sysconfig.get_paths().values())
    own = [ROOT, *python, "/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/zoneinfo", "/etc/localtime"]
    bench = path.startswith(os.path.join(tempfile.gettempdir(), "officina-"))
    return bench or any(path == str(each) or path.startswith(f"{each}/") for each in own)


def quiet(trap: Trap) -> None:
    """Nobody was called, nothing was started, no file was opened but our own. Fails and says what else."""
    assert not trap.heard, trap.heard[:3]
    assert not trap.calls, trap.calls[:3]
    assert not trap.touched, "the file that they name was opened"
    assert not [path for path in trap.opened if not ours(path)]
