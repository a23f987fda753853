"""Databases as each released version of the program left them, with something in every table."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, insert, select, text
from sqlmodel import SQLModel

from app.store.db import Database, connect
from app.store.entries import Stored
from app.store.files import Files
from app.store.journal import Journal
from app.store.ledger import Ledger
from app.store.migrate import known_revisions, newest, revision, upgrade
from app.store.rows import table
from tests.doubles.stores import KEY, open_journal, plant_workshop
from tests.store.lived import close_ballot, erase, live_through

GOLDEN = Path(__file__).parents[1] / "golden" / "events.jsonl"
RELEASED = sorted(known_revisions() - {newest()})
SHAPES = {
    "sqlite": ("SELECT type, name, sql FROM sqlite_master",),
    "postgresql": (
        """SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
            WHERE table_schema = 'public'""",
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    ),
}


@dataclass(frozen=True)
class Lived:
    """What people did: the rows of each table, and what the newest code reads in each workshop's journal."""

    rows: dict[str, list[dict[str, Any]]]
    read: dict[str, list[Stored]]


@cache
def lived() -> Lived:
    """Evenings with an erasure and a closed ballot, every event that was ever stored, and a row wherever none is."""
    with TemporaryDirectory() as folder:
        journal, database = open_journal(f"sqlite:///{folder}/lived.db", Path(folder))
        evenings = live_through(journal, [plant_workshop(database) for _ in range(2)], people=3, notes=3)
        erase(journal, evenings[0], next(iter(evenings[0].words)))
        close_ballot(journal, evenings[0])
        golden = plant_workshop(database)
        with database.write() as connection:
            plant_golden(connection, golden)
            for found in SQLModel.metadata.sorted_tables:
                if connection.execute(select(found).limit(1)).first() is None:
                    connection.execute(insert(found), {c.name: some(connection, c) for c in found.columns})
        workshops = [golden, *(evening.workshop for evening in evenings)]
        read = {workshop: journal.read(workshop) for workshop in workshops}
        with database.read() as connection:
            rows = {found.name: rows_of(connection, found) for found in SQLModel.metadata.sorted_tables}
        asyncio.run(journal.close())
        database.close()
    return Lived(rows, read)


def rows_of(connection: Connection, found: Table) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(select(found)).mappings()]


def plant_golden(connection: Connection, workshop: str) -> None:
    """A journal that holds every kind of event in every version in which it was ever stored."""
    lines = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    events, vault = [], []
    for seq, line in enumerate(lines, 1):
        content = line.pop("content")
        told = {"act": None, "at": seq, "person": "p", "mark": str(seq)}
        events.append({"workshop": workshop, "seq": seq, **told, **line})
        if content is not None:
            vault.append({"workshop": workshop, "ref": seq, "person": "p", "content": content})
    connection.execute(insert(table("event")), events)
    connection.execute(insert(table("vault")), vault)
    rows = table("workshop")
    connection.execute(rows.update().where(rows.c.id == workshop).values(last_seq=len(lines)))


def some(connection: Connection, column: Column[Any]) -> object:
    """A value that may stand in this column: one that is there already where it must refer to something."""
    for key in column.foreign_keys:
        return connection.execute(select(key.column).limit(1)).scalar_one()
    kind = getattr(column.type, "impl_instance", column.type).python_type
    return b"\0\1\xff" if kind is bytes else kind(1)


def release(url: str, version: str) -> None:
    """Make what is in this database anew, as the program of `version` would have left it."""
    database = connect(url)
    with database.write() as connection:
        empty(connection)
        upgrade(connection, to=version)
        schema = MetaData()
        schema.reflect(connection)
        for name in lived().rows:
            if name in schema.tables:
                there = schema.tables[name]
                rows = [{key: row[key] for key in there.columns.keys()} for row in lived().rows[name]]  # noqa: SIM118
                connection.execute(insert(there), rows)
    database.close()


def empty(connection: Connection) -> None:
    """Take every table away."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("DROP TABLE IF EXISTS shelf_words"))  # its parts go with it
    before = MetaData()
    before.reflect(connection)
    before.drop_all(connection)


def shape(database: Database) -> list[str]:
    """The schema: every table, column, index, key and trigger, and the revision that it says it is."""
    with database.read() as connection:
        found = [repr(tuple(row)) for query in SHAPES[database.engine.dialect.name]
                 for row in connection.execute(text(query))]
        return [*sorted(found), str(revision(connection))]


def contents(database: Database, version: str) -> dict[str, str]:
    """A hash of all that the program of `version` could have written here, for each table."""
    found: dict[str, str] = {}
    names = {name: sorted(columns) for name, columns in columns_of(version).items()}
    with database.read() as connection:
        for name, columns in sorted(names.items()):
            known = table(name)
            rows = connection.execute(select(*(known.c[column] for column in columns)))
            content = repr((name, columns, sorted(repr(tuple(row)) for row in rows)))
            found[name] = hashlib.sha256(content.encode()).hexdigest()
    return found


@cache
def columns_of(version: str) -> dict[str, list[str]]:
    """The tables of a version, with their columns."""
    with TemporaryDirectory() as folder:
        database = connect(f"sqlite:///{folder}/empty.db")
        with database.write() as connection:
            upgrade(connection, to=version)
            schema = MetaData()
            schema.reflect(connection)
        database.close()
    return {name: [c.name for c in schema.tables[name].columns] for name in lived().rows if name in schema.tables}


def read(database: Database, folder: Path) -> dict[str, list[Stored]]:
    """What the newest code reads in each workshop's journal."""
    journal = Journal(database, Ledger(folder / "erased.txt"), Files(database, folder / "media", KEY), key=KEY)
    found = {workshop: journal.read(workshop) for workshop in lived().read}
    asyncio.run(journal.close())
    return found
