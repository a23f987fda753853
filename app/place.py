"""Where an installation keeps its things: database, pictures, list of erasures, opened from the settings."""

from __future__ import annotations

import time
from dataclasses import dataclass

from app.settings import Settings
from app.store.db import Database, connect
from app.store.desk import Desk, open_desk
from app.store.files import Files
from app.store.ledger import Ledger
from app.store.migrate import migrate


@dataclass(frozen=True)
class Place:
    """All that is kept, open and up to date."""

    database: Database
    files: Files
    ledger: Ledger
    desk: Desk
    key: bytes


def open_place(settings: Settings) -> Place:
    """Open what is kept, bringing the database up to date first."""
    database = connect(settings.database)
    migrate(database)
    key = settings.secret_key.encode()
    return Place(
        database=database,
        files=Files(database, settings.data_dir / "media", key),
        ledger=Ledger(settings.data_dir / "erased.txt"),
        desk=open_desk(database, settings.secret_key),
        key=key,
    )


def now() -> int:
    """Milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000
