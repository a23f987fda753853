"""How hard the fuzzes try: quickly in `make test`, at length in `make marks`."""

import os
from collections.abc import Iterable

FULL = os.environ.get("OFFICINA_TEST_EFFORT") == "full"


def effort(quick: int, full: int) -> int:
    """How many examples, seeds or rounds to run now."""
    return full if FULL else quick


def windows(every: Iterable[str], *quickly: str) -> list[str]:
    """The windows or faults to look through now: in `make test` those that no other test has, at length every one."""
    return list(every) if FULL else list(quickly)


def within(seconds: float) -> float:
    """How long a mark's seconds are: at length, where nothing else runs, as they are; beside other tests threefold."""
    return seconds * effort(3, 1)
