"""The benchmarks as commands: `officina bench fanout`, or `python -m bench fanout` in a checkout."""

from __future__ import annotations

import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from . import chart, commits, fanout, report, storms
from .plan import Load
from .processes import Broken, cores
from .rooms import KINDS, ROOT
from .round import Figure

MOST_PHONES = 2000
OURS = (report.US, "deflated")  # what stands out in a chart
app = typer.Typer(help="What the figures come from. Loopback only.", no_args_is_help=True, add_completion=False,
                  pretty_exceptions_enable=False, rich_markup_mode=None)  # fmt: skip
Phones = Annotated[int, typer.Option(min=1, max=MOST_PHONES, help="How many phones are in the workshop.")]
Rate = Annotated[float, typer.Option(min=0.5, max=20000, help="Changes a second, by the phones in turn.")]
Seconds = Annotated[float, typer.Option(min=0.5, max=15, help="How long a round takes.")]
Rounds = Annotated[int, typer.Option(min=1, max=20, help="How often everything is measured.")]
Rooms = Annotated[list[str] | None, typer.Option("--room", help=f"Only these: {', '.join(KINDS)}. Ours always.")]
Out = Annotated[Path, typer.Option(help="Where JSON and chart go.", file_okay=False)]


@app.callback()
def bench() -> None:
    """What the figures come from. Loopback only."""


@app.command("fanout")
def fan_out(
    phones: Phones = 500, rate: Rate = 20, seconds: Seconds = 10, rounds: Rounds = 3, room: Rooms = None,
    highest: Annotated[bool, typer.Option("--highest", help="Raise the rate until p99 reaches 100 ms.")] = False,
    shape: Annotated[bool, typer.Option("--shape", help="CPU for a delivery at 10, 100, 500 and 2000 phones.")] = False,
    out: Out = ROOT / "docs" / "bench",
) -> None:  # fmt: skip
    """One change to everybody: Officina beside a plain FastAPI room, Socket.IO, y-websocket and a bare C loop."""
    wanted = [name for name, kind in KINDS.items() if name == report.US or (name in room if room else kind.usual)]
    names = fanout.usable(wanted, say)
    say(f"server on core {cores()[0]}, {phones} phones on core {cores()[1]}")
    if highest:
        found = fanout.highest(names, phones, rounds, say)
        leave(out, "highest", found, chart_of(found, "Deliveries a second at most", lambda one: one.per_second),
              report.table(found, lambda one: one.per_second))  # fmt: skip
    elif shape:
        found = fanout.shape([name for name in names if name in ("ours", "floor", "plain")], rate, seconds, rounds, say)
        ours = [one for one in found if one.kind == report.US]
        leave(out, "shape", found, shape_chart(ours), report.shape_table(found))
    else:
        found = fanout.beside(names, Load(phones, rate, seconds), rounds, say)
        leave(out, "fanout", found, chart_of(found, "Deliveries for a second of CPU", lambda one: one.per_cpu),
              report.table(found, lambda one: one.per_cpu))  # fmt: skip


@app.command("many")
def many(
    workshops: Annotated[int, typer.Option(min=2, max=200, help="How many workshops there are.")] = 100,
    people: Annotated[int, typer.Option(min=2, max=60, help="How many phones are in each.")] = 30,
    rate: Rate = 300, seconds: Seconds = 10, rounds: Rounds = 3, room: Rooms = None,
    highest: Annotated[bool, typer.Option("--highest", help="Raise the rate until p99 reaches 100 ms.")] = False,
    out: Out = ROOT / "docs" / "bench",
) -> None:  # fmt: skip
    """Many small workshops on one core, each told what is said in it: Officina beside the peers."""
    wanted = [name for name, kind in KINDS.items() if name == report.US or (name in room if room else kind.usual)]
    names = fanout.usable([name for name in wanted if name != "floor"], say)
    phones = workshops * people
    say(f"server on core {cores()[0]}, {phones} phones in {workshops} workshops on core {cores()[1]}")
    if highest:
        found = fanout.highest(names, phones, rounds, say, workshops)
        leave(out, "many-highest", found, chart_of(found, "Changes a second at most", lambda one: one.rate),
              report.many_table(found, lambda one: one.rate))  # fmt: skip
    else:
        found = fanout.beside(names, Load(phones, rate, seconds, workshops), rounds, say)
        leave(out, "many", found, chart_of(found, "Deliveries for a second of CPU", lambda one: one.per_cpu),
              report.many_table(found, lambda one: one.per_cpu))  # fmt: skip


@app.command("bytes")
def bytes_(
    phones: Phones = 500, rate: Rate = 20, seconds: Seconds = 10, rounds: Rounds = 3,
    out: Out = ROOT / "docs" / "bench",
) -> None:  # fmt: skip
    """What phones that can inflate are spared, and what that costs: the same changes told deflated and as they are."""
    names = fanout.usable(["as it is", "deflated"], say)
    if len(names) == 1:
        raise Broken("phones that inflate cannot be built here")
    found = fanout.beside(names, Load(phones, rate, seconds), rounds, say)
    leave(out, "bytes", found, chart_of(found, "Bytes for one change to one phone", lambda one: one.size, less=True),
          report.bytes_table(found))  # fmt: skip


app.command("storm")(storms.storm_command)
app.command("board")(storms.board_command)
app.command("overload")(storms.overload_command)
app.command("pages")(storms.pages_command)
app.command("commit")(commits.commit_command)


def leave(out: Path, name: str, found: list[Figure], drawn: str, table: str) -> None:
    """Print the table, keep the run."""
    about: dict[str, object] = {
        "bench": f"fanout {name}", "on": datetime.now(UTC).date().isoformat(), "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}, {cores()[1] + 1} cores",
    }  # fmt: skip
    report.write(out, name, found, about, drawn)
    held = sum(one.disturbed for one in found)
    typer.echo(f"\n{table}\n")
    if held:
        typer.echo(f"{held} of {len(found)} rounds were disturbed by other work on this machine.")
    typer.echo(f"{out / name}.json, {out / name}.svg")


def chart_of(found: list[Figure], title: str, what: report.Of, *, less: bool = False) -> str:
    """Bars, ours first."""
    one, better = found[0], "less" if less else "more"
    rows = [(KINDS[kind].label, report.of(found, kind, what), kind in OURS) for kind in report.kinds(found)]
    return chart.bars(title, f"{one.phones} phones, one core, median and spread; {better} is better", rows)


def shape_chart(ours: list[Figure]) -> str:
    """A bar for each size of room."""
    sizes = sorted({one.phones for one in ours})
    of_size = {size: [one.microseconds for one in ours if one.phones == size] for size in sizes}
    rows = [(f"{size} phones", report.middle(found), True) for size, found in of_size.items()]
    return chart.bars("Microseconds of CPU for one delivery", "Officina, by the size of the room; less is better", rows)


def say(line: str) -> None:
    """To whoever waits."""
    typer.echo(line, err=True)


def main() -> None:
    """Run a command. Exit status 1 when something could not be measured, or something was lost."""
    try:
        app(prog_name="officina bench")
    except (Broken, fanout.Lost, OSError, RuntimeError) as fault:
        sys.stderr.write(f"officina: {' '.join(str(fault).split())}\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
