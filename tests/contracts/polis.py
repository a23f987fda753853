"""Real conversations read from their files: who said what, how it was moderated, who agreed in the end."""

from __future__ import annotations

import csv
import io
import lzma
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "data" / "polis"
SEATTLE, TAIWAN = "15-per-hour-seattle", "vtaiwan.uberx"


@dataclass(frozen=True)
class Statement:
    """One statement: its number, its author's number, its words, and whether the moderators took it out."""

    number: int
    author: int
    text: str
    out: bool


@dataclass(frozen=True)
class Vote:
    """One vote in the order of time: 1 agrees, -1 disagrees, 0 passes."""

    voter: int
    statement: int
    value: int


def statements(conversation: str = SEATTLE) -> list[Statement]:
    """All statements, oldest first."""
    found = _rows("comments.csv", conversation)
    rows = sorted(found, key=lambda row: (int(row["timestamp"]), int(row["comment-id"])))
    return [
        Statement(int(r["comment-id"]), int(r["author-id"]), r["comment-body"], r["moderated"] == "-1")
        for r in rows
    ]


def votes(conversation: str = SEATTLE) -> list[Vote]:
    """All votes, oldest first; who votes again on a statement changes their mind."""
    rows = sorted(_rows("votes.csv", conversation), key=lambda row: int(row["timestamp"]))
    return [Vote(int(row["voter-id"]), int(row["comment-id"]), int(row["vote"])) for row in rows]


def people(conversation: str = SEATTLE) -> list[int]:
    """Everybody who took part."""
    return [int(row["participant"]) for row in _rows("participants-votes.csv", conversation)]


def agreements(conversation: str = SEATTLE, among: Container[int] | None = None) -> Counter[int]:
    """How many agree with each statement in the end, by the source's own table of final opinions.

    `among` are the people who count; without it everybody does.
    """
    found: Counter[int] = Counter()
    for row in _rows("participants-votes.csv", conversation):
        if among is None or int(row["participant"]) in among:
            found.update(int(name) for name, value in row.items() if name.isdigit() and value == "1")
    return found


@cache
def _rows(name: str, conversation: str = SEATTLE) -> list[dict[str, str]]:
    """A file's rows; large ones are kept packed, as `NAME.xz`."""
    plain, packed = FOLDER / conversation / name, FOLDER / conversation / f"{name}.xz"
    content = lzma.decompress(packed.read_bytes()) if packed.exists() else plain.read_bytes()
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))
