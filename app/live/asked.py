"""Acts on their way through a room: waiting to be decided and kept, and answered."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.core.types import Act, Event


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an act: its events' numbers (None: nothing changed), whether it was known, what undo left."""

    act: str
    first: int | None
    last: int | None
    dup: bool = False
    left: tuple[str, ...] = ()


@dataclass(slots=True)
class Waiting:
    """An act in the queue; `doubted` once the journal must be asked whether it knows it."""

    act: Act
    digest: str
    doubted: bool = False
    done: asyncio.Future[Answer] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    events: tuple[Event, ...] = ()

    def answer(self, answer: Answer) -> None:
        """It is done; whoever asked may have gone meanwhile, or have been told already."""
        if not self.done.done():
            self.done.set_result(answer)

    def refuse(self, why: Exception) -> None:
        """It is not done."""
        if not self.done.done():
            self.done.set_exception(why)


def doubt(acts: Iterable[Waiting]) -> bool:
    """Let the journal be asked about these; whether there are any about which it was not asked before."""
    new = [waiting for waiting in acts if not waiting.doubted]
    for waiting in new:
        waiting.doubted = True
    return bool(new)
