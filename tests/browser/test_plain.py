"""A phone whose browser runs no scripts: from the code on the wall to a note, a vote and its result, by plain forms."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.lead import Lead, add_lead, leading
from tests.browser.page import chromium, findings, overflow, watch
from tests.browser.test_phone import WINDOWS
from tests.effort import windows
from tests.serving import Served, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SHOTS = os.environ.get("SHOTS", "")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(data_dir=tmp_path_factory.mktemp("plain")) as made:
        add_lead(made)
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


def looked_at(browser: Browser, server: Served, page: Page, name: str) -> None:
    """The page as it stands, through each window: nothing serious, nothing wider than the screen."""
    for window in windows(("360", "320", "dark", "rtl"), "rtl"):
        context = browser.new_context(**WINDOWS[window])
        context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
        seen = watch(context, server.url)
        seen.page.goto(page.url)
        assert not findings(seen.page), (name, window)
        assert overflow(seen.page) <= 0, (name, window)
        assert not seen.trouble()
        if SHOTS:
            seen.page.screenshot(path=Path(SHOTS) / f"{name}-{window}.png", full_page=True)
        context.close()


def test_from_the_code_to_the_result_without_scripts(browser: Browser, server: Served) -> None:
    with leading(server) as lead:
        context = browser.new_context(**WINDOWS["360"], java_script_enabled=False)
        page = context.new_page()
        enter(page, server, lead)
        looked_at(browser, server, page, "lobby")
        activity = lead.start("empathy-map")
        page.get_by_role("link", name="Aggiorna", exact=True).click()
        page.get_by_label("Scrivi una nota").fill("Qui il silenzio è gratis")
        page.get_by_text(activity["zones"][1]["title"], exact=True).click()
        page.get_by_role("button", name="Attacca").click()
        expect(page.locator(".drawer .note[data-own]")).to_contain_text("Qui il silenzio è gratis")
        expect(page.get_by_role("heading", level=2, name=activity["zones"][1]["title"])).to_be_visible()
        looked_at(browser, server, page, "write")
        vote(browser, server, lead, page, activity["id"])
        context.close()


def enter(page: Page, server: Served, lead: Lead) -> None:
    """Join by the form; the phone's page sends on to the plain one by itself."""
    page.goto(f"{server.url}/j/{lead.code}")
    page.fill("#alias", "Lontra blu")
    page.locator("button[form=join]").click()
    page.locator("a.btn--go").click()
    page.wait_for_url("**/plain?person=*")
    expect(page.locator("h1")).to_have_text("Ci siamo quasi, Lontra blu")


def vote(browser: Browser, server: Served, lead: Lead, page: Page, activity: str) -> None:
    """Give a dot, take it back, give it again by keyboard, and read the result."""
    lead.do("activity.reveal", id=activity, to="room")
    note = next(found["id"] for found in lead.of("note"))
    ballot = lead.new_id()
    lead.do("ballot.open", id=ballot, activity=activity, targets=[note], method="dots", settings={"dots": 2})
    page.get_by_role("link", name="Aggiorna", exact=True).click()
    more = page.get_by_role("button", name="Metti un pallino su: Qui il silenzio è gratis")
    more.click()
    page.get_by_role("button", name="Togli un pallino da: Qui il silenzio è gratis").click()
    more.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".votable .dots [data-on]")).to_have_count(1)
    looked_at(browser, server, page, "vote")
    lead.do("ballot.close", id=ballot)
    page.get_by_role("link", name="Aggiorna", exact=True).click()
    expect(page.locator("ol.votes")).to_contain_text("1 pallino")
    looked_at(browser, server, page, "result")
