"""P3: calls generated from our own OpenAPI document, with every check: no 5xx, no answer that it does not describe."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.contracts import figures
from tests.contracts.doubled import house_of
from tests.contracts.gathering import Gathering
from tests.contracts.house import House, one_on_sqlite
from tests.effort import effort, windows

SEED = int(os.environ.get("OFFICINA_TEST_SEED", "20261123"))
EXAMPLES = {"facilitator": effort(6, 250), "participant": effort(2, 60), "nobody": effort(2, 60)}
ROOT = Path(__file__).parent.parent.parent
# What fits may still be refused for what is so in the house: closed, changed, too large, no picture (see known.py).
CONFIG = """
seed = {seed}
[checks]
positive_data_acceptance.expected-statuses = [
    "2xx", "3xx", "401", "403", "404", "409", "410", "413", "415", "422", "429",
]
negative_data_rejection.expected-statuses = ["4xx"]
[generation]
max-examples = {examples}
database = "none"
"""


@dataclass(frozen=True)
class Known:
    """A house with a workshop in it: who may ask, and what is there."""

    address: str
    tokens: dict[str, str]
    values: dict[str, object]


async def furnished(house: House) -> Known:
    """An open workshop with a note, a document that rests on it, and somebody's receipt."""
    gathering = await Gathering(house).begin()
    ana = await gathering.person("Ana")
    note = await gathering.note(ana.line, "Una panchina all'ombra")
    wanted = {"template": "proposal", "from": note}
    made = await gathering.calls.call("POST", f"/workshops/{gathering.id}/outcomes", wanted)
    assert made.status == 201
    other = await gathering.person("Ben", open_=False)
    await gathering.end()
    values = {"workshop": gathering.id, "outcome": made.json["id"], "notice": 1, "pack": "assaggio-60",
              "code": gathering.code, "languages": ["it"], "receipt": other.joined["receipt"], **wanted}  # fmt: skip
    tokens = {"facilitator": gathering.calls.token or "", "participant": ana.calls.token or "", "nobody": ""}
    return Known(house.here, tokens, values)


def tried(known: Known, who: str, folder: Path) -> tuple[str, dict[str, int]]:
    """What the generator says of the house, and how many failures of each kind it found."""
    config = folder / "calls.toml"
    config.write_text(CONFIG.format(seed=SEED, examples=EXAMPLES[who]))
    token = known.tokens[who]
    asked = [str(Path(sys.executable).parent / "schemathesis"), "--config-file", str(config), "run",
             f"{known.address}/openapi.json", "--no-color", "--checks", "all", "--continue-on-failure"]  # fmt: skip
    asked += ["--header", f"Authorization: Bearer {token}", "--exclude-path", "/api/v1/sessions"] if token else []
    env = os.environ | {"SCHEMATHESIS_HOOKS": "tests.robust.known", "PYTHONPATH": str(ROOT),
                        "OFFICINA_KNOWN": json.dumps(known.values)}  # fmt: skip
    done = subprocess.run(asked, cwd=folder, env=env, capture_output=True, text=True, timeout=1800, check=False)
    found = {name.strip(): int(count) for name, count in re.findall(r"❌ (?:ST\d+ )?([^:\n]+): (\d+)", done.stdout)}
    count = re.search(r"(\d+) generated", done.stdout)
    assert count, done.stdout[-2000:] + done.stderr[-2000:]
    assert (done.returncode == 0) == (not found), done.stdout[-3000:]
    figures.note(f"{who}: {count[1]} calls, {found or 'nothing found'}")
    return done.stdout, found


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with one_on_sqlite(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.mark.parametrize("who", EXAMPLES)
def test_p3_every_call_is_answered_as_the_document_says(house: House, tmp_path: Path, who: str) -> None:
    said, found = tried(asyncio.run(furnished(house)), who, tmp_path)
    assert found == {}, said[-6000:]


FAULTS = {
    "stumbles": "Server error",
    "answers_otherwise": "Response violates schema",
    "says_not_why": "Refused without a reason",
}


@pytest.mark.parametrize("fault", windows(FAULTS, "stumbles"))
def test_p3_a_planted_fault_is_found(tmp_path: Path, fault: str) -> None:
    with house_of("tests.doubles.faulty_server", tmp_path, {"OFFICINA_PLANTED_FAULT": fault}) as house:
        _, found = tried(asyncio.run(furnished(house)), "facilitator", tmp_path)
    assert FAULTS[fault] in found
