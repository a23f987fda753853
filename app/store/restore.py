"""Brings a backup back: whole or not at all, without whoever was erased since, under new epochs."""

from __future__ import annotations

import hashlib
import json
import secrets
import zlib
from collections.abc import Iterator
from io import BufferedReader
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from sqlalchemy import Connection, MetaData, func, insert, select, text, update

from app.core.words.roster import PersonErased

from .backup import FORMAT, MANIFEST, Manifest
from .check import gapless
from .db import Database
from .entries import Batch, Write
from .files import Files, keep_whole
from .ledger import Ledger
from .migrate import known_revisions, upgrade
from .purge import Chance
from .rows import table
from .scrub import Scrub
from .trouble import Conflict, Unreadable
from .writing import prepare, write_group

CHUNK = 2_000  # rows inserted at once
# Bytes that are unpacked at once: no file of ours holds more, so one that does is not ours.
MOST_MANIFEST, MOST_LINE, MOST_MEDIUM = 1 << 20, 1 << 24, 1 << 26
Erased = frozenset[tuple[str, str]]


def restore(source: Path, database: Database, ledger: Ledger, files: Files, *, now: int,
            chance: Chance = secrets.token_hex) -> Manifest:  # fmt: skip
    """Replace everything by what the backup holds. Nobody may be using the database meanwhile.

    Backups of older versions of the program are migrated. Erasures in the ledger are done again before this
    returns. Raises `Unreadable`, and leaves all as it was, when the file is damaged or of a newer version.
    """
    try:
        with ZipFile(source) as archive:
            manifest = read_manifest(archive)
            erased = ledger.all()
            unpack_media(archive, files, erased)
            with database.write() as connection:
                replace_all(connection, archive, manifest)
                erase_again(connection, erased, now, chance)
                new_epochs(connection, chance)
    except (BadZipFile, zlib.error, KeyError, ValueError, OSError, EOFError, TypeError, RuntimeError) as error:
        raise Unreadable(f"the backup is damaged: {error}") from error
    files.sweep()
    scrub = Scrub(database, ledger, files)
    scrub.settle([])
    return manifest


def read_manifest(archive: ZipFile) -> Manifest:
    """What the backup says of itself, once every table has been found as it was written."""
    if any(info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for info in archive.infolist()):
        raise Unreadable("the backup is damaged: we compress otherwise")
    manifest = Manifest(**json.loads(unpacked(archive, MANIFEST, MOST_MANIFEST)))
    if manifest.format > FORMAT or manifest.revision not in known_revisions():
        raise Unreadable("the backup is of a newer version of the program")
    for name, expected in manifest.sha256.items():
        digest = hashlib.sha256()
        with archive.open(f"tables/{name}.jsonl") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
        if digest.hexdigest() != expected:
            raise Unreadable(f"the backup is damaged: {name}")
    return manifest


def unpack_media(archive: ZipFile, files: Files, erased: Erased) -> None:
    """Write the pictures of whoever hasn't been erased; those that are there already stay."""
    for row in rows_of(archive, "media"):
        name = f"media/{row['workshop']}/{row['id']}"
        if (row["workshop"], row["person"]) not in erased and name in archive.NameToInfo:
            content = unpacked(archive, name, MOST_MEDIUM)
            keep_whole(files.path(row["workshop"], row["id"]), content, over=True)


def unpacked(archive: ZipFile, name: str, most: int) -> bytes:
    """A file of the archive; raises `Unreadable` when it is larger than it can be, whatever the archive says."""
    with archive.open(name) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise Unreadable(f"the backup is damaged: {name} is too large")
    return content


def rows_of(archive: ZipFile, name: str) -> Iterator[dict[str, Any]]:
    """A table's rows."""
    with BufferedReader(archive.open(f"tables/{name}.jsonl")) as file:  # type: ignore[type-var]
        columns = json.loads(file.readline(MOST_LINE))
        while line := file.readline(MOST_LINE):
            if len(line) == MOST_LINE:
                raise Unreadable(f"the backup is damaged: {name} has too long a line")
            yield dict(zip(columns, json.loads(line), strict=True))


def replace_all(connection: Connection, archive: ZipFile, manifest: Manifest) -> None:
    """Put the backup's schema and rows in place of what is there, then migrate them."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("DROP TABLE IF EXISTS shelf_words"))  # its parts go with it
    before = MetaData()
    before.reflect(connection)
    before.drop_all(connection)
    upgrade(connection, to=manifest.revision)
    schema = MetaData()
    schema.reflect(connection)
    for name, expected in manifest.rows.items():
        rows, count = rows_of(archive, name), 0
        while chunk := list(islice(rows, CHUNK)):
            connection.execute(insert(schema.tables[name]), chunk)
            count += len(chunk)
        if count != expected:
            raise Unreadable(f"the backup is damaged: {name}")
    upgrade(connection)
    after_numbers(connection)
    holes = gapless(connection)
    if holes:
        raise Unreadable(f"the backup is damaged: {holes[0]}")


def after_numbers(connection: Connection) -> None:
    """Let PostgreSQL count on from the numbers that came with the rows."""
    if connection.dialect.name == "postgresql":
        top = connection.execute(select(func.max(table("erasure").c.id))).scalar_one() or 0
        connection.execute(text("SELECT setval(pg_get_serial_sequence('erasure', 'id'), :n)"), {"n": top + 1})


def erase_again(connection: Connection, erased: Erased, now: int, chance: Chance) -> None:
    """Erase whoever erased themselves after the backup was made."""
    gone, here, vault = table("erasure"), table("participant"), table("vault")
    done = {(row.workshop, row.person) for row in connection.execute(select(gone.c.workshop, gone.c.person))}
    for workshop, person in sorted(erased - done):
        known = [
            select(where.c.workshop).where(where.c.workshop == workshop, where.c.person == person)
            for where in (here, vault)
        ]
        if any(connection.execute(query.limit(1)).first() for query in known):
            erase_one(connection, workshop, person, now, chance)


def erase_one(connection: Connection, workshop: str, person: str, now: int, chance: Chance) -> None:
    """Append the erasure as the journal would."""
    workshops = table("workshop")
    seen = connection.execute(select(workshops.c.last_seq).where(workshops.c.id == workshop)).scalar_one()
    batch = Batch(workshop, seen, (Write(None, person, now, (PersonErased(by=person),)),))
    outcome = write_group(connection, [prepare(batch)], chance).outcomes[0]
    if isinstance(outcome, Conflict):
        raise outcome


def new_epochs(connection: Connection, chance: Chance) -> None:
    """Tell every phone that has seen later events that this is another history."""
    workshops = table("workshop")
    for id in connection.execute(select(workshops.c.id)).scalars().all():
        connection.execute(update(workshops).where(workshops.c.id == id).values(epoch=chance(16)))
