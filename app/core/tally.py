"""Counting: ranks with ties."""

from __future__ import annotations


def rank(given: list[tuple[str, int]]) -> list[tuple[tuple[str, int], int, bool]]:
    """Order (target, points) by points, most first, with the rank and whether it is shared.

    Standard competition ranking ("1224"): equal points share a rank and the next ranks are left out. Among equals the
    order given is kept.
    """
    points = [points for _, points in given]
    ranked = [
        (item, 1 + sum(other > item[1] for other in points), points.count(item[1]) > 1) for item in given
    ]
    return sorted(ranked, key=lambda found: found[1])
