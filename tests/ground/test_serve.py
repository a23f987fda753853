"""A server as people start it: ready, seen through a proxy, and gone when told."""

from __future__ import annotations

import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.serving import Served

GRACE = 12.0


def status(url: str, **headers: str) -> int:
    """The status of an answer."""
    asked = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        refused.close()
        return int(refused.code)


def test_it_says_where_it_is_and_goes_when_told(served: Callable[..., Served]) -> None:
    server = served()
    assert f"Officina: {server.url}" in server.log
    assert status(f"{server.url}/healthz") == 200
    process = server.process
    assert process
    began = time.monotonic()
    server.stop()
    assert time.monotonic() - began < GRACE
    assert process.returncode in (0, -signal.SIGTERM)
    assert "Traceback" not in server.log


@pytest.mark.postgres
@pytest.mark.redis
def test_several_processes_share_one_address(
    served: Callable[..., Served], postgres_url: str, redis_url: str
) -> None:
    server = served(workers=2, database_url=postgres_url, redis_url=redis_url)
    assert {status(f"{server.url}/readyz") for _ in range(8)} == {200}
    server.stop()
    assert "Traceback" not in server.log


def test_processes_that_begin_slowly_are_waited_for(served: Callable[..., Served], tmp_path: Path) -> None:
    """On a small machine imports take longer than a server's usual patience with its processes."""
    slow = tmp_path / "slow"
    slow.mkdir()
    (slow / "sitecustomize.py").write_text("import time\ntime.sleep(7)\n")
    server = served(workers=2, env={"PYTHONPATH": str(slow)})
    assert status(f"{server.url}/readyz") == 200


def test_a_process_that_a_fault_ends_says_where_it_was(served: Callable[..., Served]) -> None:
    server = served()
    assert server.process
    server.process.send_signal(signal.SIGSEGV)
    assert server.process.wait() == -signal.SIGSEGV
    assert "Fatal Python error: Segmentation fault" in server.log
    assert "app/serve.py" in server.log
    server.stop()


def test_a_name_that_is_not_ours_is_refused(served: Callable[..., Served]) -> None:
    server = served(env={"OFFICINA_BASE_URL": "https://officina.example.org"})
    assert status(f"{server.url}/healthz", Host="officina.example.org") < 400
    assert status(f"{server.url}/healthz", Host="elsewhere.example.org") == 400
    assert status(f"{server.url}/readyz") == 200
