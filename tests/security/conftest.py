"""The world of two libraries, once for all that only asks, and once for what takes something away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.security.furnish import made
from tests.security.world import World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A house of its own for each module."""
    with made(tmp_path_factory.mktemp("world")) as found:
        yield found


@pytest.fixture(scope="module", params=["http://testserver", "https://officina.example"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world on plain HTTP, and behind TLS."""
    with made(tmp_path_factory.mktemp("world"), request.param) as found:
        yield found
