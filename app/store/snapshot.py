"""Keeps disposable folds of workshops, so that a cold start needn't read the journal from its beginning."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from .db import Database
from .rows import table

snapshot_t, workshop_t = table("snapshot"), table("workshop")


class Snapshots:
    """At most one fold for each workshop.

    A fold must hold nothing personal: only ids and numbers of events, whose contents `Journal.contents` joins
    again. That is the caller's duty; losing a fold at any moment must cost only time. Erasures and closing
    secret ballots delete it, and one made before such a removal is not kept.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    def save(self, workshop: str, seq: int, content: bytes, *, version: int) -> bool:
        """Keep a fold of the journal up to `seq`; `version` is that of its format.

        False when a newer one is kept, or when something before `seq` has been removed since.
        """
        known = snapshot_t.c.workshop == workshop
        with self.database.write() as connection:
            purged = select(workshop_t.c.purged, workshop_t.c.last_seq).where(workshop_t.c.id == workshop)
            at = connection.execute(purged.with_for_update()).first()
            if at is None or not at.purged <= seq <= at.last_seq:
                return False
            kept = connection.execute(select(snapshot_t.c.seq, snapshot_t.c.version).where(known)).first()
            values = {"seq": seq, "version": version, "content": content}
            if kept is None:
                connection.execute(insert(snapshot_t).values(workshop=workshop, **values))
            elif (kept.version, kept.seq) < (version, seq):
                connection.execute(update(snapshot_t).where(known).values(**values))
            else:
                return False
        return True

    def load(self, workshop: str, *, version: int) -> tuple[int, bytes] | None:
        """The fold kept in this version of the format, with its seq; None when there is none."""
        query = select(snapshot_t.c.seq, snapshot_t.c.content).where(
            snapshot_t.c.workshop == workshop, snapshot_t.c.version == version
        )
        with self.database.read() as connection:
            row = connection.execute(query).first()
        return (row.seq, row.content) if row is not None else None
