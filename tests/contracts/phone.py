"""A phone light enough for thousands in one process: it keeps what it is told as bytes, and says what it has to."""

from __future__ import annotations

import asyncio
import json
import random
from collections import deque
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import msgspec

from bench.plan import framed, handshake
from tests.contracts.canon import canonical, law, parse
from tests.contracts.ledger import Ledger

AFTER_A_NO = 4  # commands on their way at once, after the server has said "later" a first time
HELLO = framed(b'{"t":"hello","v":1,"scope":"current"}')


class Said(msgspec.Struct):
    """What the server said, as far as a phone looks at it."""

    t: str
    id: str = ""
    first: int | None = None
    last: int | None = None
    code: str = ""
    retry: str = ""
    after: int = 0
    from_: int = msgspec.field(name="from", default=0)
    to: int = 0
    put: list[msgspec.Raw] = []
    drop: list[str] = []
    whole: bool = False
    more: bool = False
    at: int = 0
    sha256: str = ""
    limits: dict[str, Any] = {}


class Named(msgspec.Struct):
    """A record, as far as a phone that only keeps it must read it."""

    id: str
    kind: str


class Shelf:
    """Texts, records and their canonical forms, each kept once for all phones of a crowd."""

    def __init__(self) -> None:
        self.read = msgspec.json.Decoder(Said).decode
        self.name = msgspec.json.Decoder(Named).decode
        self.records: dict[bytes, tuple[str, str, bytes]] = {}
        self.forms: dict[bytes, bytes] = {}

    def record(self, raw: msgspec.Raw) -> tuple[str, str, bytes]:
        """Its id, its kind, and its bytes."""
        text = bytes(raw)
        known = self.records.get(text)
        if known is None:
            named = self.name(text)
            known = self.records[text] = (named.id, named.kind, text)
        return known

    def form(self, text: bytes) -> bytes:
        """The canonical form of a record, read strictly."""
        if text not in self.forms:
            self.forms[text] = canonical(parse(text))
        return self.forms[text]


class Phone(asyncio.Protocol):
    """One participant: commands in their order, "later" obeyed, frames applied, the digest compared.

    `broken` is what went wrong first; `idle` is set while everything said has been answered.
    """

    def __init__(self, base: str, workshop: str, token: str, shelf: Shelf, ledger: Ledger) -> None:
        self.base, self.path, self.token, self.shelf, self.ledger = base, f"/live/{workshop}", token, shelf, ledger
        self.records: dict[str, bytes] = {}
        self.kinds: dict[str, str] = {}
        self.staged: list[Said] = []
        self.cursor = self.seen = self.laters = self.acks = 0
        self.window = 1
        self.line: asyncio.Transport | None = None
        self.queue: deque[tuple[str, bytes]] = deque()
        self.flying: dict[str, bytes] = {}
        self.again: dict[str, bytes] = {}
        self.held = self.greeted = False
        self.rest = b""
        self.broken: Exception | None = None
        self.idle, self.there, self.checked = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.idle.set()
        self.chance = random.Random(token)

    async def open(self) -> Phone:
        """Connect, and wait for the first whole frame."""
        where = urlsplit(self.base)
        assert where.port is not None
        await asyncio.get_running_loop().create_connection(lambda: self, where.hostname, where.port)
        asks = (f"Authorization: Bearer {self.token}", "Sec-WebSocket-Protocol: officina.v1")
        self._say(handshake(where.port, self.path, *asks))
        await self.wait(self.there, 120)
        return self

    def ask(self, k: str, d: dict[str, Any]) -> None:
        """Put a command behind all others."""
        name = f"{self.chance.getrandbits(128):032x}"
        said = json.dumps({"t": "cmd", "id": name, "k": k, "d": d}, ensure_ascii=False, separators=(",", ":"))
        self.queue.append((name, framed(said.encode())))
        self.idle.clear()
        self._pump()

    async def check(self) -> None:
        """Compare digests: what is held here is what the server would show this phone now."""
        self.checked.clear()
        self._say(framed(b'{"t":"check"}'))
        await self.wait(self.checked, 120)

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Wait for something that a message brings; raises what is broken, or TimeoutError."""
        await asyncio.wait_for(event.wait(), seconds)
        if self.broken is not None:
            raise self.broken

    async def reach(self, seq: int, seconds: float) -> None:
        """Wait until the cursor has come to seq."""
        async with asyncio.timeout(seconds):
            while self.cursor < seq and self.broken is None:  # noqa: ASYNC110  (frames come by the thousand; a look now and then costs less)
                await asyncio.sleep(0.02)

    def beat(self) -> None:
        """Say that one is there, and how far one has seen."""
        if self.there.is_set() and not self.staged and self.broken is None:
            self._say(framed(b'{"t":"seen","cursor":%d}' % self.cursor))

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The records of one kind."""
        return [parse(text) for id, text in self.records.items() if self.kinds[id] == kind]

    def digest(self) -> str:
        """SHA-256 of what is held, in canonical form."""
        forms = (self.shelf.form(text) for _, text in sorted(self.records.items()))
        return sha256(b"[" + b",".join(forms) + b"]").hexdigest()

    def hang_up(self) -> None:
        """Be gone."""
        if self.line is not None:
            self.line.abort()

    # the wire

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The line stands."""
        assert isinstance(transport, asyncio.Transport)
        self.line = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """The line is gone; nobody here asks for that before the end."""
        self._break(exc or ConnectionError("the line is gone"))

    def data_received(self, data: bytes) -> None:
        """Whole messages out of what has come."""
        data = self.rest + data
        try:
            self.rest = data[self._take(data) :]
        except (AssertionError, ValueError) as fault:
            self._break(fault)
            self.hang_up()

    def _say(self, data: bytes) -> None:
        if self.line is not None and not self.line.is_closing():
            self.line.write(data)

    def _break(self, fault: Exception) -> None:
        self.broken = self.broken or fault
        for event in (self.idle, self.there, self.checked):
            event.set()

    def _take(self, data: bytes) -> int:
        at = 0
        if not self.greeted:
            end = data.find(b"\r\n\r\n")
            if end < 0:
                return 0
            law(data.startswith(b"HTTP/1.1 101"), "the handshake is answered", data[:200])
            self.greeted, at = True, end + 4
            self._say(HELLO)
        while len(data) - at >= 2:
            kind, size, head = data[at] & 15, data[at + 1], 2
            if size > 125:
                head = 4 if size == 126 else 10
                size = int.from_bytes(data[at + 2 : at + head], "big")
            if len(data) - at < head + size:
                break
            if kind == 1:
                self._hear(data[at + head : at + head + size])
            at += head + size
        return at

    def _hear(self, text: bytes) -> None:
        said = self.shelf.read(text)
        if said.t == "frame":
            self._frame(said)
        elif said.t == "ack":
            self._acked(said)
        elif said.t == "reject":
            self._refused(said)
        elif said.t == "welcome":
            self.window = said.limits["commands"]["burst"]
        elif said.t == "bye":
            self._break(ConnectionError(f"bye: {said.code}"))
        elif said.t == "ping":
            self._say(framed(b'{"t":"pong","now":0}'))
        elif said.t == "check":
            law(said.at == self.cursor, "a digest is of this viewer's records at its cursor", said.at, self.cursor)
            law(said.sha256 == self.digest(), "every client's state equals the server's view for it", self.kinds)
            self.checked.set()

    def _frame(self, said: Said) -> None:
        due = 1 if said.whole else self.cursor + 1
        first = self.staged[0] if self.staged else said
        law(first.from_ == said.from_ and (self.staged or said.from_ == due), "frames are contiguous", said.from_, due)
        self.staged.append(said)
        if said.more:
            return
        chunks, self.staged = self.staged, []
        if first.whole:
            self.records.clear()
        for chunk in chunks:
            for gone in chunk.drop:
                self.records.pop(gone, None)
        for chunk in chunks:
            for raw in chunk.put:
                id, self.kinds[id], self.records[id] = self.shelf.record(raw)
        self.cursor = said.to
        self.there.set()

    def _acked(self, said: Said) -> None:
        law(said.last is None or said.last <= self.cursor, "an ack comes after the frame that holds its effect", said)
        law(self.flying.pop(said.id, None) is not None, "an ack names a command sent on this connection", said.id)
        self.acks += 1
        self.ledger.acked({"id": said.id, "first": said.first, "last": said.last})
        self._pump()

    def _refused(self, said: Said) -> None:
        law((said.code, said.retry) == ("slow_down", "later"), "nothing is refused but for its rate", said)
        self.again[said.id] = self.flying.pop(said.id)
        self.laters += 1
        self.window = AFTER_A_NO
        if not self.held:
            self.held = True
            asyncio.get_running_loop().call_later(said.after / 1000, self._go_on)
        self._pump()

    def _go_on(self) -> None:
        self.held = False
        self._pump()

    def _pump(self) -> None:
        """Say what is due; after a no only when all on its way was answered, from the refused one on."""
        if self.held or (self.again and self.flying):
            return
        self.queue.extendleft(reversed(self.again.items()))
        self.again = {}
        due = [self.queue.popleft() for _ in range(min(len(self.queue), self.window - len(self.flying)))]
        self.flying.update(due)
        self._say(b"".join(text for _, text in due))
        if not self.flying:
            self.idle.set()
