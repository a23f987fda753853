"""Tables in browsers: laid out and dealt from the console, chosen and read on phones, named on the wall."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.lead import EMAIL, PASSWORD, Lead, add_lead, leading
from tests.browser.page import chromium, findings, overflow
from tests.browser.room import CONSOLE, PHONE, WALL, Console, Phone, Screen, device
from tests.serving import Served, serve

METHOD = "how-might-we"
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(data_dir=tmp_path_factory.mktemp("tables")) as made:
        add_lead(made)
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture(scope="module")
def lead(server: Served) -> Iterator[Lead]:
    with leading(server) as made:
        yield made


@pytest.fixture(scope="module")
def console(server: Served, browser: Browser, lead: Lead) -> Iterator[Console]:
    made: Console = device(browser, server.url, Console, CONSOLE)
    page = made.open("/home")
    page.fill("[name=email]", EMAIL)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/home")
    made.open(f"/w/{lead.workshop}")
    yield made
    assert made.trouble() == []


@pytest.fixture(scope="module")
def phones(server: Served, browser: Browser, lead: Lead) -> Iterator[list[Phone]]:
    made: list[Phone] = []
    for alias in ("Ada", "Bruno", "Cleo"):
        phone: Phone = device(browser, server.url, Phone, PHONE, locale="it-IT", reduced_motion="reduce")
        phone.join(lead.code, alias)
        made.append(phone)
    yield made
    assert [phone.trouble() for phone in made] == [[], [], []]


def test_tables_are_laid_chosen_dealt_and_named(
    server: Served, browser: Browser, lead: Lead, console: Console, phones: list[Phone]
) -> None:
    page, ada = console.page, phones[0].page
    page.click('[data-act="lay-tables"]')
    page.fill("#ask-tables-in", "2")
    page.check("[name=how][value=choose]")
    page.locator("#ask-tables [value=ok]").click()
    ada.locator(".band", has_text="Scegli il tuo tavolo").locator(".btn").first.click()
    expect(ada.locator(".seats__one")).to_have_count(2)
    assert findings(ada) == []
    assert not overflow(ada)
    ada.locator(".seats__one", has_text="Tavolo 2").click()
    expect(ada.locator("#my-table")).to_have_text("Tavolo 2")
    expect(page.locator(".tables > li", has_text="Tavolo 2")).to_contain_text("Ada")
    page.click('[data-act="deal"]')
    for phone in phones[1:]:
        expect(phone.page.locator("#my-table")).to_contain_text("Tavolo")
    expect(ada.locator("#my-table")).to_be_disabled()
    row, first = page.locator(".person", has_text="Ada"), page.locator(".tables > li", has_text="Tavolo 1")
    row.hover()
    page.mouse.down()
    first.hover()
    first.hover(position={"x": 20, "y": 12})
    page.mouse.up()
    expect(ada.locator("#my-table")).to_have_text("Tavolo 1")
    first.locator("button").press("Enter")
    page.get_by_role("menuitem", name="Cambia nome al tavolo").click()
    page.fill("#ask-text-in", "Finestra")
    page.locator("#ask-text [value=ok]").click()
    expect(ada.locator("#my-table")).to_have_text("Finestra")
    wall: Screen = device(browser, server.url, Screen, WALL)
    wall.context.add_cookies(console.context.cookies())  # type: ignore[arg-type]
    expect(wall.open(f"/w/{lead.workshop}/wall").locator(".party", has_text="Finestra")).to_contain_text(
        "Ada"
    )
    assert findings(wall.page) == []
    assert wall.trouble() == []
    lead.start("check-in")
    page.wait_for_selector("#board[data-scene=board]")
    first = page.locator(".tables > li", has_text="Finestra")
    first.locator("button").press("Enter")
    page.get_by_role("menuitem", name="Dai un tempo a questo tavolo").click()
    page.locator("#ask-timer [data-minutes='8']").click()
    page.locator("#ask-timer [value=ok]").click()
    expect(ada.locator("o-timer")).to_contain_text("07:5")
    expect(first.locator("o-timer")).to_contain_text("07:5")
    ada.click("#help")
    hands = page.locator("[data-do=hands]")
    expect(hands).to_have_text("Finestra")
    expect(first).to_contain_text("chiede aiuto")
    assert findings(page) == []
    page.keyboard.press("z")
    page.get_by_role("menuitem", name="Ada, Finestra: aiuto dato").click()
    expect(ada.locator("#help")).to_have_attribute("aria-pressed", "false")
    expect(hands).to_be_hidden()


def test_a_table_gathers_its_own_notes_and_the_room_sees_all_side_by_side(
    server: Served, browser: Browser, lead: Lead, console: Console, phones: list[Phone]
) -> None:
    ada, bruno = phones[0], phones[1]
    first, second = sorted(lead.of("table"), key=lambda table: table["order"])
    seats = {"Ada": first, "Bruno": second, "Cleo": first}
    for person in lead.of("person"):
        if person["alias"] in seats:
            lead.do("person.table", id=person["id"], table=seats[person["alias"]]["id"])
    lead.set_rules(METHOD, tables=True, cluster="all", clusters=1, private=False, notes=None)
    board = lead.start(METHOD)
    for phone, text in zip(phones, ("Orari lunghi", "Un coro", "Prese"), strict=True):
        phone.page.wait_for_selector(".composer")
        phone.write(text)
    expect(ada.page.locator(".drawer .note")).to_have_count(2)
    expect(ada.page.locator(".composer__who")).to_contain_text("il tuo tavolo")
    expect(bruno.page.locator(".drawer .note")).to_have_count(1)
    ada.page.click(".gather")
    ada.page.locator("#gather label", has_text="Prese").click()
    ada.page.fill("#gather-name", "Stare a lungo")
    assert findings(ada.page) == []
    ada.page.locator("#gather [value=save]").click()
    loop = ada.page.locator(".cluster", has_text="Stare a lungo")
    loop.get_by_role("button", name="Cambia il gruppo").click()
    ada.page.locator("#gather label", has_text="Orari lunghi").click()
    ada.page.locator("#gather [value=save]").click()
    fields = console.page.locator(".zones > .zone")
    expect(fields).to_have_count(2)
    expect(fields.first.locator(".cluster .note")).to_have_count(2)
    assert findings(console.page) == []
    console.page.locator(".board__tables button", has_text="Tavolo 2").click()
    expect(console.page.locator(".zones .note")).to_have_count(1)
    console.page.locator(".board__tables button").first.click()
    console.next("Svela alla sala", "Avanti")
    expect(bruno.page.locator(".drawer .note")).to_have_count(3)
    wall: Screen = device(browser, server.url, Screen, WALL)
    wall.context.add_cookies(console.context.cookies())  # type: ignore[arg-type]
    expect(wall.open(f"/w/{lead.workshop}/wall").locator(".zone")).to_have_count(2)
    assert wall.trouble() == []
    lead.set_rules(METHOD, carry_table=1)
    cluster = ada.page.locator(".cluster", has_text="Stare a lungo")
    cluster.get_by_role("button", name="Passa avanti: Stare a lungo").click()
    expect(cluster.locator(".cluster__pass")).to_have_text("Passata: riprendi")
    expect(phones[2].page.locator(".passing")).to_contain_text("ancora 0 carte")
    assert findings(ada.page) == []
    arrived = [note for note in lead.of("note") if note.get("from")]
    assert [(note["text"], note["table"]) for note in arrived] == [("Stare a lungo", first["id"])]
    lead.do("activity.close", id=board["id"])


def test_visitors_go_round_and_hosts_read_at_the_end(
    lead: Lead, console: Console, phones: list[Phone]
) -> None:
    ada, bruno = phones[0], phones[1]
    method = next(
        found["method"] for found in lead.agenda if found["stage"] == "test" and found["tool"] == "board"
    )
    lead.set_rules(method, tables=True, visitors=True, private=False)
    lead.start(method)
    expect(ada.page.locator(".band")).to_contain_text("Adesso visiti: Tavolo 2")
    bruno.page.get_by_role("button", name="Resto io a raccontare").click()
    expect(bruno.page.locator(".band")).to_contain_text("Resti tu")
    ada.write("La scritta non si legge")
    expect(console.page.locator(".zones .note")).to_contain_text("da Finestra")
    expect(bruno.page.locator(".drawer .note")).to_have_count(0)
    assert findings(bruno.page) == []
    console.page.locator('[data-act="turn"]').click()
    expect(console.page.locator("#visits")).to_contain_text("Giro 2.")
    assert findings(console.page) == []
    console.next("Svela alla sala", "Avanti")
    expect(bruno.note("La scritta non si legge")).to_contain_text("da Finestra")


def test_a_tablet_is_handed_on_and_shows_nobody_anothers_notes(
    server: Served, browser: Browser, lead: Lead, console: Console
) -> None:
    tablet: Phone = device(browser, server.url, Phone, {"viewport": {"width": 820, "height": 1180}}, locale="it-IT")
    page = tablet.open(f"/t/{lead.code}")
    page.locator(".turns__one").first.click()
    lead.set_rules("empathy-map", private=True, tables=False)
    lead.start("empathy-map")
    for alias in ("Elio", "Fatima"):
        page.locator(".turns__new").click()
        page.fill("#alias", alias)
        page.locator("button[form=join]").click()
        page.locator("a.btn--go").click()
        expect(page.locator("#turn")).to_contain_text(alias)
        page.wait_for_selector(".composer")
        tablet.write(f"Segreto di {alias}")
        expect(page.locator(".drawer .note")).to_have_count(1)
        assert findings(page) == []
        page.click("#pass")
        page.wait_for_url("**/t/*")
    assert "Segreto" not in page.content()
    assert findings(page) == []
    page.locator(".turns__one", has_text="Elio").click()
    expect(page.locator(".drawer .note")).to_contain_text("Segreto di Elio")
    assert "Segreto di Fatima" not in page.content()
    page.click("#pass")
    page.get_by_role("button", name="Il tavolo chiede aiuto").click()
    expect(console.page.locator("[data-do=hands]")).to_be_visible()
    assert tablet.trouble() == []


def test_what_a_vote_put_first_is_brought_on_by_the_one_large_button(lead: Lead, console: Console) -> None:
    lead.start("idea-cards")
    ideas = {text: lead.new_id() for text in ("Prestito di chiavi", "Furgone dei libri")}
    board = lead.activity("idea-cards")["id"]
    for text, id in ideas.items():
        lead.do("note.add", id=id, activity=board, text=text)
    lead.do("activity.reveal", id=board, to="room")
    vote, ballot = lead.start("dots"), lead.new_id()
    lead.do("ballot.open", id=ballot, activity=vote["id"], method="dots", targets=list(ideas.values()), settings={})
    lead.do("ballot.close", id=ballot)
    lead.start("storyboard")
    console.next("Porta le prime 2")
    page = console.page
    page.locator("#ask-bring").get_by_label("Furgone dei libri").uncheck()
    assert findings(page) == []
    page.locator("#ask-bring [value=ok]").click()
    expect(page.locator("#board .note")).to_contain_text(["Prestito di chiavi"])
    page.locator(".toast").get_by_role("button", name="Annulla").click()
    expect(page.locator("#board .note")).to_have_count(0)
    expect(page.locator(".next")).to_contain_text("Porta le prime 2")
