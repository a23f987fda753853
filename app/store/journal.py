"""The journal: what happened in each workshop, in order, appended to and read."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection, and_, select, tuple_

from .codec import content_digest, decode
from .db import Database
from .entries import Accepted, Batch, Head, Stored, Write
from .files import Files
from .keys import derive
from .ledger import Ledger
from .purge import Chance, Purge
from .rehearsals import wipe
from .rows import table
from .scrub import Scrub
from .trouble import Conflict, IdReused, Unavailable, Unreadable
from .writer import Writer
from .writing import prepare

__all__ = [
    "Accepted",
    "Batch",
    "Conflict",
    "Head",
    "IdReused",
    "Journal",
    "Stored",
    "Unavailable",
    "Unreadable",
    "Write",
]

SLICE = 10_000  # events read in one transaction, well under the five seconds a reader may take
event_t, act_t, vault_t, workshop_t = table("event"), table("act"), table("vault"), table("workshop")
STAMP = (event_t.c.seq, event_t.c.at, event_t.c.person, event_t.c.act, event_t.c.mark)
COLUMNS = (*STAMP, event_t.c.kind, event_t.c.version, event_t.c.body, vault_t.c.content)
WITH_VAULT = event_t.outerjoin(
    vault_t, and_(vault_t.c.workshop == event_t.c.workshop, vault_t.c.ref == event_t.c.seq)
)


class Journal:
    """Appends are answered when they are durable; everything else is read as it was committed."""

    def __init__(self, database: Database, ledger: Ledger, files: Files, *, key: bytes,
                 chance: Chance = secrets.token_hex) -> None:  # fmt: skip
        """`key` is the installation's secret, `chance(n)` gives n random bytes in hex."""
        self.database, self.key = database, derive(key, "acts")
        self._scrub = Scrub(database, ledger, files)
        self._writer = Writer(database, chance, self._purged)
        self._scrub.start()

    async def append(self, batch: Batch) -> list[Accepted]:
        """Commit a batch and answer each of its writes, in order; nothing is half written.

        Raises `Conflict` when the workshop is no longer at `batch.seen` or an act of the batch is known
        already, and `Unavailable` when nothing can be kept now; whether a commit that was under way went through
        may then be unknown, so the same acts are to be tried again, not new ones.
        """
        return await self._writer.submit(prepare(batch))

    def read(
        self, workshop: str, after: int = 0, upto: int | None = None, limit: int | None = None
    ) -> list[Stored]:
        """The events numbered above `after` and up to `upto`, at most `limit`, in order.

        All are from one version of the journal: if a removal rewrites it while this reads, it reads again.
        """
        while True:
            found, steady = self._read_slices(workshop, after, upto, limit)
            if steady:
                return found

    def _read_slices(self, workshop: str, after: int, upto: int | None, limit: int | None
                     ) -> tuple[list[Stored], bool]:  # fmt: skip
        found: list[Stored] = []
        before: int | None = None
        while True:
            size = SLICE if limit is None else min(SLICE, limit - len(found))
            with self.database.read() as connection:
                purged = purged_upto(connection, workshop)
                slice_ = read_slice(connection, workshop, after, upto, size)
            if before is not None and purged != before:
                return [], False
            before = purged
            found += slice_
            if len(slice_) < size or len(found) == limit:
                return found, True
            after = slice_[-1].seq

    def head(self, workshop: str) -> Head:
        """Where the workshop stands. Raises `LookupError` when there is no such workshop."""
        tip = and_(event_t.c.workshop == workshop_t.c.id, event_t.c.seq == workshop_t.c.last_seq)
        columns = (workshop_t.c.last_seq, workshop_t.c.epoch, event_t.c.mark, workshop_t.c.purged)
        query = (
            select(*columns)
            .select_from(workshop_t.outerjoin(event_t, tip))
            .where(workshop_t.c.id == workshop)
        )
        with self.database.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise LookupError(workshop)
        return Head(row.last_seq, row.epoch, row.mark or "", row.purged)

    def heads(self, workshops: Iterable[str]) -> dict[str, int]:
        """The last number of each workshop that there is, in one query."""
        query = select(workshop_t.c.id, workshop_t.c.last_seq).where(workshop_t.c.id.in_(list(workshops)))
        with self.database.read() as connection:
            return {row.id: row.last_seq for row in connection.execute(query)}

    def mark(self, workshop: str, seq: int) -> str | None:
        """The random tag of an event; None when there is no such event."""
        query = select(event_t.c.mark).where(event_t.c.workshop == workshop, event_t.c.seq == seq)
        with self.database.read() as connection:
            found: str | None = connection.execute(query).scalar_one_or_none()
        return found

    def known(self, workshop: str, person: str, act: str) -> Accepted | None:
        """What was answered to this act; None when it was never accepted, or has been unlinked since."""
        return self.known_among(workshop, [(person, act)]).get((person, act))

    def known_among(self, workshop: str, acts: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Accepted]:
        """What was answered to those of these acts, each a (person, id), that are known; in one query."""
        columns = (act_t.c.act_id, act_t.c.person, act_t.c.first, act_t.c.last, act_t.c.digest)
        key = tuple_(act_t.c.person, act_t.c.act_id)
        query = select(*columns).where(act_t.c.workshop == workshop, key.in_(list(acts)))
        with self.database.read() as connection:
            found = [Accepted(*row) for row in connection.execute(query)]
        return {(accepted.person, accepted.act): accepted for accepted in found}

    def digest(self, command: object) -> str:
        """The keyed hash of a command's content, for `Write.digest` and to compare with `Accepted.digest`."""
        return content_digest(self.key, command)

    def contents(self, workshop: str, refs: Iterable[int]) -> dict[int, dict[str, Any]]:
        """What is personal in the events of these numbers, by number; erased ones are absent."""
        wanted, found = list(refs), {}
        columns = select(vault_t.c.ref, vault_t.c.content).where(vault_t.c.workshop == workshop)
        for start in range(0, len(wanted), SLICE):
            with self.database.read() as connection:
                rows = connection.execute(
                    columns.where(vault_t.c.ref.in_(wanted[start : start + SLICE]))
                ).all()
            found.update({ref: msgspec.json.decode(content) for ref, content in rows if content.strip()})
        return found

    def settled(self, seconds: float = 60.0) -> bool:
        """Whether all removals so far are finished in ledger, media and live files, waiting so long."""
        return self._scrub.wait(seconds)

    async def close(self) -> None:
        """Commit what waits, answer it, and stop; later appends raise `Unavailable`."""
        await asyncio.to_thread(self._writer.close)
        await asyncio.to_thread(self._scrub.close)

    async def wipe(self, workshop: str, *, at: int) -> None:
        """Take a rehearsal away, with everything that was ever in it.

        Raises `NotARehearsal` for every other workshop, and `Unavailable`.
        """
        await asyncio.to_thread(self._wipe, workshop, at)

    def _wipe(self, workshop: str, at: int) -> None:
        with self.database.write() as connection:
            gone = wipe(connection, workshop, at=at)
        self._scrub.soon([gone])

    def _purged(self, purges: list[Purge]) -> None:
        """Write erasures into the ledger before anybody hears that they happened; the rest follows."""
        try:
            for found in purges:
                if found.person is not None:
                    self._scrub.ledger.add(found.workshop, found.person)
        finally:
            self._scrub.soon(purges)


def purged_upto(connection: Connection, workshop: str) -> int | None:
    """Up to where the workshop's journal has been rewritten."""
    found: int | None = connection.execute(
        select(workshop_t.c.purged).where(workshop_t.c.id == workshop)
    ).scalar_one_or_none()
    return found


def read_slice(
    connection: Connection, workshop: str, after: int, upto: int | None, size: int
) -> list[Stored]:
    """The next `size` events of a workshop, fewer where the journal or `upto` ends.

    Numbers have no holes, so the database is asked for a range of them. Asked for the first so many it may read and
    sort all that there are, and whoever is far behind would never catch up.
    """
    last = after + size if upto is None else min(upto, after + size)
    query = (
        select(*COLUMNS)
        .select_from(WITH_VAULT)
        .where(event_t.c.workshop == workshop, event_t.c.seq > after, event_t.c.seq <= last)
    )
    rows = connection.execute(query.order_by(event_t.c.seq)).all()
    return [
        Stored(seq, at or 0, person, act, mark, decode(kind, version, body, content))
        for seq, at, person, act, mark, kind, version, body, content in rows
    ]
