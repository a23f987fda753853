"""Plans of load: what the phones of a round say, and when, as the generator reads it."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

TEXT, BINARY = 1, 2
MARK = 26  # characters of a marker
HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{more}\r\n"
)


@dataclass(frozen=True)
class Load:
    """How much is asked in a round: `rate` changes a second, for `seconds`, by `phones` in turn, who are in `groups`.

    Phone n is in group n modulo `groups`; who is in another is told nothing of a change.
    """

    phones: int
    rate: float
    seconds: float
    groups: int = 1

    @property
    def changes(self) -> int:
        """How many changes that is."""
        return max(1, round(self.rate * self.seconds))


@dataclass(frozen=True)
class Talk:
    """What the phones of one kind of room say.

    `hello(n)` is phone n's handshake and what it says after it; it is in when it has heard `ready_after` messages.
    `change(n, phone, mark)` is the message of change n, framed. `beat` is what each says every `beat_ms` (0: nothing).
    """

    hello: Callable[[int], tuple[bytes, bytes]]
    change: Callable[[int, int, str], bytes]
    ready_after: int = 0
    beat: bytes = b""
    beat_ms: int = 0


def handshake(port: int, path: str, *more: str) -> bytes:
    """A WebSocket's opening request."""
    return HANDSHAKE.format(path=path, port=port, more="".join(f"{line}\r\n" for line in more)).encode()


def framed(message: bytes, kind: int = TEXT) -> bytes:
    """A client's frame (RFC 6455, section 5.2); its mask is four zeros, which servers undo like any other."""
    size = len(message)
    short = bytes((0x80 | size,)) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    return bytes((0x80 | kind,)) + short + bytes(4) + message


def marker(n: int) -> str:
    """What the generator knows change n by; when it sends it, it writes the time into the sixteen zeros."""
    return f"@@{n:08x}{0:016x}"


def blob(content: bytes) -> bytes:
    """Some bytes after their number."""
    return struct.pack("<I", len(content)) + content


def write_plan(path: Path, talk: Talk, load: Load, *, wait: float, order: Sequence[int] | None = None) -> None:
    """Write the plan of a round; after the last change the generator waits at most `wait` seconds for the rest."""
    changes, gap = load.changes, round(1e9 / load.rate)
    said = [struct.pack("<IIIIIIQ", load.phones, changes, talk.ready_after, talk.beat_ms, round(wait * 1000),
                        load.groups, gap)]
    for phone in range(load.phones):
        said += [blob(part) for part in talk.hello(phone)]
    said.append(blob(talk.beat))
    for n in range(changes):
        phone = order[n % len(order)] if order else spread(n, load.phones)
        said += [struct.pack("<I", phone), blob(talk.change(n, phone, marker(n)))]
    path.write_bytes(b"".join(said))


def spread(n: int, phones: int) -> int:
    """Who makes change n: all in turn, neighbours far apart."""
    return n * 7919 % phones if phones % 7919 else n % phones
