"""What can go wrong in the store, as the rooms above need to tell it apart."""

from __future__ import annotations

import errno

from sqlalchemy import exc


class Conflict(Exception):
    """Another process wrote to the workshop first: catch up, decide again, append again."""


class Unavailable(Exception):
    """The store can't keep anything now (disk full, read-only, database away); the same call may succeed later."""


class IdReused(Exception):
    """An id made by a client came again with other content."""


class Unreadable(Exception):
    """A stored event or a backup can't be understood by this version of the program."""


# SQLite's names and PostgreSQL's SQLSTATE classes for troubles of the place, not of the statement.
SQLITE_AWAY = (
    "SQLITE_FULL",
    "SQLITE_READONLY",
    "SQLITE_CANTOPEN",
    "SQLITE_IOERR",
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
)
POSTGRES_AWAY = ("08", "25006", "40", "53", "55P03", "57", "58")

# What the system says of a disk that is full, read-only, over its quota or broken.
DISK_AWAY = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO})


def is_away(error: exc.SQLAlchemyError) -> bool:
    """Whether an error speaks of the database's place (retry later) rather than of our statement (a bug)."""
    if isinstance(error, exc.TimeoutError):
        return True
    if not isinstance(error, exc.DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    name = getattr(error.orig, "sqlite_errorname", None)
    if name is not None:
        return str(name).startswith(SQLITE_AWAY)
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return str(state).startswith(POSTGRES_AWAY)
    return isinstance(error, exc.OperationalError | exc.InterfaceError)


def is_full(error: OSError) -> bool:
    """Whether an error speaks of a disk that takes nothing now (retry later) rather than of a bug."""
    return error.errno in DISK_AWAY
