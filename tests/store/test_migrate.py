"""Migrations: what they make is what the program expects, whole or not at all, once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

from app.store.db import Database, connect
from app.store.migrate import migrate, newest, revision
from app.store.trouble import Unreadable


def test_the_migrated_schema_is_the_one_of_the_rows(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "compare_server_default": True, "include_object": stated},
        )
        assert compare_metadata(context, SQLModel.metadata) == []
        assert revision(connection) == newest()


def stated(made: object, name: str | None, *_: object) -> bool:
    """Whether rows could say it: the index of the shelf's words is each database's own, with tables of its own."""
    return not str(name).startswith("shelf_words")


def test_columns_are_the_same_one_by_one(database: Database) -> None:
    """Alembic doesn't compare everything: keys, and what may be empty, are compared here."""
    with database.read() as connection:
        seen = inspect(connection)
        for name, table in SQLModel.metadata.tables.items():
            found = {column["name"]: column["nullable"] for column in seen.get_columns(name)}
            assert found == {column.name: column.nullable for column in table.columns}, name
            keys = seen.get_pk_constraint(name)["constrained_columns"]
            assert keys == [column.name for column in table.primary_key.columns], name


def test_migrating_again_changes_nothing(database: Database) -> None:
    assert migrate(database) == migrate(database) == newest()


def test_processes_that_start_together_migrate_once(database_url: str) -> None:

    def start(_: int) -> str:
        opened = connect(database_url)
        found = migrate(opened)
        opened.close()
        return found

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(start, range(4))) == [newest()] * 4


def test_a_database_of_a_newer_program_is_left_alone(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Unreadable, match="newer version"):
        migrate(database)


def test_down_and_up_again(database: Database) -> None:
    from alembic import command

    from app.store.migrate import settings

    with database.write() as connection:
        command.downgrade(settings(connection), "base")
    with database.read() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    migrate(database)


KILLED = """
import sys, time
from app.store.db import connect
from app.store.migrate import upgrade
database = connect(sys.argv[1])
with database.write() as connection:
    upgrade(connection)
    print("half", flush=True)
    time.sleep(60)
"""


def test_killed_in_the_middle_nothing_is_left(database_url: str) -> None:
    """The process dies with every statement done and nothing committed: the next one finds an empty database."""
    child = subprocess.Popen([sys.executable, "-c", KILLED, database_url], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "half"
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    database = connect(database_url)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with database.read() as connection:
            tables = inspect(connection).get_table_names()
        if not tables:
            break
    assert tables == []
    assert migrate(database) == newest()
    database.close()
