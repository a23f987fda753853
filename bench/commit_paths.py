"""Two ways to keep an act: the journal, as rooms use it, and a SQLModel transaction for each request."""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlmodel import Field, Session, SQLModel, create_engine

from app.core.words.board import NoteAdded
from app.live.room import TOGETHER
from app.place import open_place
from app.settings import read_settings
from app.store.db import SQLITE_PRAGMAS
from app.store.entries import Batch, Write
from app.store.journal import Journal

from .seeded import SECRET

SMALL = 100  # workshops beside the hot one
THREADS = 8  # of the plain way; its database lets one write at a time
AT = 1_700_000_000_000
TEXT = "Una nota lunga quanto sono le note di una serata, più o meno."
Act = Callable[[int], Awaitable[None]]
Close = Callable[[], Awaitable[None]]


class Source:
    """A workshop as its room writes: what came while a commit was under way goes into the next, in one batch."""

    def __init__(self, journal: Any, workshop: str) -> None:
        self.journal, self.workshop, self.seen = journal, workshop, 0
        self.waiting: list[asyncio.Future[None]] = []
        self.task: asyncio.Task[None] | None = None

    def act(self) -> asyncio.Future[None]:
        """Answered once it is kept."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append(done)
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._work())
        return done

    async def _work(self) -> None:
        while self.waiting:
            group, self.waiting = self.waiting[:TOGETHER], self.waiting[TOGETHER:]
            try:
                await self.journal.append(Batch(self.workshop, self.seen, tuple(write() for _ in group)))
            except Exception as fault:  # noqa: BLE001  (whatever it was, it is raised where the act was asked)
                for done in group:
                    done.set_exception(fault)
                continue
            self.seen += len(group)
            for done in group:
                done.set_result(None)


def write() -> Write:
    """A note, as its act leaves it behind."""
    person, act = secrets.token_hex(16), secrets.token_hex(16)
    added = NoteAdded(id=secrets.token_hex(16), activity="a" * 32, by=person, text=TEXT, lang="it")
    return Write(act, person, AT, (added,), digest="d" * 32)


def ours(folder: Path) -> tuple[Act, Close]:
    """The journal: every other act is of the hot workshop, the rest go round the small ones."""
    place = open_place(read_settings(data_dir=folder, secret_key=SECRET, database_url="", redis_url=""))
    journal = Journal(place.database, place.ledger, place.files, key=place.key)
    library = place.desk.accounts.add_library("Biblioteca").id
    user = place.desk.accounts.add("lei@example.org", "Lei", "una panchina all'ombra", roles={"facilitator"},
                                   library=library, now=AT)  # fmt: skip
    notice = place.desk.notices.newest()
    new = [place.desk.workshops.begin(library=library, by=user.id, title="Misura", question="", languages=("it",),
                                      notice=notice, now=AT) for _ in range(SMALL + 1)]  # fmt: skip
    hot, *small = [Source(journal, workshop.id) for workshop in new]

    async def act(n: int) -> None:
        await (hot if n % 2 else small[n // 2 % SMALL]).act()

    return act, journal.close


class PlainEvent(SQLModel, table=True):
    """An event."""

    __tablename__ = "plain_event"
    id: int | None = Field(default=None, primary_key=True)
    workshop: str = Field(index=True)
    person: str
    at: int
    kind: str
    body: str


class PlainContent(SQLModel, table=True):
    """What was written."""

    __tablename__ = "plain_content"
    id: int | None = Field(default=None, primary_key=True)
    event: int
    text: str


class PlainAct(SQLModel, table=True):
    """That it was done."""

    __tablename__ = "plain_act"
    id: str = Field(primary_key=True)
    event: int


def plain(folder: Path) -> tuple[Act, Close]:
    """A session and a transaction for each act, in a few threads, one after the other as SQLite wants it."""
    engine = create_engine(f"sqlite:///{folder / 'plain.db'}", connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    SQLModel.metadata.create_all(engine, tables=[one.__table__ for one in (PlainEvent, PlainContent, PlainAct)])  # type: ignore[attr-defined]
    pool, turn = ThreadPoolExecutor(THREADS), threading.Lock()

    def keep(n: int) -> None:
        with turn, Session(engine) as session:
            person = secrets.token_hex(16)
            made = PlainEvent(workshop=str(n % SMALL), person=person, at=AT, kind="note.added", body="{}")
            session.add(made)
            session.flush()
            assert made.id is not None
            session.add(PlainContent(event=made.id, text=TEXT))
            session.add(PlainAct(id=secrets.token_hex(16), event=made.id))
            session.commit()

    async def act(n: int) -> None:
        await asyncio.get_running_loop().run_in_executor(pool, keep, n)

    async def close() -> None:
        pool.shutdown()

    return act, close


PATHS: dict[str, Callable[[Path], tuple[Act, Close]]] = {"ours": ours, "plain": plain}
