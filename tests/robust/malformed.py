"""Frames and messages that are malformed, by chance: each a way of being wrong, and the bytes that are said."""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Callable
from dataclasses import MISSING, fields

import app.core.tools  # noqa: F401  (which brings every command)
from app.core.types import COMMANDS

TEXT, BINARY, CLOSE, PING, PONG, GOES_ON = 1, 2, 8, 9, 10, 0
FINAL, RSV1, MOST = 0x80, 0x40, 65_536
Chance = random.Random


def frame(first: int, said: bytes, *, size: int | None = None, masked: bool = True) -> bytes:
    """A client's frame whose first byte is as given; `size` is what it says of itself when that is not so."""
    length, mark = len(said) if size is None else size, 0x80 if masked else 0
    if length < 126:
        head = bytes((first, mark | length))
    elif length < 65_536:
        head = bytes((first, mark | 126)) + length.to_bytes(2, "big")
    else:
        head = bytes((first, mark | 127)) + length.to_bytes(8, "big")
    return head + (bytes(4) if masked else b"") + said  # a mask of zeros is undone like any other


def text(said: str | bytes) -> bytes:
    """A whole text message."""
    return frame(FINAL | TEXT, said.encode("utf-8", "surrogatepass") if isinstance(said, str) else said)


def packed(said: bytes) -> bytes:
    """Deflated by itself, without its tail."""
    made = zlib.compressobj(9, wbits=-15)
    return (made.compress(said) + made.flush(zlib.Z_SYNC_FLUSH))[:-4]


BOMB = packed(bytes(30_000_000))
NOISE: Callable[[Chance], bytes] = lambda chance: chance.randbytes(chance.randrange(1, 200))  # noqa: E731

# After these the connection ends: nothing that follows can be read.
FRAMES: dict[str, Callable[[Chance], bytes]] = {
    "a reserved bit": lambda c: frame(FINAL | c.choice((0x10, 0x20, 0x30, 0x70)) | TEXT, NOISE(c)),
    "deflated noise": lambda c: frame(FINAL | RSV1 | TEXT, b"\xff" + NOISE(c)),
    "an unknown kind": lambda c: frame(FINAL | c.choice((3, 4, 5, 6, 7, 11, 12, 13, 14, 15)), NOISE(c)),
    "unmasked": lambda c: frame(FINAL | TEXT, b'{"t":"ping","now":%d}' % c.randrange(99), masked=False),
    "a control frame in parts": lambda c: frame(c.choice((PING, PONG, CLOSE)), b"x"),
    "a control frame too long": lambda c: frame(FINAL | c.choice((PING, PONG)), bytes(c.randrange(126, 400))),
    "goes on with nothing": lambda c: frame(FINAL | GOES_ON, NOISE(c)),
    "another message in between": lambda c: frame(TEXT, b"{") + frame(FINAL | TEXT, b"}"),
    "not UTF-8": lambda c: text(b"\xff" + NOISE(c)),
    "not UTF-8 in parts": lambda c: frame(TEXT, b"\xc3") + frame(FINAL | GOES_ON, b"\x28" + NOISE(c)),
    "a size that is enormous": lambda c: frame(FINAL | TEXT, b"x", size=c.choice((70_000, 2**31, 2**40, 2**62))),
    "a size below nothing": lambda c: bytes((FINAL | TEXT, 0xFF)) + b"\xff" * 8 + bytes(8),
    "10 MB": lambda c: frame(FINAL | TEXT, b"[" * 10_000_000),
    "10 MB in parts": lambda c: frame(TEXT, bytes(60_000)) + frame(GOES_ON, bytes(60_000)) * 166,
    "a bomb": lambda c: frame(FINAL | RSV1 | TEXT, BOMB),
    "a bomb in parts": lambda c: frame(RSV1 | TEXT, BOMB[:9_000]) + frame(FINAL | GOES_ON, BOMB[9_000:]),
    "a close of one byte": lambda c: frame(FINAL | CLOSE, b"\x03"),
    "a close with no number": lambda c: frame(FINAL | CLOSE, c.choice((0, 999, 1004, 1005, 1006)).to_bytes(2, "big")),
    "a close that is no text": lambda c: frame(FINAL | CLOSE, b"\x03\xe8\xff\xfe"),
}
HEAVY = ("10 MB", "10 MB in parts", "a bomb", "a bomb in parts")
ODD: tuple[object, ...] = (None, True, -1, 2**70, "", "a" * 3_000, [], {}, [[]], {"a": {}}, "\u0000", "😀" * 400)


def some_json(c: Chance, depth: int = 3) -> object:
    """Anything that JSON can say."""
    if depth and c.random() < 0.4:
        inside = [some_json(c, depth - 1) for _ in range(c.randrange(4))]
        return inside if c.random() < 0.5 else {str(n) + "k" * c.randrange(9): each for n, each in enumerate(inside)}
    return c.choice(ODD)


def needs(found: type) -> bool:
    """Must a command of this kind have something in it? Then it is not done by chance."""
    return any(field.default is MISSING for field in fields(found))


NEEDY = sorted(kind for kind, found in COMMANDS.items() if found.wire and needs(found))


def command(c: Chance) -> str:
    """A command that there is, with something else in each field."""
    kind = c.choice(NEEDY)
    names = [field.rstrip("_") for field in COMMANDS[kind].__dataclass_fields__]
    data = {name: some_json(c) for name in names if c.random() < 0.8}
    return json.dumps({"t": "cmd", "id": f"{c.getrandbits(128):032x}", "k": kind, "d": data})


def inside(c: Chance, value: str) -> str:
    """A command with this, as JSON would not have it, in one of its fields."""
    return f'{{"t":"cmd","id":"{c.getrandbits(128):032x}","k":"note.add","d":{{"text":{value}}}}}'


# After these it is told what was wrong, and the connection stays, for a while.
MESSAGES: dict[str, Callable[[Chance], bytes]] = {
    "noise": lambda c: text(NOISE(c).decode("latin-1")),
    "JSON of something": lambda c: text(json.dumps(some_json(c))),
    "half of it": lambda c: text(command(c)[: c.randrange(1, 40)]),
    "a command of odd things": lambda c: text(command(c)),
    "a kind of nobody's": lambda c: text(inside(c, "1").replace("note.add", "x" * c.randrange(50))),
    "deep": lambda c: text("[" * c.randrange(1_000, 60_000)),
    "deep and whole": lambda c: text(inside(c, "[" * 20_000 + "]" * 20_000)),
    "no number": lambda c: text(inside(c, c.choice(("NaN", "Infinity", "-Infinity", "1e999", "01", "0x1", "1.")))),
    "a number without end": lambda c: text(inside(c, "9" * c.randrange(100, 60_000))),
    "half a character": lambda c: text(inside(c, '"\\ud83d"')),
    "the same name twice": lambda c: text('{"t":"ping","t":"cmd","id":"a","id":"b","now":1,"now":[]}'),
    "bytes": lambda c: frame(FINAL | BINARY, NOISE(c)),
    "as long as may be": lambda c: text(b'{"t":"' + b"a" * (MOST - 8) + b'"}'),
    "a hello again, of odd things": lambda c: text(json.dumps({"t": "hello", "v": 1, "resume": some_json(c)})),
    "odd signs of life": lambda c: text(json.dumps({"t": c.choice(("ping", "seen", "check")), "now": some_json(c)})),
}
