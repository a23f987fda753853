"""The rooms that are warm in this process: found, kept up with the journal, and let go when nobody is there."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Any

import structlog

from app.bus.bell import Bell
from app.store.trouble import Unavailable

from .fanout import Fanout
from .needs import Shelf
from .room import Room

log = structlog.get_logger()
LOOK_EVERY = 1.0  # seconds; whatever the bell says, this is how late a room can be
ASK_EVERY = 0.4  # seconds between two looks whether those who are signed in still are: their lines end within one
KEEP = 300.0  # seconds that an empty room stays warm


class Rooms:
    """Every workshop that somebody here is looking at."""

    def __init__(self, journal: Any, bell: Bell, now: Callable[[], int], shelf: Shelf | None = None,
                 alive: Callable[[list[str]], set[str]] = set, alone: Callable[[], None] = lambda: None,
                 ) -> None:  # fmt: skip
        """`shelf` keeps snapshots; `alive` says which of these sessions still count (all, when it is not given);
        `alone` is called once a second while no room is warm.
        """
        self.journal, self.now, self.shelf = journal, now, shelf
        self.alive, self.alone = alive, alone
        self.bell = bell
        self.rooms: dict[str, Room] = {}
        self.fanouts: dict[str, Fanout] = {}
        self.used: dict[str, float] = {}
        self._loading: dict[str, asyncio.Task[Room]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self) -> None:
        """Listen to the bell, and look anyway."""
        self._keep(asyncio.create_task(self.bell.listen(self.heard, self.met)))
        self._keep(asyncio.create_task(self._watch()))
        self._keep(asyncio.create_task(self._look()))

    def _keep(self, task: asyncio.Task[Any]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def get(self, workshop: str) -> Room:
        """The room of a workshop, folded from the journal if it was cold; raises Unavailable when it can't be read."""
        self.used[workshop] = time.monotonic()
        if workshop in self.rooms:
            return self.rooms[workshop]
        if workshop not in self._loading:
            self._loading[workshop] = asyncio.create_task(self._load(workshop))
        try:
            return await asyncio.shield(self._loading[workshop])
        finally:
            if workshop in self._loading and self._loading[workshop].done():
                del self._loading[workshop]

    async def fresh(self, workshop: str) -> Room:
        """The room after a look into the journal: for pages and reconnections, which must not be late."""
        room = await self.get(workshop)
        await room.looks.fresh()
        return room

    async def _load(self, workshop: str) -> Room:
        room = Room(workshop, self.journal, lambda head: self._ring(workshop, head), shelf=self.shelf)
        await room.load()
        self.rooms[workshop] = room
        self.fanouts[workshop] = Fanout(room, self.now, lambda people, here: self._tell(workshop, people, here))
        return room

    def fanout(self, workshop: str) -> Fanout:
        """Who is connected to a room that is warm."""
        return self.fanouts[workshop]

    def _ring(self, workshop: str, head: int) -> None:
        self._keep(asyncio.create_task(self.bell.ring(workshop, head)))

    def _tell(self, workshop: str, people: list[str], here: bool) -> None:
        self._keep(asyncio.create_task(self.bell.tell(workshop, people, here=here)))

    def met(self, workshop: str, people: list[str], here: bool) -> None:
        """Another process says who is, or is no longer, connected there."""
        if workshop in self.fanouts:
            self.fanouts[workshop].presence.heard(people, here, time.monotonic())

    def heard(self, workshop: str, head: int) -> None:
        """Somebody rang: catch up if we are behind. A forged ring costs one look."""
        room = self.rooms.get(workshop)
        if room is not None and head > room.state.seq:
            self._keep(asyncio.create_task(self._catch_up(room)))

    async def _catch_up(self, room: Room) -> None:
        with contextlib.suppress(Unavailable):  # the next look tries again
            await room.looks.fresh()

    async def _look(self) -> None:
        """Once a second: are we behind, and whom can we let go?"""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            self._let_go(time.monotonic())
            if not self.rooms:
                self.alone()
                continue
            try:
                known = list(self.rooms)
                heads = await asyncio.to_thread(self.journal.heads, known)
                for workshop, head in heads.items():
                    self.heard(workshop, head)
                for workshop in set(known) - set(heads):
                    self.forget(workshop)
            except Unavailable:
                continue
            except Exception as fault:
                log.error("look failed", exc_info=fault)

    async def _watch(self) -> None:
        """Several times a second: who is signed in no longer, whichever process they left?"""
        while True:
            await asyncio.sleep(ASK_EVERY)
            try:
                await self._show_out()
            except Unavailable:  # the next look tries again
                continue
            except Exception as fault:
                log.error("watch failed", exc_info=fault)

    def forget(self, workshop: str) -> None:
        """A workshop is no more: whoever is connected is told, and nothing of it stays warm."""
        self.rooms.pop(workshop, None)
        self.used.pop(workshop, None)
        fanout = self.fanouts.pop(workshop, None)
        for found in list(fanout.everyone()) if fanout is not None else []:
            found.end("removed")

    async def _show_out(self) -> None:
        """End the connections of those who signed out, or whose account no longer lets them in."""
        staff = [found for fanout in self.fanouts.values() for found in fanout.everyone() if found.token]
        if staff:
            alive = await asyncio.to_thread(self.alive, sorted({found.token for found in staff}))
            for found in staff:
                if found.token not in alive:
                    found.end("signed_out")

    def _let_go(self, now: float) -> None:
        for workshop in list(self.rooms):
            idle = now - self.used.get(workshop, 0.0) > KEEP
            if idle and not self.fanouts[workshop].connections:
                del self.rooms[workshop], self.fanouts[workshop], self.used[workshop]

    async def close(self) -> None:
        """Stop listening and looking; the connections have been told by the server that it stops."""
        for task in list(self._tasks):
            task.cancel()
        await self.bell.close()
