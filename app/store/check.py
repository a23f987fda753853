"""Looks whether what is stored is whole."""

from __future__ import annotations

from sqlalchemy import Connection, and_, func, select, text

from .codec import decode
from .db import Database
from .rows import table
from .trouble import Unreadable

event_t, workshop_t, vault_t = table("event"), table("workshop"), table("vault")


def check(database: Database) -> list[str]:
    """What is wrong, a sentence each; empty when all is well."""
    with database.read() as connection:
        found = gapless(connection) + orphans(connection) + unreadable(connection)
        return found + (damaged(connection) if database.is_sqlite else [])


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


def unreadable(connection: Connection) -> list[str]:
    """Events that this version of the program can't read."""
    own = and_(event_t.c.workshop == vault_t.c.workshop, event_t.c.seq == vault_t.c.ref)
    columns = (
        event_t.c.workshop,
        event_t.c.seq,
        event_t.c.kind,
        event_t.c.version,
        event_t.c.body,
        vault_t.c.content,
    )
    query = select(*columns).select_from(event_t.outerjoin(vault_t, own)).execution_options(yield_per=2_000)
    found = []
    for workshop, seq, kind, version, body, content in connection.execute(query):
        try:
            decode(kind, version, body, content)
        except Unreadable as error:
            found.append(f"event {seq} of workshop {workshop}: {error}")
    return found


def damaged(connection: Connection) -> list[str]:
    """What SQLite says of its own file."""
    said = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check"))]
    broken = [f"foreign key of {row[0]}" for row in connection.execute(text("PRAGMA foreign_key_check"))]
    return [line for line in said if line != "ok"] + broken
