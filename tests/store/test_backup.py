"""Backups: of one moment, under load, in one file for either database; restoring brings nobody back who was erased."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import text

from app.core.words.roster import PersonErased
from app.core.words.vote import VoteCast
from app.store.backup import backup
from app.store.check import check
from app.store.db import Database, connect
from app.store.desk import open_desk
from app.store.files import Files
from app.store.journal import Batch, Conflict, Journal, Write
from app.store.ledger import Ledger
from app.store.migrate import migrate
from app.store.restore import restore
from app.store.trouble import Unavailable, Unreadable
from tests.doubles.stores import KEY, plant_workshop
from tests.services import wait_until
from tests.store.lived import Evening, append, erase, everything, join, live_through, new_id, search

SECRET = "a secret for tests, long enough to be one"


@dataclass
class Elsewhere:
    """Another installation, where backups are brought back."""

    database: Database
    files: Files
    ledger: Ledger
    folder: Path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Elsewhere]:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    url = f"sqlite:///{folder / 'officina.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("module_postgres_url")
    database = connect(url)
    migrate(database)
    yield Elsewhere(database, Files(database, folder / "media", KEY), Ledger(folder / "erased.txt"), folder)
    database.close()


@pytest.fixture
def evenings(database: Database, journal: Journal) -> list[Evening]:
    return live_through(journal, [plant_workshop(database) for _ in range(2)], people=3, notes=3)


def give_picture(files: Files, evening: Evening, person: str) -> str:
    medium = new_id()
    files.put(evening.workshop, medium, person, medium.encode(), type="image/png", w=1, h=1, at=1)
    return medium


def read_there(place: Elsewhere, workshop: str) -> tuple[Journal, list[object]]:
    journal = Journal(place.database, place.ledger, place.files, key=KEY)
    return journal, list(journal.read(workshop))


def test_a_backup_brings_everything_back_on_either_database(
    database: Database,
    journal: Journal,
    files: Files,
    evenings: list[Evening],
    elsewhere: Elsewhere,
    tmp_path: Path,
) -> None:
    desk = open_desk(database, SECRET)
    library = desk.accounts.libraries()[0].id
    user = desk.accounts.add(
        "a@b.c", "Ada è qui", "una parola segreta", roles={"admin"}, library=library, now=1
    )
    token = desk.sessions.begin(user, now=1)
    evening = evenings[0]
    receipt = desk.receipts.give(
        evening.workshop, next(iter(evening.words)), desk.notices.get(1, "it"), now=1
    )
    picture = give_picture(files, evening, next(iter(evening.words)))
    before = {one.workshop: journal.read(one.workshop) for one in evenings}
    epoch = journal.head(evening.workshop).epoch
    manifest = backup(database, files, tmp_path / "b.zip", now=5)
    assert (manifest.at, manifest.media, manifest.rows["workshop"]) == (5, 1, 2)
    assert (tmp_path / "b.zip").stat().st_mode & 0o077 == 0
    assert (
        restore(tmp_path / "b.zip", elsewhere.database, elsewhere.ledger, elsewhere.files, now=9) == manifest
    )
    assert check(elsewhere.database) == []
    there, _ = read_there(elsewhere, evening.workshop)
    assert {one.workshop: there.read(one.workshop) for one in evenings} == before
    assert there.head(evening.workshop).epoch != epoch
    assert there.known(evening.workshop, *acted(before[evening.workshop])) is not None
    assert elsewhere.files.path(evening.workshop, picture).read_text() == picture
    other = open_desk(elsewhere.database, SECRET)
    assert other.accounts.check("a@b.c", "una parola segreta") == user
    assert other.sessions.who(token, now=1) is None
    assert other.receipts.find(receipt) == desk.receipts.find(receipt)
    erase(there, evening, next(iter(evening.words)))  # PostgreSQL counts on from the restored rows
    asyncio.run(there.close())


def acted(stored: list[object]) -> tuple[str, str]:
    last = stored[-1]
    return last.person, last.act  # type: ignore[attr-defined]


def test_whoever_was_erased_since_stays_erased(
    database: Database, journal: Journal, files: Files, ledger: Ledger, evenings: list[Evening], tmp_path: Path,
    data_dir: Path,
) -> None:  # fmt: skip
    evening = evenings[0]
    gone, stays, _ = evening.words
    pictures = [give_picture(files, evening, person) for person in (gone, stays)]
    backup(database, files, tmp_path / "b.zip", now=5)
    with ZipFile(tmp_path / "b.zip") as archive:
        vault = archive.read("tables/vault.jsonl").decode()
    assert all(word in vault for word in evening.words[gone])
    erase(journal, evening, gone)
    late = Evening(evening.workshop)
    join(journal, late)
    assert journal.settled(60)
    asyncio.run(journal.close())
    restore(tmp_path / "b.zip", database, ledger, files, now=9)
    assert check(database) == []
    again = Journal(database, ledger, files, key=KEY)
    events = [stored.event for stored in again.read(evening.workshop)]
    assert events[-1] == PersonErased(by=gone)
    assert not any(word in everything(database) for word in evening.words[gone])
    assert all(word in everything(database) for word in evening.words[stays])
    there = search(database, data_dir)
    assert not any(there(word) for word in evening.words[gone])
    assert [files.path(evening.workshop, one).exists() for one in pictures] == [False, True]
    assert again.head(evening.workshop).purged == len(events)
    asyncio.run(again.close())
    restore(tmp_path / "b.zip", database, ledger, files, now=10)
    assert len(ledger.all()) == 1


def test_a_backup_under_load_holds_all_that_was_acknowledged_before_it(
    database: Database, journal: Journal, files: Files, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    workshop, acknowledged, stop = plant_workshop(database), [0], threading.Event()

    async def write_on() -> None:
        seen = 0
        while not stop.is_set():
            events = tuple(VoteCast(ballot="b", by=new_id(), target=new_id(), value=1) for _ in range(3))
            await journal.append(Batch(workshop, seen, (Write(new_id(), new_id(), 1, events),)))
            seen = acknowledged[0] = seen + 3

    writer = threading.Thread(target=lambda: asyncio.run(write_on()))
    writer.start()
    held: list[tuple[int, Path]] = []
    for n in range(5):
        wait_until(lambda: acknowledged[0] > 20 * n, what="writing under load")  # noqa: B023
        held.append((acknowledged[0], tmp_path / f"{n}.zip"))
        backup(database, files, held[-1][1], now=n)
    stop.set()
    writer.join()
    assert acknowledged[0] > held[1][0] > 0
    for least, path in (held[1], held[-1]):
        restore(path, elsewhere.database, elsewhere.ledger, elsewhere.files, now=1)
        assert check(elsewhere.database) == []
        there, events = read_there(elsewhere, workshop)
        assert len(events) >= least
        assert len(events) % 3 == 0
        asyncio.run(there.close())


def damage(path: Path, how: str) -> None:
    if how == "cut":
        path.write_bytes(path.read_bytes()[:-200])
        return
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts["manifest.json"])
    match how:
        case "changed":
            parts["tables/event.jsonl"] = parts["tables/event.jsonl"].replace(b"ballot", b"ballet", 1)
        case "newer format":
            manifest["format"] = 99
        case "newer schema":
            manifest["revision"] = "9999"
        case "missing":
            del parts["tables/vault.jsonl"]
        case "no zip":
            path.write_bytes(b"not a zip at all")
            return
    parts["manifest.json"] = json.dumps(manifest).encode()
    with ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.mark.parametrize("how", ["cut", "changed", "newer format", "newer schema", "missing", "no zip"])
def test_a_damaged_backup_changes_nothing(
    database: Database, journal: Journal, files: Files, ledger: Ledger, tmp_path: Path, how: str
) -> None:
    live_through(journal, [plant_workshop(database)], people=1, notes=1)
    backup(database, files, tmp_path / "b.zip", now=5)
    damage(tmp_path / "b.zip", how)
    before = everything(database)
    with pytest.raises(Unreadable):
        restore(tmp_path / "b.zip", database, ledger, files, now=9)
    assert everything(database) == before


def test_a_backup_with_holes_is_refused(
    database: Database, journal: Journal, files: Files, ledger: Ledger, tmp_path: Path
) -> None:
    workshop = live_through(journal, [plant_workshop(database)], people=1, notes=1)[0].workshop
    with database.write() as connection:
        connection.execute(text("DELETE FROM event WHERE seq = 2"))
    assert any(workshop in fault for fault in check(database))
    backup(database, files, tmp_path / "b.zip", now=5)
    before = everything(database)
    with pytest.raises(Unreadable, match="damaged: workshop"):
        restore(tmp_path / "b.zip", database, ledger, files, now=9)
    assert everything(database) == before


def test_a_target_that_cannot_be_written_is_said(database: Database, files: Files, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable):
        backup(database, files, tmp_path / "file" / "b.zip", now=1)


def test_a_room_of_before_is_refused_after_a_restore(
    database: Database, journal: Journal, files: Files, ledger: Ledger, tmp_path: Path
) -> None:
    """Whoever still believes in the history that the restore undid can't write on it."""
    workshop = plant_workshop(database)
    join(journal, Evening(workshop))
    backup(database, files, tmp_path / "b.zip", now=5)
    join(journal, Evening(workshop))
    seen, mark = journal.head(workshop).seq, journal.head(workshop).mark
    restore(tmp_path / "b.zip", database, ledger, files, now=9)
    with pytest.raises(Conflict):
        asyncio.run(journal.append(Batch(workshop, seen, (Write(new_id(), "p", 1, ()),))))
    append(journal, workshop, PersonErased(by="nobody"))
    assert journal.mark(workshop, seen) != mark


def test_what_is_wrong_is_found(database: Database, journal: Journal) -> None:
    workshop = live_through(journal, [plant_workshop(database)], people=1, notes=1)[0].workshop
    assert check(database) == []
    with database.write() as connection:
        connection.execute(text("UPDATE event SET kind = 'note.teleported' WHERE seq = 1"))
        connection.execute(text("INSERT INTO vault VALUES (:w, 999, NULL, '{}')"), {"w": workshop})
        connection.execute(text("UPDATE workshop SET last_seq = last_seq + 1"))
    found = "\n".join(check(database))
    assert "1 contents of no event" in found
    assert "note.teleported" in found
    assert "counts" in found
