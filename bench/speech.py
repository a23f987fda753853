"""What real people wrote, where it matters that no two texts are alike."""

from __future__ import annotations

import csv
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "tests" / "data" / "polis" / "15-per-hour-seattle" / "comments.csv"
SHORTEST = 40  # characters


def spoken() -> list[str]:
    """The statements of a consultation held in Seattle, each once; see the README beside them."""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        return [row["comment-body"] + " " for row in csv.DictReader(file) if len(row["comment-body"]) >= SHORTEST]
