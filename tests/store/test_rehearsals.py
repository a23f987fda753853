"""A rehearsal that is over leaves nothing, and only rehearsals can go; each test first finds what is there."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import insert, text, update

from app.store import rehearsals
from app.store.db import Database
from app.store.desk import Desk
from app.store.files import Files
from app.store.journal import Journal
from app.store.rehearsals import HOLDING, NotARehearsal, Rehearsal
from app.store.rows import table
from tests.doubles.stores import plant_workshop
from tests.store.lived import NOON, Evening, everything, live_through, new_id, search

LIBRARY = "0" * 32


@pytest.fixture
def evenings(database: Database, journal: Journal, files: Files) -> list[Evening]:
    """A real one, its rehearsal, and another real one, with their rows mixed, and a picture in each."""
    made = live_through(journal, [plant_workshop(database) for _ in range(3)])
    for evening in made:
        files.put(evening.workshop, new_id(), next(iter(evening.words)), b"a picture of " + evening.workshop.encode(),
                  type="image/png", w=1, h=1, at=NOON)  # fmt: skip
    with database.write() as connection:
        here = update(table("workshop")).where(table("workshop").c.id == made[1].workshop)
        connection.execute(here.values(origin=made[0].workshop))
        connection.execute(
            insert(table("rehearsal")), {"workshop": made[1].workshop, "pace": 1, "at": NOON, "player": "", "until": 0}
        )
    return made


def wipe(journal: Journal, evening: Evening) -> None:
    asyncio.run(journal.wipe(evening.workshop, at=NOON))
    assert journal.settled()


def files_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted((folder / "media").glob("*/*")))


def test_Z1_a_wiped_rehearsal_leaves_nothing_and_the_others_everything(
    database: Database, journal: Journal, evenings: list[Evening], data_dir: Path
) -> None:
    real, gone, other = evenings
    words = [word for said in gone.words.values() for word in said]
    kept = [word for each in (real, other) for said in each.words.values() for word in said]
    before = {each.workshop: journal.read(each.workshop) for each in (real, other)}
    there = search(database, data_dir)
    assert all(there(word) for word in words + kept)
    assert all(each.workshop.encode() in files_of(data_dir) for each in evenings)
    wipe(journal, gone)
    there = search(database, data_dir)
    assert [word for word in words if there(word)] == []
    assert gone.workshop not in everything(database)
    assert gone.workshop.encode() not in files_of(data_dir)
    assert not (data_dir / "media" / gone.workshop).exists()
    assert all(there(word) for word in kept)
    assert {each.workshop: journal.read(each.workshop) for each in (real, other)} == before
    assert all(each.workshop.encode() in files_of(data_dir) for each in (real, other))
    with pytest.raises(LookupError):
        journal.head(gone.workshop)


def test_Z1_a_table_that_is_forgotten_is_seen(
    database: Database, journal: Journal, evenings: list[Evening], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsals, "HOLDING", tuple(name for name in HOLDING if name != "vault"))
    wipe(journal, evenings[1])
    assert evenings[1].workshop in everything(database)


def test_Z2_a_real_workshop_is_never_wiped(database: Database, journal: Journal, evenings: list[Evening]) -> None:
    before = everything(database)
    for id in (evenings[0].workshop, evenings[2].workshop, new_id()):
        with pytest.raises(NotARehearsal):
            asyncio.run(journal.wipe(id, at=NOON))
    assert everything(database) == before


def test_every_table_that_speaks_of_a_workshop_is_emptied_of_it() -> None:
    """A new table that holds something of a workshop must say here how a rehearsal leaves it."""
    from sqlmodel import SQLModel

    speaking = {name for name, rows in SQLModel.metadata.tables.items() if "workshop" in rows.c}
    assert speaking == {*HOLDING, "media"}


def test_only_one_process_plays(desk: Desk, evenings: list[Evening]) -> None:
    here, it = desk.rehearsals, evenings[1].workshop
    assert here.all() == [Rehearsal(it, evenings[0].workshop, 1, NOON)]
    assert here.of(evenings[0].workshop) == here.get(it)
    assert here.claim(it, "one", now=100, until=200)
    assert not here.claim(it, "two", now=150, until=250)
    assert here.claim(it, "one", now=190, until=290)
    assert here.claim(it, "two", now=291, until=391)
    assert not here.claim(it, "one", now=300, until=400)
    assert not here.claim(evenings[0].workshop, "one", now=0, until=9)


def test_a_pace_is_one_of_two(desk: Desk, evenings: list[Evening]) -> None:
    here, it = desk.rehearsals, evenings[1].workshop
    here.set_pace(it, 4)
    assert here.get(it) == Rehearsal(it, evenings[0].workshop, 4, NOON)
    with pytest.raises(ValueError, match="pace"):
        here.set_pace(it, 1000)


def test_lists_know_nothing_of_rehearsals(database: Database, desk: Desk, evenings: list[Evening]) -> None:
    real = {evenings[0].workshop, evenings[2].workshop}
    assert {each.id for each in desk.workshops.of_library(LIBRARY)} == real
    assert {each.workshop for each in desk.shelf.due()} == real


def test_a_wipe_that_crashed_is_finished_at_the_next_start(
    database: Database, journal: Journal, evenings: list[Evening], files: Files, data_dir: Path
) -> None:
    gone = evenings[1].workshop
    with database.write() as connection:
        connection.execute(text("DELETE FROM rehearsal"))
        row = {"workshop": gone, "person": None, "ballot": None, "seq": 0, "at": NOON, "settled": False}
        connection.execute(insert(table("erasure")), row)
    assert gone.encode() in files_of(data_dir)
    journal._scrub.settle([])
    assert gone.encode() not in files_of(data_dir)
    with database.read() as connection:
        assert connection.execute(table("erasure").select()).all() == []
