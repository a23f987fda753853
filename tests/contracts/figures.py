"""Says what a test of faults was begun with and what it measured, where pytest shows it (`-rP`, or when it fails)."""

from __future__ import annotations

import sys


def note(sentence: str) -> None:
    """Say it in a line of its own."""
    sys.stderr.write(f"{sentence}\n")
