"""A connection that stays open between transactions, for the one thread that commits at every act."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from sqlalchemy import Connection

from .db import JOINED, Database, guarded
from .prompt import drive

IDLE = 5.0  # seconds after which it is looked at before it is used again: the server may have gone meanwhile


class Steady:
    """`write` is `Database.write`, without what that costs each time; for one thread."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._open: Connection | None = None
        self._used = 0.0

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that commits at the end, or leaves nothing; raises `Unavailable` when it can't."""
        with guarded():
            connection = self._connection()
            try:
                if self.database.is_sqlite:
                    drive(connection, "BEGIN IMMEDIATE")
                yield connection
                self._commit(connection)
            except BaseException:
                self.close()  # rolls back
                raise
        self._used = time.monotonic()

    def _connection(self) -> Connection:
        if self._open is not None and time.monotonic() - self._used > IDLE:
            self.close()
        if self._open is None:
            self._open = self.database.engine.connect().execution_options(**JOINED)
        return self._open

    def _commit(self, connection: Connection) -> None:
        """Commit; through SQLAlchemy when something was done through it meanwhile, which then thinks it has begun."""
        if connection.in_transaction():
            connection.commit()
        else:
            drive(connection, "COMMIT")

    def close(self) -> None:
        """Give the connection back, and undo what was not committed; the next transaction opens another."""
        held, self._open = self._open, None
        if held is not None:
            with contextlib.suppress(Exception):
                held.close()
