"""How hard the fuzzes try: quickly in `make test`, at length in `make marks`."""

import os

FULL = os.environ.get("OFFICINA_TEST_EFFORT") == "full"


def effort(quick: int, full: int) -> int:
    """How many examples, seeds or rounds to run now."""
    return full if FULL else quick
