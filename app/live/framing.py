"""Text frames on the wire (RFC 6455), plain or deflated (RFC 7692), each by itself or in a stream that many hear."""

from __future__ import annotations

import zlib
from itertools import count
from typing import Protocol, cast

TEXT, DEFLATED_TEXT = 0x81, 0xC1
# What somebody's inflater holds, where it is no stream's number: nothing is to be deflated for it; it keeps nothing
# from one message to the next; it holds nothing that we know of.
PLAIN, NEVER, NONE = -2, -1, 0
BITS, MEMORY, LEVEL = 12, 5, 6  # 4 KB that are looked back at; 20 KB for each stream
STEPS = 48  # frames after which a stream begins anew, so that those who came since hear it too
TAIL = b"\x00\x00\xff\xff"  # of each flush, left out on the wire (RFC 7692, section 7.2.1)
numbers = count(1)


class Deflater(Protocol):
    """zlib's compressor."""

    def compress(self, data: bytes, /) -> bytes:
        """Take this; give what is ready."""

    def flush(self, mode: int = ..., /) -> bytes:
        """Give the rest."""


def text_frames(messages: list[bytes]) -> bytes:
    """Messages as they follow each other on the wire."""
    return b"".join([framed(TEXT, message) for message in messages])


def text_frame(message: bytes) -> bytes:
    """One unfragmented, unmasked text frame."""
    return framed(TEXT, message)


def framed(first: int, message: bytes) -> bytes:
    """One unfragmented, unmasked frame."""
    size = len(message)
    if size < 126:
        return bytes((first, size)) + message
    if size < 65536:
        return bytes((first, 126)) + size.to_bytes(2, "big") + message
    return bytes((first, 127)) + size.to_bytes(8, "big") + message


def deflater() -> Deflater:
    """One that has seen nothing yet."""
    return cast("Deflater", zlib.compressobj(LEVEL, zlib.DEFLATED, -BITS, MEMORY))


def deflated(window: Deflater, message: bytes) -> bytes:
    """One deflated text frame."""
    return framed(DEFLATED_TEXT, (window.compress(message) + window.flush(zlib.Z_SYNC_FLUSH))[: -len(TAIL)])


def deflated_alone(messages: list[bytes]) -> bytes:
    """Messages that each are read without what came before; what deflating makes no shorter goes as it is."""
    return b"".join([min(deflated(deflater(), one), text_frame(one), key=len) for one in messages])


def inflated(message: bytes, most: int) -> bytes:
    """A message that was deflated by itself. Raises ValueError when it was not, or is longer than `most` bytes."""
    reader = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        found = reader.decompress(message + TAIL, most + 1)
    except zlib.error as wrong:
        raise ValueError("not deflated") from wrong
    if len(found) > most or reader.unconsumed_tail or reader.unused_data:
        raise ValueError("too long")
    return found


class Stream:
    """What all of an audience are told, deflated as one: each frame refers back to those before it.

    Its number changes when it begins anew. Whoever heard it from its beginning, or inflated everything of that number
    and nothing else, can read on.
    """

    __slots__ = ("at", "number", "left", "window")

    def __init__(self) -> None:
        self.at = self.left = 0
        self.number = NONE
        self.window = deflater()

    def take(self, messages: list[bytes], since: int, to: int) -> tuple[bytes, bool]:
        """The step from one number to another as frames, and whether the stream begins anew with it.

        A step that begins before where the stream is must not be given.
        """
        begins = since > self.at or not self.left
        if begins:
            self.window, self.number, self.left = deflater(), next(numbers), STEPS
        self.at, self.left = to, self.left - 1
        return b"".join([deflated(self.window, one) for one in messages]), begins
