"""Everybody at the door at once: how long until all are in, what each costs, and what coming back late costs."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from . import talks
from .plan import Load, write_plan
from .processes import cores, cpu_seconds, free_port, memory, serving
from .rooms import HERE, KINDS, WORK, Begun, serve_copy, zlib
from .round import generator, said_ready
from .seeded import TEXT, Seeded, seeded

CHANGES = 500  # that those who come back have missed
Say = Callable[[str], None]


@dataclass(frozen=True)
class Storm:
    """What one storm gave: seconds until all were in; CPU in ms and memory in KB for each."""

    who: str
    phones: int
    missed: int
    seconds: float
    cpu: float
    memory: float


@dataclass(frozen=True)
class Door:
    """Who is measured: a name for the table, how many changes its phones have missed, and how it begins."""

    label: str
    missed: int
    begin: Callable[[int, Seeded, Path], Begun]
    inflates: bool = False


def newcomers(name: str) -> Door:
    """Phones that were never there before, at the door of a kind of room."""
    return Door(KINDS[name].label, 0, KINDS[name].begin)


def back_with_us(missed: int) -> Door:
    """Phones that come back to ours and have missed so many changes: all there were, or none.

    They inflate, as browsers do, where there is zlib to build them with.
    """
    inflates = not zlib()

    def begin(port: int, people: Seeded, folder: Path) -> Begun:
        command, env = serve_copy(folder_of(len(people.tokens)), port, folder)
        cursor, mark = people.before if missed else people.after
        resume: dict[str, object] = {"epoch": people.epoch, "cursor": cursor, "mark": mark}
        talk = talks.ours(port, people.workshop, people.activity, people.tokens, TEXT, resume, inflates)
        return Begun(command, env, replace(talk, ready_after=2 if missed else 1))  # who missed nothing is only welcomed

    return Door("Officina", missed, begin, inflates)


def back_with_plain(missed: int) -> Door:
    """Phones that come back to a plain room that asks its table for each."""

    def begin(port: int, people: Seeded, folder: Path) -> Begun:
        plain = [sys.executable, str(HERE / "peers" / "plain_journal.py")]
        command = [*plain, str(port), str(folder / "journal.db"), str(CHANGES), str(people.size)]
        return Begun(command, {}, talks.journal(port, CHANGES - missed))

    return Door("plain FastAPI, SQL", missed, begin)


def back(phones: int) -> Seeded:
    """A workshop with so many people, and notes that were written while they were away; made once."""
    return seeded(folder_of(phones), phones, CHANGES)


def folder_of(phones: int) -> Path:
    """Where that is kept."""
    return WORK / f"people-{phones}-{CHANGES}"


JOINING = tuple(map(newcomers, ("ours", "plain", "floor")))


def returning() -> tuple[Door, ...]:
    """Those who come back: to ours, and to a plain room."""
    return back_with_us(0), back_with_us(CHANGES), back_with_plain(0), back_with_plain(CHANGES)


def storms(doors: tuple[Door, ...], people: Seeded, rounds: int, say: Say) -> list[Storm]:
    """Each storm so many times, in turn, another one first each time. Raises Broken when somebody did not get in."""
    phones = len(people.tokens)
    found = []
    for n in range(rounds):
        for door in doors[n % len(doors) :] + doors[: n % len(doors)]:
            found.append(storm(door, people, phones))
            say(line(found[-1]))
    return found


def storm(door: Door, people: Seeded, phones: int) -> Storm:
    """One storm, on a room that somebody has been in already."""
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="storm-", dir=WORK) as made:
        folder, port = Path(made), free_port()
        begun = door.begin(port, people, folder)
        with serving(begun.command, port, cores()[0], folder / "log", **begun.env) as server:
            joined(door, begun, port, folder / "first", 1, server)
            before, used = memory(server), cpu_seconds(server)
            seconds, held = joined(door, begun, port, folder / "all", phones, server)
            used = cpu_seconds(server) - used
    return Storm(door.label, phones, door.missed, seconds, used / phones * 1e3, (held - before) / phones / 1024)


def joined(door: Door, begun: Begun, port: int, plan: Path, phones: int, server: int) -> tuple[float, int]:
    """Let so many in, all at once; the seconds until the last was in, and the server's memory while they were there."""
    write_plan(plan, begun.talk, Load(phones, 1, 1), wait=1)
    with generator(str(port), str(plan), cores()[1], str(phones), inflates=door.inflates) as running:
        return said_ready(running), memory(server)


def line(one: Storm) -> str:
    """A storm in a line."""
    return (
        f"  {one.who:18} {one.phones:5} phones, {one.missed:3} missed  {one.seconds:7.3f} s  "
        f"{one.cpu:6.3f} ms CPU each  {one.memory:6.1f} KB each"
    )
