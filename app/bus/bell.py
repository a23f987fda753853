"""The doorbell: "workshop W has reached n", never content; a ring that is lost only costs a second."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

Heard = Callable[[str, int], None]


class Bell(Protocol):
    """What a room rings after a commit, and listens to for the commits of other processes."""

    async def ring(self, workshop: str, head: int) -> None:
        """Say that a workshop has reached `head`; never raises, since it is only a hint."""

    async def listen(self, heard: Heard) -> None:
        """Call `heard(workshop, head)` for each ring, until closed; heals by itself."""

    async def close(self) -> None:
        """Stop listening."""


class QuietBell:
    """The bell of a single process: nobody else is in the house."""

    async def ring(self, workshop: str, head: int) -> None:
        """Nobody hears it."""

    async def listen(self, heard: Heard) -> None:
        """Nothing is ever heard."""

    async def close(self) -> None:
        """Nothing to stop."""

