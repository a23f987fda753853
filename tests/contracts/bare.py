"""A line byte by byte that inflates as browsers do: with all that it inflated before at hand."""

from __future__ import annotations

import asyncio
import json
import zlib

from app.live.framing import DEFLATED_TEXT, TAIL
from tests.contracts.gathering import Gathering, Person
from tests.contracts.house import House
from tests.contracts.test_straight import HELLO, TEXT, frame


class Bare:
    """One connection of a person's; `offer` is what it says of deflating, `more` are other headers."""

    def __init__(self, house: House, person: Person, offer: str = "", more: tuple[str, ...] = ()) -> None:
        self.base, self.person, self.offer, self.more = house.here.removeprefix("http://"), person, offer, more
        self.inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        self.bytes = self.deflated = 0

    async def open(self, g: Gathering) -> str:
        """Shake hands and say hello; what was agreed on."""
        self.reader, self.writer = await asyncio.open_connection(*self.base.split(":"))
        offer = [f"Sec-WebSocket-Extensions: {self.offer}"] if self.offer else []
        asked = (f"GET /live/{g.id} HTTP/1.1", f"Host: {self.base}", "Upgrade: websocket", "Connection: Upgrade",
                 "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: officina.v1", *offer, *self.more,
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                 f"Authorization: Bearer {self.person.calls.token}")  # fmt: skip
        self.writer.write("\r\n".join((*asked, "", "")).encode())
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode().lower()
        assert head.startswith("http/1.1 101"), head
        self.writer.write(frame(TEXT, HELLO))
        return next((line[26:] for line in head.split("\r\n") if line.startswith("sec-websocket-extensions")), "")

    async def hear(self) -> tuple[int, bool, bytes]:
        """One message: its kind, whether it was deflated, and what it says; counted."""
        first, size = await asyncio.wait_for(self.reader.readexactly(2), 10)
        more = {126: 2, 127: 8}.get(size, 0)
        length = int.from_bytes(await self.reader.readexactly(more), "big") if more else size
        said = await self.reader.readexactly(length)
        self.bytes += 2 + more + length
        if first == DEFLATED_TEXT:
            self.deflated += 1
            said = self.inflater.decompress(said + TAIL)
        return first & 15, first == DEFLATED_TEXT, said

    async def reach(self, at: int) -> list[dict]:
        """The frames up to this number."""
        found: list[dict] = []
        while not found or found[-1].get("more") or found[-1]["to"] < at:
            kind, _, said = await self.hear()
            found += [json.loads(said)] if kind == TEXT and b'"frame"' in said[:20] else []
        return found
