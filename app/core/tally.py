"""Counting: ranks with ties, what a ballot put first, and stances added up."""

from __future__ import annotations

from collections.abc import Iterable

Points = tuple[int, ...]
Stances = tuple[int, int, int]  # yes, not sure, no


def rank(given: list[tuple[str, Points]]) -> list[tuple[tuple[str, Points], int, bool]]:
    """Order (target, points) by points, most first, with the rank and whether it is shared.

    Standard competition ranking ("1224"): equal points share a rank and the next ranks are left out. Points are
    compared one after the other. Among equals the order given is kept.
    """
    points = [points for _, points in given]
    ranked = [
        (item, 1 + sum(other > item[1] for other in points), points.count(item[1]) > 1) for item in given
    ]
    return sorted(ranked, key=lambda found: found[1])


def first(given: list[tuple[str, Points]], *, of_tied: bool = False) -> tuple[str, ...]:
    """Whoever is first with more than nothing: one, several when they are tied, none when nothing won.

    Among those that were tied before (`of_tied`) somebody is always first, even where nobody voted again.
    """
    return tuple(
        target for (target, points), place, _ in rank(given) if place == 1 and (of_tied or points[0] > 0)
    )


def stances(values: Iterable[int]) -> Stances:
    """How many said yes, not sure and no, of stances 1, 0, -1."""
    said = list(values)
    return said.count(1), said.count(0), said.count(-1)


def standing(said: Stances) -> Points:
    """What stances are ranked by: yes less no, then yes (docs/decisions/0016)."""
    yes, _, no = said
    return yes - no, yes
