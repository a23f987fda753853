"""Which characters the fonts at hand can draw, read from the fonts' own tables."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path

Ranges = tuple[tuple[int, int], ...]
UNICODE_TABLES = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3))  # platform and encoding, the widest first
# Characters that shape their neighbours and need no glyph of their own
SILENT = frozenset({*range(0x20), 0xA0, 0xAD, *range(0x200B, 0x2010), *range(0x2028, 0x2030), 0xFE0E, 0xFE0F})
PRIVATE = ((0xE000, 0xF8FF), (0xF0000, 0x10FFFF))


class Coverage:
    """The characters that at least one of some fonts can draw; each font is read only once it is needed."""

    def __init__(self, fonts: Iterable[tuple[str, int]]) -> None:
        """`fonts` are (path, index in a collection), the likeliest first; one that cannot be read covers nothing."""
        self.fonts = tuple(dict.fromkeys(fonts))
        self.known: dict[str, bool] = {}

    def __contains__(self, character: str) -> bool:
        """Whether a character can be drawn. Private ones mean nothing outside the font that has them."""
        if character not in self.known:
            self.known[character] = self.drawn(ord(character))
        return self.known[character]

    def drawn(self, code: int) -> bool:
        """Whether a character needs no glyph, or a font has one."""
        if any(start <= code <= end for start, end in PRIVATE):
            return False
        return code in SILENT or any(holds(covered(path, index), code) for path, index in self.fonts)


def holds(ranges: Ranges, code: int) -> bool:
    """Whether a character is in one of some ranges, which are in order."""
    at = bisect_right(ranges, (code, 0x110000)) - 1
    return at >= 0 and ranges[at][0] <= code <= ranges[at][1]


@lru_cache(maxsize=2048)
def covered(path: str, index: int) -> Ranges:
    """The ranges of characters of one font (OpenType specification, table `cmap`, formats 4 and 12), in order."""
    try:
        with Path(path).open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as font:
            return ranges_at(path, cmap_of(font, index))
    except (OSError, struct.error, IndexError, ValueError):
        return ()


@lru_cache(maxsize=2048)
def ranges_at(path: str, cmap: int) -> Ranges:
    """The ranges of the table at a place in a file: fonts of one collection often share it."""
    with Path(path).open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as font:
        return tuple(sorted(ranges_of_cmap(font, cmap)))


def cmap_of(font: mmap, index: int) -> int:
    """Where a font's `cmap` begins. Raises ValueError when it has none."""
    start = struct.unpack_from(">I", font, 12 + 4 * index)[0] if font[:4] == b"ttcf" else 0
    count = struct.unpack_from(">H", font, start + 4)[0]
    for n in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sIII", font, start + 12 + 16 * n)
        if tag == b"cmap":
            return int(offset)
    raise ValueError("no cmap")


def ranges_of_cmap(font: mmap, cmap: int) -> Iterator[tuple[int, int]]:
    """The ranges of the widest Unicode table there is."""
    count = struct.unpack_from(">H", font, cmap + 2)[0]
    records = [struct.unpack_from(">HHI", font, cmap + 4 + 8 * n) for n in range(count)]
    tables = {(platform, encoding): offset for platform, encoding, offset in records}
    for kind in UNICODE_TABLES:
        if kind in tables:
            at = cmap + tables[kind]
            form = struct.unpack_from(">H", font, at)[0]
            if form in FORMATS:
                yield from FORMATS[form](font, at)
                return


def segments(font: mmap, at: int) -> Iterator[tuple[int, int]]:
    """Format 4: segments of the basic plane."""
    twice = struct.unpack_from(">H", font, at + 6)[0]
    ends = struct.unpack_from(f">{twice // 2}H", font, at + 14)
    starts = struct.unpack_from(f">{twice // 2}H", font, at + 16 + twice)
    yield from ((start, end) for start, end in zip(starts, ends, strict=True) if start != 0xFFFF)


def groups(font: mmap, at: int) -> Iterator[tuple[int, int]]:
    """Format 12: groups over all planes."""
    count = struct.unpack_from(">I", font, at + 12)[0]
    for n in range(count):
        start, end, _ = struct.unpack_from(">III", font, at + 16 + 12 * n)
        yield start, end


FORMATS = {4: segments, 12: groups}
