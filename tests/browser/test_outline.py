"""The board as an outline in Chromium: one key away, worked on by keyboard alone, said aloud one sentence at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.lead import Lead, add_lead, leading
from tests.browser.page import chromium, findings, overflow
from tests.browser.test_console import WINDOWS, WORDS, board, console, note, signed_in
from tests.serving import Served, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SHOTS = os.environ.get("SHOTS", "")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(data_dir=tmp_path_factory.mktemp("outline")) as made:
        add_lead(made)
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


def test_everything_on_the_board_is_done_from_the_outline_by_keyboard(
    browser: Browser, server: Served
) -> None:
    with leading(server) as lead:
        board(lead)
        context = signed_in(browser, server)
        page = console(context, server, lead)
        shot(page, "board-desk")
        note(page, WORDS[0]).focus()
        page.keyboard.press("d")
        expect(line(page, WORDS[0])).to_be_focused()
        headings = page.locator("#board h2").evaluate_all(
            "all => all.map(each => each.firstChild.textContent)"
        )
        assert headings == [zone["title"] for zone in lead.activity("empathy-map")["zones"]]
        expect(page.locator("p.vh[role=status]", has_text="6 note, 4 zone")).to_have_count(1)
        group_and_move(page, lead)
        look(page, browser, server, lead)
        page.keyboard.press("d")
        expect(note(page, WORDS[3])).to_be_visible()
        context.close()


def line(page: Page, text: str) -> Locator:
    """A note's line in the outline."""
    return page.locator(".outline__note .outline__what", has_text=text)


def group_and_move(page: Page, lead: Lead) -> None:
    """Choose two and name them, correct one, put one aside, in the light, and into another zone by its menu."""
    for text in WORDS[:2]:
        page.locator(".outline__what", has_text=text).focus()
        page.keyboard.press("x")
    page.keyboard.press("g")
    page.keyboard.type("Orari che non si incastrano")
    page.keyboard.press("Enter")
    group = page.locator(".outline__group", has_text="Orari che non si incastrano")
    expect(group.locator("h3")).to_contain_text("2 note")
    expect(group.locator("li")).to_have_count(2)
    page.locator(".outline__what", has_text=WORDS[2]).focus()
    page.keyboard.press("e")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Mi sento a casa")
    page.locator("#ask-note .btn--go").click()
    changed = page.locator(".outline__what", has_text="Mi sento a casa")
    expect(changed).to_be_focused()
    page.keyboard.press("h")
    expect(changed).to_contain_text("messa da parte")
    page.keyboard.press("h")
    lead.do("activity.reveal", id=lead.activity("empathy-map")["id"], to="room")
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Metti in luce").click()
    expect(changed).to_contain_text("in luce")
    zone = lead.activity("empathy-map")["zones"][3]["title"]
    changed.focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Sposta").click()
    page.get_by_role("menuitem", name=zone, exact=True).click()
    last = page.locator(".outline__zone").nth(3)
    expect(last.locator(".outline__what", has_text="Mi sento a casa")).to_be_focused()
    last.get_by_role("button", name="Scrivi una nota").click()
    expect(page.locator("#ask-note-zone")).to_have_value(lead.activity("empathy-map")["zones"][3]["id"])
    page.keyboard.press("Escape")
    page.locator(".outline__what", has_text=WORDS[3]).focus()


def look(page: Page, browser: Browser, server: Served, lead: Lead) -> None:
    """Large, small, dark and from right to left: nothing serious, nothing wider than the window."""
    shot(page, "outline-desk")
    assert not findings(page)
    for name in ("phone", "rtl"):
        context = signed_in(browser, server, **WINDOWS[name])
        seen = console(context, server, lead)
        seen.locator('[data-do="outline"]').click()
        expect(seen.locator(".outline__note")).to_have_count(len(WORDS))
        assert not findings(seen), name
        assert overflow(seen) <= 0, name
        shot(seen, f"outline-{name}")
        context.close()


def shot(page: Page, name: str) -> None:
    """A picture to look at, when SHOTS names a folder."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png")
