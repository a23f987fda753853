"""Tickets: printed codes that let one person each into a workshop, once, and say nothing of whom."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, delete, func, insert, select, update

from .codes import new_code, shown, typed
from .db import Database
from .keys import keyed
from .purge import Chance
from .rows import table

LETTERS = 8  # 39 random bits, of which a thousand may be good: guessing is counted and paced
MOST = 1000  # of one workshop
ticket_t = table("ticket")


class TooMany(Exception):
    """A workshop would have more than MOST."""


@dataclass(frozen=True, slots=True)
class Printed:
    """How many tickets of a workshop were printed, and how many let somebody in. With none the link is open."""

    made: int = 0
    spent: int = 0


class Tickets:
    """What is kept of tickets: keyed hashes and whether they were spent, neither by whom nor when."""

    def __init__(self, database: Database, key: bytes, chance: Chance) -> None:
        self.database, self.key, self.chance = database, key, chance

    def make(self, workshop: str, count: int) -> list[str]:
        """So many new codes, as they are printed, this once; from now on nobody joins without one. Raises TooMany."""
        codes = [new_code(LETTERS, self.chance) for _ in range(count)]
        rows = [
            {"code": self._hashed(workshop, each), "workshop": workshop, "spent": False} for each in codes
        ]
        with self.database.write() as connection:
            there = connection.execute(
                select(func.count()).select_from(ticket_t).where(ticket_t.c.workshop == workshop)
            ).scalar_one()
            if there + count > MOST:
                raise TooMany(workshop)
            connection.execute(insert(ticket_t), rows)
        return [shown(each) for each in codes]

    def printed(self, workshop: str) -> Printed:
        """How many there are."""
        query = select(func.count(), func.coalesce(func.sum(case((ticket_t.c.spent, 1), else_=0)), 0))
        with self.database.read() as connection:
            made, spent = connection.execute(query.where(ticket_t.c.workshop == workshop)).one()
        return Printed(made, spent)

    def known(self, workshop: str, code: str) -> bool | None:
        """Whether a ticket of this workshop was spent; None when it is none of it."""
        query = select(ticket_t.c.spent).where(self._this(workshop, code))
        with self.database.read() as connection:
            found: bool | None = connection.execute(query).scalar_one_or_none()
        return found

    def spend(self, workshop: str, code: str) -> bool:
        """Spend a ticket, in one statement: of all who try at once, one alone is told that it was they."""
        return self._set(workshop, code, to=True)

    def give_back(self, workshop: str, code: str) -> None:
        """Whoever spent it could not come in after all."""
        self._set(workshop, code, to=False)

    def void(self, workshop: str) -> None:
        """All of them are worthless now, and the link is open."""
        with self.database.write() as connection:
            connection.execute(delete(ticket_t).where(ticket_t.c.workshop == workshop))

    def _set(self, workshop: str, code: str, *, to: bool) -> bool:
        this = and_(self._this(workshop, code), ticket_t.c.spent.is_(not to))
        with self.database.write() as connection:
            return connection.execute(update(ticket_t).where(this).values(spent=to)).rowcount == 1

    def _this(self, workshop: str, code: str) -> ColumnElement[bool]:
        return and_(ticket_t.c.workshop == workshop, ticket_t.c.code == self._hashed(workshop, code))

    def _hashed(self, workshop: str, code: str) -> str:
        return keyed(self.key, f"{workshop} {typed(code)}")
