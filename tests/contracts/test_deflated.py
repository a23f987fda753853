"""Lines that can inflate: what many are told comes deflated, what one is told does not, and bombs are no message."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Iterator

import pytest

from app.live.framing import TAIL
from tests.contracts.bare import Bare
from tests.contracts.gathering import gathered, play
from tests.contracts.house import House, one_on_sqlite
from tests.contracts.test_straight import (
    ASK,
    BINARY,
    CLOSE,
    GOES_ON,
    PING,
    PONG,
    TEXT,
    frame,
    short,
    told,
)

OFFER = "permessage-deflate; client_max_window_bits"
NEVER = "server_no_context_takeover"
RSV1 = 0x40
MOST = 65_536


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with one_on_sqlite(tmp_path_factory.mktemp("house")) as made:
        yield made


def test_many_are_told_in_a_third_of_the_bytes_and_the_same(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            browsers = [
                Bare(house, await g.person(name, open_=False), offer)
                for name, offer in (("Ana", OFFER), ("Ben", OFFER), ("Cleo", ""), ("Dino", f"{OFFER}; {NEVER}"))
            ]
            agreed = [await browser.open(g) for browser in browsers]
            ours = "permessage-deflate; client_no_context_takeover"
            assert agreed == [ours, ours, "", f"{ours}; {NEVER}"]
            at = await g.quiet(g.boss)
            first = [await browser.reach(at) for browser in browsers]
            assert all(found[-1]["put"] for found in first)
            before = [browser.bytes for browser in browsers]
            for n in range(40):
                await g.note(g.boss, f"Una panchina all'ombra, vicino alla fermata numero {n}")
            at = await g.quiet(g.boss)
            heard = [await browser.reach(at) for browser in (browsers[0], browsers[2])]
            assert merged(heard[0]) == merged(heard[1]) != {}
            for browser in (browsers[1], browsers[3]):
                await browser.reach(at)
            ana, ben, cleo, dino = (
                browser.bytes - was for browser, was in zip(browsers, before, strict=True)
            )
            assert max(ana, ben) < 0.4 * cleo, (ana, ben, cleo)
            assert ana < dino < cleo
            assert browsers[2].deflated == 0
            for browser in browsers:
                browser.writer.close()

    play(scene)


def merged(frames: list[dict]) -> dict[str, dict]:
    """What the frames put, by id."""
    return {record["id"]: record for said in frames for record in said["put"]}


def test_what_one_alone_is_told_is_never_deflated(house: House) -> None:
    async def scene() -> None:
        async with gathered(house, private=True) as g:
            browser = Bare(house, await g.person("Ana", open_=False), OFFER)
            await browser.open(g)
            await browser.reach(await g.quiet(g.boss))
            new_id, text = browser.person.line.new_id, "solo mio, " * 40 + "tutto"
            note = {"id": new_id(), "activity": g.board, "zone": g.zones[0], "text": text, "lang": "it"}
            said = {"t": "cmd", "id": new_id(), "k": "note.add", "d": note}
            browser.writer.write(frame(TEXT, json.dumps(said).encode()))
            heard = [await browser.hear()]
            while b'"ack"' not in heard[-1][2][:20]:
                heard.append(await browser.hear())
            mine = [deflated for _, deflated, message in heard if text.encode() in message]
            assert mine == [False]
            assert not heard[-1][1], "nor is an answer"
            browser.writer.close()

    play(scene)


def packed(message: bytes, *, whole: bool = False) -> bytes:
    """A message deflated by itself; `whole` as if none were to follow."""
    made = zlib.compressobj(wbits=-15)
    if whole:
        return made.compress(message) + made.flush() + b"\0"  # RFC 7692, section 7.2.3.4
    return (made.compress(message) + made.flush(zlib.Z_SYNC_FLUSH))[: -len(TAIL)]


LONG = ASK[:-1] + b" " * 300 + b"}"
SHORT = frame(TEXT | RSV1, packed(ASK))
# What is said after the hello, in these pieces, and the kinds and bodies of the frames that answer it.
CASES: dict[str, tuple[list[bytes], list[tuple[int, object]]]] = {
    "two in one piece": ([SHORT + SHORT], [(TEXT, "pong")] * 2),
    "deflated and plain in turn": ([SHORT + frame(TEXT, ASK) + SHORT], [(TEXT, "pong")] * 3),
    "byte by byte": ([bytes((byte,)) for byte in SHORT], [(TEXT, "pong")]),
    "long": ([frame(TEXT | RSV1, packed(LONG))], [(TEXT, "pong")]),
    "with a last block": ([frame(TEXT | RSV1, packed(ASK, whole=True)) + SHORT], [(TEXT, "pong")] * 2),
    "in fragments, with a ping between": (
        [frame(TEXT | RSV1, packed(ASK)[:5], fin=False), frame(PING, b"da?"), frame(GOES_ON, packed(ASK)[5:]), SHORT],
        [(PONG, b"da?"), (TEXT, "pong"), (TEXT, "pong")],
    ),
    "bytes": ([frame(BINARY | RSV1, packed(b"abc"))], [(TEXT, "reject")]),
    "a bomb": ([frame(TEXT | RSV1, packed(bytes(40_000_000)))], [(CLOSE, 1009)]),
    "a bomb in fragments": (
        [frame(TEXT | RSV1, packed(bytes(40_000_000))[:20_000], fin=False),
         frame(GOES_ON, packed(bytes(40_000_000))[20_000:])],
        [(CLOSE, 1009)],
    ),
    "a byte too long": ([frame(TEXT | RSV1, packed(b" " * (MOST + 1)))], [(CLOSE, 1009)]),
    "not deflated": ([frame(TEXT | RSV1, b"\xff" * 20)], [(CLOSE, 1002)]),
    "no text": ([frame(TEXT | RSV1, packed(b"\xff" * 20))], [(CLOSE, 1007)]),
    "a bit on what goes on": (
        [frame(TEXT | RSV1, packed(ASK)[:5], fin=False) + frame(GOES_ON | RSV1, packed(ASK)[5:])], [(CLOSE, 1002)],
    ),
}  # fmt: skip


def test_what_is_said_deflated_is_read_as_what_is_said_plainly(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana", open_=False)
            for case, (pieces, expected) in CASES.items():
                browser = Bare(house, ana, OFFER)
                await browser.open(g)
                await browser.reach(await g.quiet(g.boss))
                for piece in pieces:
                    browser.writer.write(piece)
                    await asyncio.sleep(0.002)
                found = [told(kind, said) for kind, _, said in [await browser.hear() for _ in expected]]
                assert [short(one) for one in found] == [short(one) for one in expected], case
                browser.writer.close()

    play(scene)
