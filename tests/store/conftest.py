"""Migrated databases, desks and journals for the store's tests."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.db import Database, connect
from app.store.desk import Desk, open_desk
from app.store.files import Files
from app.store.journal import Journal
from app.store.ledger import Ledger
from app.store.migrate import migrate
from tests.doubles.stores import KEY


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database, once on SQLite and once on PostgreSQL."""
    opened = connect(database_url)
    migrate(opened)
    yield opened
    opened.close()


@pytest.fixture
def sqlite(data_dir: Path) -> Iterator[Database]:
    """A migrated SQLite database."""
    opened = connect(f"sqlite:///{data_dir / 'officina.db'}")
    migrate(opened)
    yield opened
    opened.close()


@pytest.fixture
def desk(database: Database) -> Desk:
    return open_desk(database, "a secret for tests, long enough to be one")


@pytest.fixture
def ledger(data_dir: Path) -> Ledger:
    return Ledger(data_dir / "erased.txt")


@pytest.fixture
def files(database: Database, data_dir: Path) -> Files:
    return Files(database, data_dir / "media", KEY)


@pytest.fixture
def journal(database: Database, ledger: Ledger, files: Files) -> Iterator[Journal]:
    opened = Journal(database, ledger, files, key=KEY)
    yield opened
    asyncio.run(opened.close())
