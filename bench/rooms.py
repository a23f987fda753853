"""The rooms that are measured: how each is started, what it needs, and what its phones say."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from . import talks
from .plan import Talk
from .processes import Broken
from .seeded import SECRET, TEXT, Seeded, seeded
from .speech import spoken

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

    The folder is the round's own. Whoever `inflates` has phones that ask for it; what is not `usual` is measured by
    commands of its own only.
    """

    name: str
    label: str
    missing: Callable[[], str]
    begin: Callable[[int, Seeded, Path], Begun]
    inflates: bool = False
    usual: bool = True


def built(source: Path, *, inflates: bool = False) -> str:
    """The program of a C source, compiled when it is newer; with zlib if it `inflates`. Raises Broken when it can't."""
    made = WORK / (f"{source.stem}-inflating" if inflates else source.stem)
    if made.exists() and made.stat().st_mtime > source.stat().st_mtime:
        return str(made)
    with_ = shutil.which("gcc") or shutil.which("cc")
    if with_ is None:
        raise Broken("the phones are a C program, and there is no compiler: install gcc")
    WORK.mkdir(parents=True, exist_ok=True)
    more = ("-DINFLATE", "-lz") if inflates else ()
    command = [with_, *WARNINGS, "-o", str(made), str(source), *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Broken(f"{source.name} does not compile: {done.stderr[-500:]}")
    return str(made)


def phones(*, inflates: bool = False) -> str:
    """The load generator."""
    return built(HERE / "phones.c", inflates=inflates)


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


def zlib() -> str:
    """What phones that inflate lack."""
    try:
        phones(inflates=True)
    except Broken as why:
        return f"no zlib to build with (install zlib1g-dev): {str(why)[-80:]}"
    return ""


def begin_ours(port: int, people: Seeded, folder: Path) -> Begun:
    """`officina serve` as anybody starts it, on a copy of the folder with the workshop."""
    command, env = serve_copy(place_of(len(people.tokens), people.groups), port, folder)
    talk = talks.ours(port, people.workshop, people.activity, people.tokens, TEXT, more=people.more)
    return Begun(command, env, talk)


def begin_telling(port: int, people: Seeded, folder: Path, *, inflates: bool) -> Begun:
    """The same, with texts that differ, told to phones that can inflate or to phones that can't."""
    begun = begin_ours(port, people, folder)
    talk = talks.ours(port, people.workshop, people.activity, people.tokens, TEXT, inflates=inflates, texts=spoken())
    return replace(begun, talk=talk)


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
    command = [sys.executable, str(HERE / "peers" / "plain_room.py"), str(port)]
    return Begun(command, {}, talks.plain(port, people.size, people.groups))


def begin_yjs(port: int, people: Seeded, _: Path) -> Begun:
    """y-websocket's server."""
    command = ["node", str(HERE / "peers" / "yjs_room.mjs"), str(port)]
    return Begun(command, {}, talks.yjs(port, people.size, people.groups))


def begin_socketio(port: int, people: Seeded, _: Path) -> Begun:
    """Socket.IO's room."""
    command = ["node", str(HERE / "peers" / "socketio_room.mjs"), str(port)]
    return Begun(command, {}, talks.socketio(port, people.size, people.groups))


KINDS = {
    kind.name: kind
    for kind in (
        Kind("ours", "Officina", nothing, begin_ours),
        Kind("floor", "bare C loop", compiler, begin_floor),
        Kind("plain", "plain FastAPI", nothing, begin_plain),
        Kind("yjs", "y-websocket", node_packages, begin_yjs),
        Kind("socketio", "Socket.IO", node_packages, begin_socketio),
        Kind("as it is", "told as it is", nothing, partial(begin_telling, inflates=False), usual=False),
        Kind("deflated", "told deflated", zlib, partial(begin_telling, inflates=True), inflates=True, usual=False),
    )
}


def place_of(count: int, groups: int) -> Path:
    """Where so many people in so many workshops are kept."""
    return WORK / (f"people-{count}" if groups == 1 else f"people-{count}-in-{groups}")


def people(count: int, groups: int = 1) -> Seeded:
    """Workshops with so many people in all, made once."""
    return seeded(place_of(count, groups), count // groups, groups=groups)
