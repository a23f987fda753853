"""An evening of the demo: its room, its people, and a clock that their doings move on."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from typing import Any

from app.core.types import Act, Command
from app.core.words import agenda
from app.live.room import Room
from app.web import joining
from app.web.house import House


@dataclass
class Clock:
    """A clock that people's doings move on, each by about `pace` ms, so that the evening has natural times."""

    at: int
    chance: random.Random
    pace: int = 12_000

    def __call__(self) -> int:
        """Some moments later, in ms."""
        self.at += self.chance.randint(self.pace // 3, self.pace + 2 * self.pace // 3)
        return self.at

    def spread(self, acts: int, until: int) -> None:
        """From now on so many acts fill most of the time until then."""
        self.pace = max(300, int(0.9 * (until - self.at) / max(1, acts)))

    def reach(self, until: int) -> None:
        """It is that late, if it wasn't already."""
        self.at = max(self.at, until)


@dataclass
class Evening:
    """A workshop being played: its room, its agenda by card, who is there; `clock` only where time is played too."""

    house: House
    words: dict[str, Any]
    room: Room
    boss: str
    clock: Clock | None = None
    steps: dict[str, agenda.Activity] = field(default_factory=dict)
    people: dict[Any, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)  # by their words
    ends: int = 0  # when the step that runs is meant to end

    async def lead(self, data: Command) -> None:
        """Something the facilitator does."""
        await self.do(self.boss, "facilitator", data)

    async def by(self, who: Any, data: Command) -> None:
        """Something one of the people does; for those on paper the facilitator types it."""
        on_paper = isinstance(who, str)
        role, via = ("facilitator", self.boss) if on_paper else ("participant", None)
        await self.do(self.people[who], role, data, via)

    async def do(self, person: str, role: str, data: Command, via: str | None = None) -> None:
        """An act, as it comes from a phone or the console."""
        new_id, at = self.house.new_id, self.house.now()
        await self.room.do(
            Act(id=new_id(), person=person, role=role, data=data, at=at, chance=new_id(), via=via)
        )

    def note(self, beginning: str) -> str:
        """The id of the note that begins with these words."""
        return next(id for text, id in self.notes.items() if text.startswith(beginning))

    def spread(self, acts: int, share: float = 1.0) -> None:
        """So many acts fill this share of what is left of the step."""
        if self.clock is not None:
            self.clock.spread(acts, self.clock.at + int(share * (self.ends - self.clock.at)))


async def arrive(evening: Evening, aliases: list[str], languages: dict[int, str] | None = None) -> None:
    """People come in with the code, as from their phones."""
    house, room = evening.house, evening.room
    row = await asyncio.to_thread(house.desk.workshops.get, room.workshop)
    assert row is not None
    for n, alias in enumerate(aliases):
        joined = await joining.join(
            house, row.code, alias, (languages or {}).get(n, "it"), row.notice, frozenset(), "demo"
        )
        evening.people[n] = joined.participant
