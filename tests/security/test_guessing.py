"""A4: guessing join codes has an end, for one address and for all together, and a right code opens all the same."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import HTTPConnection

from app.core.words.workshop import Open
from app.main import build
from app.settings import read_settings
from app.store.doors import Patience
from app.web import gatherings
from app.web.places import place_of
from app.web.turns import LONGEST, RATE, Turns
from tests.contracts.calls import Calls
from tests.contracts.house import House, one_on_sqlite, two_on_postgres
from tests.effort import within

HERE = "http://testserver"
SECRET = "a secret that is long enough to sign with, 42"
PHONES = 200


@dataclass
class Door:
    """An open workshop and visitors from any address."""

    app: FastAPI
    code: str
    inside: TestClient

    def visitor(self, address: str, **headers: str) -> TestClient:
        """Somebody at an address, whom the application serves in the loop in which it began: its locks are of there."""
        made = TestClient(self.app, base_url=HERE, client=(address, 50_000), headers=headers)
        made.portal = self.inside.portal
        return made

    def guess(self, address: str, code: str = "ZZZZZZ", *, lang: str = "it") -> tuple[int, str]:
        """What somebody at an address is told for a code."""
        visitor = self.visitor(address, **{"Accept": "text/html", "Accept-Language": lang})
        said = visitor.get(f"/j/{code}")
        return said.status_code, said.text


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    app = build(read_settings(data_dir=tmp_path, base_url=HERE, secret_key=SECRET, development=True, database_url=""))
    here = app.state.house
    library = here.desk.accounts.add_library("Biblioteca dei Tigli")
    user = here.desk.accounts.add(library=library.id, email="m@tigli.example", name="Marta", password="una frase lunga",
                                  roles=["facilitator"], now=1)  # fmt: skip
    with TestClient(app, base_url=HERE) as client:
        assert client.portal

        async def begin() -> str:
            made = await gatherings.create_workshop(here, user, "assaggio-60", "La sera", "Come?", ("it", "en"))
            await gatherings.do(here, made, user.id, Open(), role="facilitator")
            return str(here.desk.workshops.get(made).code)

        yield Door(app, client.portal.call(begin), client)


def test_a4_one_address_is_told_no_more_and_the_right_code_still_opens(door: Door) -> None:
    allowed = door.app.state.house.desk.doors.patience.place
    said = [door.guess("198.51.100.7")[0] for _ in range(allowed + 5)]
    assert said == [404] * allowed + [429] * 5
    assert "Troppi tentativi da qui" in door.guess("198.51.100.7")[1]
    assert door.guess("198.51.100.8")[0] == 404, "others are still told"
    assert door.guess("198.51.100.7", door.code)[0] == 200


@pytest.mark.parametrize(
    ("lang", "happened", "todo"),
    [("it", "ne arrivano troppi di sbagliati", "con il codice giusto si entra sempre"),
     ("en", "too many wrong ones are coming in", "the right code always lets you in")],
)  # fmt: skip
def test_a4_from_a_thousand_addresses_it_has_an_end_too(door: Door, lang: str, happened: str, todo: str) -> None:
    doors = door.app.state.house.desk.doors
    doors.patience = Patience(all=40)
    said = [door.guess(f"198.51.{n // 200}.{n % 200}")[0] for n in range(45)]
    assert said == [404] * 40 + [429] * 5
    status, page = door.guess("203.0.113.99", lang=lang)
    assert status == 429, "an address that never failed is told no more either"
    assert happened in page
    assert todo in page
    assert door.guess("203.0.113.100", door.code)[0] == 200
    metrics = door.inside.get("/metrics").text
    assert 'officina_codes_total{answer="capped everywhere",door="join"} 6.0' in metrics
    assert 'officina_codes_total{answer="wrong",door="join"} 40.0' in metrics
    assert "198.51" not in metrics


def test_a4_receipts_have_the_same_end(door: Door) -> None:
    door.app.state.house.desk.doors.patience = Patience(place=5, all=8)

    def ask(address: str) -> tuple[int, str]:
        said = door.visitor(address, Accept="text/html").post("/r", data={"code": "ABCDEFGHJKMN"})
        return said.status_code, said.text

    assert [ask("198.51.100.7")[0] for _ in range(6)] == [404] * 5 + [429]
    assert [ask(f"198.51.100.{n}")[0] for n in range(20, 25)] == [404] * 3 + [429] * 2
    assert "quello giusto apre sempre" in ask("198.51.100.99")[1]


def test_a4_a_network_of_ipv6_is_one_place() -> None:
    def place(address: str) -> str:
        return place_of(HTTPConnection({"type": "http", "client": (address, 1)}))

    assert place("2001:db8:1:2::1") == place("2001:db8:1:2:ffff:ffff:ffff:ffff") == "2001:db8:1:2::/64"
    assert place("2001:db8:1:3::1") != place("2001:db8:1:2::1")
    assert place("::ffff:198.51.100.7") == place("198.51.100.7") == "198.51.100.7"
    assert place("fe80::1%eth0") == "fe80::/64"
    assert place_of(HTTPConnection({"type": "http", "client": None})) == ""
    assert place("testclient") == "testclient"


def test_a4_who_has_guessed_too_many_has_a_pace() -> None:
    now = 100.0
    turns = Turns(lambda: now)
    assert [turns.turn("home") for _ in range(1000)] == [0.0] * 1000, "nobody waits before that"
    turns.slow("home", 60)
    waits = [turns.turn("home") for _ in range(1000)]
    granted = [each for each in waits if each is not None]
    assert abs(len(granted) - LONGEST * RATE) <= 1
    assert granted == pytest.approx([n / RATE for n in range(len(granted))])
    assert turns.turn("elsewhere") == 0.0
    for _ in granted:
        turns.give_back("home")
    assert turns.turn("home") == pytest.approx(0.0), "right codes cost no turn"
    now += 61
    assert turns.turn("home") == 0.0


def test_a4_codes_have_eight_characters_above_a_hundred_live_ones(door: Door) -> None:
    desk = door.app.state.house.desk
    library = desk.accounts.libraries()[0].id
    by = desk.accounts.users(library)[0].id
    made = [
        desk.workshops.begin(library=library, by=by, title=str(n), languages=("it",), notice=1, now=1).code
        for n in range(104)
    ]
    lengths = [len(door.code), *(len(code) for code in made)]
    assert lengths == [6] * 100 + [8] * 5
    assert all(re.fullmatch("[2-9A-HJKMNP-TV-Z]+", code) for code in made)
    assert len(set(made)) == len(made)


# A served house


def opened(house: House) -> tuple[str, str]:
    """The id and the code of an open workshop."""
    calls = house.user("facilitator")
    made = calls.create(pack="assaggio-60", title="Duecento", languages=["it"])
    calls.start(made["id"])
    return made["id"], made["code"]


def wrong(base: str, code: str = "ZZZZZZ") -> int:
    return Calls(base).ask("GET", f"/join/{code}").status


def test_a4_two_hundred_phones_of_one_address_come_in_while_somebody_there_guesses(tmp_path: Path) -> None:
    with one_on_sqlite(tmp_path) as house, ThreadPoolExecutor(PHONES + 10) as crowd:
        _, code = opened(house)
        assert {wrong(house.here) for _ in range(70)} == {404, 429}
        over = False

        def guess() -> int:
            tries = 0
            while not over:
                assert wrong(house.here) == 429
                tries += 1
            return tries

        guessers = [crowd.submit(guess) for _ in range(5)]
        began = time.monotonic()
        joined = list(crowd.map(lambda n: Calls(house.here).join(code, f"Persona {n}"), range(PHONES)))
        took = time.monotonic() - began
        over = True
        guessed = sum(each.result() for each in guessers)
    print(f"{len(joined)} of {PHONES} in {took:.1f} s, {guessed} codes guessed meanwhile")  # noqa: T201
    assert len({each["participant"] for each in joined}) == PHONES
    assert took <= within(60)
    assert 1 <= guessed <= (took + LONGEST) * RATE + 5, "guessing keeps its pace"


@pytest.mark.postgres
@pytest.mark.redis
def test_a4_processes_count_together(tmp_path: Path, module_postgres_url: str, redis_url: str) -> None:
    with two_on_postgres(tmp_path, module_postgres_url, redis_url) as house:
        _, code = opened(house)
        here = [wrong(house.here) for _ in range(60)]
        assert here == [404] * 60
        assert wrong(house.there) == 429
        began = time.monotonic()
        assert {wrong(house.there) for _ in range(26)} == {429}
        assert time.monotonic() - began >= 24 / RATE, "and the other process paces too"
        assert Calls(house.there).ask("GET", f"/join/{code}").status == 200
        assert asyncio.run(Calls(house.here).call("GET", f"/join/{code}")).status == 200
