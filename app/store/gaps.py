"""Finds what SQLite's `secure_delete` leaves behind: strings in the unused middle of a database file's pages.

When rows move between pages, copies stay in the gap between a page's cell pointers and its cells, and nothing
wipes them later (seen with 3.53). This runs as a program of its own, `gaps.py FILE` with one hexadecimal string
a line on standard input, and answers 0 when none is there, 1 when one is. Never open a live database file within
the process that serves it: closing the file would drop the locks that SQLite holds on it
(https://sqlite.org/howtocorrupt.html, 2.2). The format of pages: https://sqlite.org/fileformat2.html#b_tree_pages.
"""

from __future__ import annotations

import struct
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

PIECE = 24
HEADER = {2: 12, 5: 12, 10: 8, 13: 8}  # kinds of b-tree page → length of the header
FILE_HEADER = 100


def gaps(file: BinaryIO) -> Iterator[bytes]:
    """What stands in each page's gap, where it isn't only zeros."""
    size = page_size(file.read(FILE_HEADER))
    file.seek(0)
    start = FILE_HEADER
    while page := file.read(size):
        gap = unused(page, start)
        if gap.strip(b"\0"):
            yield gap
        start = 0


def page_size(header: bytes) -> int:
    """The size of the file's pages in bytes; 1 stands for 65536."""
    if len(header) < FILE_HEADER:
        return 4096
    size: int = struct.unpack(">H", header[16:18])[0]
    return 65536 if size == 1 else size


def unused(page: bytes, start: int) -> bytes:
    """The bytes between the last cell pointer and the first cell; none for pages that hold no cells."""
    length = HEADER.get(page[start])
    if length is None or len(page) < 512:
        return b""
    cells, content = struct.unpack(">HH", page[start + 3 : start + 7])
    return page[start + length + 2 * cells : content or len(page)]


def pieces(text: str) -> Iterator[bytes]:
    """A text cut so that what is left of a copy, overwritten at one end, is still recognised."""
    raw = text.encode()
    if len(raw) <= PIECE:
        yield raw
    for at in range(0, len(raw) - PIECE + 1, PIECE):
        yield raw[at : at + PIECE]


def found(path: Path, traces: Iterable[str]) -> bool:
    """Whether a database file holds any of the texts in a gap; looks in a process of its own."""
    wanted = {piece.hex() for trace in traces for piece in pieces(trace) if piece.strip()}
    if not wanted:
        return False
    program = [sys.executable, "-I", "-S", __file__, str(path)]
    answer = subprocess.run(program, input="\n".join(wanted), text=True, check=False, capture_output=True)  # noqa: S603
    if answer.returncode not in (0, 1):
        raise OSError(answer.stderr.strip())
    return answer.returncode == 1


def main() -> int:
    """The program: looks for hexadecimal strings from standard input in the file named."""
    wanted = [bytes.fromhex(line.strip()) for line in sys.stdin if line.strip()]
    with Path(sys.argv[1]).open("rb") as file:
        return int(any(piece in gap for gap in gaps(file) for piece in wanted))


if __name__ == "__main__":
    sys.exit(main())
