"""S4: two houses that differ only in who chose what hold the same once the secret ballot has closed, backups too."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlmodel import SQLModel

from app.core.words.roster import PersonJoined
from app.core.words.vote import BallotClosed, BallotOpened, Settings, VoteCast
from app.store import purge
from app.store.backup import backup
from app.store.db import Database, connect
from app.store.files import Files
from app.store.journal import Batch, Journal, Write
from app.store.ledger import Ledger
from app.store.migrate import migrate
from app.store.rows import LibraryRow, WorkshopRow, table
from tests.doubles.memory_journal import seeded
from tests.doubles.stores import KEY
from tests.services import fresh_database
from tests.store.lived import NOON, live_bytes

WORKSHOP, BALLOT = "aa" * 16, "bb" * 16
TARGETS = ("cc" * 16, "dddddddd-dddd-4ddd-8ddd-dddddddddddd")  # ids are hex, or UUIDs: of other lengths
PEOPLE = [f"{n:032x}" for n in range(1, 7)]
CHOICES = [(TARGETS[0], 3), (TARGETS[1], 12), (TARGETS[0], 10), (TARGETS[0], 0), (TARGETS[1], 1), (TARGETS[1], 2)]


class House:
    """A store in which these people made these choices, each their own, in one order."""

    def __init__(self, url: str, folder: Path, choices: list[tuple[str, int]]) -> None:
        self.folder, self.choices = folder, choices
        folder.mkdir(exist_ok=True)
        self.database = connect(url)
        migrate(self.database)
        self.files = Files(self.database, folder / "media", KEY)
        self.journal = Journal(self.database, Ledger(folder / "erased"), self.files, key=KEY, chance=seeded(4))
        self.ids = (f"{n:032x}" for n in itertools.count(100))
        with self.database.session() as session:
            session.add(LibraryRow(id="l", name="Biblioteca"))
            session.flush()
            session.add(WorkshopRow(id=WORKSHOP, epoch="e", library="l", code="c", title="t", created_at=0))
        settings = Settings(dots=20, max=20, secret=True)
        self.add("boss", BallotOpened(id=BALLOT, activity="a", method="dots", targets=TARGETS, settings=settings))
        for person, (target, value) in zip(PEOPLE, choices, strict=True):
            self.add(person, PersonJoined(by=person, role="participant", alias="Ospite"))
            self.add(person, VoteCast(ballot=BALLOT, by=person, target=target, value=value))

    def add(self, person: str, event: Any) -> None:
        head = self.journal.head(WORKSHOP)
        write = Write(next(self.ids), person, NOON + head.seq, (event,), digest="d")
        asyncio.run(self.journal.append(Batch(WORKSHOP, head.seq, (write,))))

    def close(self) -> None:
        self.add("boss", BallotClosed(id=BALLOT, secret=True, voted=5, dots=28, results=()))
        assert self.journal.settled(60)

    def held(self) -> list[Any]:
        """All that can be asked of the database; the choices themselves by their number alone."""
        with self.database.read() as connection:
            found = {name: [tuple(row) for row in connection.execute(table(name).select())]
                     for name in sorted(SQLModel.metadata.tables) if name not in {"notice", "erasure"}}
        return told(found)

    def backed_up(self) -> list[Any]:
        """The same of a backup made now."""
        backup(self.database, self.files, self.folder / "b.zip", now=5)
        with ZipFile(self.folder / "b.zip") as archive:
            found = {name: [tuple(json.loads(line)) for line in archive.read(f"tables/{name}.jsonl").splitlines()[1:]]
                     for name in ("event", "act", "vault", "workshop", "participant")}
        return told(found)

    def end(self) -> None:
        asyncio.run(self.journal.close())
        self.database.close()


def told(found: dict[str, list[tuple[Any, ...]]]) -> list[Any]:
    """Rows in order; what was chosen goes aside, since all that may differ is in which order chance put it."""
    chosen = [row[7] for row in found["event"] if row[5] == "vote.unlinked"]
    found["event"] = [row[:7] if row[5] == "vote.unlinked" else row for row in found["event"]]
    return [sorted(chosen), *({name: sorted(rows, key=repr)} for name, rows in found.items())]


@pytest.fixture
def twins(data_dir: Path, database_url: str, request: pytest.FixtureRequest) -> Iterator[tuple[House, House]]:
    """Two houses alike but for who chose what."""
    swapped = random.Random(4).sample(CHOICES, len(CHOICES))
    with ExitStack() as until:
        url = f"sqlite:///{data_dir}/other/officina.db"
        if not database_url.startswith("sqlite"):
            url = until.enter_context(fresh_database(request.getfixturevalue("postgres_server")))
        made = House(database_url, data_dir, CHOICES), House(url, data_dir / "other", swapped)
        yield made
        for house in made:
            house.end()


def test_nothing_that_is_kept_tells_who_chose_what(twins: tuple[House, House]) -> None:
    one, other = twins
    assert one.held() != other.held(), "there is something to leak"
    for house in twins:
        house.close()
    assert one.held() == other.held()
    assert one.backed_up() == other.backed_up()


def test_no_byte_of_the_files_stands_beside_a_name(sqlite: Database, data_dir: Path) -> None:
    """A vote's row in a file is the person and, right after, the choice."""
    sqlite.close()
    house = House(f"sqlite:///{data_dir / 'officina.db'}", data_dir, CHOICES)
    beside = [f'{person}{{"target":"{target}"' for person, (target, _) in zip(PEOPLE, CHOICES, strict=True)]
    before = live_bytes(data_dir)
    assert all(one.encode() in before for one in beside)
    house.close()
    after = live_bytes(data_dir)
    assert [one for one in beside if one.encode() in after] == []
    assert not any(person.encode() + b'{"target"' in after for person in PEOPLE)
    house.end()


def test_a_choice_overwritten_by_its_own_length_is_seen(
    twins: tuple[House, House], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purge, "alike", lambda found: found)
    for house in twins:
        house.close()
    assert twins[0].held() != twins[1].held()
    assert twins[0].backed_up() != twins[1].backed_up()
