"""The commands that measure many at the door, big boards and pages: `officina bench storm`, `board` and others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from . import board, kept, overload, pages, storm
from . import rooms as rooms_
from .plan import Load
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
    doors, people = (storm.returning(), storm.back(phones)) if returning else (storm.JOINING, rooms_.people(phones))
    found = storm.storms(doors, people, rounds, say)
    typer.echo(f"\n{storm_table(doors, found)}\n")
    kept.keep(out, "returning" if returning else "storm", found)


def board_command(
    notes: Annotated[int, typer.Option(min=10, max=5000, help="On the board that many join.")] = 5000,
    most: Annotated[int, typer.Option(min=10, max=20000, help="On the board that one joins.")] = 20000,
    phones: Annotated[int, typer.Option(min=10, max=500, help="How many join.")] = 500,
    rounds: Rounds = 3, out: Out = ROOT / "docs" / "bench",
) -> None:  # fmt: skip
    """Big boards: whole frames, many who join, one who joins the biggest, and reveals to 40 and to 300 phones."""
    doors, found = board.doors(phones, notes), []
    joined = storm.storms(doors, board.made(phones, notes), rounds, say)
    for _ in range(rounds):
        found += [board.wholes(phones, notes), board.joining(phones, most)]
        found += [board.reveal(min(40, phones), min(600, notes)), board.reveal(min(300, phones), min(3000, notes))]
        for one in found[-4:]:
            say(f"  {one}")
    typer.echo(f"\n{storm_table(doors, joined)}\n")
    kept.keep(out, "board", [*joined, *found])


def overload_command(
    phones: Phones = 200,
    rate: Annotated[float, typer.Option(help="Changes a second: twice what it keeps up with.")] = 400,
    seconds: Annotated[float, typer.Option(min=1, max=600, help="How long a run takes.")] = 20, rounds: Rounds = 3,
    out: Out = ROOT / "docs" / "bench",
) -> None:  # fmt: skip
    """Twice what it keeps up with, while a twentieth of the phones read nothing."""
    found = []
    for _ in range(rounds):
        for stalled in (0, round(phones * overload.STALLED)):
            found.append(overload.overloaded(Load(phones, rate, seconds), stalled=stalled))
            say(f"  {found[-1]}")
    kept.keep(out, "overload", found)


def pages_command(
    phones: Phones = 40, notes: Annotated[int, typer.Option(min=10, max=5000, help="On the board.")] = 300,
    rounds: Annotated[int, typer.Option(min=1, max=1000, help="How often each page is asked for.")] = 60,
    out: Out = ROOT / "docs" / "bench",
) -> None:  # fmt: skip
    """How long the server takes for its pages, one asked for after the other."""
    found = pages.pages(phones, notes, rounds)
    rows = [[f"`{one.page}`", one.who, str(one.bytes), middle(one.took).said(1), f"{one.p95:.1f}"] for one in found]
    typer.echo(f"\n{kept.table(['page', 'for', 'bytes', 'ms', 'p95 ms'], rows)}\n")
    typer.echo(f"All: p95 {pages.quantile([each for one in found for each in one.took]):.1f} ms.")
    kept.keep(out, "pages", found)


def say(line: str) -> None:
    """To whoever waits."""
    typer.echo(line, err=True)


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
