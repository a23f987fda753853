"""How laws are tried: Hypothesis draws the seeds of whole workshops; those that once failed are kept by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

# Seeds of workshops that once broke a law, and the first few, so that a fault is found again at once.
KEPT = (0, 1, 2, 3, 5, 15, 22, 29, 42, 61, 103)


def seeds(many: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Try a law on so many workshops beyond the kept ones; the same ones each time, so that red means a change."""

    def wrap(law: Callable[..., Any]) -> Callable[..., Any]:
        tried = settings(
            max_examples=many,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )(given(seed=st.integers(0, 2**32 - 1))(law))
        for seed in KEPT:
            tried = example(seed=seed)(tried)
        return tried

    return wrap
