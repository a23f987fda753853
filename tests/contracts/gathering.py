"""A workshop set up over HTTP, its facilitator's line, and as many people as a test wants."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

from tests.contracts.calls import Calls
from tests.contracts.client import Client, Message
from tests.contracts.house import House

OPEN_RULES = {
    "private": False,
    "anonymous": False,
    "notes": None,
    "cluster": "all",
    "tables": False,
    "phones": "up",
}


@dataclass
class Person:
    """Somebody in the workshop: what joining gave, their own calls and their line."""

    joined: dict[str, Any]
    calls: Calls
    line: Client

    @property
    def id(self) -> str:
        """The participant's id."""
        return str(self.joined["participant"])


class Gathering:
    """One workshop in its first board activity; `boss` is the facilitator's line, `calls` their HTTP."""

    def __init__(self, house: House, *, chance: random.Random | None = None) -> None:
        self.house, self.chance = house, chance or random.Random()
        self.calls = house.user("facilitator")
        self.people: list[Person] = []
        self.lines: list[Client] = []
        self.made: dict[str, Any] = {}

    async def begin(self, *, title: str = "Una prova", started: bool = True, **rules: Any) -> Gathering:
        """Create, open, connect the facilitator, and start a board of several zones with these rules."""
        pack = (await self.calls.call("GET", "/packs")).json
        first = (pack["packs"] if isinstance(pack, dict) else pack)[0]["id"]
        self.made = await asyncio.to_thread(
            self.calls.create, pack=first, title=title, languages=["it", "en"]
        )
        self.id, self.code = self.made["id"], self.made["code"]
        await asyncio.to_thread(self.calls.start, self.id)
        self.boss = await self.line(token=self.calls.token, scope="all")
        boards = [a for a in self.made["activities"] if a["tool"] == "board"]
        boards.sort(key=lambda found: len(found["zones"]) < 2)  # those with several zones first
        self.boards = [found["id"] for found in boards]
        self.board, self.zones = self.boards[0], [zone["id"] for zone in boards[0]["zones"]]
        if started:
            await self.play(self.board, **rules)
        return self

    async def play(self, activity: str, **rules: Any) -> None:
        """Set an activity's rules and start it."""
        known = self.boss.mirror.records[activity]["rules"]
        await self.boss.do("activity.set", {"id": activity, "rules": {**known, **OPEN_RULES, **rules}})
        await self.boss.do("activity.start", {"id": activity})

    async def line(self, *, there: bool = False, open_: bool = True, **wishes: Any) -> Client:
        """One more line into this workshop, checked and closed at the end."""
        base = self.house.there if there else self.house.here
        client = Client(base, self.id, chance=random.Random(self.chance.getrandbits(64)), **wishes)
        self.lines.append(client)
        return await client.open() if open_ else client

    async def person(
        self,
        alias: str,
        *,
        there: bool = False,
        scope: str = "current",
        open_: bool = True,
        language: str = "it",
        **more: Any,
    ) -> Person:
        """Somebody joins with the code and opens their phone."""
        base = self.house.there if there else self.house.here
        door = Calls(base, language=language)
        joined = await asyncio.to_thread(door.join, self.code, alias, language=language, **more)
        line = await self.line(there=there, scope=scope, token=joined["token"], open_=open_)
        made = Person(joined, Calls(base, joined["token"], language), line)
        self.people.append(made)
        return made

    async def wall(self, *, there: bool = False) -> Client:
        """The projector: the facilitator's right, lowered to what the room may see."""
        return await self.line(there=there, token=self.calls.token, as_="wall", scope="all")

    async def note(self, line: Client, text: str, **more: Any) -> str:
        """Write a note on the board; returns its id."""
        name = line.new_id()
        d: Message = {
            "id": name,
            "activity": self.board,
            "zone": self.zones[0],
            "text": text,
            "lang": "it",
            **more,
        }
        await line.do("note.add", d)
        return name

    async def vote(
        self,
        targets: list[str],
        *,
        activity: str | None = None,
        dots: int = 3,
        most: int = 1,
        secret: bool = True,
    ) -> str:
        """Open a ballot of dots; returns its id."""
        name = self.boss.new_id()
        settings = {"dots": dots, "max": most, "secret": secret, "shuffle": False}
        d = {
            "id": name,
            "activity": activity or self.board,
            "method": "dots",
            "targets": targets,
            "settings": settings,
        }
        await self.boss.do("ballot.open", d)
        return name

    async def quiet(self, *lines: Client, wait: float = 8.0) -> int:
        """Wait until all lines stand where the workshop stands; returns that place.

        What changes nothing that a viewer sees may come without a frame, so the head is asked of the server.
        """
        at = (await self.calls.call("GET", f"/workshops/{self.id}")).json["at"]
        for line in lines or self.lines:
            if line.connected:
                await line.reach(at, wait)
        return int(at)

    async def agree(self) -> None:
        """Every line that stands knows exactly what the server would show it: digests are equal."""
        await asyncio.gather(*(line.check() for line in self.lines if line.connected))

    async def end(self) -> None:
        """Close every line."""
        await asyncio.gather(*(line.close() for line in self.lines))


@contextlib.asynccontextmanager
async def gathered(house: House, **rules: Any) -> AsyncIterator[Gathering]:
    """A gathering whose lines must agree with the server when the test is done."""
    gathering = Gathering(house)
    try:
        yield await gathering.begin(**rules)
        await gathering.agree()
    finally:
        await gathering.end()


def play(scene: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a scene to its end."""
    asyncio.run(scene())


@dataclass
class Company:
    """A workshop that many cases share one after the other: two who write, one who leads, one loop for their lines."""

    runner: asyncio.Runner
    g: Gathering
    ana: Person
    other: Person

    def play(self, scene: Coroutine[Any, Any, None]) -> None:
        """Run a case to its end."""
        self.ana.line.outbox.stray.clear()
        self.runner.run(scene)


@contextlib.contextmanager
def company(house: House, other: str = "Ben", language: str = "it") -> Iterator[Company]:
    """A company whose lines must agree with the server when all cases are done."""
    gathering = Gathering(house)
    with asyncio.Runner() as runner:
        try:
            runner.run(gathering.begin())
            ana = runner.run(gathering.person("Ana"))
            yield Company(runner, gathering, ana, runner.run(gathering.person(other, there=True, language=language)))
            runner.run(gathering.agree())
        finally:
            runner.run(gathering.end())
