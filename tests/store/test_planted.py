"""Faults planted in the store, each of which the tests of removals and of the journal would see."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from app.core.words.board import NoteRemoved
from app.core.words.vote import VoteUnlinked
from app.store import purge, writer, writing
from app.store.db import Database
from app.store.files import Files
from app.store.journal import Batch, Conflict, Journal, Write
from app.store.ledger import Ledger
from app.store.scrub import Scrub
from tests.doubles.stores import KEY, plant_workshop
from tests.store.lived import close_ballot, erase, live_bytes, live_through, new_id


def lived(database: Database, folder: Path, **given: Any) -> tuple[Journal, Any]:
    journal = Journal(database, Ledger(folder / "l"), Files(database, folder / "m", KEY), key=KEY, **given)
    return journal, live_through(journal, [plant_workshop(database)], people=3, notes=4)[0]


def left_after_erasing(database: Database, folder: Path) -> int:
    journal, evening = lived(database, folder)
    person = next(iter(evening.words))
    assert journal.settled(30)
    erase(journal, evening, person)
    journal.settled(30)
    raw = live_bytes(folder)
    asyncio.run(journal.close())
    return sum(word.encode() in raw for word in evening.words[person])


def test_without_a_fault_nothing_is_left(sqlite: Database, data_dir: Path) -> None:
    assert left_after_erasing(sqlite, data_dir) == 0


def test_a_log_that_is_not_cut_is_seen(
    sqlite: Database, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Scrub, "_clean", lambda *_, **__: True)
    assert left_after_erasing(sqlite, data_dir) > 0


def test_contents_that_stay_are_seen(
    sqlite: Database, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purge, "blank", lambda *_: None)
    assert left_after_erasing(sqlite, data_dir) > 0


def test_choices_left_in_their_order_are_seen(sqlite: Database, data_dir: Path) -> None:
    """Without chance, choices stand in the order in which they were cast."""
    journal, evening = lived(sqlite, data_dir, chance=lambda size: "00" * size)
    before = [s.event.target for s in journal.read(evening.workshop) if s.event.kind == "vote.cast"]  # type: ignore[attr-defined]
    close_ballot(journal, evening)
    after = [s.event.target for s in journal.read(evening.workshop) if isinstance(s.event, VoteUnlinked)]
    assert before == after
    asyncio.run(journal.close())


def race(database: Database, folder: Path) -> list[int]:
    """Two processes' journals write into one workshop at once; returns the numbers acknowledged."""
    journals = [
        Journal(database, Ledger(folder / "l"), Files(database, folder / "m", KEY), key=KEY) for _ in "ab"
    ]
    workshop, told = plant_workshop(database), []

    async def one(n: int) -> None:
        journal, act = journals[n % 2], new_id()
        while True:
            seen = await asyncio.to_thread(journal.head, workshop)
            try:
                answers = await journal.append(
                    Batch(workshop, seen.seq, (Write(act, "p", 1, (NoteRemoved(id="n"),)),))
                )
            except Conflict:
                continue
            told.append(answers[0].first or 0)
            return

    async def all_of_them() -> None:
        await asyncio.gather(*(one(n) for n in range(30)))
        for journal in journals:
            await journal.close()

    asyncio.run(all_of_them())
    return sorted(told)


def test_two_processes_never_give_the_same_number(database: Database, data_dir: Path) -> None:
    assert race(database, data_dir) == list(range(1, 31))


def test_numbers_given_without_compare_and_set_are_seen(
    sqlite: Database, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy import bindparam, update

    from app.store.rows import table

    rows = table("workshop")
    blind = (
        update(rows).where(rows.c.id == bindparam("w")).values(last_seq=bindparam("seen") + bindparam("k"))
    )
    monkeypatch.setattr(writing, "ADVANCE", blind)
    monkeypatch.setattr(writer.Writer, "_repeats", lambda *_: True)
    with sqlite.write() as connection:
        connection.exec_driver_sql("DROP TABLE event")
        connection.exec_driver_sql(
            "CREATE TABLE event (workshop, seq, act, at, person, kind, version, body, mark)"
        )
    assert race(sqlite, data_dir) != list(range(1, 31))
