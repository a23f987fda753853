"""A workshop in which something has happened, for tests that take it away, copy it or bring it back."""

from __future__ import annotations

import asyncio
import secrets
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.core.types import Event
from app.core.words.board import NoteAdded, NoteMoved
from app.core.words.roster import PersonErased, PersonJoined
from app.core.words.vote import BallotClosed, BallotOpened, Settings, VoteCast
from app.store.db import Database
from app.store.journal import Batch, Journal, Write
from app.store.rows import table

NOON = 1_790_000_000_000


def new_id() -> str:
    return secrets.token_hex(16)


def append(
    journal: Journal, workshop: str, *events: Event, act: str | None = None, person: str | None = None
) -> int:
    """Append events as one act at the end of a workshop; returns its last number."""
    seen = journal.head(workshop).seq
    write = Write(act or new_id(), person or new_id(), NOON + seen, events, digest=new_id())
    answers = asyncio.run(journal.append(Batch(workshop, seen, (write,))))
    return answers[0].last or seen


@dataclass
class Evening:
    """What people gave in one workshop: their words, and the ids of the acts of their votes."""

    workshop: str
    words: dict[str, list[str]] = field(default_factory=dict)
    acts: dict[str, list[str]] = field(default_factory=dict)
    ballot: str = field(default_factory=new_id)


def live_through(journal: Journal, workshops: list[str], people: int = 6, notes: int = 12) -> list[Evening]:
    """Several workshops at once, their writes mixed, so that rows share pages; a secret ballot is open in each."""
    evenings = [Evening(workshop) for workshop in workshops]
    for evening in evenings:
        settings = Settings(dots=3, max=3, secret=True)
        targets = tuple(new_id() for _ in range(4))
        opened = BallotOpened(
            id=evening.ballot, activity="a1", method="dots", targets=targets, settings=settings
        )
        append(journal, evening.workshop, opened)
        for _ in range(people):
            join(journal, evening)
    for turn in range(notes):
        for evening in evenings:
            for person in evening.words:
                give(journal, evening, person, turn)
    return evenings


def join(journal: Journal, evening: Evening) -> None:
    person, alias = new_id(), f"Alias {secrets.token_hex(8)}"
    append(journal, evening.workshop, PersonJoined(by=person, role="participant", alias=alias), person=person)
    evening.words[person], evening.acts[person] = [alias], []


def give(journal: Journal, evening: Evening, person: str, turn: int) -> None:
    """A note of some length, moved once, and a vote."""
    text = f"Nota {secrets.token_hex(8)} " + secrets.token_hex(20 * (turn % 7)) + " fine"
    note = NoteAdded(id=new_id(), activity="a1", by=person, text=text)
    append(journal, evening.workshop, note, NoteMoved(id=note.id, zone="z", x=1, y=2), person=person)
    evening.words[person].append(text)
    act = new_id()
    vote = VoteCast(ballot=evening.ballot, by=person, target=new_id(), value=1 + turn % 3)
    append(journal, evening.workshop, vote, act=act, person=person)
    evening.acts[person].append(act)


def erase(journal: Journal, evening: Evening, person: str) -> None:
    append(journal, evening.workshop, PersonErased(by=person), person=person)


def close_ballot(journal: Journal, evening: Evening) -> None:
    append(
        journal, evening.workshop, BallotClosed(id=evening.ballot, secret=True, voted=1, dots=1, results=())
    )


def live_bytes(folder: Path) -> bytes:
    """Every byte of a database's live files, read by another program: this one must not close them."""
    paths = sorted(str(path) for path in folder.glob("officina.db*"))
    return subprocess.run(["cat", *paths], check=True, capture_output=True).stdout


def everything(database: Database) -> str:
    """All that any query can return."""
    from sqlmodel import SQLModel

    rows: list[Any] = []
    with database.read() as connection:
        for name in SQLModel.metadata.tables:  # as tuples: a row shortens what it holds when it is printed
            rows += [tuple(row) for row in connection.execute(table(name).select())]
    return repr(rows)


def search(database: Database, folder: Path) -> Any:
    """A function telling whether a text can still be found: in live files on SQLite, by any query elsewhere."""
    if database.is_sqlite:
        raw = live_bytes(folder)
        return lambda text: text.encode() in raw
    whole = everything(database)
    return lambda text: text in whole
