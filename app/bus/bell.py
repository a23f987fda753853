"""The doorbell: "workshop W has reached n" or "these people are here", never content; what is lost costs a moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

Heard = Callable[[str, int], None]
Met = Callable[[str, list[str], bool], None]


class Bell(Protocol):
    """What a room rings after a commit, and listens to for the commits of other processes."""

    async def ring(self, workshop: str, head: int) -> None:
        """Say that a workshop has reached `head`; never raises, since it is only a hint."""

    async def tell(self, workshop: str, people: list[str], *, here: bool) -> None:
        """Say that these people are connected to this process, or no longer; never raises, since it is only a hint."""

    async def listen(self, heard: Heard, met: Met) -> None:
        """Call `heard(workshop, head)` and `met(workshop, people, here)` until closed; heals by itself."""

    async def close(self) -> None:
        """Stop listening."""


class QuietBell:
    """The bell of a single process: nobody else is in the house."""

    async def ring(self, workshop: str, head: int) -> None:
        """Nobody hears it."""

    async def tell(self, workshop: str, people: list[str], *, here: bool) -> None:
        """There is nobody to tell."""

    async def listen(self, heard: Heard, met: Met) -> None:
        """Nothing is ever heard."""

    async def close(self) -> None:
        """Nothing to stop."""

