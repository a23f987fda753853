"""Copies everything into one file, while the program runs, and brings it back, on either kind of database.

The file is a ZIP: `manifest.json`, `tables/<name>.jsonl` (a line of column names, then a line for each row) and
`media/<workshop>/<id>`. Folds, the catalogue's shelf, sign-ins and counters of wrong codes are left
out: they are remade or go stale.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from sqlalchemy import Connection, Table, select
from sqlmodel import SQLModel

from .db import Database, connect
from .files import Files, sync_folder
from .migrate import newest, revision
from .trouble import Unavailable, Unreadable

FORMAT = 1
LEFT_OUT = frozenset({"snapshot", "session", "join_failure", "shelf"})
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: its format, the schema's revision, when it was made (ms), and each table's rows."""

    format: int
    revision: str
    at: int
    rows: dict[str, int]
    sha256: dict[str, str]
    media: int


def backup(database: Database, files: Files, target: Path, *, now: int) -> Manifest:
    """Write a backup of one moment to `target`, whole or not at all; others go on writing meanwhile.

    It holds everything acknowledged before the call. Raises `Unavailable` when the disk is full.
    """
    draft = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with frozen(database, target.parent) as connection, ZipFile(draft, "w", ZIP_DEFLATED) as archive:
                manifest = fill(connection, archive, files, now)
            draft.chmod(0o600)
            sync(draft)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
        sync_folder(target.parent)
    except OSError as error:
        raise Unavailable("backup") from error
    return manifest


@contextmanager
def frozen(database: Database, folder: Path) -> Iterator[Connection]:
    """A transaction on one moment of the database that may last: on SQLite, of a copy made at once.

    A long reader would keep erased bytes in the write-ahead log.
    """
    if not database.is_sqlite:
        with database.read() as connection:
            yield connection
        return
    with tempfile.TemporaryDirectory(dir=folder, prefix=".copy-") as place:
        path = Path(place) / "copy.db"
        copy_sqlite(database, path)
        copy = connect(f"sqlite:///{path}")
        try:
            with copy.read() as connection:
                yield connection
        finally:
            copy.close()


def copy_sqlite(database: Database, path: Path) -> None:
    """Copy a live SQLite database by its own backup interface (https://sqlite.org/backup.html), in one step."""
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        module = database.engine.dialect.loaded_dbapi
        target = module.connect(str(path))
        try:
            driver.backup(target, pages=-1)
        finally:
            target.close()


def fill(connection: Connection, archive: ZipFile, files: Files, now: int) -> Manifest:
    """Write tables, media and manifest."""
    found = revision(connection)
    if found != newest():
        raise Unreadable("the database must be migrated first")
    rows, sums = {}, {}
    for table in kept_tables():
        with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as file:
            rows[table.name], sums[table.name] = dump(connection, table, file)
    media = SQLModel.metadata.tables["media"]
    count = 0
    for row in connection.execute(select(media.c.workshop, media.c.id)).all():
        count += add_file(archive, files.path(row.workshop, row.id), f"media/{row.workshop}/{row.id}")
    manifest = Manifest(FORMAT, found, now, rows, sums, count)
    archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
    return manifest


def add_file(archive: ZipFile, path: Path, name: str) -> int:
    """Add a picture as it is; 0 when it was erased since."""
    try:
        archive.write(path, name, compress_type=ZIP_STORED)
    except FileNotFoundError:
        return 0
    return 1


def kept_tables() -> list[Table]:
    """The tables that go into a backup, those first that others refer to."""
    return [table for table in SQLModel.metadata.sorted_tables if table.name not in LEFT_OUT]


def dump(connection: Connection, table: Table, file: IO[bytes]) -> tuple[int, str]:
    """Write a table as lines of JSON; returns how many rows, and the SHA-256 of the lines."""
    digest, count = hashlib.sha256(), 0

    def put(values: object) -> None:
        line = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        digest.update(line)
        file.write(line)

    put([column.name for column in table.columns])
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=2_000)
    for row in connection.execute(query):
        put(list(row))
        count += 1
    return count, digest.hexdigest()


def sync(path: Path) -> None:
    """Make a file's content durable."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
