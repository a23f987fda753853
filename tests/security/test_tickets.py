"""A5: a printed ticket lets one person in, once: cookies cleared fifty times give no further vote."""

from __future__ import annotations

import asyncio
import io
import json
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pypdf
import pytest

from app.core.refusal import REASONS
from app.core.words.board import AddNote
from app.core.words.roster import Person
from app.core.words.vote import Cast, CloseBallot, OpenBallot, Settings, Tally
from app.store.tickets import Tickets
from app.store.trouble import Unavailable
from app.web import joining
from tests.security.asking import Answer, ask
from tests.security.furnish import act, new_id
from tests.security.world import World

TIMES = 50
FORM = ("content-type", "application/x-www-form-urlencoded")
CODE = re.compile(r"\b[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}\b")
GIVEN = re.compile(rb'id="receipt">')


@pytest.fixture
def tickets(world: World) -> Iterator[list[str]]:
    """Twelve tickets of the first workshop, read from the paper."""
    answer = world.runner.run(form(world, "/w/{}/tickets", "lead", count="12", lang="it"))
    assert (answer.status, answer.get("content-type")) == (200, "application/pdf")
    pages = pypdf.PdfReader(io.BytesIO(answer.body)).pages
    assert len(pages) == 2
    found = CODE.findall("\n".join(page.extract_text() for page in pages))
    assert len(set(found)) == len(found) == 12
    yield found
    assert world.runner.run(form(world, "/w/{}/tickets/void", "lead")).status == 303


async def form(world: World, path: str, actor: str, **fields: str) -> Answer:
    headers = (*world.keys[actor], FORM, ("origin", world.base))
    body = urlencode(fields).encode()
    return await ask(
        world.app, "POST", path.format(world.things["a1"].workshop), headers, body, base=world.base
    )


async def come(world: World, ticket: str | None, thing: str = "a1") -> Answer:
    """Somebody whose browser remembers nothing."""
    asked = world.things[thing]
    notice = str(world.house.desk.workshops.get(asked.workshop).notice)
    fields = {"alias": "Lontra", "notice": notice} | ({"ticket": ticket} if ticket is not None else {})
    headers = (FORM, ("origin", world.base), ("accept-language", "it"))
    return await ask(
        world.app, "POST", f"/j/{asked.code}", headers, urlencode(fields).encode(), base=world.base
    )


def entered(answer: Answer) -> bool:
    return answer.status == 200 and GIVEN.search(answer.body) is not None


async def people(world: World) -> set[str]:
    room = await world.house.rooms.fresh(world.things["a1"].workshop)
    return {person.id for person in room.state.all(Person)}


async def votes(world: World, ticket: str) -> tuple[int, int]:
    """Fifty times with the same ticket and no cookies, each time voting if let in: who got in, and what was counted."""
    thing, note, ballot = world.things["a1"], new_id(), new_id()
    said = AddNote(id=note, activity=thing.board, zone=thing.zone, text="Più sedie", lang="it")
    await act(world, "a1", said, person=thing.person)
    rules = Settings(dots=1, max=1, secret=True, shuffle=False)
    await act(
        world, "a1", OpenBallot(id=ballot, activity=thing.board, targets=(note, thing.note), settings=rules)
    )
    came = 0
    for _ in range(TIMES):
        before = await people(world)
        came += entered(await come(world, ticket))
        for new in await people(world) - before:
            await act(world, "a1", Cast(ballot=ballot, target=note, value=1), person=new)
    await act(world, "a1", CloseBallot(id=ballot))
    state = (await world.house.rooms.fresh(thing.workshop)).state
    return came, sum(each.dots for each in state.all(Tally) if each.ballot == ballot)


def test_a5_cookies_cleared_fifty_times_give_no_further_vote(world: World, tickets: list[str]) -> None:
    assert world.runner.run(votes(world, tickets[0])) == (1, 1)


def test_a5_a_ticket_that_is_not_spent_is_seen(
    world: World, tickets: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Tickets, "spend", lambda *_: True)
    assert world.runner.run(votes(world, tickets[0])) == (TIMES, TIMES)


def test_a5_of_twenty_at_once_one_comes_in(world: World, tickets: list[str]) -> None:
    async def run() -> list[Answer]:
        return await asyncio.gather(*(come(world, tickets[0]) for _ in range(20)))

    found = world.runner.run(run())
    assert sorted(entered(each) for each in found) == [False] * 19 + [True]
    assert {each.status for each in found} == {200, 422}


def test_a5_each_refusal_says_why_and_keeps_what_was_typed(world: World, tickets: list[str]) -> None:
    world.runner.run(come(world, tickets[0]))
    for ticket, code in ((None, "ticket_needed"), (" ", "ticket_needed"), (tickets[0], "ticket_spent"),
                         ("AAAA-AAAA", "ticket_unknown")):  # fmt: skip
        answer = world.runner.run(come(world, ticket))
        page = answer.body.decode().replace("&#39;", "'").replace("’", "'")
        assert answer.status == 422
        assert REASONS[code] in page
        assert 'value="Lontra"' in page
        assert f'value="{(ticket or "")}"' in page


def test_a5_wrong_tickets_are_counted_and_a_right_one_opens_all_the_same(
    world: World, tickets: list[str]
) -> None:
    figures = world.house.tries.figures
    before = figures["ticket", "wrong"]
    world.runner.run(come(world, "AAAA-AAAA"))
    world.runner.run(come(world, tickets[0], "a2"))  # the open workshop beside it asks for none
    assert figures["ticket", "wrong"] == before + 1
    assert entered(world.runner.run(come(world, tickets[1].lower().replace("-", " "))))


def test_a5_whoever_could_not_come_in_after_all_has_a_good_ticket(
    world: World, tickets: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object, **__: object) -> None:
        raise Unavailable("disk")

    with monkeypatch.context() as plant:
        plant.setattr(joining, "do", away)
        assert world.runner.run(come(world, tickets[0])).status == 503
    assert entered(world.runner.run(come(world, tickets[0])))


def test_a5_programs_need_one_too(world: World, tickets: list[str]) -> None:
    code = world.things["a1"].code
    notice = world.house.desk.workshops.get(world.things["a1"].workshop).notice

    async def join(**more: str) -> Answer:
        body = json.dumps({"code": code, "alias": "Programma", "notice": notice, **more}).encode()
        headers = (("content-type", "application/json"), ("accept-language", "it"))
        return await ask(world.app, "POST", "/api/v1/join", headers, body, base=world.base)

    told = world.runner.run(ask(world.app, "GET", f"/api/v1/join/{code}", base=world.base))
    assert json.loads(told.body)["ticket"] is True
    found = [world.runner.run(join(**more)) for more in ({}, {"ticket": tickets[0]}, {"ticket": tickets[0]})]
    assert [each.status for each in found] == [422, 201, 422]
    assert [json.loads(found[at].body)["type"].rpartition(":")[2] for at in (0, 2)] == [
        "ticket_needed",
        "ticket_spent",
    ]


def test_a5_the_qr_fills_the_code_in_and_the_pages_say_how_one_votes(
    world: World, tickets: list[str]
) -> None:
    thing = world.things["a1"]

    async def page(path: str, actor: str) -> str:
        answer = await ask(world.app, "GET", path, world.keys[actor], base=world.base)
        return answer.body.decode()

    card = world.runner.run(page(f"/j/{thing.code}?ticket={tickets[0]}&lang=en", "nobody"))
    assert f'name="ticket" value="{tickets[0]}"' in card
    assert f'href="/j/{thing.code}?ticket={tickets[0]}"' in card  # another name keeps it
    assert "one for each ticket" in card
    assert "one vote per browser" not in card
    for path in (f"/w/{thing.workshop}?lang=en", f"/w/{thing.workshop}/kit?lang=en"):
        told = world.runner.run(page(path, "lead"))
        assert "each ticket is good once" in told
        assert "one vote per browser" not in told
    assert "12 printed, 0 used." in told


@pytest.mark.parametrize("count", ["", "0", "-1", "x", "201", "1e3", "٣"])
def test_a5_a_number_that_cannot_be_prints_nothing(world: World, count: str) -> None:
    assert world.runner.run(form(world, "/w/{}/tickets", "lead", count=count)).status == 422
    assert world.house.desk.tickets.printed(world.things["a1"].workshop).made == 0
