"""The catalogue of 1,000 proposals is searched within 100 ms for 95 of 100 requests, on both databases (mark V12)."""

from __future__ import annotations

import os
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import insert, select

from app.store.db import Database, connect
from app.store.rows import table
from app.store.shelf import EMPTY, VERSION, Entry, columns_of
from tests.contracts.house import PASSWORD
from tests.effort import effort
from tests.serving import Served, serve

PROPOSALS = WORKSHOPS = 1_000
MARK = 0.100  # seconds, 95 of 100
TRIES = 3
BUSY = 1.5  # load of a machine that has something else to do
EMAIL = "lia@prove.example"
THEMES = (
    "la sala studio aperta la sera", "un tavolo delle lingue", "il furgone dei libri", "l'orto sul tetto",
    "le chiavi ai lettori", "una città che legge", "il banco per le pratiche digitali", "scaffale in prestito",
)  # fmt: skip
ASKED = (
    "", "q=sala+stud", "q=CITTA", "q=%22aperta+la+sera%22&type=service", "q=l&status=draft",
    "stage=test&kind=proposal", "q=zanzara", "since=2020-01-01&view=cards", "q=persona&view=cards",
    "language=en&q=libri",
)  # fmt: skip


def fill(database: Database) -> None:
    """Entries as a year of a network's workshops would leave them, some 2,000 characters each."""
    entry, workshop = table("shelf"), table("workshop")
    with database.write() as connection:
        library = connection.execute(select(table("library").c.id)).scalars().first()
        gone = {"library": library, "epoch": "e", "last_seq": 0, "purged": 0, "question": "Che cosa serve?", "pack": "",
                "languages": "it", "state": "closed", "notice": 1, "created_at": 0}  # fmt: skip
        rows = [
            gone | {"id": f"w{n}", "code": f"c{n}", "title": f"Laboratorio {n}"} for n in range(WORKSHOPS)
        ]
        connection.execute(insert(workshop), rows)
        made = [columns_of(patterned(n)) for n in range(40)]
        put = []
        for n in range(PROPOSALS + WORKSHOPS):
            more = {
                "id": f"p{n}",
                "workshop": f"w{n % WORKSHOPS}",
                "library": library,
                "at": 1_700_000_000_000 + n,
            }
            if n >= PROPOSALS:
                more |= {"id": f"w{n - PROPOSALS}", "kind": "workshop", "type": "", "status": "closed"}
            put.append(EMPTY | made[n % len(made)] | more | {"version": VERSION})
        connection.execute(insert(entry), put)


def patterned(n: int) -> Entry:
    body = "\n".join(f"«{THEMES[(n + k) % len(THEMES)]}, dice una persona {k}»" for k in range(45))
    return Entry(
        id="", kind="proposal", title=f"{THEMES[n % len(THEMES)]} {n}", at=0, body=body, people=22, notes=80,
        type=("service", "system", "programme", "space")[n % 4], status=("draft", "review", "approved")[n % 3],
        stage=("define", "ideate", "prototype", "test", "scale")[n % 5], languages=("it", "en")[: 1 + n % 2],
    )  # fmt: skip


def asked(server: Served, cookie: str, rounds: int) -> tuple[list[float], list[float]]:
    """How long each answer took, and how much of the processor's time the server; sorted, in seconds."""
    took, spent = [], []
    with closing(HTTPConnection(urlsplit(server.url).netloc, timeout=30)) as connection:
        for n in range(rounds):
            began, before = time.perf_counter(), worked(server)
            connection.request("GET", f"/outcomes?{ASKED[n % len(ASKED)]}", headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            took.append(time.perf_counter() - began)
            spent.append(worked(server) - before)
            assert answer.status == 200
    return sorted(took), sorted(spent)


def worked(server: Served) -> float:
    """The processor's time that the server has had, in seconds: of all its threads, to the nanosecond."""
    tasks = Path(f"/proc/{server.process.pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def signed_in(server: Served) -> str:
    body = f"email={EMAIL}&password={PASSWORD}"
    form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": server.url}
    with closing(HTTPConnection(urlsplit(server.url).netloc, timeout=30)) as connection:
        connection.request("POST", "/sign-in", body, form)
        return connection.getresponse().getheader("Set-Cookie", "").partition(";")[0]


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_v12_the_catalogue_is_searched_within_its_mark(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = (
        request.getfixturevalue("postgres_url")
        if kind == "postgresql"
        else f"sqlite:///{tmp_path / 'officina.db'}"
    )
    with serve(data_dir=tmp_path, database_url=url, env={"OFFICINA_DEVELOPMENT": "false"}) as server:
        server.officina("user", "add", EMAIL, "--role", "librarian", stdin=PASSWORD + "\n")
        database = connect(url)
        fill(database)
        database.close()
        cookie = signed_in(server)
        asked(server, cookie, len(ASKED))
        for _ in range(TRIES):
            took, spent = map(p95, asked(server, cookie, effort(40, 400)))
            # While others are using the machine, what counts is the time that the server itself needed.
            if (spent if os.getloadavg()[0] > BUSY else took) <= MARK:
                return
    raise AssertionError(f"p95 {took:.3f} s, of which {spent:.3f} s of processor")


def p95(found: list[float]) -> float:
    return found[int(len(found) * 0.95) - 1]
