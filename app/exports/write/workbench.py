"""A folder for what a writer needs while it works, gone afterwards; without room for one the disk is full."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def workbench(kind: str) -> Iterator[Path]:
    """An empty folder of our own. Raises OSError ENOSPC also where no place for temporary files takes any."""
    try:
        place = tempfile.TemporaryDirectory(prefix=f"officina-{kind}-")
    except FileNotFoundError as none:  # what Python says when it could write in none of the places it tried
        raise OSError(errno.ENOSPC, "no room for temporary files") from none
    with place as path:
        yield Path(path)
