"""The server with its chance seeded by OFFICINA_TEST_SEED, so that two of them make the same ids and marks.

Only for tests that compare two servers byte for byte: everything that the product draws from the system's
randomness comes from one seeded source here. Run as `python -m tests.doubles.seeded_server serve …`.
"""

from __future__ import annotations

import os
import random
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
    seed(os.environ["OFFICINA_TEST_SEED"])
    from app.cli import main  # only now: what it imports must find the seeded source

    main()
