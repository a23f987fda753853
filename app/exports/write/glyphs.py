"""Which characters the fonts at hand can draw, read from the fonts' own tables."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

Ranges = tuple[tuple[int, int], ...]
UNICODE_TABLES = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3))  # platform and encoding, the widest first
# Characters that shape their neighbours and need no glyph of their own
SILENT = frozenset({*range(0x20), 0xA0, 0xAD, *range(0x200B, 0x2010), *range(0x2028, 0x2030), 0xFE0E, 0xFE0F})
PRIVATE = ((0xE000, 0xF8FF), (0xF0000, 0x10FFFF))


class Coverage:
    """The characters that at least one of some fonts can draw."""

    def __init__(self, fonts: Iterable[tuple[str, int]]) -> None:
        """`fonts` are (path, index in a collection); one that cannot be read covers nothing."""
        ranges = sorted(each for path, index in fonts for each in covered(path, index))
        self.starts: list[int] = []
        self.ends: list[int] = []
        for start, end in ranges:
            if self.ends and start <= self.ends[-1] + 1:
                self.ends[-1] = max(self.ends[-1], end)
            else:
                self.starts.append(start)
                self.ends.append(end)

    def __contains__(self, character: str) -> bool:
        """Whether a character can be drawn. Private ones mean nothing outside the font that has them."""
        code = ord(character)
        if any(start <= code <= end for start, end in PRIVATE):
            return False
        at = bisect_right(self.starts, code) - 1
        return code in SILENT or (at >= 0 and code <= self.ends[at])


@lru_cache(maxsize=2048)
def covered(path: str, index: int) -> Ranges:
    """The ranges of characters of one font file (OpenType specification, table `cmap`, formats 4 and 12)."""
    try:
        return tuple(ranges_of(Path(path).read_bytes(), index))
    except (OSError, struct.error, IndexError, ValueError):
        return ()


def ranges_of(font: bytes, index: int) -> Iterator[tuple[int, int]]:
    """The ranges of a font that has been read."""
    start = struct.unpack_from(">I", font, 12 + 4 * index)[0] if font[:4] == b"ttcf" else 0
    count = struct.unpack_from(">H", font, start + 4)[0]
    for n in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sIII", font, start + 12 + 16 * n)
        if tag == b"cmap":
            yield from ranges_of_cmap(font, offset)


def ranges_of_cmap(font: bytes, cmap: int) -> Iterator[tuple[int, int]]:
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


def segments(font: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Format 4: segments of the basic plane."""
    twice = struct.unpack_from(">H", font, at + 6)[0]
    ends = struct.unpack_from(f">{twice // 2}H", font, at + 14)
    starts = struct.unpack_from(f">{twice // 2}H", font, at + 16 + twice)
    yield from ((start, end) for start, end in zip(starts, ends, strict=True) if start != 0xFFFF)


def groups(font: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Format 12: groups over all planes."""
    count = struct.unpack_from(">I", font, at + 12)[0]
    for n in range(count):
        start, end, _ = struct.unpack_from(">III", font, at + 16 + 12 * n)
        yield start, end


FORMATS = {4: segments, 12: groups}
