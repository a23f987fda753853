"""Counts wrong codes and passwords, in a table that all processes share, and says who must wait."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, func, select

from .db import Database
from .keys import keyed
from .rows import FailureRow

SLOT = 60_000  # ms
EVERYWHERE = "*"


@dataclass(frozen=True, slots=True)
class Patience:
    """How many failures a door bears in a window of so many minutes.

    A library is one address, so `place` is generous. When the whole door has had `all` failures somebody is
    guessing from many addresses: from then on each place has only `strained`, and whoever types the right password
    at the first attempts still comes in. A right code always opens, so of codes nothing wrong is told from then on.
    """

    minutes: int = 10
    place: int = 60
    all: int = 300
    strained: int = 3


@dataclass(frozen=True, slots=True)
class Cap:
    """The end of failures: `after` milliseconds until wrong ones are told again; `everywhere`, or at one place."""

    after: int
    everywhere: bool


class Doors:
    """Doors have names ("join", "receipt", "sign_in"); places are addresses, kept only as keyed hashes."""

    def __init__(self, database: Database, key: bytes, patience: Patience | None = None) -> None:
        self.database, self.key, self.patience = database, key, patience or Patience()

    def wait(self, door: str, place: str, *, now: int) -> int:
        """How many milliseconds until this place may try again; 0 when it may now. Only failures count."""
        slot, hashed = now // SLOT, self._hashed(place)
        with self.database.view() as session:
            mine, first = self._count(session, door, hashed, slot)
            everybody, _ = self._count(session, door, EVERYWHERE, slot)
        allowed = self.patience.strained if everybody >= self.patience.all else self.patience.place
        return max(0, (first + self.patience.minutes) * SLOT - now) if mine >= allowed else 0

    def cap(self, door: str, place: str, *, now: int) -> Cap | None:
        """Whether failures are at their end, here or everywhere; for doors that let in whatever is right all the same.

        There is nothing to spare for honest places then: wrong ones are neither told nor counted, wherever from.
        """
        slot = now // SLOT
        with self.database.view() as session:
            mine, first = self._count(session, door, self._hashed(place), slot)
            everybody, began = self._count(session, door, EVERYWHERE, slot)
        if mine >= self.patience.place:
            return Cap(self._after(first, now), everywhere=False)
        return Cap(self._after(began, now), everywhere=True) if everybody >= self.patience.all else None

    def _after(self, first: int, now: int) -> int:
        return max(1, (first + self.patience.minutes) * SLOT - now)

    def _count(self, session: Session, door: str, place: str, slot: int) -> tuple[int, int]:
        """The failures in the window, and the slot of the oldest of them."""
        row = (
            FailureRow.door == door,
            FailureRow.place == place,
            FailureRow.slot > slot - self.patience.minutes,
        )
        query = select(
            func.coalesce(func.sum(FailureRow.count), 0), func.coalesce(func.min(FailureRow.slot), slot)
        )
        total, first = session.exec(query.where(*row)).one()
        return int(total), int(first)

    def failed(self, door: str, place: str, *, now: int) -> None:
        """Count a wrong code or password."""
        slot = now // SLOT
        for where in (self._hashed(place), EVERYWHERE):
            try:
                self._add(door, where, slot)
            except IntegrityError:  # another process made the row at the same moment
                self._add(door, where, slot)

    def _add(self, door: str, place: str, slot: int) -> None:
        here = select(FailureRow).where(
            FailureRow.door == door, FailureRow.place == place, FailureRow.slot == slot
        )
        with self.database.session() as session:
            session.exec(delete(FailureRow).where(col(FailureRow.slot) <= slot - self.patience.minutes))
            row = session.exec(here.with_for_update()).first()
            if row is None:
                session.add(FailureRow(door=door, place=place, slot=slot, count=1))
            else:
                row.count += 1

    def _hashed(self, place: str) -> str:
        return keyed(self.key, place)[:32]
