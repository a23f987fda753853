"""A server on a machine whose date can be moved: OFFICINA_TEST_DATE names a file that says by how many seconds.

Only the date is moved, as by whoever sets it; clocks that nobody can set go on as they do.
"""

from __future__ import annotations

import os
import time
from pathlib import Path


def moved() -> None:
    """From now on the date is as the file says, if one is named."""
    if "OFFICINA_TEST_DATE" not in os.environ:
        return
    told, true = Path(os.environ["OFFICINA_TEST_DATE"]), time.time_ns

    def date() -> int:
        return true() + (int(told.read_text()) * 1_000_000_000 if told.exists() else 0)

    time.time_ns = date
    time.time = lambda: date() / 1_000_000_000
