"""Changing only a secret changes no byte that someone without the right to it receives."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.doubled import house_of
from tests.contracts.house import House
from tests.contracts.twins import Evening
from tests.effort import effort

SEEDS = range(effort(20, 500))
PAGES: tuple[str, ...] = ("/j/{code}", "/p/{id}", "/w/{id}", "/w/{id}/wall")
DOUBLE = "tests.doubles.seeded_server"
Houses = tuple[House, House]


@contextlib.contextmanager
def alike(left: Path, right: Path, leak: str = "") -> Iterator[Houses]:
    """Two servers alike in everything: store, address, chance."""
    env = {
        "OFFICINA_TEST_SEED": "gemelle",
        "OFFICINA_BASE_URL": "http://officina.example",
        "OFFICINA_PLANTED_FAULT": leak,
    }
    with house_of(DOUBLE, left, env) as one, house_of(DOUBLE, right, env) as other:
        yield one, other


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    """The twins that all seeds are played on."""
    with alike(tmp_path_factory.mktemp("left"), tmp_path_factory.mktemp("right")) as houses:
        yield houses


async def both(houses: Houses, seed: int) -> tuple[Evening, Evening]:
    """The same evening in both houses, with other secrets."""
    evenings = tuple(
        Evening(house, seed, swap, PAGES) for house, swap in zip(houses, (False, True), strict=True)
    )
    await asyncio.gather(*(evening.play() for evening in evenings))
    return evenings[0], evenings[1]


def difference(one: object, other: object) -> str:
    """The first place where two texts part, with what stands around it."""
    left, right = repr(one), repr(other)
    place = next((n for n, pair in enumerate(zip(left, right, strict=False)) if pair[0] != pair[1]), 0)
    return f"…{left[max(0, place - 200) : place + 100]}… / …{right[max(0, place - 100) : place + 100]}…"


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_who_has_no_right_to_a_secret_receives_the_same_bytes(twins: Houses, seed: int) -> None:
    left, right = asyncio.run(both(twins, seed))
    assert left.owned != right.owned, (
        "the secrets do differ for those whose they are: there is something to leak"
    )
    compare(left, right)


@pytest.mark.slow
@pytest.mark.parametrize("leak", ["author", "length", "choice"])
def test_a_planted_leak_is_caught(tmp_path: Path, leak: str) -> None:
    def careless() -> None:
        with alike(tmp_path / "left", tmp_path / "right", leak) as houses:
            compare(*asyncio.run(both(houses, seed=3)))

    with pytest.raises(Leaked):
        careless()


class Leaked(AssertionError):
    """Somebody received other bytes though only a secret was another."""


def compare(left: Evening, right: Evening) -> None:
    """Raise Leaked where the twins were told apart."""
    assert left.seen.keys() == right.seen.keys()
    for what in left.seen:
        for place, (one, other) in enumerate(zip(left.seen[what], right.seen[what], strict=False)):
            if one != other:
                raise Leaked(f"{what}, {place} differs: {difference(one, other)}")
        if len(left.seen[what]) != len(right.seen[what]):
            raise Leaked(f"{what}: {len(left.seen[what])} messages, {len(right.seen[what])} messages")
