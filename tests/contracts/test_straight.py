"""A phone's WebSocket byte by byte: the way without a coroutine answers as the one through the application does."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
from pathlib import Path

from tests.contracts.gathering import gathered, play
from tests.contracts.house import one_on_sqlite

TEXT, BINARY, CLOSE, PING, PONG, GOES_ON, FINAL = 1, 2, 8, 9, 10, 0, 0x80
HELLO = b'{"t":"hello","v":1}'
ASK = b'{"t":"ping","now":1}'
WAYS = {"straight": (), "the long way": ("X-Said-Twice: 1", "X-Said-Twice: 2")}  # such headers are looked at closer


def frame(kind: int, said: bytes, *, fin: bool = True, mask: bytes | None = None) -> bytes:
    """A client's frame; masked with chance unless told otherwise."""
    mask = os.urandom(4) if mask is None else mask
    size = bytes((0x80 | len(said),)) if len(said) < 126 else b"\xfe" + len(said).to_bytes(2, "big")
    body = bytes(byte ^ mask[n % 4] for n, byte in enumerate(said))
    return bytes(((FINAL if fin else 0) | kind,)) + size + mask + body


HALF = frame(TEXT, ASK)
# What is said after the hello, in these pieces, and the kinds and bodies of the frames that answer it.
CASES: dict[str, tuple[list[bytes], list[tuple[int, object]]]] = {
    "two in one piece": ([frame(TEXT, ASK) + frame(TEXT, ASK)], [(TEXT, "pong"), (TEXT, "pong")]),
    "byte by byte": ([bytes((byte,)) for byte in frame(TEXT, ASK)], [(TEXT, "pong")]),
    "in fragments, with a ping between": (
        [frame(TEXT, ASK[:5], fin=False), frame(PING, b"da?"), frame(GOES_ON, ASK[5:])],
        [(PONG, b"da?"), (TEXT, "pong")],
    ),
    "in fragments, thousands of them empty": (
        [frame(TEXT, ASK[:5], fin=False) + frame(GOES_ON, b"", fin=False) * 3000 + frame(GOES_ON, ASK[5:])],
        [(TEXT, "pong")],
    ),
    "hundreds in one piece": ([frame(TEXT, ASK) * 300], [(TEXT, "pong")] * 300),
    "a frame and a half": ([frame(TEXT, ASK) + HALF[:9], HALF[9:]], [(TEXT, "pong"), (TEXT, "pong")]),
    "many bytes, in pieces": (
        [frame(TEXT, ASK) + HALF[:9], HALF[9:] + frame(TEXT, ASK[:-1] + b" " * 30_000 + b"}") * 3],
        [(TEXT, "pong")] * 5,
    ),
    "long": ([frame(TEXT, ASK[:-1] + b" " * 300 + b"}")], [(TEXT, "pong")]),
    "a farewell": ([frame(CLOSE, b"\x03\xe8")], [(CLOSE, b"\x03\xe8")]),
    "no text": ([frame(TEXT, b"\xff" * 9)], [(CLOSE, 1007)]),
    "no text in fragments": ([frame(TEXT, b"\xff", fin=False) + frame(GOES_ON, b"\xff")], [(CLOSE, 1007)]),
    "unmasked": ([b"\x81\x14" + ASK], [(CLOSE, 1002)]),
    "a reserved bit": ([bytes((0xC1,)) + frame(TEXT, ASK)[1:]], [(CLOSE, 1002)]),
    "an unknown kind": ([frame(3, b"?")], [(CLOSE, 1002)]),
    "goes on with nothing": ([frame(GOES_ON, ASK)], [(CLOSE, 1002)]),
    "too long": ([b"\x81\xff" + (70_000).to_bytes(8, "big") + bytes(4)], [(CLOSE, 1009)]),
    "bytes": ([frame(BINARY, b"abc")], [(TEXT, "reject")]),
}  # fmt: skip


async def answers(base: str, workshop: str, token: str, more: tuple[str, ...], case: str) -> list[tuple[int, object]]:
    """What a phone hears that says these bytes, from the answer to its hello on."""
    pieces, expected = CASES[case]
    reader, writer = await asyncio.open_connection(*base.removeprefix("http://").split(":"))
    asked = ("GET /live/" + workshop + " HTTP/1.1", "Host: " + base.removeprefix("http://"), "Upgrade: websocket",
             "Connection: keep-alive, Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: officina.v1",
             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Authorization: Bearer " + token, *more)  # fmt: skip
    writer.write("\r\n".join((*asked, "", "")).encode())
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    assert head.startswith(b"http/1.1 101"), head
    assert b"s3pplmbitxaq9kygzzhzrbk+xoo=" in head
    assert b"sec-websocket-protocol: officina.v1" in head
    writer.write(frame(TEXT, HELLO))
    while b'"more"' in (said := (await one(reader))[1]) or b'"frame"' not in said:
        pass
    for piece in pieces:
        writer.write(piece)
        await asyncio.sleep(0.002)
    found = [told(*await one(reader)) for _ in expected]
    if expected[-1][0] == CLOSE:
        with contextlib.suppress(ConnectionError):  # it need not wait for our answer
            writer.write(frame(CLOSE, b"\x03\xe8"))
            assert await reader.read() == b"", "nothing is said after a farewell"
    writer.close()
    return found


async def one(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """One frame of the server: its kind and its body."""
    first, size = await asyncio.wait_for(reader.readexactly(2), 10)
    more = {126: 2, 127: 8}.get(size)
    length = int.from_bytes(await reader.readexactly(more), "big") if more else size
    return first & 15, await reader.readexactly(length)


def told(kind: int, said: bytes) -> tuple[int, object]:
    """A frame as the cases have it: a message by its name, a fault by its number."""
    if kind == TEXT:
        return kind, json.loads(said)["t"]
    return (kind, int.from_bytes(said[:2], "big")) if kind == CLOSE and len(said) > 2 else (kind, said)


def test_what_is_said_over_a_line_is_answered_as_its_rules_have_it(tmp_path: Path) -> None:
    async def scene() -> None:
        with one_on_sqlite(tmp_path) as house:
            async with gathered(house) as g:
                ana = await g.person("Ana", open_=False)
                for way, (case, (_, expected)) in itertools.product(WAYS, CASES.items()):
                    found = await answers(house.here, g.id, ana.calls.token or "", WAYS[way], case)
                    assert [short(one) for one in found] == [short(one) for one in expected], (way, case)

    play(scene)


def short(one: tuple[int, object]) -> tuple[int, object]:
    """A farewell without a reason by its number, like one with a reason."""
    kind, said = one
    return (kind, int.from_bytes(said[:2], "big")) if kind == CLOSE and isinstance(said, bytes) else one
