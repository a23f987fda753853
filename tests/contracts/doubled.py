"""Starts a double of the server (`tests/doubles/…`) the way the real one is started."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.contracts.house import House
from tests.services import free_port
from tests.serving import Served, environment


@contextlib.contextmanager
def house_of(module: str, folder: Path, env: Mapping[str, str]) -> Iterator[House]:
    """A house of one process on SQLite, served by this module; users as everywhere."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    server = Served(
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
