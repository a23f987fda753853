"""A poor network on loopback: ways to a server that are cut, held, crumbled, slowed, or no longer read from."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
from collections.abc import AsyncIterator, Iterable
from urllib.parse import urlsplit

from tests.services import LOOPBACK

SMALL = 8 * 1024  # bytes that the kernel may take in on the far side, so that who is not read from notices
CRUMBS = 160  # bytes of a piece that go one by one
KINDS = ("cut", "hold", "vanish", "unread", "unread", "crumbs", "delay")
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Wire:
    """One phone's way to the server: an address of its own, and a weather that may change at any moment.

    `delay` is the longest wait of a piece, in seconds; `crumbs` sends the first bytes of each one by one; `unread`
    takes nothing more from the server. All of it is over with `clear`.
    """

    def __init__(self, base: str, chance: random.Random) -> None:
        self.there, self.chance = urlsplit(base), chance
        self.pairs: dict[asyncio.StreamWriter, asyncio.StreamWriter | None] = {}
        self.ghosts: list[asyncio.StreamWriter] = []
        self.url = ""
        self._tasks: set[asyncio.Task[None]] = set()
        self._flows, self._read = asyncio.Event(), asyncio.Event()
        self.clear()

    async def open(self) -> Wire:
        """Listen on an address of its own."""
        self._server = await asyncio.start_server(self._accept, LOOPBACK, 0, limit=SMALL)
        self.url = f"http://{LOOPBACK}:{self._server.sockets[0].getsockname()[1]}"
        return self

    def clear(self) -> None:
        """Fine weather: what was held flows again, whoever knocks is let through."""
        self.delay, self.crumbs, self.shut = 0.0, False, False
        self._flows.set()
        self._read.set()

    def cut(self) -> None:
        """Both sides are told at once, and nobody gets through until it clears."""
        self.shut = True
        self.reset()

    def reset(self) -> None:
        """Every connection ends without a word; the next one stands."""
        for phone, server in [*self.pairs.items(), *((ghost, None) for ghost in self.ghosts)]:
            for side in (phone, server):
                if side is not None:
                    side.transport.abort()
        self.pairs.clear()
        self.ghosts.clear()

    def hold(self) -> None:
        """Half open: nothing comes through either way, and nobody is told."""
        self._flows.clear()

    def vanish(self) -> None:
        """The phone knows that its connection is gone; the server is never told, and what it says goes nowhere."""
        for phone, server in self.pairs.items():
            if server is not None:
                self.ghosts.append(server)
            phone.transport.abort()
        self.pairs.clear()

    def unread(self) -> None:
        """From now on nothing is taken from the server; what the phone says still comes through."""
        self._read.clear()

    async def close(self) -> None:
        """No more connections, and none that stand."""
        self._server.close()
        self.reset()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        with contextlib.suppress(asyncio.CancelledError):  # closing cancels it, and asyncio would call that a fault
            await self._serve((reader, writer))

    async def _serve(self, phone: Streams) -> None:
        if self.shut:
            phone[1].transport.abort()
            return
        self.pairs[phone[1]] = None
        try:
            there = await self._dial()
        except OSError:  # the server is away: so is the phone's line
            phone[1].transport.abort()
            self.pairs.pop(phone[1], None)
            return
        if phone[1] not in self.pairs:  # cut while it was dialled
            there[1].transport.abort()
            return
        self.pairs[phone[1]] = there[1]
        await asyncio.gather(self._pump(phone[0], there[1], self._flows), self._pump(there[0], phone[1], self._read))
        ghost = there[1] in self.ghosts
        self.pairs.pop(phone[1], None)
        for side in (phone[1], there[1]):
            if not (ghost and side is there[1]):
                side.transport.abort()

    async def _dial(self) -> Streams:
        far = socket.socket()
        far.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
        far.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(far, (self.there.hostname, self.there.port))
        except OSError:
            far.close()
            raise
        return await asyncio.open_connection(sock=far, limit=SMALL)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, gate: asyncio.Event) -> None:
        """Carry what comes from one side to the other, as the weather lets it; an end is carried too."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                await gate.wait()
                data = await source.read(64 * 1024)
                await gate.wait()
                await self._flows.wait()
                if self.delay:
                    await asyncio.sleep(self.chance.uniform(0, self.delay))
                if sink in self.ghosts:
                    return
                if not data:
                    break
                await self._pass(data, sink)
        if sink not in self.ghosts:
            sink.transport.abort() if sink.is_closing() else sink.close()

    async def _pass(self, data: bytes, sink: asyncio.StreamWriter) -> None:
        if self.crumbs:
            for n in range(min(CRUMBS, len(data))):
                sink.write(data[n : n + 1])
                await asyncio.sleep(0)
            data = data[CRUMBS:]
        sink.write(data)
        await sink.drain()


@contextlib.asynccontextmanager
async def wires(bases: Iterable[str], chance: random.Random) -> AsyncIterator[list[Wire]]:
    """A way of one's own to each of these addresses."""
    made = [Wire(base, random.Random(chance.getrandbits(64))) for base in bases]
    try:
        for wire in made:
            await wire.open()
        yield made
    finally:
        await asyncio.gather(*(wire.close() for wire in made))


async def storms(wire: Wire, end: float, *, fair: float, foul: float, told: list[str]) -> None:
    """Fair spells and outages in turn until the loop's clock says `end`, then fair; `told` keeps what befell it.

    Lengths in seconds: fair spells up to `fair`, outages up to `foul`.
    """
    loop, chance = asyncio.get_running_loop(), wire.chance
    while True:
        await asyncio.sleep(min(chance.uniform(0, fair), max(0, end - loop.time())))
        if loop.time() >= end:
            return
        kind = chance.choice(KINDS)
        told.append(kind)
        if kind in ("crumbs", "delay"):
            wire.crumbs, wire.delay = kind == "crumbs", 0.5 * (kind == "delay")
        else:
            getattr(wire, kind)()
        await asyncio.sleep(min(chance.uniform(0, foul), max(0, end - loop.time())))
        if kind in ("hold", "unread") and chance.random() < 0.7:
            wire.reset()  # meanwhile its address was given to somebody else
        wire.clear()
