"""Brings a database to this program's schema, in one transaction: the old one or the new one, never half."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from .db import Database
from .notices import Notices
from .trouble import Unreadable

SCRIPTS = Path(__file__).resolve().parents[2] / "migrations"
POSTGRES_LOCK = 0x0FF1C14A  # any number: processes that start together migrate one after the other


def migrate(database: Database) -> str:
    """Upgrade to the newest schema and return its revision; safe when several processes start at once.

    A new database gets the notice that comes with the program.

    Raises `Unreadable` for a database made by a newer program.
    """
    with database.write() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": POSTGRES_LOCK})
        upgrade(connection)
    Notices(database).seed(now=0)
    return newest()


def upgrade(connection: Connection, to: str = "head") -> None:
    """Upgrade on an open transaction."""
    refuse_newer(connection)
    command.upgrade(settings(connection), to)


def refuse_newer(connection: Connection) -> None:
    """Stop before touching what a newer version of the program has made."""
    found = revision(connection)
    if found is not None and found not in known_revisions():
        raise Unreadable(f"the database is of a newer version ({found})")


def revision(connection: Connection) -> str | None:
    """The revision of the schema; None when there is none yet."""
    return MigrationContext.configure(connection).get_current_revision()


def known_revisions() -> set[str]:
    """Every revision this program can migrate from."""
    return {script.revision for script in ScriptDirectory.from_config(settings()).walk_revisions()}


def newest() -> str:
    """The newest revision this program knows."""
    head = ScriptDirectory.from_config(settings()).get_current_head()
    assert head is not None
    return head


def settings(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
