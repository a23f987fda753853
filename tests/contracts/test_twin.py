"""Changing only a secret changes no byte that someone without the right to it receives."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from tests.contracts.doubled import house_of
from tests.contracts.house import House
from tests.contracts.twins import Evening
from tests.effort import effort

SEEDS = range(effort(20, 500))
PAGES: tuple[str, ...] = ("/j/{code}",)
Houses = tuple[House, House]


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    """Two servers alike in everything: store, address, chance."""
    env = {"OFFICINA_TEST_SEED": "gemelle", "OFFICINA_BASE_URL": "http://officina.example"}
    module = "tests.doubles.seeded_server"
    with (
        house_of(module, tmp_path_factory.mktemp("left"), env) as left,
        house_of(module, tmp_path_factory.mktemp("right"), env) as right,
    ):
        yield left, right


async def both(houses: Houses, seed: int) -> tuple[Evening, Evening]:
    """The same evening in both houses, with other secrets."""
    evenings = tuple(
        Evening(house, seed, swap, PAGES) for house, swap in zip(houses, (False, True), strict=True)
    )
    await asyncio.gather(*(evening.play() for evening in evenings))
    return evenings[0], evenings[1]


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_who_has_no_right_to_a_secret_receives_the_same_bytes(twins: Houses, seed: int) -> None:
    left, right = asyncio.run(both(twins, seed))
    assert left.owned != right.owned, (
        "the secrets do differ for those whose they are: there is something to leak"
    )
    assert left.seen.keys() == right.seen.keys()
    for what in left.seen:
        for place, (one, other) in enumerate(zip(left.seen[what], right.seen[what], strict=False)):
            assert one == other, f"{what}, {place} differs"
        assert len(left.seen[what]) == len(right.seen[what]), what
