"""Big boards: whole frames from faces that are known, many who join at once, and a reveal."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from . import speaker, talks
from .plan import Load, write_plan
from .processes import Broken, cores, cpu_seconds, free_port, pinned, serving
from .rooms import HERE, ROOT, WORK, Begun, serve_copy
from .round import generator, said_ready
from .seeded import SECRET, TEXT, Seeded, seeded
from .storm import Door

SETTLES = 3.0  # seconds in which everybody has been told


@dataclass(frozen=True)
class Whole:
    """Loop time of a whole frame, in ms: for the next who comes, and for the first after a change."""

    notes: int
    next: float
    changed: float


@dataclass(frozen=True)
class Joined:
    """One who joins a board, in seconds: a room that is cold, one that is warm; the longest pause of the others, ms."""

    notes: int
    cold: float
    warm: float
    pause: float


@dataclass(frozen=True)
class Revealed:
    """A reveal: the server's CPU in ms, and the longest pause of somebody else, ms."""

    notes: int
    phones: int
    cpu: float
    pause: float


def folder_of(phones: int, notes: int, *, private: bool = False) -> Path:
    """Where such a workshop is kept."""
    return WORK / f"people-{phones}-{notes}{'-private' if private else ''}"


def made(phones: int, notes: int, *, private: bool = False) -> Seeded:
    """A workshop with so many people and notes, made once."""
    return seeded(folder_of(phones, notes, private=private), phones, notes, private=private)


def doors(phones: int, notes: int) -> tuple[Door, ...]:
    """Those who come to a board of so many notes: ours, and that of a plain room."""

    def ours(port: int, people: Seeded, folder: Path) -> Begun:
        command, env = serve_copy(folder_of(phones, notes), port, folder)
        return Begun(command, env, talks.ours(port, people.workshop, people.activity, people.tokens, TEXT))

    def plain(port: int, _: Seeded, __: Path) -> Begun:
        command = [sys.executable, str(HERE / "peers" / "plain_board.py"), str(port), str(notes)]
        return Begun(command, {}, talks.told_all(port))

    return Door("Officina", 0, ours), Door("plain FastAPI", 0, plain)


def joining(phones: int, notes: int) -> Joined:
    """One joins a cold room, then, while another asks whether it still listens, one joins it warm."""
    people = made(phones, notes)
    with tempfile.TemporaryDirectory(prefix="board-", dir=WORK) as new:
        folder, port = Path(new), free_port()
        command, env = serve_copy(folder_of(phones, notes), port, folder)
        with serving(command, port, cores()[0], folder / "log", **env):
            took = timed(port, people, 0)
            with speaker.asking(port) as pauses:
                warm = median(timed(port, people, n, "all") for n in range(1, 6))
            return Joined(notes, took, warm, pauses.longest)


def timed(port: int, people: Seeded, who: int, scope: str = "current") -> float:
    """The seconds until somebody has all."""
    begun = time.perf_counter()
    speaker.Speaker(port, people.workshop, people.tokens[who], scope)
    return time.perf_counter() - begun


def reveal(phones: int, notes: int) -> Revealed:
    """The notes of a board are shown to the room."""
    people = made(phones, notes, private=True)
    with tempfile.TemporaryDirectory(prefix="board-", dir=WORK) as new:
        folder, port, plan = Path(new), free_port(), Path(new) / "plan"
        command, env = serve_copy(folder_of(phones, notes, private=True), port, folder)
        talk = talks.ours(port, people.workshop, people.activity, people.tokens, TEXT)
        write_plan(plan, talk, Load(phones, 1, 1), wait=1)
        with (
            serving(command, port, cores()[0], folder / "log", **env) as server,
            generator(str(port), str(plan), cores()[1]) as running,
        ):
            said_ready(running)
            boss = speaker.Speaker(port, people.workshop, speaker.signed_in(port), "current")
            with speaker.asking(port) as pauses:
                idle = spent(server, lambda: None)
                used = spent(server, lambda: boss.do("activity.reveal", id=people.activity, to="room"))
            return Revealed(notes, phones, (used - idle) * 1e3, pauses.longest)


def spent(server: int, deed: Callable[[], None]) -> float:
    """The CPU that a server takes from this deed on, until everybody has been told of it."""
    before, until = cpu_seconds(server), time.monotonic() + SETTLES
    deed()
    time.sleep(until - time.monotonic())
    return cpu_seconds(server) - before


def wholes(phones: int, notes: int) -> Whole:
    """Whole frames of one audience, made in a process of their own. Raises Broken."""
    made(phones, notes)
    command = [sys.executable, "-m", "bench.board", str(folder_of(phones, notes))]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, preexec_fn=pinned(cores()[0]))
    if done.returncode:
        raise Broken(done.stderr[-2000:])
    return Whole(notes, **json.loads(done.stdout))


async def measured(folder: Path) -> dict[str, float]:
    """How long a whole frame takes, in ms, for the next who comes and for the first after a change."""
    # Only here, in the process that measures: the house leaves threads behind.
    from app.live.line import Line
    from app.main import open_house
    from app.settings import read_settings
    from app.web import tokens

    from .seeded import written

    people = Seeded(**json.loads((folder / "seeded.json").read_text()))
    house = open_house(read_settings(data_dir=folder, secret_key=SECRET, database_url="", redis_url=""))
    room = await house.rooms.get(people.workshop)
    held = [found.person for found in (tokens.unseal(SECRET, token) for token in people.tokens) if found]

    def whole(person: str) -> float:
        begun = time.perf_counter()
        for packet in Line("room", person, "current").packets(room.state, room.faces, room.mark):
            packet.plain()
        return (time.perf_counter() - begun) * 1e3

    whole(held[0])
    others = [whole(person) for person in held[1:]]
    changed = []
    for person in held[:9]:
        await written(house, people.workshop, people.activity, [person], 1)
        changed.append(whole(person))
    await house.rooms.close()
    await house.journal.close()
    return {"next": median(others), "changed": median(changed)}


def main(folder: Path) -> None:
    """Measure on a copy."""
    with tempfile.TemporaryDirectory(prefix="board-", dir=WORK) as new:
        shutil.copytree(folder, Path(new) / "data")
        sys.stdout.write(json.dumps(asyncio.run(measured(Path(new) / "data"))))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
