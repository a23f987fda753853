"""Fixtures every test may ask for: databases, Redis, a data folder, ports, a running server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import services
from tests.serving import Served, serve

# The machine is shared and small: time limits of single examples would only measure the neighbours.
settings.register_profile("officina", deadline=None, print_blob=True,
                          suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("officina")

# Those that take minutes go first, so that no worker is left alone with one of them at the end.
LONG = (
    "test_states", "test_twin", "test_journey", "test_phone", "test_wall", "test_console", "test_kill", "test_proposal",
    "test_tables", "test_http_hostile", "test_live_big", "test_plain",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first; otherwise the order in which they were found."""
    place = {name: n for n, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path.stem, len(LONG)))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL where databases may be created."""
    with services.postgres() as url:
        yield url


@pytest.fixture(scope="session")
def redis_base() -> Iterator[str]:
    """The address of a Redis, without a database number."""
    with services.redis_server() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty PostgreSQL database, dropped after the test."""
    with services.fresh_database(postgres_server) as url:
        yield url


@pytest.fixture(scope="module")
def module_postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty PostgreSQL database, dropped after the module's last test."""
    with services.fresh_database(postgres_server) as url:
        yield url


@pytest.fixture
def redis_url(redis_base: str) -> Iterator[str]:
    """An empty Redis database, emptied after the test."""
    with services.claimed_redis(redis_base) as url:
        yield url


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """An empty folder for a server's data."""
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, data_dir: Path) -> str:
    """An empty database, once on SQLite and once on PostgreSQL: the test runs on both."""
    if request.param == "sqlite":
        return f"sqlite:///{data_dir / 'officina.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def free_port() -> int:
    """A TCP port on loopback that nobody holds now."""
    return services.free_port()


@pytest.fixture
def served(data_dir: Path) -> Iterator[Callable[..., Served]]:
    """`served(workers=2, database_url=…)` starts a server of its own; all are stopped after the test."""
    with ExitStack() as running:
        yield lambda **wishes: running.enter_context(serve(**{"data_dir": data_dir, **wishes}))
