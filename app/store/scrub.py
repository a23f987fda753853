"""Finishes removals after their commit: in the ledger, the media, and the bytes of SQLite's live files."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from sqlalchemy import and_, delete, select, update
from sqlalchemy.exc import DBAPIError

from . import gaps
from .db import Database, guarded
from .files import Files
from .ledger import Ledger
from .purge import Purge
from .rows import table
from .trouble import Unavailable

RETRY = 0.25  # seconds between attempts while readers still hold the write-ahead log
SLOW_RETRY = 2.0  # while the disk is full or the database away
TRUNCATE = "PRAGMA wal_checkpoint(TRUNCATE)"
erasure_t = table("erasure")
log = logging.getLogger(__name__)


class Scrub:
    """A thread that settles erasures and closed secret ballots: at once, until done, and after a crash."""

    def __init__(self, database: Database, ledger: Ledger, files: Files) -> None:
        self.database, self.ledger, self.files = database, ledger, files
        self._wake = threading.Condition()
        self._traces: dict[int, tuple[str, ...]] = {}
        self._asked = self._done = self._given = 0
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="scrub", daemon=True)

    def start(self) -> None:
        """Begin, first with what an earlier process left unsettled."""
        self._asked = 1
        self._thread.start()

    def soon(self, purges: list[Purge]) -> None:
        """Settle what has just been committed."""
        with self._wake:
            for found in purges:
                self._given += 1
                self._traces[self._given] = found.traces
            self._asked += 1
            self._wake.notify_all()

    def wait(self, seconds: float = 60.0) -> bool:
        """Whether everything asked for before this call is settled, waiting at most so long."""
        with self._wake:
            asked = self._asked
            return self._wake.wait_for(lambda: self._done >= asked, seconds)

    def close(self, seconds: float = 5.0) -> None:
        """Stop; what isn't settled will be at the next start."""
        with self._wake:
            self._closing = True
            self._wake.notify_all()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._closing or self._asked > self._done)
                if self._closing:
                    return
                asked, traces = self._asked, dict(self._traces)
            if not self._attempt(traces):
                self._pause(SLOW_RETRY)
                continue
            with self._wake:
                self._done = asked
                for given in traces:
                    self._traces.pop(given, None)
                self._wake.notify_all()

    def _attempt(self, traces: dict[int, tuple[str, ...]]) -> bool:
        try:
            return self.settle(
                [text for texts in traces.values() for text in texts], stop=lambda: self._closing
            )
        except Unavailable as away:
            log.warning("removals wait: the store is away (%s)", away)
            return False
        except Exception:  # the thread must live: what is asked of it is a promise to people
            log.exception("removals could not be finished; trying again")
            return False

    def _pause(self, seconds: float) -> None:
        with self._wake:
            self._wake.wait_for(lambda: self._closing, seconds)

    def settle(self, traces: list[str], stop: Callable[[], bool] = lambda: False) -> bool:
        """One round over all unsettled removals; False when it was stopped before the end."""
        with self.database.read() as connection:
            rows = connection.execute(select(erasure_t).where(erasure_t.c.settled.is_(False))).all()
        for row in rows:
            if row.person is not None:
                self.ledger.add(row.workshop, row.person)
                self.files.forget(row.workshop, row.person)
            elif row.ballot is None:
                self.files.forget_all(row.workshop)
        if self.database.is_sqlite and not self._clean(traces, doubtful=bool(rows) and not traces, stop=stop):
            return False
        if rows:
            with self.database.write() as connection:
                ids = [row.id for row in rows]
                connection.execute(update(erasure_t).where(erasure_t.c.id.in_(ids)).values(settled=True))
                wiped = and_(erasure_t.c.person.is_(None), erasure_t.c.ballot.is_(None))
                connection.execute(delete(erasure_t).where(erasure_t.c.id.in_(ids), wiped))
        return True

    def _clean(self, traces: list[str], *, doubtful: bool, stop: Callable[[], bool]) -> bool:
        """Empty the write-ahead log; rebuild the file if a copy was left in it, or if it is doubtful.

        It is after a crash: nobody knows any more what to look for.
        """
        if not self._until_free(TRUNCATE, stop):
            return False
        path = self.database.path
        if not doubtful and (path is None or not gaps.found(path, traces)):
            return True
        return self._until_free("VACUUM", stop) and self._until_free(TRUNCATE, stop)

    def _until_free(self, statement: str, stop: Callable[[], bool]) -> bool:
        """Run a statement, again while readers or writers are in its way; False when stopped before."""
        while not stop():
            if not self._run_alone(statement):
                return True
            time.sleep(RETRY)
        return False

    def _run_alone(self, statement: str) -> int:
        """Run a statement outside any transaction, not waiting for others; 1 when they were in its way."""
        with guarded(), self.database.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            try:
                driver.execute("PRAGMA busy_timeout=100")
                row = driver.execute(statement).fetchone()
                return int(row[0]) if row else 0
            except self.database.engine.dialect.loaded_dbapi.OperationalError as error:
                if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                    return 1
                raise DBAPIError.instance(
                    statement, None, error, self.database.engine.dialect.loaded_dbapi.Error
                ) from error
            finally:
                driver.execute("PRAGMA busy_timeout=5000")
