"""Proposals in Chromium: whole in every window, written by keyboard, nothing lost without a network."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.page import Watched, chromium, findings, overflow, watch
from tests.contracts.calls import Calls
from tests.effort import windows
from tests.exports.evening import WORD, Evening, fill
from tests.serving import SECRET, Served, serve

WINDOWS: dict[str, dict[str, Any]] = {
    "320": {"viewport": {"width": 320, "height": 640}, "has_touch": True},
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "4k": {"viewport": {"width": 3840, "height": 2160}},
    "dark": {"viewport": {"width": 900, "height": 900}, "color_scheme": "dark"},
    "rtl": {"viewport": {"width": 1280, "height": 900}, "extra_http_headers": {"Accept-Language": "qps"}},
    "large": {"viewport": {"width": 390, "height": 800}},
}
PAGES = ("/o/{o}", "/o/{o}/versions", "/o/{o}/versions/{v}", "/o/{o}?why=people:people-1#why",
         "/o/{o}?edit=people#s-people", "/outcomes", "/outcomes?q=zanzara", "/w/{w}/outcomes")  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Evening, str]]:
    """A server with a finished workshop and its proposal."""
    folder = tmp_path_factory.mktemp("proposal")
    with ThreadPoolExecutor() as apart:  # Playwright has this thread's loop
        evening = apart.submit(asyncio.run, fill(folder, secret_key=SECRET)).result()
    with serve(data_dir=folder) as server:
        calls = Calls(server.url).sign_in("lia@tigli.example", WORD)
        asked = {"template": "proposal", "from": evening.cards[0], "title": "La sala della sera"}
        yield server, evening, calls.ask("POST", f"/workshops/{evening.workshop}/outcomes", asked).json["id"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


def enter(browser: Browser, server: Served, **window: Any) -> tuple[BrowserContext, Watched]:
    context = browser.new_context(**window)
    watched = watch(context, server.url)
    page = watched.page
    page.goto(f"{server.url}/sign-in")
    page.fill("[name=email]", "lia@tigli.example")
    page.fill("[name=password]", WORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    return context, watched


@pytest.fixture(scope="module", params=windows(WINDOWS, "rtl"))
def window(request: pytest.FixtureRequest, browser: Browser, place: Any) -> Iterator[Watched]:
    context, watched = enter(browser, place[0], **WINDOWS[request.param])
    if request.param == "large":
        context.add_cookies([{"name": "text", "value": "3", "url": place[0].url}])
    yield watched
    context.close()


@pytest.fixture
def desk(browser: Browser, place: Any) -> Iterator[Watched]:
    context, watched = enter(browser, place[0], viewport={"width": 1280, "height": 900}, locale="it-IT")
    yield watched
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_in_every_window(window: Watched, place: Any, path: str) -> None:
    server, evening, outcome = place
    page = window.page
    page.goto(server.url + path.format(o=outcome, w=evening.workshop, v=first_version(page, server, outcome, path)))
    page.wait_for_load_state("networkidle")
    page.locator(".alltakes").evaluate_all("all => all.forEach((each) => { each.open = true; })")
    assert findings(page) == []
    assert overflow(page) <= 0
    assert page.locator("h1").count() == 1
    small = page.locator(
        "button:visible, .btn:visible, summary:visible, .check:visible, .takes a:visible"
    ).evaluate_all(
        "all => all.filter((each) => each.getBoundingClientRect().height < 43.5).map((each) => each.outerHTML)"
    )
    assert small == []
    assert window.trouble() == []


def first_version(page: Page, server: Served, outcome: str, path: str) -> str:
    """The address of the first version's page, where it is wanted."""
    if "{v}" not in path:
        return ""
    page.goto(f"{server.url}/o/{outcome}/versions")
    return str(page.locator(".save a").last.get_attribute("href")).rsplit("/", 1)[1]


def opened(desk: Watched, place: Any, query: str = "") -> Page:
    desk.page.goto(f"{place[0].url}/o/{place[2]}{query}")
    return desk.page


def test_evidence_opens_and_closes_by_keyboard(desk: Watched, place: Any) -> None:
    page = opened(desk, place)
    mark = page.locator("#s-people .ev").first
    mark.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#why")).to_be_visible()
    expect(page.locator("#why")).to_be_focused()
    expect(page.locator("#why .note")).to_have_count(2)
    assert "why=people" in page.url
    page.keyboard.press("Escape")
    expect(page.locator("#why")).to_have_count(0)
    expect(page.locator("#s-people .ev").first).to_be_focused()
    assert desk.trouble() == []


def test_a_section_is_written_by_keyboard_with_evidence_from_the_picker(desk: Watched, place: Any) -> None:
    page = opened(desk, place, "?edit=partners#s-partners")
    row = page.locator(".wrow").last
    row.locator("textarea").fill("Il Comune tiene acceso il riscaldamento.")
    row.locator("[data-pick]").focus()
    page.keyboard.press("Enter")
    page.locator("#pick-q").fill("turno finisce")
    expect(page.locator("[data-picks] > li:visible")).to_have_count(1)
    page.locator("[data-picks] > li:visible input").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Usa queste").focus()
    page.keyboard.press("Enter")
    expect(row.locator("[data-count]")).to_have_text("1 prova")
    page.get_by_role("button", name="Salva", exact=True).focus()
    page.keyboard.press("Enter")
    told = page.locator("#s-partners .told")
    expect(told).to_contain_text("Il Comune tiene acceso il riscaldamento.")
    expect(told.locator(".ev")).to_have_text("1")
    expect(page.locator("#s-partners h2")).to_be_focused()


def test_sentences_move_go_and_come_back(desk: Watched, place: Any) -> None:
    page = opened(desk, place, "?edit=evidence#s-evidence")
    first = page.locator(".wrow textarea").first.input_value()
    page.locator(".wrow [data-down]").first.click()
    assert page.locator(".wrow textarea").nth(1).input_value() == first
    count = page.locator(".wrow").count()
    page.locator(".wrow [data-drop]").nth(1).click()
    expect(page.locator(".wrow")).to_have_count(count - 1)
    page.get_by_role("button", name="Rimetti").click()
    expect(page.locator(".wrow")).to_have_count(count)
    assert page.locator(".wrow textarea").nth(1).input_value() == first


def test_without_a_network_the_text_stays(desk: Watched, place: Any) -> None:
    page = opened(desk, place, "?edit=resources#s-resources")
    page.locator(".wrow textarea").last.fill("Due sere la settimana, quattro ore.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Salva", exact=True).click()
    expect(page.locator(".toast")).to_contain_text("Non salvato")
    assert page.locator(".wrow textarea").last.input_value() == "Due sere la settimana, quattro ore."
    page.context.set_offline(False)
    page.get_by_role("button", name="Salva", exact=True).click()
    expect(page.locator("#s-resources .told")).to_contain_text("Due sere la settimana, quattro ore.")


def test_it_saves_by_itself_and_what_did_not_arrive_is_found_again(desk: Watched, place: Any) -> None:
    page = opened(desk, place, "?edit=how#s-how")
    box, state = page.locator(".wrow textarea"), page.locator("[data-state]")
    box.last.fill("Il registro delle chiavi sta al banco.")
    expect(state).to_contain_text("Salvato alle")
    page.context.set_offline(True)
    box.last.fill("Il registro delle chiavi sta al banco prestiti.")
    expect(state).to_contain_text("resta in questo browser")
    page.context.set_offline(False)
    page.on("dialog", lambda dialog: dialog.accept())  # leave although it has not arrived
    page.reload()
    expect(page.locator(".toast")).to_contain_text("Ritrovato quello che stavi scrivendo")
    assert "Il registro delle chiavi sta al banco prestiti." in [each.input_value() for each in box.all()]
    expect(state).to_contain_text("Salvato alle")
    page.get_by_role("link", name="Chiudi", exact=True).click()
    expect(page.locator("#s-how .told")).to_contain_text("sta al banco prestiti.")
    assert page.evaluate("() => Object.keys(localStorage).filter((key) => key.startsWith('officina:'))") == []
    page.locator("#s-when textarea").fill("Entro")
    page.reload()
    assert page.locator("#s-when textarea").input_value() == "Entro"


def test_it_is_approved_opened_again_and_an_earlier_version_comes_back(desk: Watched, place: Any) -> None:
    page = opened(desk, place)
    page.get_by_role("button", name="Metti in revisione").click()
    page.get_by_role("button", name="Approva").click()
    life = page.locator("#life")
    expect(life).to_contain_text("Approvata da Lia")
    expect(life).to_be_focused()
    expect(page.locator(".psec__head a")).to_have_count(0)
    assert findings(page) == []
    page.locator("summary", has_text="Riapri").click()
    page.locator("#f-reason").fill("La cifra è cambiata.")
    page.get_by_role("button", name="Torna in bozza").click()
    expect(life).to_contain_text("La cifra è cambiata.")
    page.locator("#s-answer textarea").fill("Entro il 30 maggio, in biblioteca.")
    page.locator("#s-answer").get_by_role("button", name="Salva la risposta").click()
    expect(page.locator("#s-answer .told")).to_contain_text("30 maggio")
    page.get_by_role("link", name="Versioni").click()
    page.get_by_role("link", name="Prima bozza, dalle note").click()
    page.locator("#s-answer button").click()
    expect(page.locator("#s-answer .gap")).to_be_visible()
    assert desk.trouble() == []


def test_two_at_once_both_keep_what_they_wrote(desk: Watched, browser: Browser, place: Any) -> None:
    other, second = enter(browser, place[0], viewport={"width": 1280, "height": 900}, locale="it-IT")
    pages = [opened(each, place, "?edit=risks#s-risks") for each in (desk, second)]
    for page, text in zip(pages, ("La prima scrive.", "La seconda scrive."), strict=True):
        page.locator(".wrow textarea").last.fill(text)
        page.get_by_role("button", name="Salva", exact=True).click()
        page.wait_for_timeout(300)
    expect(pages[0].locator("#s-risks .told")).to_contain_text("La prima scrive.")
    alert = pages[1].locator("[role=alert]")
    expect(alert).to_be_focused()
    alert.locator("summary").click()
    expect(alert).to_contain_text("La prima scrive.")
    assert "La seconda scrive." in [box.input_value() for box in pages[1].locator(".wrow textarea").all()]
    pages[1].get_by_role("button", name="Salva", exact=True).click()
    expect(pages[1].locator("#s-risks .told")).to_contain_text("La seconda scrive.")
    other.close()


def test_it_is_read_and_written_without_scripts(browser: Browser, place: Any) -> None:
    context, watched = enter(browser, place[0], java_script_enabled=False, locale="it-IT")
    page = opened(watched, place)
    page.locator("#s-indicators textarea").fill("Le persone che entrano dopo le 19.")
    page.locator("#s-indicators button").click()
    expect(page.locator("#s-indicators .told")).to_contain_text("dopo le 19")
    page.locator("#s-people .ev").first.click()
    expect(page.locator("#why .note")).to_have_count(2)
    page.locator("#s-indicators a", has_text="Modifica").click()
    page.locator("#s-indicators textarea").first.fill("Chi entra dopo le 19.")
    page.get_by_role("button", name="Salva", exact=True).click()
    expect(page.locator("#s-indicators .told")).to_contain_text("Chi entra dopo le 19.")
    context.close()


def test_a_proposal_begins_with_one_press(desk: Watched, place: Any) -> None:
    server, evening, _ = place
    page = desk.page
    page.goto(f"{server.url}/w/{evening.workshop}/outcomes")
    page.get_by_role("button", name="Scrivi la bozza").click()
    page.wait_for_url(re.compile("/o/[0-9a-f]{32}"))
    expect(page.locator("#s-idea .told")).to_contain_text("Le chiavi ai lettori")
    page.get_by_text("Porta via").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Giunta").click()
    assert download.value.suggested_filename.endswith(".pdf")
