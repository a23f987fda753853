"""The list of erasures, kept outside the database so that restoring an old backup brings nobody back."""

from __future__ import annotations

import json
import os
from pathlib import Path

from .trouble import Unavailable


class Ledger:
    """A file of lines, each a workshop's and a person's random ids, only ever appended to."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, workshop: str, person: str) -> None:
        """Write down, once, that somebody was erased; on the disk when this returns. Raises `Unavailable`."""
        if (workshop, person) in self.all():
            return
        line = json.dumps({"workshop": workshop, "person": person}) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(descriptor, self.fresh_line() + line.encode())
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise Unavailable("ledger") from error

    def fresh_line(self) -> bytes:
        """A line feed when a full disk once cut the last line short."""
        with self.path.open("rb") as file:
            if file.seek(0, os.SEEK_END) == 0:
                return b""
            file.seek(-1, os.SEEK_END)
            return b"" if file.read(1) == b"\n" else b"\n"

    def all(self) -> frozenset[tuple[str, str]]:
        """Everybody ever erased, as (workshop, person); lines cut short are left out."""
        if not self.path.exists():
            return frozenset()
        lines = (readable(line) for line in self.path.read_text(encoding="utf-8").splitlines())
        return frozenset(entry for entry in lines if entry is not None)


def readable(line: str) -> tuple[str, str] | None:
    """The entry on a line; None when it isn't whole."""
    try:
        found = json.loads(line)
        return str(found["workshop"]), str(found["person"])
    except (ValueError, KeyError, TypeError):
        return None
