"""Runs `python -m MODULE …` from a process that has already imported the product, so that each start is cheap.

What runs is the same code with the same arguments, environment and streams, in a process and a process group of
its own; only what a process does once (imports, words, templates) is done once for all. Where the start itself is
under test, tests use `subprocess`.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import random
import runpy
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PATIENCE = 120.0


class Forked:
    """A program that was started; what `subprocess.Popen` offers, as far as tests use it."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit status, negative when a signal ended it; None while it runs."""
        if self.returncode is None:
            self.returncode = mother().ask(poll=self.pid)
        return self.returncode

    def wait(self, timeout: float = PATIENCE) -> int:
        """Wait for its end. Raises subprocess.TimeoutExpired when that takes longer."""
        deadline = time.monotonic() + timeout
        with contextlib.suppress(ProcessLookupError):
            end = os.pidfd_open(self.pid)
            select.select([end], [], [], timeout)
            os.close(end)
        while (status := self.poll()) is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(0.005)
        return status

    def send_signal(self, how: signal.Signals) -> None:
        """Send a signal, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, how)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


def start(module: str, arguments: Sequence[str], env: Mapping[str, str], log: Path) -> Forked:
    """Start a module; what it says is added to `log`."""
    return Forked(mother().ask(module=module, arguments=list(arguments), env=dict(env), log=str(log)))


def run(
    module: str, arguments: Sequence[str], env: Mapping[str, str], stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """What a module printed, and how it ended."""
    with tempfile.TemporaryDirectory(prefix="officina-run-") as folder:
        given, out, log = (Path(folder) / name for name in ("in", "out", "log"))
        given.write_text(stdin)
        ask = {"module": module, "arguments": list(arguments), "env": dict(env)}
        status = Forked(mother().ask(**ask, log=str(log), out=str(out), stdin=str(given))).wait()
        return subprocess.CompletedProcess([module, *arguments], status, out.read_text(), log.read_text())


class Mother:
    """The process that programs are forked from."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.forked"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        atexit.register(self.process.communicate)  # closes its pipe, upon which it goes

    def ask(self, **wish: Any) -> Any:
        """One line there, one line back."""
        print(json.dumps(wish), file=self.process.stdin, flush=True)
        assert self.process.stdout
        return json.loads(self.process.stdout.readline())


@cache
def mother() -> Mother:
    """The one of this test run; it ends with this process."""
    return Mother()


# In that process


def serve_births() -> None:
    """Import the product, then fork what is asked for until the pipe is closed."""
    import app.cli  # noqa: F401

    warm()
    del sys.modules["app.cli"]  # it is run afresh, as `python -m` does
    ended: dict[int, int] = {}
    for line in sys.stdin:
        wish = json.loads(line)
        answer = state(wish["poll"], ended) if "poll" in wish else born(wish)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def warm() -> None:
    """Import every room and do what a process does only once: read words and cards, compile templates."""
    from app import main
    from app.methods.load import shipped
    from app.store.accounts import nobody
    from app.web.assets import Assets
    from app.web.language import load
    from app.web.render import Pages

    main.routers()
    shipped()
    nobody()
    words = load(main.HERE / "locales", pseudo=True)
    pages = Pages(main.HERE / "templates", words=words, assets=Assets(main.HERE / "static"))
    for name in pages.loader.list_templates():
        pages.environments["it"].get_template(name)


def state(pid: int, ended: dict[int, int]) -> int | None:
    """The exit status of a child, or None while it runs."""
    if pid not in ended:
        found, status = os.waitpid(pid, os.WNOHANG)
        if not found:
            return None
        ended[pid] = os.waitstatus_to_exitcode(status)
    return ended[pid]


def born(wish: dict[str, Any]) -> int:
    """Fork; the child becomes the program, and ends as one does: its last exception is its exit status."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    become(wish)
    sys.exit()


def become(wish: dict[str, Any]) -> None:
    """Run the module as `python -m` would in a process of its own."""
    os.setsid()
    adds = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    streams = (os.open(wish.get("stdin", os.devnull), os.O_RDONLY),
               os.open(wish.get("out", wish["log"]), adds), os.open(wish["log"], adds))
    for wanted, opened in enumerate(streams):
        os.dup2(opened, wanted)
        os.close(opened)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)  # the other two write to where they wrote
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    os.environ.clear()
    os.environ.update(wish["env"])
    random.seed()
    sys.argv = [wish["module"], *wish["arguments"]]
    runpy.run_module(wish["module"], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    serve_births()
