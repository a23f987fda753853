"""The Autobahn test suite, set up where it can be: release 0.8.2, which needs Python 2.7."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

RELEASE = "autobahntestsuite==0.8.2"
PLACE = Path(__file__).parent.parent.parent / "var" / "autobahn"  # which git ignores
BEGIN = "import site; site.addsitedir({place!r}); from autobahntestsuite.wstest import run; run()"
MINUTES = 40


def pythons() -> Iterator[str]:
    """Where a Python 2.7 may be: OFFICINA_PYTHON27 first."""
    yield os.environ.get("OFFICINA_PYTHON27", "")
    yield shutil.which("python2.7") or ""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    yield from map(str, sorted(root.glob("versions/2.7*/bin/python2.7")))


def works(python: str) -> bool:
    """Is this one that can install packages?"""
    asked = [python, "-c", "import sys, pip; sys.exit(sys.version_info[:2] != (2, 7))"]
    return bool(python) and subprocess.run(asked, capture_output=True, check=False).returncode == 0


def suite() -> str:
    """A Python 2.7 that has the suite in PLACE, which is made the first time; skips, saying why, when there is none."""
    python = next(filter(works, pythons()), None)
    if python is None:
        pytest.skip("P1 IS NOT SHOWN: no Python 2.7 with pip for the Autobahn test suite (OFFICINA_PYTHON27 names one)")
    if not (PLACE / "autobahntestsuite").exists():
        asked = [python, "-m", "pip", "install", "--quiet", "--target", str(PLACE), RELEASE]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        if done.returncode:
            shutil.rmtree(PLACE, ignore_errors=True)
            pytest.skip(f"P1 IS NOT SHOWN: the Autobahn test suite cannot be installed: {done.stderr[-500:]}")
    return python


def tried(servers: dict[str, str], cases: list[str], folder: Path) -> dict[str, dict[str, str]]:
    """Each case against each server, `{name: address}`: how it behaved, as `{name: {case: behaviour}}`.

    What the suite thinks of the closing is told where that is worse.
    """
    report, spec = folder / "report", folder / "fuzzing.json"
    asked = [{"agent": name, "url": url, "protocols": ["officina.v1"]} for name, url in servers.items()]
    spec.write_text(json.dumps({"outdir": str(report), "servers": asked, "cases": cases, "exclude-cases": [],
                                "exclude-agent-cases": {}}))  # fmt: skip
    begin = [suite(), "-W", "ignore", "-c", BEGIN.format(place=str(PLACE)), "-m", "fuzzingclient", "-s", str(spec)]
    with (folder / "wstest.log").open("wb") as log:
        subprocess.run(begin, stdout=log, stderr=log, check=True, timeout=MINUTES * 60, cwd=folder)
    said = json.loads((report / "index.json").read_text())
    return {name: {case: judged(found) for case, found in said[name].items()} for name in servers}


def judged(found: dict[str, str]) -> str:
    """The worse of two words: of what was said, and of how it was closed."""
    fine = ("OK", "NON-STRICT", "INFORMATIONAL")
    return found["behavior"] if found["behaviorClose"] in fine else f"{found['behavior']}, {found['behaviorClose']}"
