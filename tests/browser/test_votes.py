"""Votes in Chromium: stances said by thumb, taken back and counted; ties voted on again, then decided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.lead import Lead, add_lead, leading
from tests.browser.page import chromium, findings, overflow
from tests.browser.test_console import signed_in
from tests.browser.test_phone import device, enter
from tests.serving import Served, serve

IDEAS = ("Una sala accesa fino alle ventidue", "Le chiavi ai lettori, tre sere", "Un furgone alla stazione")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(data_dir=tmp_path_factory.mktemp("votes")) as made:
        add_lead(made)
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture
def lead(server: Served) -> Iterator[Lead]:
    with leading(server) as made:
        yield made


def ideas(lead: Lead) -> dict[str, Any]:
    """Three ideas that the room has seen, and the vote begun that plans stances."""
    board = lead.start("idea-cards")
    for text in IDEAS:
        lead.do("note.add", id=lead.new_id(), activity=board["id"], zone=board["zones"][0]["id"], text=text, lang="it")
    lead.do("activity.reveal", id=board["id"], to="room")
    lead.set_rules("dots", ballot={"method": "stance", "secret": True, "shuffle": False})
    return lead.start("dots")


def answer(page: Page, idea: str, words: str) -> None:
    page.locator(".votable", has_text=idea).get_by_role("button", name=words, exact=True).click()


def test_stances_from_the_phone_to_the_wall(browser: Browser, server: Served, lead: Lead) -> None:
    desk = signed_in(browser, server)
    with device(browser) as context:
        phone = enter(context, server, lead)
        ideas(lead)
        console = desk.new_page()
        console.goto(f"{server.url}/w/{lead.workshop}")
        console.locator(".next").click()
        expect(console.locator("#ask-ballot-method")).to_have_value("stance")
        expect(console.locator("#ask-ballot-dots")).to_be_hidden()
        console.locator("#ask-ballot [value=ok]").click()
        expect(phone.locator(".ballot b")).to_have_text("3")
        for idea, words in zip(IDEAS, ("Sì, proviamo", "Non so", "No"), strict=True):
            answer(phone, idea, words)
        expect(phone.locator(".ballot b")).to_have_text("0")
        unsure = phone.locator(".votable", has_text=IDEAS[1])
        expect(unsure.get_by_role("button", name="Non so", exact=True)).to_have_attribute("aria-pressed", "true")
        unsure.get_by_text("Togli la scelta").click()
        expect(phone.locator(".ballot b")).to_have_text("1")
        expect(unsure.locator("[aria-pressed=true]")).to_have_count(0)
        answer(phone, IDEAS[1], "Non so")
        assert (overflow(phone), findings(phone)) == (0, [])
        expect(phone.locator("#conn[data-line=saved]")).to_have_attribute("data-waiting", "0")
        console.locator(".next").click()
        expect(console.locator(".rank").first).to_contain_text("Sì 1 · Non so 0 · No 0")
        wall = desk.new_page()
        wall.goto(f"{server.url}/w/{lead.workshop}/wall")
        expect(wall.locator(".rank").first).to_contain_text("Sì 1 · Non so 0 · No 0")
        expect(phone.locator(".votes > li").nth(1)).to_contain_text("Sì 0 · Non so 1 · No 0")
        expect(phone.locator(".votes > li").last).to_contain_text("Sì 0 · Non so 0 · No 1")
    desk.close()


def test_a_tie_is_voted_on_again_and_then_decided(browser: Browser, server: Served, lead: Lead) -> None:
    desk = signed_in(browser, server)
    with device(browser) as context:
        phone = enter(context, server, lead)
        activity, ballot = ideas(lead), lead.new_id()
        targets = [note["id"] for note in lead.of("note")]
        settings = {"dots": 3, "max": 1, "secret": True, "shuffle": False}
        lead.do("ballot.open", id=ballot, activity=activity["id"], method="dots", targets=targets, settings=settings)
        for idea in IDEAS[:2]:
            phone.get_by_role("button", name=f"Metti un pallino su: {idea}").click()
        expect(phone.locator(".ballot b")).to_have_text("1")
        expect(phone.locator("#conn[data-line=saved]")).to_have_attribute("data-waiting", "0")
        lead.do("ballot.close", id=ballot)
        console = desk.new_page()
        console.goto(f"{server.url}/w/{lead.workshop}")
        console.get_by_role("button", name="Vota ancora fra questi").click()
        console.locator("#ask-sure [value=ok]").click()
        expect(phone.locator(".votable")).to_have_count(2)
        (again,) = (found["id"] for found in lead.of("ballot") if found["state"] == "open")
        lead.do("ballot.close", id=again)
        expect(console.get_by_role("button", name="Vota ancora fra questi")).to_be_hidden()
        console.get_by_role("button", name="Decidi tu").click()
        console.locator(".pop").get_by_text(IDEAS[1]).click()
        console.locator("#ask-sure [value=ok]").click()
        expect(console.locator("[data-fill=tie-text]")).to_have_text(f"Pari: ha deciso chi conduce: «{IDEAS[1]}».")
        console.get_by_role("button", name="Cambia la decisione").click()
        console.locator(".pop").get_by_text(IDEAS[0]).click()
        console.locator("#ask-sure [value=ok]").click()
        expect(console.locator(".rank[data-first]")).to_contain_text(IDEAS[0])
        lead.do("ballot.decide", id=again, target=targets[1])
        told = f"Dopo una seconda votazione. Pari: ha deciso chi conduce: «{IDEAS[1]}»."
        expect(console.locator(".rank[data-first]")).to_contain_text(IDEAS[1])
        expect(phone.locator(".prompt .quiet")).to_contain_text(told)
        wall = desk.new_page()
        wall.goto(f"{server.url}/w/{lead.workshop}/wall")
        expect(wall.locator("#say")).to_contain_text(told)
        expect(wall.locator(".rank[data-first]")).to_contain_text(IDEAS[1])
        lead.do("workshop.close")
        expect(wall.locator("[data-fill=chosen]")).to_contain_text(IDEAS[1])
        expect(console.locator("[data-fill=ideas]")).to_contain_text(IDEAS[1])
    desk.close()


def test_hands_are_counted_on_the_console_and_the_remote(browser: Browser, server: Served, lead: Lead) -> None:
    desk = signed_in(browser, server)
    with device(browser) as context:
        phone = enter(context, server, lead)
        for alias in ("Signora Ada", "Nonno Piero"):
            lead.do("person.add", id=lead.new_id(), alias=alias, paper=True)
        activity, ballot = ideas(lead), lead.new_id()
        targets = [note["id"] for note in lead.of("note")]
        secret = {"secret": True, "shuffle": False}
        lead.do("ballot.open", id=ballot, activity=activity["id"], method="stance", targets=targets, settings=secret)
        answer(phone, IDEAS[0], "Sì, proviamo")
        console, remote, wall = (desk.new_page() for _ in range(3))
        for page, path in ((console, ""), (remote, "/remote"), (wall, "/wall")):
            page.goto(f"{server.url}/w/{lead.workshop}{path}")
        remote.set_viewport_size({"width": 320, "height": 640})
        expect(console.locator("[data-fill=voted]")).to_have_text("1")
        console.locator(".next").click()
        expect(phone.locator("h1")).to_have_text("I telefoni sono chiusi: si contano le mani")
        expect(wall.locator(".voting__hint[data-hands]")).to_have_text("I telefoni sono chiusi: si contano le mani.")
        yes = console.get_by_role("group", name=f"Sì, mani per: {IDEAS[1]}")
        yes.get_by_role("button", name="Una in più").click()
        expect(remote.locator(".counting__left")).to_have_text("Ancora 1 da contare, su 2 senza voto")
        no = remote.get_by_role("group", name=f"No, mani per: {IDEAS[1]}").locator("input")
        no.fill("5")
        no.press("Enter")
        expect(remote.locator(".toast")).to_contain_text("le persone senza voto dal telefono sono 2")
        expect(no).to_have_value("0")
        no.fill("1")
        no.press("Enter")
        expect(console.locator(".counting__left")).to_have_text("Ci sono tutti: 2 contate")
        for page in (console, remote, wall, phone):
            assert (overflow(page), findings(page)) == (0, [])
        expect(wall.locator(".rank")).to_have_count(0)
        remote.locator(".next").click()
        told = "Hanno votato 3 persone su 3. 2 contate a mano."
        expect(wall.locator("#say")).to_contain_text(told)
        expect(wall.locator(".rank", has_text=IDEAS[1])).to_contain_text("Sì 1 · Non so 0 · No 1")
        expect(phone.locator(".prompt .quiet")).to_contain_text("2 contate a mano")
        expect(console.locator(".scene__turnout")).to_contain_text("2 contate a mano")
    desk.close()
