"""The commands, as a script meets them: what they print, and how they end."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.place import open_place
from app.settings import Settings
from tests.services import LOOPBACK
from tests.serving import ROOT, SECRET, environment, officina


def test_migrate_says_the_revision_and_may_be_said_again(database_url: str, data_dir: Path) -> None:
    env = environment(data_dir=data_dir, port=1, database_url=database_url)
    first = subprocess.run([sys.executable, "-m", "app.cli", "migrate"], env=env, cwd=ROOT,
                           stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    again = officina("migrate", data_dir=data_dir, OFFICINA_DATABASE_URL=database_url)
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


PASSWORD = "una-parola-lunga-per-le-prove"


def kept(data_dir: Path):
    return open_place(Settings(data_dir=data_dir, secret_key=SECRET, development=True, database_url=""))


def test_an_account_is_opened_with_the_password_from_standard_input(data_dir: Path) -> None:
    done = officina("user", "add", "Ada@prove.example", "--role", "admin", "--role", "librarian", "--name", "Ada",
                    "--library", "Biblioteca di prova", data_dir=data_dir, stdin=PASSWORD + "\n")
    assert (done.returncode, done.stderr) == (0, "")
    desk = kept(data_dir).desk
    user = desk.accounts.check("ada@prove.example", PASSWORD)
    assert user
    assert (user.id, user.name, user.roles) == (done.stdout.strip(), "Ada", {"admin", "librarian"})
    assert [library.name for library in desk.accounts.libraries()] == ["Biblioteca di prova"]


def test_the_second_user_belongs_to_the_library_that_is_there(data_dir: Path) -> None:
    for email in ("ada@prove.example", "lia@prove.example"):
        assert officina("user", "add", email, "--role", "admin", data_dir=data_dir, stdin=PASSWORD).returncode == 0
    assert len(kept(data_dir).desk.accounts.libraries()) == 1


@pytest.mark.parametrize(("email", "password", "words"), [
    ("ada@prove.example", PASSWORD, "ada@prove.example has an account already"),
    ("lia@prove.example", "short", "a password needs at least"),
    ("nobody", PASSWORD, "this is no e-mail address"),
])
def test_an_account_that_cannot_be_is_refused(email: str, password: str, words: str, data_dir: Path) -> None:
    officina("user", "add", "ada@prove.example", "--role", "admin", data_dir=data_dir, stdin=PASSWORD)
    done = officina("user", "add", email, "--role", "admin", data_dir=data_dir, stdin=password)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"officina: {words}")


def test_what_was_backed_up_comes_back(database_url: str, data_dir: Path, tmp_path: Path) -> None:
    there = {"OFFICINA_DATABASE_URL": database_url}
    target = str(tmp_path / "copy.zip")
    officina("user", "add", "ada@prove.example", "--role", "admin", data_dir=data_dir, stdin=PASSWORD, **there)
    assert officina("backup", target, data_dir=data_dir, **there).returncode == 0
    officina("user", "add", "lia@prove.example", "--role", "admin", data_dir=data_dir, stdin=PASSWORD, **there)
    assert officina("restore", target, data_dir=data_dir, **there).returncode == 0
    again = officina("user", "add", "lia@prove.example", "--role", "admin", data_dir=data_dir, stdin=PASSWORD, **there)
    assert again.returncode == 0
    first = officina("user", "add", "ada@prove.example", "--role", "admin", data_dir=data_dir, stdin=PASSWORD, **there)
    assert first.returncode == 1


def test_a_damaged_backup_changes_nothing(data_dir: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 no more than this")
    officina("user", "add", "ada@prove.example", "--role", "admin", data_dir=data_dir, stdin=PASSWORD)
    done = officina("restore", str(broken), data_dir=data_dir)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert kept(data_dir).desk.accounts.by_email("ada@prove.example")
