"""A crowd of people over the live protocol, beside browsers: each a line of its own, all in one thread apart."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.contracts.calls import Calls
from tests.contracts.client import Client


@dataclass
class Voice:
    """Somebody of the crowd: what joining gave, and their line."""

    alias: str
    id: str
    line: Client

    @property
    def me(self) -> dict[str, Any]:
        """What they know of themselves."""
        return self.line.mirror.records[f"me:{self.id}"]


@dataclass
class Crowd:
    """People with phones of another make; `leader` and `wall` are lines that only look and check."""

    url: str
    workshop: str
    code: str
    loop: asyncio.AbstractEventLoop
    voices: list[Voice] = field(default_factory=list)
    lines: list[Client] = field(default_factory=list)
    checks: list[Future[Any]] = field(default_factory=list)
    checked: int = 0

    def wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run something in the crowd's thread."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(90)

    def all(self, works: list[Coroutine[Any, Any, Any]]) -> list[Any]:
        """Run all of them at once."""

        async def together() -> list[Any]:
            return list(await asyncio.gather(*works))

        return list(self.wait(together()))

    def look(self, **wishes: Any) -> Client:
        """One more line into the workshop."""
        client = Client(self.url, self.workshop, **wishes)
        self.wait(client.open())
        self.lines.append(client)
        return client

    def come(self, aliases: list[str]) -> list[Voice]:
        """They join with the code and open their phones."""
        door = Calls(self.url)
        joined = [door.join(self.code, alias, language="it") for alias in aliases]
        clients = [Client(self.url, self.workshop, token=each["token"], scope="current") for each in joined]
        self.all([client.open() for client in clients])
        made = [
            Voice(alias, str(each["participant"]), line)
            for alias, each, line in zip(aliases, joined, clients, strict=True)
        ]
        self.voices += made
        self.lines += clients
        return made

    def until(self, test: Callable[[dict[str, Any]], Any]) -> None:
        """Wait until everybody's records say so."""
        self.all([voice.line.until(test, 30) for voice in self.voices])

    def agree(self) -> None:
        """Every line asks for the digest of what it should know, as soon as it may; the last answers must be in."""
        self.settle()
        standing = [line for line in self.lines if line.connected]
        self.checks = [asyncio.run_coroutine_threadsafe(line.check(30), self.loop) for line in standing]

    def settle(self) -> None:
        """All digests that were asked for have come, and are those of what the lines hold."""
        for each in self.checks:
            assert each.result(60)
        self.checked += len(self.checks)
        self.checks = []


@contextmanager
def crowd(url: str, workshop: str, code: str) -> Iterator[Crowd]:
    """A crowd, sent home at the end of the block."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    made = Crowd(url, workshop, code, loop)
    try:
        yield made
    finally:
        made.all([line.close() for line in made.lines])
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
