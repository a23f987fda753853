"""Rehearsals: which there are, how fast, who plays them; and at the end of one nothing is left of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from .db import Database
from .purge import Purge, searched, traces_of
from .rows import table

PACES = (1, 4)
workshop_t, rehearsal_t, erasure_t, vault_t = (
    table("workshop"),
    table("rehearsal"),
    table("erasure"),
    table("vault"),
)
# In an order in which no row is left that speaks of another; media rows go with their files.
HOLDING = ("event", "act", "vault", "snapshot", "erasure", "outcome", "shelf", "participant", "ticket", "staff",
           "rehearsal")  # fmt: skip


class NotARehearsal(Exception):
    """What was to be wiped is a real workshop, or is not there."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A rehearsal that goes on: `at` is when it began, in ms."""

    workshop: str
    origin: str
    pace: int
    at: int


class Rehearsals:
    """What is kept of rehearsals beside their journals."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def all(self) -> list[Rehearsal]:
        """Every rehearsal, the oldest first."""
        return self._list()

    def get(self, workshop: str) -> Rehearsal | None:
        """The rehearsal of this id."""
        return next(iter(self._list(rehearsal_t.c.workshop == workshop)), None)

    def of(self, origin: str) -> Rehearsal | None:
        """The rehearsal of a workshop, when there is one."""
        return next(iter(self._list(workshop_t.c.origin == origin)), None)

    def _list(self, *which: object) -> list[Rehearsal]:
        join = rehearsal_t.join(workshop_t, workshop_t.c.id == rehearsal_t.c.workshop)
        columns = (rehearsal_t.c.workshop, workshop_t.c.origin, rehearsal_t.c.pace, rehearsal_t.c.at)
        query = select(*columns).select_from(join).where(workshop_t.c.last_seq > 0, *which)  # type: ignore[arg-type]
        with self.database.read() as connection:
            rows = connection.execute(query.order_by(rehearsal_t.c.at, rehearsal_t.c.workshop))
            return [Rehearsal(*row) for row in rows]

    def set_pace(self, workshop: str, pace: int) -> None:
        """Make its people so many times as fast. Raises `ValueError("pace")`."""
        if pace not in PACES:
            raise ValueError("pace")
        with self.database.write() as connection:
            here = update(rehearsal_t).where(rehearsal_t.c.workshop == workshop)
            connection.execute(here.values(pace=pace))

    def claim(self, workshop: str, player: str, *, now: int, until: int) -> bool:
        """Whether this process plays it until then: nobody else does, or whoever did has been silent too long."""
        free = or_(rehearsal_t.c.player == player, rehearsal_t.c.until < now)
        with self.database.write() as connection:
            here = update(rehearsal_t).where(rehearsal_t.c.workshop == workshop, free)
            return connection.execute(here.values(player=player, until=until)).rowcount == 1


def wipe(connection: Connection, workshop: str, *, at: int) -> Purge:
    """Take every row of a rehearsal away; its files follow, and so does what SQLite would leave in its pages.

    Raises `NotARehearsal` for every other workshop, which stays as it is.
    """
    here = and_(workshop_t.c.id == workshop, workshop_t.c.origin.is_not(None))
    if connection.execute(select(workshop_t.c.id).where(here).with_for_update()).first() is None:
        raise NotARehearsal(workshop)
    found = connection.execute(select(vault_t.c.content).where(vault_t.c.workshop == workshop)).scalars()
    texts = [trace for content in found for trace in traces_of(content)]
    for name in HOLDING:
        rows = table(name)
        connection.execute(delete(rows).where(rows.c.workshop == workshop))
    connection.execute(delete(workshop_t).where(workshop_t.c.id == workshop))
    row = {"workshop": workshop, "person": None, "ballot": None, "seq": 0, "at": at, "settled": False}
    connection.execute(insert(erasure_t), row)  # until files and pages are clean, even after a crash
    return Purge(workshop, None, (*texts, *searched(texts)))
