"""The houses that every live suite runs against."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import services
from tests.contracts.house import House, one_on_sqlite, two_on_postgres

HOUSES = ["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.redis])]


@pytest.fixture(scope="module", params=HOUSES)
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One process on SQLite, then two processes on PostgreSQL with Redis; shared by a module's tests."""
    folder: Path = tmp_path_factory.mktemp("house")
    if request.param == "sqlite":
        with one_on_sqlite(folder) as made:
            yield made
        return
    database = request.getfixturevalue("module_postgres_url")
    server = request.getfixturevalue("redis_base")
    with services.claimed_redis(server) as redis, two_on_postgres(folder, database, redis) as made:
        yield made
