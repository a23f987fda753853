"""Real stores for tests: a migrated database with its journal, and a workshop to write into."""

from __future__ import annotations

import secrets
from pathlib import Path

from app.store.db import Database, connect
from app.store.files import Files
from app.store.journal import Journal
from app.store.ledger import Ledger
from app.store.migrate import migrate
from app.store.rows import LibraryRow, WorkshopRow

KEY = b"a key for tests"
LIBRARY = "0" * 32


def open_journal(url: str, folder: Path) -> tuple[Journal, Database]:
    """A journal on a migrated database, its ledger and media in `folder`."""
    database = connect(url)
    migrate(database)
    files = Files(database, folder / "media", KEY)
    return Journal(database, Ledger(folder / "erased.jsonl"), files, key=KEY), database


def plant_workshop(database: Database) -> str:
    """Begin an empty workshop in a library that is made when needed."""
    workshop = secrets.token_hex(16)
    with database.session() as session:
        if session.get(LibraryRow, LIBRARY) is None:
            session.add(LibraryRow(id=LIBRARY, name="Biblioteca di prova"))
            session.flush()
        session.add(WorkshopRow(id=workshop, epoch=secrets.token_hex(16), library=LIBRARY, code=workshop[:12],
                                title="Prova", created_at=0))  # fmt: skip
    return workshop
