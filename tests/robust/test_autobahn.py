"""The Autobahn test suite (RFC 6455) against our protocol classes: straight, and through the application."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts import figures
from tests.effort import FULL
from tests.robust import wstest
from tests.services import LOOPBACK, free_port, stop, wait_until
from tests.serving import environment

CASES = ["1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "9.*", "10.*"]
DEFLATED = ["12.*", "13.*"]  # of which the long way speaks nothing
TOO_SMALL = {"13.3", "13.5"}  # a window of 512 bytes is asked for, which we decline: ours has 4 KB
FRAGMENTS = ["5.3"]
FINE = {"OK", "NON-STRICT", "INFORMATIONAL"}
MAY_FAIL = {"7.1.5"}
ROOT = Path(__file__).parent.parent.parent

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not FULL, reason="the Autobahn suite runs at full effort only")]


@contextlib.contextmanager
def echo(folder: Path, fault: str = "") -> Iterator[dict[str, str]]:
    """The echo endpoint, as `{way: address}`."""
    port = free_port()
    env = environment(data_dir=folder, port=port, env={"PYTHONPATH": str(ROOT), "OFFICINA_PLANTED_FAULT": fault})
    with (folder / "echo.log").open("wb") as log:
        begin = [sys.executable, "-m", "tests.doubles.echo_server", str(port)]
        process = subprocess.Popen(begin, cwd=ROOT, env=env, stdout=log, stderr=log)
        try:
            wait_until(lambda: ready(port), what="the echo endpoint", seconds=30)
            yield {way: f"ws://{LOOPBACK}:{port}/{way}" for way in ("straight", "long")}
        finally:
            stop(process, signal.SIGTERM)


def ready(port: int) -> bool:
    """Does it answer?"""
    try:
        with urllib.request.urlopen(f"http://{LOOPBACK}:{port}/readyz", timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False


def test_both_ways_pass_the_suite(tmp_path: Path) -> None:
    with echo(tmp_path) as ways:
        found = wstest.tried(ways, CASES, tmp_path)
    for way, cases in found.items():
        figures.note(f"{way}: {len(cases)} cases, {dict(Counter(cases.values()))}")
        loose = sorted(case for case, word in cases.items() if word not in ("OK", "INFORMATIONAL"))
        figures.note(f"{way}: not strictly: {', '.join(loose) or 'none'}")
        failed = {case: word for case, word in cases.items() if word not in FINE}
        assert len(cases) > 290, "all of them were tried"
        assert set(failed) <= MAY_FAIL, (way, failed)
    assert "traceback" not in (tmp_path / "echo.log").read_text().lower()


def test_the_straight_way_passes_what_is_about_deflating(tmp_path: Path) -> None:
    with echo(tmp_path) as ways:
        found = wstest.tried({"straight": ways["straight"]}, DEFLATED, tmp_path)["straight"]
    figures.note(f"deflated: {len(found)} cases, {dict(Counter(found.values()))}")
    declined = {case for case, word in found.items() if word == "UNIMPLEMENTED"}
    assert len(found) > 200, "all of them were tried"
    assert {case: word for case, word in found.items() if word not in FINE and case not in declined} == {}
    assert {case.rpartition(".")[0] for case in declined} <= TOO_SMALL
    assert "traceback" not in (tmp_path / "echo.log").read_text().lower()


def test_a_planted_fault_is_caught(tmp_path: Path) -> None:
    with echo(tmp_path, "no_fragments") as ways:
        found = wstest.tried({"straight": ways["straight"]}, FRAGMENTS, tmp_path)
    assert found == {"straight": {"5.3": "FAILED"}}
