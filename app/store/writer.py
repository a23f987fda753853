"""The one thread that commits: batches that wait together go into one transaction, and share its sync."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.exc import IntegrityError

from .db import Database
from .entries import Accepted
from .purge import Chance, Purge
from .rows import table
from .steady import Steady
from .trouble import Conflict, Unavailable
from .writing import Prepared, Written, write_group

MOST = 64  # batches in a transaction
LONGEST = 0.005  # seconds spent on collecting them
LINGER = 0.0005  # seconds to wait for the next of as many as came together last time
Answers = list[Accepted]
log = logging.getLogger(__name__)
act_t = table("act")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A batch and the future, on its own event loop, of whoever waits for it."""

    prepared: Prepared
    future: asyncio.Future[Answers]
    loop: asyncio.AbstractEventLoop


class Writer:
    """Takes batches from any event loop and answers only after COMMIT has returned."""

    def __init__(self, database: Database, chance: Chance, purged: Callable[[list[Purge]], None]) -> None:
        """`purged` is called after a commit that took something away, before its writers are answered."""
        self.database, self.chance, self.purged = database, chance, purged
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._steady = Steady(database)
        self._usual = 1  # how many batches were in the last group
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def submit(self, prepared: Prepared) -> asyncio.Future[Answers]:
        """Queue a batch; the future brings its answers, `Conflict`, `Unavailable`, or the bug that it hit."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answers] = loop.create_future()
        with self._lock:
            if self._closed:
                raise Unavailable("closed")
            self._queue.put(Waiting(prepared, future, loop))
        return future

    def close(self) -> None:
        """Commit what waits, then stop; returns when that is done."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            first = self._queue.get()
            if first is None:
                return self._steady.close()
            group, over = self._collect(first)
            self._usual = len(group)
            tell(group, self._commit([waiting.prepared for waiting in group]))
            if over:
                return self._steady.close()

    def _collect(self, first: Waiting) -> tuple[list[Waiting], bool]:
        """The batches that wait now, and whether the last of all is among them."""
        group, deadline = [first], time.monotonic() + LONGEST
        while len(group) < MOST and time.monotonic() < deadline:
            try:
                lingers = len(group) < self._usual
                following = self._queue.get(timeout=LINGER) if lingers else self._queue.get_nowait()
            except queue.Empty:
                break
            if following is None:
                return group, True
            group.append(following)
        return group, False

    def _commit(self, group: list[Prepared]) -> list[Answers | Exception]:
        """What became of each batch. A failed group is discarded whole, and each batch tried by itself."""
        try:
            return list(self._transaction(group).outcomes)
        except Unavailable as away:
            return [Unavailable(str(away)) for _ in group]
        except IntegrityError as twice:
            if len(group) == 1:
                return [Conflict(group[0].batch.workshop) if self._repeats(group[0]) else twice]
        except Exception as bug:  # of one batch; the others must not suffer
            log.exception("a batch could not be written")
            if len(group) == 1:
                return [bug]
        return [self._commit([prepared])[0] for prepared in group]

    def _transaction(self, group: list[Prepared]) -> Written:
        with self._steady.write() as connection:
            written = write_group(connection, group, self.chance)
        if written.purges:
            self.purged(written.purges)
        return written

    def _repeats(self, prepared: Prepared) -> bool:
        """Whether an act of this batch is already known: another process, or a resend, was first."""
        batch = prepared.batch
        keys = [
            (batch.workshop, write.person or "", write.act) for write in batch.writes if write.act is not None
        ]
        key = tuple_(act_t.c.workshop, act_t.c.person, act_t.c.act_id)
        try:
            with self.database.read() as connection:
                return connection.execute(select(act_t.c.act_id).where(key.in_(keys))).first() is not None
        except Unavailable:
            return True


def tell(group: list[Waiting], outcomes: list[Answers | Exception]) -> None:
    """Answer everybody, with one call into each event loop."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Answers | Exception]]] = {}
    for waiting, outcome in zip(group, outcomes, strict=True):
        by_loop.setdefault(waiting.loop, []).append((waiting.future, outcome))
    for loop, answers in by_loop.items():
        try:
            loop.call_soon_threadsafe(resolve, answers)
        except RuntimeError:  # that loop is over, and nobody waits there any more
            log.debug("nobody waits for %s batches", len(answers))


def resolve(answers: list[tuple[asyncio.Future[Any], Answers | Exception]]) -> None:
    """Set the futures that nobody has given up on."""
    for future, outcome in answers:
        if future.done():
            continue
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
