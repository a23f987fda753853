"""The commands, as a script meets them: what they print, and how they end."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services import LOOPBACK
from tests.serving import ROOT, environment


def officina(*arguments: str, data_dir: Path, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    """What `officina …` did."""
    return subprocess.run([sys.executable, "-m", "app.cli", *arguments], input=stdin, text=True, cwd=ROOT,
                          capture_output=True, timeout=60, env=environment(data_dir=data_dir, port=1, env=env))


def test_migrate_says_the_revision_and_may_be_said_again(database_url: str, data_dir: Path) -> None:
    first, again = (officina("migrate", data_dir=data_dir, OFFICINA_DATABASE_URL=database_url) for _ in range(2))
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == again.stdout != ""


@pytest.mark.parametrize("arguments", [("dance",), ("serve", "--port", "many"), ("serve", "--workers", "0")])
def test_wrong_use_ends_with_2(arguments: tuple[str, ...], data_dir: Path) -> None:
    assert officina(*arguments, data_dir=data_dir).returncode == 2


@pytest.mark.parametrize(("env", "words"), [
    ({"OFFICINA_SECRET_KEY": "short", "OFFICINA_DEVELOPMENT": "false"}, "OFFICINA_SECRET_KEY is too weak"),
    ({"OFFICINA_DATABASE_URL": f"postgresql://nobody@{LOOPBACK}:1/none"}, "the database cannot be reached"),
    ({"OFFICINA_BASE_URL": "somewhere"}, "OFFICINA_BASE_URL must look like"),
])
def test_a_fault_ends_with_1_and_one_sentence(env: dict[str, str], words: str, data_dir: Path) -> None:
    done = officina("migrate", data_dir=data_dir, **env)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"officina: {words}")
    assert done.stderr.count("\n") == 1


def test_a_port_that_is_taken_is_said(data_dir: Path) -> None:
    with socket.socket() as holder:
        holder.bind((LOOPBACK, 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        done = officina("serve", "--host", LOOPBACK, "--port", port, data_dir=data_dir)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("officina: ")
    assert "in use" in done.stderr
