"""ZIP, sent while it is made: as `bundle` writes it, but no more than one file of it is in memory."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from .bundle import Part, line, listing
from .xml import FIRST_DAY


class Sink(io.RawIOBase):
    """Takes what is written, and hands it on once."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = bytearray()

    def writable(self) -> bool:
        """It can be written, and nothing else."""
        return True

    def write(self, content: Any) -> int:
        """Keep it until it is taken."""
        self.waiting += content
        return len(content)

    def take(self) -> bytes:
        """What was written since the last time."""
        found = bytes(self.waiting)
        self.waiting.clear()
        return found


@dataclass(slots=True)
class Growing:
    """A ZIP that is sent while it is made: what has been added need not stay in memory."""

    title: str
    sink: Sink = field(default_factory=Sink)
    lines: list[dict[str, Any]] = field(default_factory=list)
    file: ZipFile = field(init=False)

    def __post_init__(self) -> None:
        """Begin."""
        self.file = ZipFile(self.sink, "w", ZIP_DEFLATED)

    def add(self, part: Part) -> bytes:
        """One more file; returns what can be sent now."""
        self.lines.append(line(part))
        return self.put(part.path, part.content)

    def put(self, path: str, content: bytes) -> bytes:
        """A file that is not in the list."""
        info = ZipInfo(path, FIRST_DAY)
        info.external_attr = 0o644 << 16
        self.file.writestr(info, content, ZIP_DEFLATED)
        return self.sink.take()

    def end(self) -> bytes:
        """The list, and what makes it a ZIP."""
        last = b"".join(self.put(*each) for each in listing(self.title, self.lines))
        self.file.close()
        return last + self.sink.take()
