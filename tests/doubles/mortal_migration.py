"""The program killed in the midst of a migration: OFFICINA_DIES_AT numbers the point, each is a step of the database.

Points are what the program asks of its database: each beginning, statement and commit, from the first on, noted as a
dot in the file OFFICINA_POINTS the moment before. With 0 it lives. OFFICINA_PLANTED_FAULT names a fault that a test
of migrations must catch. Run as `python -m tests.doubles.mortal_migration migrate` (or `serve …`).
"""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, event, text

from app.store import migrate


def mortal() -> None:
    """Count the points; at the one that is named be gone at once."""
    last, passed = int(os.environ["OFFICINA_DIES_AT"]), itertools.count(1)
    points = os.open(os.environ["OFFICINA_POINTS"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def passing(*_: object) -> None:
        os.write(points, b".")
        if next(passed) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("begin", "before_cursor_execute", "commit"):
        event.listen(Engine, name, passing)


def in_pieces() -> None:
    """Each change of the schema is committed by itself."""

    def commit(connection: Connection, _: Any, statement: str, *__: Any) -> None:
        if statement.lstrip().startswith(("CREATE", "ALTER", "DROP")):
            driver: Any = connection.connection.driver_connection
            driver.commit()
            if connection.dialect.name == "sqlite":
                driver.execute("BEGIN IMMEDIATE")

    event.listen(Engine, "after_cursor_execute", commit)


def forgetful() -> None:
    """On its way up the schema loses what people wrote of one kind."""
    upgrade = migrate.upgrade

    def losing(connection: Connection, to: str = "head") -> None:
        upgrade(connection, to)
        connection.execute(text("UPDATE workshop SET question = ''"))
        connection.execute(text("UPDATE event SET mark = '' WHERE seq = 3"))

    migrate.upgrade = losing


FAULTS: dict[str, Callable[[], None]] = {"": lambda: None, "in_pieces": in_pieces, "forgetful": forgetful}

if __name__ == "__main__":
    FAULTS[os.environ.get("OFFICINA_PLANTED_FAULT", "")]()
    mortal()
    from app.cli import main  # only now, with the fault in place

    main()
