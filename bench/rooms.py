"""The rooms that are measured: how each is started, what it needs, and what its phones say."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import talks
from .plan import Talk
from .processes import Broken
from .seeded import SECRET, TEXT, Seeded, seeded

HERE = Path(__file__).parent
ROOT = HERE.parent
WORK = ROOT / "var" / "bench"  # what is built and kept between runs
WARNINGS = ("-O2", "-Wall", "-Wextra")


@dataclass(frozen=True)
class Begun:
    """A room about to be started: its command, the environment it needs, and the talk of its phones."""

    command: list[str]
    env: dict[str, str]
    talk: Talk


@dataclass(frozen=True)
class Kind:
    """A kind of room. `missing()` says what it lacks here; `begin(port, people, folder)` makes it ready to be started.

    The folder is the round's own.
    """

    name: str
    label: str
    missing: Callable[[], str]
    begin: Callable[[int, Seeded, Path], Begun]


def built(source: Path) -> str:
    """The program of a C source, compiled when it is newer. Raises Broken without a compiler."""
    made = WORK / source.stem
    if made.exists() and made.stat().st_mtime > source.stat().st_mtime:
        return str(made)
    with_ = shutil.which("gcc") or shutil.which("cc")
    if with_ is None:
        raise Broken("the phones are a C program, and there is no compiler: install gcc")
    WORK.mkdir(parents=True, exist_ok=True)
    command = [with_, *WARNINGS, "-o", str(made), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Broken(f"{source.name} does not compile: {done.stderr[-500:]}")
    return str(made)


def phones() -> str:
    """The load generator."""
    return built(HERE / "phones.c")


def node_packages() -> str:
    """Installs what the Node rooms need, once; what is missing, or nothing."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "no node and npm"
    if (HERE / "node_modules" / "socket.io").exists():
        return ""
    install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    done = subprocess.run(install, cwd=HERE, capture_output=True, text=True, check=False)
    return f"npm ci failed: {done.stderr.strip()[-200:]}" if done.returncode else ""


def nothing() -> str:
    """What a room lacks that needs nothing but us."""
    return ""


def compiler() -> str:
    """What the bare loop lacks."""
    return "" if shutil.which("gcc") or shutil.which("cc") else "no C compiler (install gcc)"


def begin_ours(port: int, people: Seeded, folder: Path) -> Begun:
    """`officina serve` as anybody starts it, on a copy of the folder with the workshop."""
    command, env = serve_copy(WORK / f"people-{len(people.tokens)}", port, folder)
    return Begun(command, env, talks.ours(port, people.workshop, people.activity, people.tokens, TEXT))


def serve_copy(made: Path, port: int, folder: Path) -> tuple[list[str], dict[str, str]]:
    """The command and the environment of `officina serve` on a copy of a data folder."""
    data = folder / "data"
    shutil.copytree(made, data)
    env = {"OFFICINA_DATA_DIR": str(data), "OFFICINA_SECRET_KEY": SECRET, "OFFICINA_BASE_URL": "",
           "OFFICINA_DATABASE_URL": "", "OFFICINA_REDIS_URL": "", "PYTHONPATH": str(ROOT)}  # fmt: skip
    command = [sys.executable, "-m", "app.cli", "serve", "--host", "127.0.0.1", "--port", str(port)]
    return command, env


def begin_floor(port: int, people: Seeded, _: Path) -> Begun:
    """The bare loop."""
    return Begun([built(HERE / "peers" / "floor.c"), str(port)], {}, talks.plain(port, people.size))


def begin_plain(port: int, people: Seeded, _: Path) -> Begun:
    """FastAPI, a loop over all."""
    return Begun([sys.executable, str(HERE / "peers" / "plain_room.py"), str(port)], {}, talks.plain(port, people.size))


def begin_yjs(port: int, people: Seeded, _: Path) -> Begun:
    """y-websocket's server."""
    return Begun(["node", str(HERE / "peers" / "yjs_room.mjs"), str(port)], {}, talks.yjs(port, people.size))


def begin_socketio(port: int, people: Seeded, _: Path) -> Begun:
    """Socket.IO's room."""
    return Begun(["node", str(HERE / "peers" / "socketio_room.mjs"), str(port)], {}, talks.socketio(port, people.size))


KINDS = {
    kind.name: kind
    for kind in (
        Kind("ours", "Officina", nothing, begin_ours),
        Kind("floor", "bare C loop", compiler, begin_floor),
        Kind("plain", "plain FastAPI", nothing, begin_plain),
        Kind("yjs", "y-websocket", node_packages, begin_yjs),
        Kind("socketio", "Socket.IO", node_packages, begin_socketio),
    )
}


def people(count: int) -> Seeded:
    """A workshop with so many people, made once."""
    return seeded(WORK / f"people-{count}", count)
