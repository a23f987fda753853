"""What is agreed on about deflating (RFC 7692), what is read of it, and what goes over the wire."""

from __future__ import annotations

import random
import zlib

import pytest

from app.live.deflating import agreed
from app.live.framing import (
    DEFLATED_TEXT,
    NEVER,
    NONE,
    PLAIN,
    STEPS,
    TAIL,
    TEXT,
    Stream,
    deflated_alone,
    inflated,
    text_frame,
)
from app.live.packets import Packet, Shared

MOST = 65_536
OURS = "permessage-deflate; client_no_context_takeover"
OFFERS: dict[str, tuple[str, int] | None] = {
    "": None,
    "permessage-deflate": (OURS, NONE),
    "Permessage-Deflate; Client_Max_Window_Bits": (OURS, NONE),
    "permessage-deflate; client_max_window_bits=15; client_no_context_takeover": (OURS, NONE),
    "permessage-deflate; server_no_context_takeover": (f"{OURS}; server_no_context_takeover", NEVER),
    "permessage-deflate; server_max_window_bits=15": (f"{OURS}; server_max_window_bits=12", NONE),
    'permessage-deflate; server_max_window_bits="12"': (f"{OURS}; server_max_window_bits=12", NONE),
    "permessage-deflate; server_max_window_bits=11, permessage-deflate": (OURS, NONE),
    "permessage-deflate; server_max_window_bits=9": None,
    "permessage-deflate; server_max_window_bits": None,
    "permessage-deflate; server_max_window_bits=012": None,
    "permessage-deflate; server_max_window_bits=16": None,
    "permessage-deflate; client_max_window_bits=7": None,
    "permessage-deflate; server_no_context_takeover=1": None,
    "permessage-deflate; server_no_context_takeover; server_no_context_takeover": None,
    "permessage-deflate; something_else": None,
    "x-webkit-deflate-frame, permessage-bzip2": None,
    "x-webkit-deflate-frame, permessage-deflate; client_max_window_bits": (OURS, NONE),
}


@pytest.mark.parametrize("offer", OFFERS)
def test_the_first_offer_that_suits_is_taken(offer: str) -> None:
    assert agreed(offer) == OFFERS[offer]


def packed(message: bytes) -> bytes:
    made = zlib.compressobj(wbits=-15)
    return (made.compress(message) + made.flush(zlib.Z_SYNC_FLUSH))[: -len(TAIL)]


@pytest.mark.parametrize("message", [b"", b"x", b'{"t":"ping"}' * 40, bytes(MOST)])
def test_what_was_deflated_by_itself_is_read(message: bytes) -> None:
    assert inflated(packed(message), MOST) == message


@pytest.mark.parametrize("said", [packed(bytes(MOST + 1)), packed(bytes(50_000_000)), b"\xff\xff\xff", b"\x07"])
def test_what_is_too_long_or_not_deflated_is_no_message(said: bytes) -> None:
    with pytest.raises(ValueError, match=r"too long|not deflated"):
        inflated(said, MOST)


def read(frames: bytes, reader: zlib._Decompress | None = None) -> list[bytes]:
    """The messages of unmasked frames; deflated ones by `reader`, or each by one of its own."""
    found = []
    while frames:
        start = {126: 4, 127: 10}.get(frames[1], 2)
        size = int.from_bytes(frames[2:start], "big") if start > 2 else frames[1]
        body, kind, frames = frames[start : start + size], frames[0], frames[start + size :]
        assert kind in (TEXT, DEFLATED_TEXT)
        own = reader or zlib.decompressobj(-zlib.MAX_WBITS)
        found.append(own.decompress(body + TAIL) if kind == DEFLATED_TEXT else body)
    return found


def spoken(n: int) -> list[bytes]:
    chance = random.Random(n)
    return [b'{"t":"frame","from":%d,"to":%d,"put":[{"kind":"note","text":"%d"}]}' % (n, n, chance.randrange(1 << 60))]


def test_a_stream_is_read_by_whoever_hears_it_from_a_beginning_and_begins_anew_now_and_then() -> None:
    stream, reader, begins, sizes = Stream(), zlib.decompressobj(-zlib.MAX_WBITS), [], [0, 0]
    for n in range(1, 2 * STEPS + 3):
        said, anew = stream.take(spoken(n), n - 1, n)
        begins += [n] if anew else []
        assert read(said, reader) == spoken(n)
        sizes = [sizes[0] + len(said), sizes[1] + len(text_frame(spoken(n)[0]))]
    assert begins == [1, STEPS + 1, 2 * STEPS + 1]
    assert sizes[0] < 0.5 * sizes[1], sizes
    assert stream.take(spoken(1), 200, 201)[1], "a gap begins anew"


def test_who_is_told_how_and_what_they_hold_then() -> None:
    stream, long = Stream(), [b'{"t":"frame","put":[%s]}' % (b'{"kind":"note"},' * 40)]
    first = Shared(long, 0, 1, deflates=True)
    assert first.frame(PLAIN) == (text_frame(long[0]), PLAIN)
    assert first.frame(7) == (deflated_alone(long), NONE)
    first.enter(stream)
    streamed, number = first.frame(NONE)
    assert (read(streamed), number) == (long, stream.number)
    assert first.frame(NEVER) == (deflated_alone(long), NEVER)
    second = Shared(long, 1, 2, deflates=True)
    second.enter(stream)
    assert len(second.frame(number)[0]) < len(streamed) / 2
    assert second.frame(number)[1] == number
    assert second.frame(NONE) == (deflated_alone(long), NONE)
    late = Shared(long, 0, 2, deflates=True)
    late.enter(stream)
    assert late.frame(number) == (deflated_alone(long), NONE)
    secret = Shared(long, 2, 3, deflates=False)
    secret.enter(stream)
    assert secret.frame(number) == (text_frame(long[0]), NONE)
    assert Packet(long).frame(number) == (text_frame(long[0]), number)


def test_what_would_be_longer_goes_as_it_is() -> None:
    assert deflated_alone([b"x"]) == text_frame(b"x")
    assert read(deflated_alone([b"x", b"x" * 200])) == [b"x", b"x" * 200]
