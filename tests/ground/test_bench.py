"""The fan-out benchmark, very small: everybody gets everything in each kind of room that needs nothing installed."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bench.pages import PAGES
from bench.plan import framed, marker
from bench.rooms import zlib
from bench.talks import varint, words
from tests.effort import FULL, effort

ROOT = Path(__file__).parent.parent.parent
PHONES, RATE = 10, 20


def officina(*arguments: str, timeout: float = 180) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "app.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False)


NO_COMPILER = shutil.which("gcc") is None and shutil.which("cc") is None


@pytest.mark.skipif(NO_COMPILER, reason="the phones are a C program: without a compiler there is nothing to run")
def test_every_phone_gets_every_change_once_from_us_and_from_the_peers(tmp_path: Path) -> None:
    done = officina("bench", "fanout", "--phones", str(PHONES), "--rate", str(RATE), "--seconds", "1", "--rounds", "1",
                    "--room", "floor", "--room", "plain", "--out", str(tmp_path))  # fmt: skip
    assert done.returncode == 0, done.stderr
    rounds = json.loads((tmp_path / "fanout.json").read_text(encoding="utf-8"))["rounds"]
    faults = ("missing", "doubled", "refused", "closed")
    told = [(one["kind"], one["delivered"], *(one[fault] for fault in faults)) for one in rounds]
    assert told == [(kind, PHONES * RATE, 0, 0, 0, 0) for kind in ("ours", "floor", "plain")]
    assert all(one["cpu"] > 0 for one in rounds)
    assert (tmp_path / "fanout.svg").read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.skipif(NO_COMPILER, reason="the phones are a C program: without a compiler there is nothing to run")
def test_all_who_come_at_once_get_in_also_when_they_were_there_before(tmp_path: Path) -> None:
    storms = [((), "storm", [0, 0, 0]), (("--returning",), "returning", [0, 500, 0, 500])]
    for more, name, missed in storms[: effort(1, 2)]:
        done = officina("bench", "storm", *more, "--phones", "4", "--rounds", "1", "--out", str(tmp_path))
        assert done.returncode == 0, done.stderr
        rounds = json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))["rounds"]
        assert [(one["phones"], one["missed"]) for one in rounds] == [(4, each) for each in missed]
        ours = [one for one in rounds if one["who"] == "Officina"]  # the bare loop may be too quick to be measured
        assert all(one["cpu"] > 0 and one["seconds"] > 0 for one in ours)


@pytest.mark.skipif(NO_COMPILER, reason="the phones are a C program: without a compiler there is nothing to run")
def test_v3_a_change_reaches_those_of_its_own_workshop_once_and_nobody_else(tmp_path: Path) -> None:
    done = officina("bench", "many", "--workshops", "4", "--people", "5", "--rate", "40", "--seconds", "1",
                    "--rounds", "1", "--room", "plain", "--out", str(tmp_path))  # fmt: skip
    assert done.returncode == 0, done.stderr
    rounds = json.loads((tmp_path / "many.json").read_text(encoding="utf-8"))["rounds"]
    told = [(one["kind"], one["delivered"], one["missing"], one["doubled"]) for one in rounds]
    assert told == [("ours", 200, 0, 0), ("plain", 200, 0, 0)]


@pytest.mark.skipif(NO_COMPILER or bool(zlib()), reason="phones that inflate are a C program with zlib")
def test_v8_phones_that_inflate_get_every_change_in_fewer_bytes(tmp_path: Path) -> None:
    done = officina("bench", "bytes", "--phones", "20", "--rate", "30", "--seconds", "2", "--rounds", "1",
                    "--out", str(tmp_path))  # fmt: skip
    assert done.returncode == 0, done.stderr
    rounds = json.loads((tmp_path / "bytes.json").read_text(encoding="utf-8"))["rounds"]
    assert [(one["kind"], one["delivered"], one["missing"]) for one in rounds] == [
        ("as it is", 1200, 0), ("deflated", 1200, 0),
    ]  # fmt: skip
    assert rounds[1]["size"] < 0.45 * rounds[0]["size"], "answers, told as they are, count more in a small room"


@pytest.mark.slow
@pytest.mark.skipif(effort(True, False) or NO_COMPILER, reason="at full effort only: it starts ten servers")
def test_big_boards_and_overload_are_measured(tmp_path: Path) -> None:
    board = ("--notes", "20", "--most", "30", "--phones", "10", "--rounds", "1")
    done = officina("bench", "board", *board, "--out", str(tmp_path), timeout=300)
    assert done.returncode == 0, done.stderr
    rounds = json.loads((tmp_path / "board.json").read_text(encoding="utf-8"))["rounds"]
    assert [one.get("notes") for one in rounds] == [None, None, 20, 30, 20, 20]
    done = officina("bench", "overload", "--phones", "20", "--rate", "20", "--seconds", "1", "--rounds", "1", "--out",
                    str(tmp_path), timeout=300)  # fmt: skip
    assert done.returncode == 0, done.stderr
    rounds = json.loads((tmp_path / "overload.json").read_text(encoding="utf-8"))["rounds"]
    assert [(one["stalled"], one["delivered"]) for one in rounds] == [(0, 400), (1, 380)]


@pytest.mark.skipif(not FULL, reason="at full effort: make marks")
def test_v12_every_page_is_asked_for_and_there(tmp_path: Path) -> None:
    done = officina("bench", "pages", "--phones", "4", "--notes", "10", "--rounds", "2", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    rounds = json.loads((tmp_path / "pages.json").read_text(encoding="utf-8"))["rounds"]
    wanted = [(who, page) for who, found in PAGES.items() for page in found]
    assert [(one["who"], one["page"]) for one in rounds] == wanted
    assert all(len(one["took"]) == 2 and one["bytes"] > 1000 for one in rounds)


@pytest.mark.skipif(not FULL, reason="at full effort: make marks")
def test_acts_are_kept_by_the_journal_and_by_the_plain_way(tmp_path: Path) -> None:
    done = officina("bench", "commit", "--seconds", "0.3", "--rounds", "1", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    rounds = json.loads((tmp_path / "commit.json").read_text(encoding="utf-8"))["rounds"]
    assert [one["kind"] for one in rounds] == ["ours", "plain"]
    assert all(one["per_second"] > 0 and one["cpu"] > 0 and one["sync"] > 0 for one in rounds)


def test_a_measure_that_does_not_exist_is_wrong_use() -> None:
    assert officina("bench", "nothing").returncode == 2


def test_messages_are_as_their_protocols_have_them() -> None:
    assert framed(b"abc") == b"\x81\x83\0\0\0\0abc"
    assert framed(b"a" * 300)[:4] == b"\x81\xfe\x01\x2c"
    assert varint(300) == b"\xac\x02"
    assert words(marker(1), 40)[:28] == "@@00000001" + "0" * 16 + " u"
    assert len(words(marker(1), 400)) == 400
