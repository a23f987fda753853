"""Statements compiled once and given to the driver as they are: for what is done at every act.

SQLAlchemy decides anew at each execution how a statement is to be run. For a transaction as small as the journal's
that took several times as long as the database did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Insert, Update
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError

Row = Mapping[str, Any]


@lru_cache(maxsize=64)
def compiled(statement: Insert | Update, keys: tuple[str, ...], dialect: Dialect) -> tuple[str, list[str] | None]:
    """The statement in this database's SQL, and the names of its values in order where they are given by place."""
    made = statement.compile(dialect=dialect, column_keys=list(keys))
    return str(made), list(made.positiontup) if made.positiontup is not None else None


def run(connection: Connection, statement: Insert | Update, rows: Sequence[Row]) -> int:
    """Execute a statement in the connection's transaction, once with each of the rows, which all have the same keys.

    Returns how many rows of the table it touched. Values reach the driver as they are. Raises what SQLAlchemy would.
    """
    if not rows:
        return 0
    sql, names = compiled(statement, tuple(rows[0]), connection.dialect)
    values: Sequence[Any] = rows if names is None else [[row[name] for name in names] for row in rows]
    return drive(connection, sql, values)


def drive(connection: Connection, sql: str, values: Sequence[Any] = ((),)) -> int:
    """Let the driver execute SQL, once with each of these values; how many rows it touched."""
    driver = connection.connection
    cursor = driver.cursor()
    try:
        cursor.executemany(sql, values) if len(values) > 1 else cursor.execute(sql, values[0])
        return int(cursor.rowcount)
    except connection.dialect.loaded_dbapi.Error as error:
        raise told(connection, error) from error
    finally:
        cursor.close()


def told(connection: Connection, error: Any) -> BaseException:
    """The driver's error as SQLAlchemy would have raised it; a connection that is lost is not used again."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection, None)
    if lost:
        connection.invalidate(error)
    base = dialect.loaded_dbapi.Error
    made: BaseException = DBAPIError.instance(
        None, None, error, base, hide_parameters=True, connection_invalidated=lost, dialect=dialect
    )
    return made
