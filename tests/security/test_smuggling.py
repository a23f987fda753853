"""Where one request ends and the next begins is no matter of opinion: what could be read in two ways is refused."""

from __future__ import annotations

import asyncio
import re

import pytest

from tests.security.listening import listening
from tests.security.world import World

HEAD = (
    b"POST /display HTTP/1.1\r\nHost: testserver\r\nOrigin: http://testserver\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n"
)
HIDDEN = b"GET /healthz HTTP/1.1\r\nHost: testserver\r\nConnection: close\r\n\r\n"
END = b"0\r\n\r\n"
ODD = {
    "both lengths": b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + END,
    "both, and what follows within the length": b"Content-Length: 90\r\nTransfer-Encoding: chunked\r\n\r\n"
    + END,
    "two lengths": b"Content-Length: 0\r\nContent-Length: 40\r\n\r\n",
    "a list of lengths": b"Content-Length: 0, 40\r\n\r\n",
    "a length with a sign": b"Content-Length: +5\r\n\r\n" + END,
    "a length in hex": b"Content-Length: 0x5\r\n\r\n" + END,
    "an unknown coding": b"Transfer-Encoding: xchunked\r\n\r\n" + END,
    "chunked is not the last": b"Transfer-Encoding: chunked, identity\r\n\r\n" + END,
    "a blank before the colon": b"Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n" + END,
    "a folded line": b"Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\n" + END,
    "a bare line feed": b"X: 1\nContent-Length: 0\r\n\r\n",
    "a bare line feed in a chunk's head": b"Transfer-Encoding: chunked\r\n\r\n0;a\nb\r\n\r\n",
    "a chunk of negative size": b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n" + END,
}
PLAIN = {
    "a length": b"Content-Length: 0\r\n\r\n",
    "in chunks": b"Transfer-Encoding: chunked\r\n\r\n" + END,
}


def answers(world: World, said: bytes) -> list[int]:
    """The status of each answer until the server closes."""

    async def run() -> bytes:
        async with listening(world) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(said)
            heard = await asyncio.wait_for(reader.read(), 30)
            writer.close()
            return heard

    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", world.runner.run(run()))]


@pytest.mark.parametrize("name", ODD)
def test_what_could_be_read_in_two_ways_is_refused_and_nothing_after_it_is_read(
    world: World, name: str
) -> None:
    assert answers(world, HEAD + ODD[name] + HIDDEN) == [400]


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_request_and_the_one_after_it_are_both_answered(world: World, name: str) -> None:
    """So a hidden one would be seen."""
    assert answers(world, HEAD + PLAIN[name] + HIDDEN) == [303, 200]
