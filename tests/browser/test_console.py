"""The console in Chromium: from signing in to an open room, led by one button, by hand and by keyboard alone."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.lead import EMAIL, PASSWORD, Lead, add_lead, leading
from tests.browser.page import chromium, findings, overflow, watch
from tests.effort import windows
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


def test_ten_clicks_from_signing_in_to_a_code_on_the_wall(browser: Browser, server: Served) -> None:
    context = browser.new_context(locale="it-IT", viewport={"width": 1440, "height": 900})
    pressed: list[str] = []
    context.expose_function("pressed", lambda words: pressed.append(words))
    context.add_init_script("addEventListener('click', (event) => pressed(event.target.textContent.trim()), true)")
    began = time.monotonic()
    page = context.new_page()
    page.goto(f"{server.url}/sign-in")
    page.fill("[name=email]", EMAIL)
    page.fill("[name=password]", PASSWORD)
    for place in ("main form button", "text=Nuovo laboratorio", "text=Crea e vai in regia", ".next:has-text('Apri')"):
        page.click(place)
    expect(page.locator("body")).to_have_attribute("data-state", "lobby")
    with context.expect_page() as opened:
        page.click("#wall-link")
    wall = opened.value
    expect(wall.locator(".wdoor .code")).to_have_text(page.locator(".cbar__door .code").inner_text())
    expect(wall.locator(".lobby__how")).to_be_visible()
    assert 5 <= len(pressed) <= 10, pressed
    assert time.monotonic() - began < 60
    context.close()


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
        expect(step).not_to_have_text("Aspetta chi scrive")
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


@pytest.mark.parametrize("window", windows(WINDOWS, "small desk", "phone"))
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


def test_closing_asks_by_when_the_library_answers_and_says_what_comes_next(
    desk: BrowserContext, server: Served, lead: Lead
) -> None:
    lead.do("person.add", id=lead.new_id(), alias="Signora Ada", paper=False)
    page = console(desk, server, lead)
    expect(page.locator(".roster")).to_contain_text("Signora Ada")
    expect(page.locator("#people")).not_to_contain_text("al lavoro")
    board(lead)
    expect(page.locator("[data-fill=still]")).to_have_text("1 è ancora al lavoro")
    expect(page.locator(".cbar__people")).to_contain_text("0 collegati")
    expect(page.locator(".roster")).to_contain_text("al lavoro")
    page.click(".cbar__menu summary")
    page.click("[data-do=close]")
    page.fill("#ask-finish-answer", "2999-05-30")
    page.click("#ask-finish .btn--go")
    expect(page.locator("#board")).to_have_attribute("data-scene", "end")
    expect(page.locator(".onward")).to_contain_text("Avete promesso una risposta entro il 30 maggio.")
    expect(page.locator(".cbar__people")).to_contain_text("c’era 1 persona")
    expect(page.locator(".ready")).to_be_hidden()
    expect(page.locator("#people")).not_to_contain_text("al lavoro")
    expect(page.locator("#speaker")).to_be_hidden()
    page.locator(".onward [data-do=set]").click()
    expect(page.locator("#ask-workshop-answer")).to_have_value("2999-05-30")
    page.fill("#ask-workshop-answer", "")
    page.click("#ask-workshop .btn--go")
    expect(page.locator(".onward")).to_contain_text("Nessuno sa ancora")
    assert lead.of("workshop")[0]["answer_by"] is None
    page.locator(".step", has_text="Mappa").locator("[data-act=look]").click()
    expect(page.locator("#board")).to_have_attribute("data-scene", "board")
    expect(page.locator("#elsewhere")).to_contain_text("Il laboratorio è chiuso.")
    page.click("#elsewhere button")
    expect(page.locator("#board")).to_have_attribute("data-scene", "end")
    with page.expect_download() as kept:
        page.click("text=Note, CSV")
    assert WORDS[0] in kept.value.path().read_text("utf-8-sig")
    assert findings(page) == []
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
