"""The server with its chance seeded by OFFICINA_TEST_SEED, so that two of them make the same ids and marks.

Only for tests that compare two servers byte for byte: everything that the product draws from the system's
randomness comes from one seeded source here. OFFICINA_PLANTED_FAULT names a leak to plant.
Run as `python -m tests.doubles.seeded_server serve …`.
"""

from __future__ import annotations

import os
import random
import sys
import threading


def seed(value: str) -> None:
    """Replace the system's randomness, for `os`, `secrets`, `random.SystemRandom` and `uuid` alike."""
    source, gate = random.Random(value), threading.Lock()

    def urandom(size: int) -> bytes:
        with gate:
            return source.randbytes(size)

    os.urandom = urandom
    random._urandom = urandom  # type: ignore[attr-defined]


if __name__ == "__main__":
    said = [] if "serve" in sys.argv else sys.argv[1:]  # other commands each draw from a source of their own
    seed(" ".join([os.environ["OFFICINA_TEST_SEED"], *said]))
    # chance is looked up where it is drawn, so what was imported before is seeded too
    from app.cli import main
    from tests.doubles.leaks import LEAKS

    LEAKS[os.environ.get("OFFICINA_PLANTED_FAULT", "")]()
    main()
