"""Starts a double of the server (`tests/doubles/…`) the way the real one is started."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.contracts.house import House
from tests.services import LOOPBACK, free_port, wait_until
from tests.serving import ROOT, Served, environment


@dataclass
class Doubled(Served):
    """A server whose entry is another module than the product's own."""

    module: str = "app.cli"

    def start(self) -> None:
        """Start it (again) and return when it is ready."""
        command = [sys.executable, "-m", self.module, "serve", "--host", LOOPBACK, "--port", str(self.port)]
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *self.arguments],
                env=dict(self.env),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        wait_until(self._ready_or_dead, what=f"the start of {self.url}")
        if self.process.poll() is not None:
            raise AssertionError(f"the double ended at once:\n{self.log}")

    def officina(self, *arguments: str, stdin: str = "") -> str:
        """What the double's commands print; fails if they fail."""
        command = [sys.executable, "-m", self.module, *arguments]
        done = subprocess.run(
            command, env=dict(self.env), cwd=ROOT, input=stdin, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextlib.contextmanager
def house_of(module: str, folder: Path, env: Mapping[str, str]) -> Iterator[House]:
    """A house of one process on SQLite, served by this module; users as everywhere."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    server = Doubled(
        port=port,
        env=environment(data_dir=folder, port=port, env=env),
        arguments=("--workers", "1"),
        log_path=folder / f"server-{port}.log",
        module=module,
    )
    try:
        server.start()
        yield House([server])
    except BaseException:
        sys.stderr.write(f"\n--- {server.url} said:\n{server.log[-8_000:]}\n---\n")
        raise
    finally:
        server.stop()
