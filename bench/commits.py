"""The command that measures the commit path: `officina bench commit`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from . import commit, kept
from .commit import LABELS, OURS, PLAIN, Commit
from .report import Middle, middle
from .rooms import ROOT

Seconds = Annotated[float, typer.Option(min=0.2, max=15, help="How long each way is measured, twice.")]
Rounds = Annotated[int, typer.Option(min=1, max=20, help="How often everything is measured.")]
Out = Annotated[Path, typer.Option(help="Where the JSON goes.", file_okay=False)]


def commit_command(seconds: Seconds = 4, rounds: Rounds = 5, out: Out = ROOT / "docs" / "bench") -> None:
    """Acts kept on the disk: our journal beside a SQLModel transaction for each request."""
    found = commit.commits(seconds, rounds, lambda line: typer.echo(line, err=True))
    typer.echo(f"\n{commit_table(found)}\n")
    kept.keep(out, "commit", found)


def commit_table(found: list[Commit]) -> str:
    """Each way's acts a second, CPU and delay, and how ours compares."""
    of = {kind: [one for one in found if one.kind == kind] for kind in (OURS, PLAIN)}
    most = {kind: middle([one.per_second for one in its]) for kind, its in of.items()}
    cpu = {kind: middle([one.cpu for one in its]) for kind, its in of.items()}
    rows = [
        [LABELS[kind], most[kind].said(0), times(most[OURS], most[kind]), cpu[kind].said(0),
         times(cpu[kind], cpu[OURS]), late(of[kind])]
        for kind in (OURS, PLAIN)
    ]  # fmt: skip
    heads = ["way", "acts a second at most", "ours is", "µs of CPU for an act", "× ours", "p99 at 2,000 a second"]
    return kept.table(heads, rows)


def times(one: Middle, other: Middle) -> str:
    """How many times as much as the other, by the medians."""
    return f"{one.median / other.median:.1f} ×"


def late(found: list[Commit]) -> str:
    """The p99 in ms, and how many times the disk's own sync that is, where so much could be taken."""
    took = [one for one in found if one.p99 is not None]
    if not took:
        return "cannot take so many"
    own = middle([one.p99 / one.sync for one in took if one.p99 is not None])
    return f"{middle([one.p99 or 0.0 for one in took]).said(2)} ms, {own.said(1)} × fdatasync"
