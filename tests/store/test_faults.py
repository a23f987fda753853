"""Full disks, read-only files, databases that go away: `Unavailable`, nothing half written, and back by itself."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.core.words.board import NoteAdded
from app.store.check import check
from app.store.db import Database, connect, refuse_old_sqlite
from app.store.files import Files
from app.store.journal import Batch, Journal, Unavailable, Write
from app.store.ledger import Ledger
from app.store.migrate import migrate
from tests.doubles.stores import KEY, plant_workshop
from tests.services import private_postgres
from tests.store.lived import new_id


def note(size: int = 40) -> NoteAdded:
    return NoteAdded(id=new_id(), activity="a", by=new_id(), text=secrets.token_hex(size))


def open_all(url: str, folder: Path) -> tuple[Journal, Database, Files]:
    database = connect(url)
    migrate(database)
    files = Files(database, folder / "media", KEY)
    return Journal(database, Ledger(folder / "erased.txt"), files, key=KEY), database, files


def fill(journal: Journal, workshop: str, most: int = 4000, size: int = 900) -> tuple[int, int]:
    """Append, 20 at once, until the store is away; returns how many were acknowledged and how many refused."""
    kept = refused = 0

    async def one(seen: int) -> Any:
        return await journal.append(Batch(workshop, seen, (Write(new_id(), new_id(), 1, (note(size),)),)))

    async def many(seen: int) -> list[Any]:
        return await asyncio.gather(*(one(seen + n) for n in range(20)), return_exceptions=True)

    while kept < most and not refused:
        answers = asyncio.run(many(journal.head(workshop).seq))
        kept += sum(isinstance(answer, list) for answer in answers)
        refused += sum(isinstance(answer, Unavailable) for answer in answers)
    return kept, refused


def is_whole(journal: Journal, database: Database, workshop: str, kept: int) -> None:
    assert [stored.seq for stored in journal.read(workshop)] == list(range(1, kept + 1))
    assert check(database) == []


def append_one(journal: Journal, workshop: str) -> int:
    seen = journal.head(workshop).seq
    asyncio.run(journal.append(Batch(workshop, seen, (Write(new_id(), new_id(), 1, (note(),)),))))
    return seen + 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 6 MB, as an SD card that is full before the evening is over."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("mounting a small disk needs root; the planted limit below covers the same road")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_refuses_and_recovers(small_disk: Path) -> None:
    journal, database, files = open_all(f"sqlite:///{small_disk / 'officina.db'}", small_disk)
    workshop = plant_workshop(database)
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(2_000_000))
    kept, refused = fill(journal, workshop)
    assert refused
    assert kept
    with pytest.raises(Unavailable):
        files.put(workshop, new_id(), "p", secrets.token_bytes(3_000_000), type="image/jpeg", w=1, h=1, at=0)
    assert len(list(small_disk.glob("media/*/*"))) == 0
    is_whole(journal, database, workshop, kept)
    ballast.unlink()
    assert append_one(journal, workshop) == kept + 1
    is_whole(journal, database, workshop, kept + 1)
    asyncio.run(journal.close())
    database.close()


def test_a_limit_on_the_file_refuses_and_recovers(data_dir: Path) -> None:
    journal, database, _ = open_all(f"sqlite:///{data_dir / 'officina.db'}", data_dir)
    workshop = plant_workshop(database)
    limit = every_connection(database, "PRAGMA max_page_count = 300")
    kept, refused = fill(journal, workshop)
    assert refused
    assert kept
    is_whole(journal, database, workshop, kept)
    limit()
    every_connection(database, "PRAGMA max_page_count = 100000")
    assert append_one(journal, workshop) == kept + 1
    is_whole(journal, database, workshop, kept + 1)
    asyncio.run(journal.close())
    database.close()


def every_connection(database: Database, pragma: str) -> Any:
    """Say a pragma on every connection as it is taken from the pool; returns what stops that."""
    from sqlalchemy import event

    def said(connection: Any, *_: object) -> None:
        connection.execute(pragma)

    event.listen(database.engine, "checkout", said)
    return lambda: event.remove(database.engine, "checkout", said)


def test_a_read_only_database_refuses_and_recovers(data_dir: Path) -> None:
    journal, database, _ = open_all(f"sqlite:///{data_dir / 'officina.db'}", data_dir)
    workshop = plant_workshop(database)
    assert append_one(journal, workshop) == 1
    stop = every_connection(database, "PRAGMA query_only = ON")
    journal._writer._steady.close()  # the journal holds one; it takes another
    assert fill(journal, workshop) == (0, 20)
    is_whole(journal, database, workshop, 1)
    stop()
    every_connection(database, "PRAGMA query_only = OFF")
    assert append_one(journal, workshop) == 2
    asyncio.run(journal.close())
    database.close()


def test_somebody_elses_long_write_is_waited_for_or_refused(data_dir: Path) -> None:
    journal, database, _ = open_all(f"sqlite:///{data_dir / 'officina.db'}", data_dir)
    workshop = plant_workshop(database)
    stop = every_connection(database, "PRAGMA busy_timeout = 50")
    other = connect(f"sqlite:///{data_dir / 'officina.db'}")
    with other.write() as connection:
        connection.execute(text("SELECT 1"))
        with pytest.raises(Unavailable):
            append_one(journal, workshop)
    stop()
    assert append_one(journal, workshop) == 1
    asyncio.run(journal.close())
    other.close()
    database.close()


@pytest.mark.postgres
@pytest.mark.slow
def test_postgresql_stopped_at_once_and_started_again(tmp_path: Path) -> None:
    """Acknowledged notes survive an immediate stop; while it is away nothing is acknowledged; then all goes on."""
    with private_postgres() as cluster:
        journal, database, _ = open_all(cluster.url, tmp_path)
        workshop = plant_workshop(database)
        kept, _ = fill(journal, workshop, most=100)
        cluster.stop(signal.SIGQUIT)
        assert fill(journal, workshop_unread(journal, workshop, kept), most=20)[0] == 0
        cluster.start()
        assert append_one(journal, workshop) == kept + 1
        is_whole(journal, database, workshop, kept + 1)
        asyncio.run(journal.close())
        database.close()


def workshop_unread(journal: Journal, workshop: str, kept: int) -> str:
    """Make the journal believe that the head is known, since it can't be read now."""
    with pytest.raises(Unavailable):
        journal.head(workshop)
    from app.store.entries import Head

    real = journal.head

    def head(_: str) -> Head:
        journal.head = real  # type: ignore[method-assign]
        return Head(kept, "")

    journal.head = head  # type: ignore[method-assign]
    return workshop


def test_bugs_are_not_taken_for_absence(database: Database) -> None:
    from sqlalchemy.exc import SQLAlchemyError

    with pytest.raises(SQLAlchemyError), database.read() as connection:
        connection.execute(text("SELECT nothing FROM nowhere"))


def test_words_do_not_reach_error_messages(database: Database) -> None:
    from sqlalchemy.exc import SQLAlchemyError

    with pytest.raises(SQLAlchemyError) as error, database.write() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:said)"), {"said": "parole di qualcuno"})
    assert "parole" not in str(error.value)


def test_an_old_sqlite_is_refused_in_one_sentence() -> None:
    refuse_old_sqlite((3, 51, 3))
    with pytest.raises(SystemExit, match=r"SQLite 3\.51\.2 .* 3\.51\.3 or newer"):
        refuse_old_sqlite((3, 51, 2))


def test_every_connection_is_set_up_for_durability_and_deletion(sqlite: Database) -> None:
    with sqlite.read() as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in (
                "journal_mode",
                "synchronous",
                "secure_delete",
                "foreign_keys",
                "temp_store",
                "busy_timeout",
            )
        }
    assert found == {
        "journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "temp_store": 2,
        "busy_timeout": 5000,
    }  # fmt: skip


@pytest.mark.postgres
def test_postgresql_commits_to_disk(postgres_url: str) -> None:
    database = connect(postgres_url)
    with database.read() as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "on"
        assert connection.execute(text("SHOW transaction_isolation")).scalar_one() == "repeatable read"
    with database.write() as connection:
        assert connection.execute(text("SHOW transaction_isolation")).scalar_one() == "read committed"
    database.close()
