"""Starts `officina serve` as people do, in a process of its own, and shows its log when something fails."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests import forked
from tests.services import LOOPBACK, free_port, stop, wait_until

ROOT = Path(__file__).parent.parent
PATIENCE = 90.0  # several processes import the whole house, on a machine that is busy with four other tests
SECRET = "only-for-tests-0123456789abcdef0123456789abcdef"


@dataclass
class Served:
    """A running server."""

    port: int
    env: Mapping[str, str]
    arguments: tuple[str, ...]
    log_path: Path
    module: str = "app.cli"
    process: forked.Forked | subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def socket_url(self) -> str:
        """The same for sockets."""
        return f"ws://{LOOPBACK}:{self.port}"

    @property
    def log(self) -> str:
        """All that it said."""
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def start(self) -> None:
        """Start it (again) and return when it is ready."""
        self.process = self._begin()
        wait_until(self._ready_or_dead, what=f"the start of {self.url}", seconds=PATIENCE)
        if self.process.poll() is not None:
            raise AssertionError(f"the server ended at once:\n{self.log}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop it: SIGTERM as an upgrade does, SIGKILL as a crash does (its workers die with it)."""
        if how == signal.SIGKILL and self.process and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                if os.getpgid(self.process.pid) == self.process.pid:
                    os.killpg(self.process.pid, how)
        stop(self.process, how)
        self.process = None

    def officina(self, *arguments: str, stdin: str = "") -> str:
        """What `officina …` prints in this server's environment; fails if it fails."""
        done = forked.run(self.module, arguments, self.env, stdin)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _begin(self) -> forked.Forked | subprocess.Popen[bytes]:
        arguments = ("serve", "--host", LOOPBACK, "--port", str(self.port), *self.arguments)
        return forked.start(self.module, arguments, self.env, self.log_path)

    def _ready_or_dead(self) -> bool:
        if self.process is None or self.process.poll() is not None:
            return True
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def environment(*, data_dir: Path, port: int, database_url: str = "", redis_url: str = "",
                env: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a test server: nothing of ours but what is given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OFFICINA_")}
    ours = {
        "OFFICINA_DATA_DIR": str(data_dir),
        "OFFICINA_DATABASE_URL": database_url,
        "OFFICINA_REDIS_URL": redis_url,
        "OFFICINA_BASE_URL": f"http://{LOOPBACK}:{port}",
        "OFFICINA_SECRET_KEY": SECRET,
        "OFFICINA_DEVELOPMENT": "true",
        "PYTHONUNBUFFERED": "1",
    }
    return {**kept, **ours, **(env or {})}


def officina(
    *arguments: str, data_dir: Path, stdin: str = "", **env: str
) -> subprocess.CompletedProcess[str]:
    """What `officina …` did with this data folder."""
    return forked.run("app.cli", arguments, environment(data_dir=data_dir, port=1, env=env), stdin)


@contextlib.contextmanager
def serve(*, data_dir: Path, workers: int = 1, database_url: str = "", redis_url: str = "",
          env: Mapping[str, str] | None = None, port: int | None = None,
          log_dir: Path | None = None) -> Iterator[Served]:
    """A server that is ready; stopped afterwards, its log printed if the body failed."""
    port = port or free_port()
    ours = environment(data_dir=data_dir, port=port, database_url=database_url, redis_url=redis_url, env=env)
    server = Served(
        port=port,
        env=ours,
        arguments=("--workers", str(workers)),
        log_path=Path(log_dir or data_dir) / f"server-{port}.log",
    )
    try:
        server.start()
        yield server
    except BaseException:
        sys.stderr.write(f"\n--- {server.url} said:\n{server.log[-20_000:]}\n---\n")
        raise
    finally:
        server.stop()
