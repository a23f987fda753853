"""A full disk under a served house: nothing acknowledged is lost, reading goes on, and room heals it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.contracts.calls import Answer, Calls
from tests.contracts.client import Client, Rejected
from tests.contracts.gathering import Gathering, gathered, play
from tests.contracts.house import PASSWORD, USERS, House
from tests.contracts.pictures import png
from tests.contracts.walks import FORM
from tests.doubles.small_disk import Disk, small_disk
from tests.services import free_port
from tests.serving import environment, serve

BACK_WITHIN = 5.0  # seconds
LANGUAGES = {"it": "riusciamo a salvare", "en": "cannot save"}


@dataclass
class Small:
    """A house whose data lies on a disk that can be filled."""

    house: House
    disk: Disk


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    folder: Path = tmp_path_factory.mktemp("small")
    with small_disk(folder / "disk") as disk, serve(data_dir=disk.folder, log_dir=folder) as server:
        assert server.process is not None
        disk.process = server.process.pid
        yield Small(House([server]), disk)
    assert "traceback" not in server.log.lower(), server.log


async def write(g: Gathering, line: Client, kept: list[str], size: int = 900) -> Rejected:
    """Write notes until one is refused; those acknowledged are kept in mind."""
    for turn in range(4000):
        try:
            kept.append(await g.note(line, f"{turn} {'x' * size}"))
        except Rejected as no:
            if no.code != "slow_down":
                return no
            await asyncio.sleep(no.message["after"] / 1000)
    raise AssertionError("the disk is never full")


def test_commands_are_put_off_and_nothing_acknowledged_is_lost(small: Small) -> None:
    async def scene() -> None:
        async with gathered(small.house) as g:
            ana, ben = await g.person("Ana"), await g.person("Ben", language="en")
            for person in (ana, ben):
                person.line.outbox.patient = False
            kept = [await g.note(ana.line, "prima")]
            small.disk.fill()
            noes = await asyncio.gather(*(write(g, person.line, kept) for person in (ana, ben)))
            for no, words in zip(noes, ("non riesce a salvare", "cannot save"), strict=True):
                assert (no.code, no.retry) == ("unavailable", "later")
                assert no.message["after"] > 0
                assert words in no.say
            assert {r["id"] for r in g.calls.view(g.id)["records"]} >= set(kept), "reading goes on"
            late = await g.line(token=ben.joined["token"])
            assert set(kept) <= set(late.mirror.records), "whoever comes late is told everything"
            ana.line.outbox.patient = True
            waiting = [asyncio.create_task(g.note(ana.line, f"aspetta {n}")) for n in range(5)]
            await ana.line.expect(lambda: ana.line.outbox.laters > 0, 8, "the phone is told to wait")
            assert not any(each.done() for each in waiting)
            small.disk.free()
            began = time.monotonic()
            kept += await asyncio.gather(*waiting)
            assert time.monotonic() - began < BACK_WITHIN, "it is back by itself"
            await g.quiet()
            for line in (ben.line, g.boss):
                assert set(kept) <= set(line.mirror.records)

    play(scene)


def as_page(calls: Calls, method: str, path: str, form: str | None = None) -> Answer:
    """A page, as a signed-in browser asks for it."""
    own = Calls(calls.base, None, calls.language, f"officina={calls.token}" if calls.token else None)
    body = None if form is None else form.encode()
    headers = {"Accept": "text/html", "Origin": calls.base}
    return own.ask(method, path, body, kind=FORM, api=False, headers=headers)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_and_calls_say_so_in_the_persons_language_and_reading_goes_on(
    small: Small, language: str
) -> None:
    async def scene() -> None:
        async with gathered(small.house) as g:
            ana = await g.person("Ana")
            note = await g.note(ana.line, "prima")
            notice = Calls(small.house.here).want(200, "GET", f"/join/{g.code}")["notice"]["version"]
            outcome = g.calls.want(
                201, "POST", f"/workshops/{g.id}/outcomes", {"template": "proposal", "from": note}
            )
            librarian = small.house.user("librarian")
            small.disk.fill()
            try:
                await asyncio.to_thread(
                    everything, g, ana.calls, librarian, note, outcome["id"], notice, language
                )
            finally:
                small.disk.free()
            await g.note(ana.line, "dopo")

    play(scene)


def everything(
    g: Gathering, ana: Calls, librarian: Calls, note: str, outcome: str, notice: int, language: str
) -> None:
    """Ask for whatever writes, and for whatever only reads."""
    base = g.calls.base
    boss, anyone = Calls(base, g.calls.token, language), Calls(base, None, language)
    phone = Calls(base, ana.token, language)
    pack = boss.want(200, "GET", "/packs")[0]
    minutes = "&".join("minutes=5" for _ in pack["steps"])
    asked = {"code": g.code, "alias": "Zoe", "language": "it", "notice": notice, "extras": {}}
    writes: list[tuple[Calls, str, str, Any, str]] = [
        (boss, "POST", "/workshops", {"pack": pack["id"], "title": "t", "languages": ["it"]}, "application/json"),
        (boss, "POST", f"/workshops/{g.id}/close", None, ""),
        (boss, "POST", f"/workshops/{g.id}/outcomes", {"template": "proposal", "from": note}, "application/json"),
        (phone, "PUT", f"/workshops/{g.id}/media/{'7' * 32}", png(300, 300), "image/png"),
        (anyone, "POST", "/sessions", {"email": USERS["facilitator"], "password": PASSWORD}, "application/json"),
        (anyone, "POST", "/sessions", {"email": USERS["facilitator"], "password": "no"}, "application/json"),
        (anyone, "POST", "/join", asked, "application/json"),
        (anyone, "GET", "/join/ZZZZZZ", None, ""),
    ]  # fmt: skip
    for calls, method, path, body, kind in writes:
        told_no(calls.ask(method, path, body, kind=kind or "application/json"), language, path)
    pages = [
        (boss, "/home/new", f"pack={pack['id']}&title=Il+mio+titolo&date=2030-01-01&ends=19:00&{minutes}"),
        (boss, f"/w/{g.id}/outcomes", f"source={note}&title=La+mia+idea"),
        (boss, f"/o/{outcome}/sections/challenge", "answer=Una+frase+scritta+adesso"),
        (anyone, f"/j/{g.code}", f"alias=Zoe+la+lontra&notice={notice}"),
        (anyone, "/sign-in", f"email={USERS['facilitator']}&password={PASSWORD}"),
        (anyone, "/r", "code=ABCD-EFGH-JKMN"),
    ]
    for calls, path, form in pages:
        answer = as_page(calls, "POST", path, form)
        told_no(answer, language, path)
        for typed in ("Il mio titolo", "La mia idea", "Una frase scritta adesso", "Zoe la lontra"):
            if typed.replace(" ", "+") in form:
                assert typed in answer.body.decode(), f"what was typed is kept: {path}"
        assert PASSWORD not in answer.body.decode()
    for path in (f"/workshops/{g.id}", f"/workshops/{g.id}/export.json", "/packs", f"/outcomes/{outcome}.json"):
        assert boss.ask("GET", path).status == 200, path
    paper = boss.ask("GET", f"/workshops/{g.id}/export.pdf")
    if paper.status != 200:  # it needs some room of its own while it is made, which may be full as well
        told_no(paper, language, "export.pdf")
    assert anyone.ask("GET", f"/join/{g.code}").status == 200
    for path in ("/", f"/j/{g.code}", "/sign-in", "/r", "/healthz", "/readyz", "/metrics"):
        assert as_page(anyone, "GET", path).status == 200, path
    for path in ("/home", "/home/new", f"/w/{g.id}", f"/w/{g.id}/wall", f"/w/{g.id}/outcomes",
                 "/outcomes", f"/o/{outcome}", "/account"):  # fmt: skip
        assert as_page(boss, "GET", path).status == 200, path
    out = as_page(librarian, "POST", "/sign-out", "")
    assert "Max-Age=0" in " ".join(out.cookies), "the browser forgets who it was all the same"


def told_no(answer: Answer, language: str, what: str) -> None:
    """503 with a sentence, and when to come back."""
    assert (answer.status, answer.headers.get("retry-after")) == (503, "5"), (what, answer.status)
    assert LANGUAGES[language] in answer.body.decode(), what


def test_on_a_disk_that_is_full_from_the_start_it_says_so_in_one_sentence(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        if type(disk).__name__ == "Limited":
            pytest.skip("only a mounted disk can be full before there is a process to limit")
        disk.fill()
        code, said = started(disk.folder)
        assert code == 1
        assert said.startswith("officina: ")
        assert said.count("\n") == 1, said


def started(folder: Path) -> tuple[int, str]:
    """How `officina serve` ends in this folder, and what it says."""
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(free_port())]
    env = environment(data_dir=folder, port=1)
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stderr


@pytest.mark.postgres
def test_a_database_that_turns_read_only_is_waited_for(data_dir: Path, postgres_url: str) -> None:
    async def scene() -> None:
        with serve(data_dir=data_dir, database_url=postgres_url) as server:
            async with gathered(House([server])) as g:
                ana = await g.person("Ana")
                ana.line.outbox.patient = False
                kept = [await g.note(ana.line, "prima")]
                await asyncio.to_thread(read_only, postgres_url, "on")
                no = await write(g, ana.line, kept)
                assert (no.code, no.retry) == ("unavailable", "later")
                answer = await g.calls.call("POST", f"/workshops/{g.id}/close")
                told_no(answer, "it", "close")
                assert {r["id"] for r in g.calls.view(g.id)["records"]} >= set(kept)
                await asyncio.to_thread(read_only, postgres_url, "off")
                ana.line.outbox.patient = True
                kept.append(await asyncio.wait_for(g.note(ana.line, "dopo"), BACK_WITHIN))
                await g.quiet()
                assert {r["id"] for r in g.calls.view(g.id)["records"]} >= set(kept)
            assert "traceback" not in server.log.lower(), server.log

    play(scene)


def read_only(url: str, on: str) -> None:
    """Nobody may write to a database any more, whoever is connected; or everybody may again."""
    with psycopg.connect(url, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute("SET default_transaction_read_only = off")
        connection.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = {on}')
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [name],
        )
