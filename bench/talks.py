"""What phones say in each kind of room, so that all are told the same text in messages of the same size."""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random

from .plan import BINARY, Talk, framed, handshake

BEAT_MS = 10_000  # how often our phones say how far they have come, at most
FILL = "una panchina all'ombra, vicino alla fermata "  # what people write, roughly


def words(mark: str, size: int, fill: str = FILL) -> str:
    """A text of that many characters with the marker in it."""
    return (mark + " " + fill * (size // len(fill) + 1))[: max(size, len(mark))]


def ours(port: int, workshop: str, activity: str, tokens: list[str], size: int,
         resume: dict[str, object] | None = None, inflates: bool = False, texts: list[str] | None = None,
         more: Sequence[tuple[str, str]] = ()) -> Talk:  # fmt: skip
    """Phones of ours: signed in by token, a note a change, acknowledged like any other.

    `more` are other workshops with their activities, phones in turn in each; `resume` is where they were; `texts` is
    what they write, one after the other, under ids of chance, instead of always the same.
    """
    offer = ["Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"] if inflates else []
    written = texts or [FILL]
    chance = Random(len(tokens))

    def named(n: int) -> str:
        return f"{chance.getrandbits(128):032x}" if texts else f"{n:032x}"
    asks = {"t": "hello", "v": 1, "scope": "current"} | ({"resume": resume} if resume else {})
    say_hello = framed(json.dumps(asks).encode())

    places = [(workshop, activity), *more]

    def hello(phone: int) -> tuple[bytes, bytes]:
        asks = (f"Authorization: Bearer {tokens[phone]}", "Sec-WebSocket-Protocol: officina.v1")
        return handshake(port, f"/live/{places[phone % len(places)][0]}", *asks, *offer), say_hello

    def change(n: int, phone: int, mark: str) -> bytes:
        activity = places[phone % len(places)][1]
        text = words(mark, size, written[n % len(written)])
        note = {"id": named(n), "activity": activity, "zone": "", "text": text, "lang": "it"}
        return framed(json.dumps({"t": "cmd", "id": named(n + 2**64), "k": "note.add", "d": note}).encode())

    beat = framed(b'{"t":"seen","cursor":1}')
    return Talk(hello, change, ready_after=2, beat=beat, beat_ms=BEAT_MS)


def plain(port: int, size: int, groups: int = 1) -> Talk:
    """JSON that is passed on as it is; the floor's phones say the same."""

    def change(_: int, __: int, mark: str) -> bytes:
        empty = len('{"t":"change","text":""}')
        return framed(json.dumps({"t": "change", "text": words(mark, size - empty)}, separators=(",", ":")).encode())

    return Talk(lambda phone: (handshake(port, f"/room/{phone % groups}"), b""), change)


def journal(port: int, cursor: int) -> Talk:
    """Phones that say up to where they have heard, and are told what came since in one message."""
    say_hello = framed(json.dumps({"t": "hello", "cursor": cursor}).encode())
    return Talk(lambda _: (handshake(port, "/room"), say_hello), lambda *_: framed(b"@@"), ready_after=1)


def told_all(port: int) -> Talk:
    """Phones that are told all there is as soon as they come."""
    return Talk(lambda _: (handshake(port, "/room"), b""), lambda *_: framed(b"@@"), ready_after=1)


def socketio(port: int, size: int, groups: int = 1) -> Talk:
    """Engine.IO 4 and Socket.IO 5 over a WebSocket from the start."""

    def change(_: int, __: int, mark: str) -> bytes:
        empty = len('42["change",{"text":""}]')
        said = json.dumps(["change", {"text": words(mark, size - empty)}], separators=(",", ":"))
        return framed(f"42{said}".encode())

    path = "/socket.io/?EIO=4&transport=websocket&room="
    return Talk(lambda phone: (handshake(port, f"{path}{phone % groups}"), framed(b"40")), change, ready_after=2)


def yjs(port: int, size: int, groups: int = 1) -> Talk:
    """y-websocket: each change sets one key of a map, as an update of one item (lib0 encoding, version 1)."""
    clocks: dict[int, int] = {}

    def change(n: int, phone: int, mark: str) -> bytes:
        clock = clocks[phone] = clocks.get(phone, -1) + 1
        start = b"\x01\x01" + varint(phone + 1) + varint(clock) + b"\x28\x01" + text("notes") + text(f"{n:x}")
        said = words(mark, size - len(start) - 10)
        update = start + b"\x01\x77" + text(said) + b"\x00"
        return framed(b"\x00\x02" + varint(len(update)) + update, BINARY)

    first = framed(b"\x00\x00\x01\x00", BINARY) + framed(b"\x00\x01\x02\x00\x00", BINARY)
    return Talk(lambda phone: (handshake(port, f"/room-{phone % groups}"), first), change, ready_after=2)


def varint(n: int) -> bytes:
    """lib0's unsigned number: seven bits a byte, lowest first."""
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    return bytes((*out, n))


def text(said: str) -> bytes:
    """lib0's string: its bytes after their number."""
    raw = said.encode()
    return varint(len(raw)) + raw
