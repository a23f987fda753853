"""What a room needs of the store."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from app.store.entries import Accepted, Batch, Head, Stored


class Shelf(Protocol):
    """Where disposable snapshots are kept."""

    def save(self, workshop: str, seq: int, content: bytes, *, version: int) -> bool:
        """Keep a fold of the journal up to `seq`."""
        ...

    def load(self, workshop: str, *, version: int) -> tuple[int, bytes] | None:
        """The fold that was kept, with its seq."""
        ...


class Ledger(Protocol):
    """What a room needs of the journal."""

    async def append(self, batch: Batch) -> list[Accepted]:
        """Commit a batch; raises Conflict or Unavailable."""
        ...

    def read(
        self, workshop: str, after: int = 0, upto: int | None = None, limit: int | None = None
    ) -> list[Stored]:
        """The events after a number."""
        ...

    def head(self, workshop: str) -> Head:
        """Where a workshop stands."""
        ...

    def mark(self, workshop: str, seq: int) -> str | None:
        """The random tag of an event."""
        ...

    def known_among(self, workshop: str, acts: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Accepted]:
        """The first answers to those acts, each a (person, id), that are known."""
        ...

    def contents(self, workshop: str, refs: Iterable[int]) -> dict[int, dict[str, Any]]:
        """What is personal in the events of these numbers."""
        ...
