"""`officina demo`: what a newcomer sees in the terminal, and that it can be entered."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.contracts.calls import Calls
from tests.services import LOOPBACK, free_port, wait_until
from tests.serving import ROOT, environment

PATIENCE = 90.0


@contextmanager
def demo(data_dir: Path) -> Iterator[tuple[str, str]]:
    """The demo's address, and all it printed."""
    port = free_port()
    said = data_dir / "said.txt"
    command = [sys.executable, "-m", "app.cli", "demo", "--host", LOOPBACK, "--port", str(port)]
    env = environment(data_dir=data_dir, port=port, env={"OFFICINA_DATABASE_URL": "postgresql://nobody@localhost:1/x"})
    with said.open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    try:
        wait_until(lambda: "code" in said.read_text() or process.poll() is not None, what="the demo", seconds=PATIENCE)
        assert process.poll() is None, said.read_text()
        wait_until(lambda: ready(f"http://{LOOPBACK}:{port}"), what="an answer")
        yield f"http://{LOOPBACK}:{port}", said.read_text()
    finally:
        process.terminate()
        process.wait(20)


def ready(url: str) -> bool:
    try:
        return Calls(url).ask("GET", "/readyz", api=False).status == 200
    except OSError:
        time.sleep(0.1)
        return False


def word(name: str, text: str) -> str:
    found = re.search(rf"^\s*{name}\s+(\S+)$", text, re.MULTILINE)
    assert found, text
    return found[1]


def test_the_demo_tells_how_to_enter_and_is_the_same_the_next_day(data_dir: Path) -> None:
    with demo(data_dir) as (url, said):
        assert url in said
        password, code = word("password", said), word("code", said)
        for role in ("admin", "facilitator", "librarian"):
            assert Calls(url).sign_in(word(role, said), password).token
        notice = Calls(url).want(200, "GET", f"/join/{code.replace('-', '')}")
        assert notice["title"]
    assert not (data_dir / "officina.db").exists(), "a demo never touches the data of those who work here"
    with demo(data_dir) as (url, said):
        assert (word("password", said), word("code", said)) == (password, code)
        assert Calls(url).sign_in(word("librarian", said), password).token


def test_a_demo_left_half_made_is_made_anew(data_dir: Path) -> None:
    with demo(data_dir):
        pass
    (data_dir / "demo" / "demo.txt").unlink()
    with demo(data_dir) as (url, said):
        assert Calls(url).sign_in(word("admin", said), word("password", said)).token
