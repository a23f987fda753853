"""PostgreSQL and Redis for tests: those that answer on loopback, or private ones started here.

Nothing a test writes outlives it: databases have random names and are dropped, a Redis database is
claimed by number and emptied. `private_postgres` and `private_redis` are for tests that stop the server.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis
from psycopg import sql

LOOPBACK = "127.0.0.1"
POSTGRES_USERS = ("postgres", "root")
CLAIM = "officina:test:claim"
PATIENCE = 30.0


def free_port() -> int:
    """A TCP port on loopback for a server of this process, also while that is down: nobody else is given it meanwhile.

    It stays bound, not listened on. Whoever listens on it must say SO_REUSEADDR, as servers do.
    """
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind((LOOPBACK, 0))
    port = int(held.getsockname()[1])
    held.detach()  # held until this process ends
    return port


def wait_until(ready, *, what: str, seconds: float = PATIENCE) -> None:
    """Return once `ready()` is true; fail with `what` when it is not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not happen within {seconds:g} s")
        time.sleep(0.05)


# PostgreSQL


def postgres_answers(url: str) -> bool:
    """Whether somebody with the right to create databases is let in at `url`."""
    query = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            row = connection.execute(query).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


def found_postgres() -> str | None:
    """The address of a running PostgreSQL that tests may use, or None."""
    named = os.environ.get("OFFICINA_TEST_POSTGRES")
    if named:
        assert postgres_answers(named), "OFFICINA_TEST_POSTGRES does not answer, or may not create databases"
        return named
    candidates = (f"postgresql://{user}@{LOOPBACK}:5432/postgres" for user in POSTGRES_USERS)
    return next((url for url in candidates if postgres_answers(url)), None)


def postgres_program(name: str) -> str:
    """Where PostgreSQL's `name` (initdb, postgres, pg_ctl) is; Debian keeps it off the path."""
    on_path = shutil.which(name)
    if on_path:
        return on_path
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    assert installed, f"no {name}: install PostgreSQL or set OFFICINA_TEST_POSTGRES"
    return str(installed[-1])


@dataclass
class PrivatePostgres:
    """A PostgreSQL cluster of the tests' own, which may be stopped, killed and started again."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgresql://postgres@{LOOPBACK}:{self.port}/postgres"

    def make(self) -> None:
        """Create the cluster's files, owned by whoever will run it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        initdb = postgres_program("initdb")
        options = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run([initdb, "-D", self.folder / "data", *options],
                       check=True, capture_output=True, cwd="/", **unprivileged())

    def start(self) -> None:
        """Start serving and return when connections are let in."""
        options = {"port": self.port, "listen_addresses": LOOPBACK, "unix_socket_directories": ""}
        flags = [flag for name, value in options.items() for flag in ("-c", f"{name}={value}")]
        self.process = subprocess.Popen([postgres_program("postgres"), "-D", self.folder / "data", *flags],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
                                        **unprivileged())
        wait_until(lambda: postgres_answers(self.url), what="PostgreSQL's start")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT fast, SIGQUIT immediately (as in a crash)."""
        stop(self.process, how)
        self.process = None


def unprivileged() -> dict[str, object]:
    """PostgreSQL refuses to run as root: the arguments that start a process as its own user instead."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


@contextlib.contextmanager
def private_postgres() -> Iterator[PrivatePostgres]:
    """A fresh cluster on a free port, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="officina-pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        cluster = PrivatePostgres(folder=Path(folder) / "cluster", port=free_port())
        cluster.make()
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL where databases may be created."""
    found = found_postgres()
    if found:
        yield found
        return
    with private_postgres() as cluster:
        yield cluster.url


@contextlib.contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """The address of an empty database on `server`, dropped afterwards with whoever is still in it."""
    name = f"officina_test_{secrets.token_hex(8)}"
    create = sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(name))
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(create)
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(drop)


# Redis


def redis_answers(url: str) -> bool:
    """Whether a Redis answers at `url`."""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=2) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


@dataclass
class PrivateRedis:
    """A Redis of the tests' own, which may be stopped and started again; it keeps nothing on disk."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://{LOOPBACK}:{self.port}/0"

    def start(self) -> None:
        """Start serving and return when it answers."""
        program = shutil.which("redis-server")
        assert program, "no redis-server: install Redis or set OFFICINA_TEST_REDIS"
        options = ["--bind", LOOPBACK, "--port", str(self.port), "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen([program, *options, "--dir", str(self.folder)],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: redis_answers(self.url), what="Redis's start")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop it; whoever is connected finds out by a broken connection."""
        stop(self.process, how)
        self.process = None


@contextlib.contextmanager
def private_redis() -> Iterator[PrivateRedis]:
    """A fresh Redis on a free port, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="officina-redis-") as folder:
        server = PrivateRedis(folder=Path(folder), port=free_port())
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextlib.contextmanager
def redis_server() -> Iterator[str]:
    """The address (without a database number) of a Redis that tests may use."""
    named = os.environ.get("OFFICINA_TEST_REDIS")
    if named:
        assert redis_answers(named), "OFFICINA_TEST_REDIS does not answer"
    found = named or f"redis://{LOOPBACK}:6379"
    if redis_answers(found):
        yield urlunsplit(urlsplit(found)._replace(path=""))
        return
    with private_redis() as server:
        yield urlunsplit(urlsplit(server.url)._replace(path=""))


@contextlib.contextmanager
def claimed_redis(server: str) -> Iterator[str]:
    """An empty Redis database of one's own, emptied afterwards; a private Redis if no number is free."""
    token = secrets.token_hex(8)
    for number in range(15, 0, -1):
        url = f"{server}/{number}"
        with redis.Redis.from_url(url) as client:
            if client.dbsize() or not client.set(CLAIM, token, nx=True, ex=3600):
                continue
            try:
                yield url
            finally:
                client.flushdb()
            return
    with private_redis() as own:
        yield own.url


class Ending(Protocol):
    """A program that can be told to end."""

    def poll(self) -> int | None: ...
    def send_signal(self, how: signal.Signals, /) -> None: ...
    def wait(self, timeout: float, /) -> int: ...
    def kill(self) -> None: ...


def stop(process: Ending | None, how: signal.Signals, *, patience: float = 15.0) -> None:
    """Send `how` and wait; kill what does not go."""
    if process is None or process.poll() is not None:
        return
    process.send_signal(how)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(patience)
