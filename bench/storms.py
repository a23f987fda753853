"""The commands that measure many at the door: `officina bench storm`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from . import kept, storm
from .report import Middle, middle
from .rooms import ROOT

Phones = Annotated[int, typer.Option(min=2, max=2000, help="How many phones come at once.")]
Rounds = Annotated[int, typer.Option(min=1, max=20, help="How often everything is measured.")]
Out = Annotated[Path, typer.Option(help="Where the JSON goes.", file_okay=False)]


def storm_command(
    phones: Phones = 2000, rounds: Rounds = 3,
    returning: Annotated[bool, typer.Option("--returning", help="They come back after 500 changes.")] = False,
    out: Out = ROOT / "docs" / "bench",
) -> None:  # fmt: skip
    """All phones at the door at once: Officina beside a plain FastAPI room and a bare C loop."""
    doors = storm.RETURNING if returning else storm.JOINING
    found = storm.storms(doors, phones, rounds, lambda line: typer.echo(line, err=True))
    typer.echo(f"\n{storm_table(doors, found)}\n")
    kept.keep(out, "returning" if returning else "storm", found)


def storm_table(doors: tuple[storm.Door, ...], found: list[storm.Storm]) -> str:
    """Each door's seconds, CPU and memory, and how its time compares with ours, which stands first."""
    rows = []
    for door in doors:
        its = [one for one in found if (one.who, one.missed) == (door.label, door.missed)]
        seconds = middle([one.seconds for one in its])
        ours = middle([one.seconds for one in found if (one.who, one.missed) == (doors[0].label, doors[0].missed)])
        cells = [middle([one.cpu for one in its]).said(3), middle([one.memory for one in its]).said(1)]
        rows.append([door.label, str(door.missed), seconds.said(2), times(seconds, ours), *cells])
    return kept.table(["room", "missed", "seconds until all are in", "ours", "ms of CPU each", "KB each"], rows)


def times(one: Middle, ours: Middle) -> str:
    """How many times as long as ours, by the medians."""
    return f"{one.median / ours.median:.2f} ×"
