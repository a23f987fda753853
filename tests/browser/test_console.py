"""The console in Chromium: from signing in to an open room, led by one button, by hand and by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.lead import EMAIL, PASSWORD, Lead, add_lead, leading
from tests.browser.page import chromium, findings, overflow, watch
from tests.serving import Served, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WORDS = (
    "Alle sette si chiude",
    "Il turno finisce tardi",
    "Mi sento ospite",
    "Studio al bar",
    "مكتبة للجميع",
    "图书馆晚上开门",
)
WINDOWS: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1440, "height": 900}},
    "small desk": {"viewport": {"width": 1024, "height": 768}, "color_scheme": "dark"},
    "tablet": {"viewport": {"width": 768, "height": 1024}, "has_touch": True},
    "phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True},
    "zoomed": {"viewport": {"width": 720, "height": 450}},
    "rtl": {"viewport": {"width": 1440, "height": 900}, "extra_http_headers": {"Accept-Language": "qps"}},
    "4k": {"viewport": {"width": 3840, "height": 2160}},
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(data_dir=tmp_path_factory.mktemp("console")) as made:
        add_lead(made)
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


def signed_in(browser: Browser, server: Served, **window: Any) -> BrowserContext:
    """A window of somebody who leads."""
    context = browser.new_context(locale="it-IT", **{"viewport": {"width": 1440, "height": 900}, **window})
    page = context.new_page()
    page.goto(f"{server.url}/sign-in")
    page.fill("[name=email]", EMAIL)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/home")
    page.close()
    return context


@pytest.fixture
def desk(browser: Browser, server: Served) -> Iterator[BrowserContext]:
    made = signed_in(browser, server)
    yield made
    made.close()


@pytest.fixture
def lead(server: Served) -> Iterator[Lead]:
    with leading(server) as made:
        yield made


def board(lead: Lead) -> dict[str, str]:
    """A board with notes that everybody sees; the notes' ids by their words."""
    lead.set_rules("empathy-map", private=False, anonymous=False)
    activity = lead.start("empathy-map")
    zones = [zone["id"] for zone in activity["zones"]]
    made = {}
    for n, text in enumerate(WORDS):
        made[text] = lead.new_id()
        lead.do(
            "note.add",
            id=made[text],
            activity=activity["id"],
            zone=zones[n % len(zones)],
            text=text,
            lang="it",
        )
    return made


def console(context: BrowserContext, server: Served, lead: Lead) -> Page:
    """The console, all there."""
    page = context.new_page()
    page.goto(f"{server.url}/w/{lead.workshop}")
    expect(page.locator(".next")).to_be_enabled()
    return page


def note(page: Page, text: str) -> Any:
    return page.locator(".zones .note", has_text=text)


def test_ten_clicks_from_signing_in_to_an_open_workshop(browser: Browser, server: Served) -> None:
    page = browser.new_page(locale="it-IT")
    page.goto(f"{server.url}/home")
    clicks = 0
    page.fill("[name=email]", EMAIL)
    page.fill("[name=password]", PASSWORD)
    for place in (
        "main form button",
        "text=Nuovo laboratorio",
        "text=Crea e vai in regia",
        ".next:has-text('Apri')",
    ):
        page.click(place)
        clicks += 1
    expect(page.locator("body")).to_have_attribute("data-state", "lobby")
    assert clicks <= 10
    page.close()


def test_one_button_leads_through_the_evening(desk: BrowserContext, server: Served, lead: Lead) -> None:
    page = console(desk, server, lead)
    step = page.locator(".next b")
    said = []
    for _ in range(40):
        said.append(step.inner_text())
        before = page.locator(".next").inner_text()
        page.click(".next")
        answer_questions(page)
        if said[-1] == "Chiudi il laboratorio":
            break
        expect(page.locator(".next")).not_to_have_text(before, use_inner_text=True)
        fill_board(lead)
    assert said[0] == "Avvia"
    assert {"Avanti", "Svela a me", "Svela alla sala", "Apri il voto", "Chiudi il voto"} <= set(said)
    expect(page.locator("body")).to_have_attribute("data-state", "closed")
    expect(page.locator(".scene--end")).to_be_visible()
    page.close()


def answer_questions(page: Page) -> None:
    """Whatever the button asks: the cards as they were chosen, and yes."""
    page.wait_for_timeout(150)
    for dialog in page.locator("dialog[open]").all():
        dialog.locator("[value=ok]").click()


def fill_board(lead: Lead) -> None:
    """Somebody writes, where one can."""
    current = lead.of("workshop")[0]["current"]
    activity = next(each for each in lead.of("activity") if each["id"] == current)
    if activity["tool"] == "board" and activity["state"] in ("private", "shared"):
        lead.do("note.add", id=lead.new_id(), activity=current, text="Chiavi della sera", lang="it")


@pytest.mark.parametrize("window", list(WINDOWS))
def test_the_board_is_whole_in_every_window(
    browser: Browser, server: Served, lead: Lead, window: str
) -> None:
    notes = board(lead)
    ids = list(notes.values())
    lead.do(
        "cluster.create",
        id=lead.new_id(),
        activity=lead.activity("empathy-map")["id"],
        title="Orari",
        notes=ids[:2],
    )
    lead.do("person.add", id=lead.new_id(), alias="Nonna Pina", paper=True)
    context = signed_in(browser, server, **WINDOWS[window])
    watched = watch(context, server.url)
    page = watched.page
    page.goto(f"{server.url}/w/{lead.workshop}")
    expect(page.locator(".zones .note")).to_have_count(len(WORDS))
    assert findings(page) == []
    assert overflow(page) <= 0
    for panel in page.locator("[data-panel-of]:visible").all():
        panel.click()
        assert findings(page) == []
        assert overflow(page) <= 0
    if page.locator(".bench__more").is_visible():
        page.click(".bench__more")
        assert findings(page) == []
    small = page.locator(".bench button:visible, .cbar button:visible, .cbar summary:visible").evaluate_all(
        "all => all.filter((each) => each.getBoundingClientRect().height < 43.5).map((each) => each.outerHTML)"
    )
    assert small == []
    assert watched.trouble() == []
    context.close()


def test_the_keyboard_alone_groups_names_moves_and_takes_back(
    desk: BrowserContext, server: Served, lead: Lead
) -> None:
    board(lead)
    page = console(desk, server, lead)
    for text in WORDS[:2]:
        note(page, text).focus()
        page.keyboard.press("x")
    page.keyboard.press("g")
    page.keyboard.type("Orari che non si incastrano")
    page.keyboard.press("Enter")
    label = page.locator(".cluster__label", has_text="Orari che non si incastrano")
    expect(label).to_contain_text("2")
    note(page, WORDS[2]).focus()
    page.keyboard.press(" ")
    place = page.locator(".zones [data-over]")
    while place.locator(".cluster__label").count() != 1 or "cluster" not in (
        place.get_attribute("class") or ""
    ):
        page.keyboard.press("ArrowRight")
    page.keyboard.press(" ")
    expect(label).to_contain_text("3")
    assert note(page, WORDS[2]).evaluate("each => each === document.activeElement")
    page.keyboard.press("u")
    expect(label).to_contain_text("2")
    page.keyboard.press("m")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    assert page.locator(".zones .note:focus, .cluster__label:focus").count() == 1
    page.close()


def test_a_hand_drags_a_note_into_another_zone(desk: BrowserContext, server: Served, lead: Lead) -> None:
    notes = board(lead)
    page = console(desk, server, lead)
    here, there = note(page, WORDS[0]).bounding_box(), page.locator(".zone").nth(1).bounding_box()
    page.mouse.move(here["x"] + 20, here["y"] + 20)
    page.mouse.down()
    page.mouse.move(there["x"] + there["width"] - 30, there["y"] + 20, steps=6)
    page.mouse.up()
    zone = page.locator(".zone").nth(1).get_attribute("data-zone")
    expect(page.locator(".zone").nth(1).locator(".note", has_text=WORDS[0])).to_be_visible()
    assert next(each for each in lead.of("note") if each["id"] == notes[WORDS[0]])["zone"] == zone
    page.close()


def test_what_is_told_while_somebody_works_never_moves_the_focus(
    desk: BrowserContext, server: Served, lead: Lead
) -> None:
    notes = board(lead)
    page = console(desk, server, lead)
    note(page, WORDS[3]).focus()
    lead.do("note.edit", id=notes[WORDS[3]], text="Studio al bar, ma costa")
    expect(note(page, "ma costa")).to_be_focused()
    other = [notes[WORDS[2]], notes[WORDS[3]]]
    lead.do(
        "cluster.create",
        id=lead.new_id(),
        activity=lead.activity("empathy-map")["id"],
        title="Posti",
        notes=other,
    )
    expect(page.locator(".cluster .note", has_text="ma costa")).to_be_focused()
    page.close()


def test_keys_can_be_switched_off_and_never_work_while_writing(
    desk: BrowserContext, server: Served, lead: Lead
) -> None:
    board(lead)
    page = console(desk, server, lead)
    page.keyboard.press("c")
    page.locator("#ask-note-text").press_sequentially("bqnv")
    assert page.locator("#ask-note-text").input_value() == "bqnv"
    page.keyboard.press("Escape")
    page.click(".cbar__menu summary")
    page.locator("label", has_text="Tasti rapidi").click()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys-help")).to_be_hidden()
    page.reload()
    expect(page.locator("body")).to_have_attribute("data-no-keys", "")
    page.close()


def test_late_minutes_are_found_in_the_middle_and_given_back_by_undo(
    desk: BrowserContext, server: Served, lead: Lead
) -> None:
    lead.start("empathy-map")
    lead.do("workshop.set", closing_at=lead.of("workshop")[0]["started_at"] + 40 * 60_000)
    page = console(desk, server, lead)
    before = page.locator(".step__min").all_inner_texts()
    expect(page.locator(".late strong")).to_contain_text(re.compile(r"\d+ minuti di ritardo"))
    page.click(".late button")
    expect(page.locator(".step__min").nth(3)).not_to_have_text(before[3])
    after = page.locator(".step__min").all_inner_texts()
    assert after[-2:] == before[-2:]
    assert after[:3] == before[:3]
    page.keyboard.press("u")
    expect(page.locator(".step__min").nth(3)).to_have_text(before[3])
    page.close()


def test_somebody_signed_out_keeps_what_they_wrote_and_comes_back(
    browser: Browser, server: Served, lead: Lead
) -> None:
    board(lead)
    context = signed_in(browser, server)
    page = console(context, server, lead)
    page.keyboard.press("c")
    page.fill("#ask-note-text", "Scritta a metà")
    context.request.post(f"{server.url}/sign-out", headers={"Origin": server.url})
    expect(page.locator("#away")).to_be_visible(timeout=20_000)
    with context.expect_page() as opened:
        page.click("#away a.btn")
    opened.value.fill("[name=email]", EMAIL)
    opened.value.fill("[name=password]", PASSWORD)
    opened.value.click("main form button")
    expect(page.locator("#away")).to_be_hidden(timeout=20_000)
    assert page.locator("#ask-note-text").input_value() == "Scritta a metà"
    page.click("#ask-note [value=ok]")
    expect(note(page, "Scritta a metà")).to_be_visible()
    context.close()
