"""Backups and restores with one fault planted: what a test of them must catch."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Table, delete

from app.store import backup, restore
from app.store.db import Database
from app.store.rows import table

LATE = 0.4  # seconds between two tables


def without_the_log() -> None:
    """The database's file is copied as it lies there; what is only in its write-ahead log is not."""

    def copy(database: Database, path: Path) -> None:
        assert database.path is not None
        shutil.copy(database.path, path)

    backup.copy_sqlite = copy


def table_by_table() -> None:
    """Each table is read a moment after the one before, while others go on writing."""
    dump = backup.dump

    @contextmanager
    def live(database: Database, _: Path) -> Iterator[Connection]:
        def later(_: Connection, rows: Table, file: IO[bytes]) -> tuple[int, str]:
            time.sleep(LATE)
            with database.read() as connection:
                return dump(connection, rows, file)

        backup.dump = later
        with database.read() as connection:
            yield connection

    backup.frozen = live


def the_old_epoch() -> None:
    """Nobody is told that this is another history."""
    restore.new_epochs = lambda *_: None


def brings_everybody_back() -> None:
    """The list of erasures is not applied again."""
    restore.erase_again = lambda *_: None


def forgets_what_was_done() -> None:
    """It is not brought back which commands were accepted: offered again, they are done again."""
    new_epochs = restore.new_epochs

    def forgetful(connection: Connection, *given: Any) -> None:
        new_epochs(connection, *given)
        connection.execute(delete(table("act")))

    restore.new_epochs = forgetful


CARELESS: dict[str, Callable[[], None]] = {
    "without_the_log": without_the_log,
    "table_by_table": table_by_table,
    "the_old_epoch": the_old_epoch,
    "brings_everybody_back": brings_everybody_back,
    "forgets_what_was_done": forgets_what_was_done,
}
