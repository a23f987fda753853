"""A8: hostile texts in every format that leaves: no formula, no call, no file read, watched while it is made."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.exports.write import csv, md
from app.web.files import TYPES, WRITERS, sent
from tests.effort import FULL, effort
from tests.security import leaving
from tests.security.payloads import payloads
from tests.security.watched import SECRET, Trap, quiet, traps, watching

SLICES = 4  # so that several can work side by side


@pytest.fixture
def trap(tmp_path: Path) -> Iterator[Trap]:
    with traps(tmp_path) as made:
        leaving.WRITERS["pdf"](leaving.of_one("a"), "a")  # fonts are looked for once
        yield made


def test_a8_there_are_enough_and_every_format_is_tried(trap: Trap) -> None:
    every = payloads(trap)
    print(f"{len(every)} payloads, {len(leaving.WRITERS)} formats")  # noqa: T201
    assert len(every) >= 300
    tried = set(leaving.WRITERS) | {name.rpartition(".")[2] for name in leaving.WRITERS}
    assert set(TYPES) | set(WRITERS) <= tried


@pytest.mark.parametrize("form", leaving.WRITERS)
def test_a8_all_of_them_in_one_workshop(trap: Trap, form: str) -> None:
    texts = payloads(trap)
    room = leaving.of_all(texts)
    with watching(trap):
        made = leaving.WRITERS[form](room, " ".join(texts[::40]))
    quiet(trap)
    leaving.judge(form, made)


@pytest.mark.parametrize("part", range(SLICES))
def test_a8_each_of_them_wherever_people_write(trap: Trap, part: int) -> None:
    quickly = {name: leaving.WRITERS[name] for name in ("csv", "workshop.json", "dc.xml", "crate.json", "prov.json")}
    at_length = leaving.QUICK | leaving.RECORDS | {"pdf": leaving.WRITERS["pdf"]}
    for text in payloads(trap)[part :: SLICES * effort(3, 1)]:
        room = leaving.of_one(text)
        for form, write in (at_length if FULL else quickly).items():
            with watching(trap):
                made = write(room, text)
            leaving.judge(form, made)
        name = sent(b"", "csv", text).headers["content-disposition"]
        assert re.fullmatch('attachment; filename="[a-z0-9-]{1,60}\\.csv"', name), text
    quiet(trap)


@pytest.mark.parametrize("part", range(effort(1, SLICES)))
def test_a8_ten_at_a_time_in_every_place_of_the_paper_kit(trap: Trap, part: int) -> None:
    texts = payloads(trap)
    for at in list(range(0, len(texts), 10))[part :: effort(len(texts), SLICES)]:
        with watching(trap):
            made = leaving.WRITERS["kit.pdf"]({}, " ".join(texts[at : at + 10])[:4000])
        leaving.judge("kit.pdf", made)
    quiet(trap)


# What the watch must see


def fetching(trap: Trap) -> bytes:
    with socket.create_connection(("127.0.0.1", trap.port)) as call:
        call.sendall(b"GET /x HTTP/1.0\r\n\r\n")
    return b""


def reading(trap: Trap) -> bytes:
    return trap.file.read_bytes()


@pytest.mark.parametrize("careless", [fetching, reading])
def test_a8_a_writer_that_fetches_or_reads_is_seen(trap: Trap, careless: Callable[[Trap], bytes]) -> None:
    with watching(trap):
        made = careless(trap)
    with pytest.raises(AssertionError):
        quiet(trap)
    if careless is reading:
        with pytest.raises(AssertionError):
            leaving.judge("md", made)
        assert trap.touched, "the system saw it too"
    trap.heard.clear()


def test_a8_a_formula_and_a_link_are_seen(trap: Trap, monkeypatch: pytest.MonkeyPatch) -> None:
    room = leaving.of_all(payloads(trap))
    monkeypatch.setattr(csv, "FORMULA", ("nothing",))
    with pytest.raises(AssertionError):
        leaving.judge("csv", csv.write(room, leaving.Italian()))
    made = md.write(leaving.paper(room, "x")) + b"\n\n[x](http://127.0.0.1/)\n"
    with pytest.raises(AssertionError):
        leaving.judge("md", made)
    with pytest.raises(AssertionError):
        leaving.judge("dc.xml", f"<!DOCTYPE x [<!ENTITY e '{SECRET}'>]><x/>".encode())
