"""A disk that is full when a test says so, and has room again when it says so: a small mount, or a limit on files."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

MEGABYTES = 8
CHUNK = 4096


class Disk(Protocol):
    """Where a server keeps its data; `process` is told once the server runs."""

    folder: Path
    process: int

    def fill(self) -> None:
        """From now on nothing more can be kept here."""
        ...

    def free(self) -> None:
        """There is room again."""
        ...


@dataclass
class Mounted:
    """A small disk of memory; what fills it is one large file."""

    folder: Path
    process: int = 0

    @property
    def ballast(self) -> Path:
        """The file that takes all the room there is."""
        return self.folder / "ballast"

    def fill(self) -> None:
        """Write until the kernel says that no space is left."""
        with contextlib.suppress(OSError), self.ballast.open("ab", buffering=0) as file:
            while True:
                file.write(bytes(CHUNK))

    def free(self) -> None:
        """Take the large file away."""
        self.ballast.unlink(missing_ok=True)


@dataclass
class Limited:
    """Where nothing may be mounted: the kernel lets the server's files grow no more."""

    folder: Path
    process: int = 0
    usual: tuple[int, int] = field(default=(resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def fill(self) -> None:
        """No byte may be written at or beyond the first of any file."""
        self.usual = resource.prlimit(self.process, resource.RLIMIT_FSIZE)
        resource.prlimit(self.process, resource.RLIMIT_FSIZE, (0, self.usual[1]))

    def free(self) -> None:
        """As it was before."""
        resource.prlimit(self.process, resource.RLIMIT_FSIZE, self.usual)


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """A disk that can be filled, in the truest way that this machine allows."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        yield Limited(folder)
        return
    try:
        yield Mounted(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
