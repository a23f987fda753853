"""A3: a session that ended is dead on the next request in every process, and its open line within a second."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests import services
from tests.contracts.calls import Answer, Calls
from tests.contracts.canon import Broken, law
from tests.contracts.client import Client, Refused
from tests.contracts.gathering import Gathering, gathered, play
from tests.contracts.house import PASSWORD, House, one_on_sqlite, two_on_postgres
from tests.doubles.unguarded import FAULTS
from tests.effort import windows, within

HOUSES = ["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.redis])]
NEW = "tutta un'altra frase lunga"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module", params=HOUSES)
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One process on SQLite; two on PostgreSQL: the line is in the first, whatever ends the session in the second."""
    folder: Path = tmp_path_factory.mktemp("house")
    with ExitStack() as open_:
        if request.param == "sqlite":
            yield open_.enter_context(one_on_sqlite(folder))
            return
        database = request.getfixturevalue("module_postgres_url")
        redis = open_.enter_context(services.claimed_redis(request.getfixturevalue("redis_base")))
        yield open_.enter_context(two_on_postgres(folder, database, redis))


@dataclass
class Staff:
    """A facilitator with an account of their own, signed in in the first process; `admin` administers elsewhere."""

    house: House
    email: str
    token: str
    workshop: str

    def page(self, base: str, path: str, fields: dict[str, str], *, admin: bool = False) -> Answer:
        """A form sent as a browser sends it, with the session's cookie."""
        token = self.house.user("admin").token if admin else self.token
        asked = Calls(base, cookie=f"officina={token}")
        headers = {"Origin": base, "Accept": "text/html"}
        return asked.ask("POST", path, urlencode(fields).encode(), kind=FORM, headers=headers, api=False)

    @property
    def id(self) -> str:
        """Their id, as the page of the library's people has it."""
        admin = Calls(self.house.here, cookie=f"officina={self.house.user('admin').token}")
        listed = admin.ask("GET", "/users", api=False).body.decode()
        row = next(part for part in re.split("(?=<article|<tr|<li)", listed) if self.email in part)
        found = re.search(r"/users/([0-9a-f]{32})/", row + listed[listed.index(row) + len(row) :])
        assert found
        return found[1]

    def opens(self, base: str) -> tuple[int, int, int]:
        """What the token opens there: a page, whether one is signed in, and the workshop for programs."""
        browser = Calls(base, cookie=f"officina={self.token}")
        return (
            browser.ask("GET", "/home", api=False, headers={"Accept": "text/html"}).status,
            browser.ask("GET", "/session", api=False).status,
            Calls(base, self.token).ask("GET", f"/workshops/{self.workshop}").status,
        )


def leave(staff: Staff, there: str) -> None:
    assert staff.page(there, "/sign-out", {}).status == 303


def leave_as_program(staff: Staff, there: str) -> None:
    assert Calls(there, staff.token).ask("DELETE", "/sessions").status == 204


def change_password(staff: Staff, there: str) -> None:
    said = staff.page(there, "/account", {"old": PASSWORD, "password": NEW, "again": NEW})
    assert said.status == 303
    fresh = re.search(r"officina=([^;]+)", " ".join(said.cookies))
    assert fresh
    assert fresh[1] != staff.token, "whoever changed it goes on with another token"
    assert Calls(there, cookie=f"officina={fresh[1]}").ask("GET", "/session", api=False).status == 204


def sign_in_again(staff: Staff, there: str) -> None:
    said = staff.page(there, "/sign-in", {"email": staff.email, "password": PASSWORD})
    assert said.status == 303


def sign_in_again_as_program(staff: Staff, there: str) -> None:
    asked = Calls(there, cookie=f"officina={staff.token}")
    said = asked.ask("POST", "/sessions", {"email": staff.email, "password": PASSWORD}, headers={"Origin": there})
    assert said.status == 201
    assert said.json["token"] != staff.token


def demoted(staff: Staff, there: str) -> None:
    assert staff.page(there, f"/users/{staff.id}/roles", {"roles": "librarian"}, admin=True).status == 303


def shut_out(staff: Staff, there: str) -> None:
    assert staff.page(there, f"/users/{staff.id}/active", {"to": "false"}, admin=True).status == 303


def new_link(staff: Staff, there: str) -> None:
    made = staff.page(there, f"/users/{staff.id}/link", {}, admin=True)
    path = re.search(r'value="http://[^/"]+(/welcome/[^"]+)"', made.body.decode())
    assert path
    assert staff.page(there, path[1], {"password": NEW, "again": NEW}).status == 303


ENDS: dict[str, Callable[[Staff, str], None]] = {
    "signed out": leave, "signed out by a program": leave_as_program, "password changed": change_password,
    "signed in again": sign_in_again, "signed in again by a program": sign_in_again_as_program,
    "other roles": demoted, "account closed": shut_out, "password set by a link": new_link,
}  # fmt: skip


def employ(house: House, name: str) -> Staff:
    """A new facilitator who leads a workshop of theirs."""
    email = f"{name.replace(' ', '-')}@prove.example"
    house.add_user(email, "facilitator")
    calls = Calls(house.here).sign_in(email, PASSWORD)
    made = calls.create(pack="assaggio-60", title=name, languages=["it"])
    calls.start(made["id"])
    assert calls.token
    return Staff(house, email, calls.token, made["id"])


async def closed(lines: tuple[Client, ...], wait: float = 10) -> float:
    """Seconds until all these lines are closed; raises Broken when one stays."""
    began = time.monotonic()
    try:
        await asyncio.gather(*(line.gone(wait) for line in lines))
    except TimeoutError as late:
        raise Broken(f"the line ends | seen: {late}") from None
    return time.monotonic() - began


async def lose(house: House, how: str, wait: float = 10) -> float:
    """Somebody with pages and two lines loses their session; seconds until the lines are closed. Raises Broken."""
    staff = await asyncio.to_thread(employ, house, how)
    cookie = f"officina={staff.token}"
    lines = (await Client(house.here, staff.workshop, token=staff.token, scope="all").open(),
             await Client(house.here, staff.workshop, cookie=cookie, origin=house.here, as_="wall").open())  # fmt: skip
    try:
        return await lost(staff, lines, ENDS[how], wait)
    finally:
        await asyncio.gather(*(line.close() for line in lines))


async def lost(staff: Staff, lines: tuple[Client, ...], end: Callable[[Staff, str], None], wait: float) -> float:
    """The end itself, what each process says right after it, and what the lines do meanwhile."""
    here, there = staff.house.here, staff.house.there
    law(staff.opens(here) == staff.opens(there) == (200, 204, 200), "there is something to lose")
    await asyncio.to_thread(end, staff, there)
    asked = [asyncio.to_thread(staff.opens, base) for base in (here, there)]
    took, *found = await asyncio.gather(closed(lines, wait), *asked)
    law(found == [(303, 401, 401)] * 2, "the next request finds it dead", found)
    for line in lines:
        law((line.mirror.bye or {}).get("code") == "signed_out", "the line is told why", line.mirror.bye)
        try:
            await line.open()
        except Refused as refused:
            law(refused.status == 401, "nobody is let in again", refused)
        else:
            raise Broken("nobody is let in again")
    return took


@pytest.mark.parametrize("how", windows(ENDS, "signed out", "password changed", "other roles"))
def test_a3_what_ends_a_session_ends_it_everywhere(house: House, how: str) -> None:
    took = asyncio.run(lose(house, how))
    print(f"{how}: line closed after {took:.2f} s")  # noqa: T201
    assert took <= within(1)


@pytest.mark.parametrize("fault", windows(FAULTS, "lines_stay"))
def test_a3_a_session_that_outlives_its_end_is_seen(tmp_path: Path, fault: str) -> None:
    with one_on_sqlite(tmp_path) as house:
        server = house.servers[0]
        server.stop()
        server.module, server.env = "tests.doubles.unguarded", {**server.env, "OFFICINA_PLANTED_FAULT": fault}
        server.start()
        with pytest.raises(Broken, match="the line ends"):
            asyncio.run(lose(house, "signed out", wait=3))


def test_a3_a_token_from_somebody_else_is_never_taken_up(house: House) -> None:
    house.add_user("fissa@prove.example", "facilitator")
    planted = "0" * 64
    asked = Calls(house.here, cookie=f"officina={planted}; officina_p={planted}")
    form = urlencode({"email": "fissa@prove.example", "password": PASSWORD}).encode()
    said = asked.ask("POST", "/sign-in", form, kind=FORM, headers={"Origin": house.here}, api=False)
    given = re.search(r"officina=([^;]+); (.*)", " ".join(said.cookies))
    assert said.status == 303
    assert given
    assert given[1] != planted
    assert len(given[1]) == 64
    assert {"HttpOnly", "SameSite=lax"} <= set(given[2].split("; "))
    for base in (house.here, house.there):
        assert asked.ask("GET", "/session", api=False).status == 401
        assert Calls(base, cookie=f"officina={given[1]}").ask("GET", "/session", api=False).status == 204
        for where in (f"/session?officina={given[1]}", f"/session;officina={given[1]}", f"/home?token={given[1]}"):
            assert Calls(base).ask("GET", where, api=False).status in (303, 401, 404), "an address signs nobody in"


def test_a3_whoever_was_taken_out_of_a_workshop_has_nothing_left(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            for n, end in enumerate((removed, erased)):
                await _out(g, f"Ana {n}", end)

    play(scene)


async def removed(g: Gathering, person: str, receipt: str) -> None:
    await g.boss.do("person.remove", {"id": person})


async def erased(g: Gathering, person: str, receipt: str) -> None:
    await asyncio.to_thread(Calls(g.house.there).erase, receipt)


async def _out(g: Gathering, alias: str, end: Callable[[Gathering, str, str], Awaitable[None]]) -> None:
    """Somebody joins, is taken out, and nothing opens for their token afterwards."""
    ana = await g.person(alias)
    bases = (g.house.here, g.house.there)
    seen = [await Calls(base, ana.joined["token"]).call("GET", f"/workshops/{g.id}") for base in bases]
    assert [each.status for each in seen] == [200] * len(bases)
    await end(g, ana.id, ana.joined["receipt"])
    took = await closed((ana.line,))
    print(f"{end.__name__}: line closed after {took:.2f} s")  # noqa: T201
    assert took <= within(1)
    seen = [await Calls(base, ana.joined["token"]).call("GET", f"/workshops/{g.id}") for base in bases]
    assert {each.status for each in seen} <= {401, 403, 404}
    path = f"/workshops/{g.id}/media/{'a' * 32}"
    put = await Calls(g.house.there, ana.joined["token"]).call("PUT", path, b"x", kind="image/png")
    assert put.status in (401, 403, 404)
    with pytest.raises(Refused):
        await ana.line.open()
