"""Looks into the journal, each shared by all who asked before it began."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable


class Looks:
    """Of one room. Whoever asks gets a look that begins after they asked; never are more than two under way."""

    def __init__(self, look: Callable[[], Awaitable[None]]) -> None:
        self.look = look
        self.now: asyncio.Task[None] | None = None
        self.next: asyncio.Task[None] | None = None

    async def fresh(self) -> None:
        """Wait for such a look; raises what it raised."""
        if self.next is None:
            self.next = asyncio.create_task(self._after(self.now))
        await asyncio.shield(self.next)

    async def _after(self, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        self.now, self.next = self.next, None
        await self.look()
