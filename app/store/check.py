"""Looks whether what is stored is whole."""

from __future__ import annotations

from sqlalchemy import Connection, and_, func, select, text, tuple_

from .codec import decode
from .db import Database
from .rows import table
from .trouble import Unreadable

SLICE = 5_000
event_t, workshop_t, vault_t = table("event"), table("workshop"), table("vault")


def check(database: Database) -> list[str]:
    """What is wrong, a sentence each; empty when all is well."""
    found = []
    for look in (gapless, orphans, damaged):
        with database.read() as connection:
            found += look(connection)
    return found + unreadable(database)


def gapless(connection: Connection) -> list[str]:
    """Workshops whose events are not numbered from 1 to the last."""
    counts = (func.count(event_t.c.seq).label("n"), func.max(event_t.c.seq).label("top"))
    query = (
        select(workshop_t.c.id, workshop_t.c.last_seq, *counts)
        .select_from(workshop_t.outerjoin(event_t, event_t.c.workshop == workshop_t.c.id))
        .group_by(workshop_t.c.id, workshop_t.c.last_seq)
    )
    return [
        f"workshop {row.id} has {row.n} events up to {row.top or 0}, and counts {row.last_seq}"
        for row in connection.execute(query)
        if not row.n == (row.top or 0) == row.last_seq
    ]


def orphans(connection: Connection) -> list[str]:
    """Events of no workshop, and contents of no event."""
    lost = event_t.outerjoin(workshop_t, workshop_t.c.id == event_t.c.workshop)
    events = select(func.count()).select_from(lost).where(workshop_t.c.id.is_(None))
    own = and_(event_t.c.workshop == vault_t.c.workshop, event_t.c.seq == vault_t.c.ref)
    contents = (
        select(func.count()).select_from(vault_t.outerjoin(event_t, own)).where(event_t.c.seq.is_(None))
    )
    found = []
    for query, what in ((events, "events of no workshop"), (contents, "contents of no event")):
        count = connection.execute(query).scalar_one()
        if count:
            found.append(f"{count} {what}")
    return found


def damaged(connection: Connection) -> list[str]:
    """What SQLite says of its own file."""
    if connection.dialect.name != "sqlite":
        return []
    said = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check"))]
    broken = [f"foreign key of {row[0]}" for row in connection.execute(text("PRAGMA foreign_key_check"))]
    return [line for line in said if line != "ok"] + broken


def unreadable(database: Database) -> list[str]:
    """Events that this version of the program can't read; looks at some thousands at a time."""
    own = and_(event_t.c.workshop == vault_t.c.workshop, event_t.c.seq == vault_t.c.ref)
    key = tuple_(event_t.c.workshop, event_t.c.seq)
    columns = (
        event_t.c.workshop,
        event_t.c.seq,
        event_t.c.kind,
        event_t.c.version,
        event_t.c.body,
        vault_t.c.content,
    )
    query = (
        select(*columns)
        .select_from(event_t.outerjoin(vault_t, own))
        .order_by(event_t.c.workshop, event_t.c.seq)
        .limit(SLICE)
    )
    found, last = [], ("", 0)
    while True:
        with database.read() as connection:
            rows = connection.execute(query.where(key > last)).all()
        for workshop, seq, kind, version, body, content in rows:
            try:
                decode(kind, version, body, content)
            except Unreadable as error:
                found.append(f"event {seq} of workshop {workshop}: {error}")
        if len(rows) < SLICE:
            return found
        last = (rows[-1].workshop, rows[-1].seq)
