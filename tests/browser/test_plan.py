"""The planner in Chromium: cards added and moved by hand and by keys, minutes, what others change meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.lead import EMAIL, PASSWORD, Lead, add_lead, leading
from tests.browser.page import Watched, chromium, findings, overflow, watch
from tests.browser.room import CONSOLE, PHONE
from tests.serving import Served, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DESK: dict[str, Any] = CONSOLE | {"reduced_motion": "reduce"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(data_dir=tmp_path_factory.mktemp("plan")) as made:
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


@pytest.fixture
def planner(browser: Browser, server: Served, lead: Lead, request: pytest.FixtureRequest) -> Iterator[Watched]:
    context = browser.new_context(**getattr(request, "param", DESK))
    asked = {"email": EMAIL, "password": PASSWORD, "next": "/home"}
    assert context.request.post(f"{server.url}/sign-in", form=asked, headers={"Origin": server.url}).ok
    watched = watch(context, server.url)
    listening(watched.page, f"{server.url}/w/{lead.workshop}/plan")
    yield watched
    assert watched.trouble() == []
    context.close()


def listening(page: Page, address: str) -> None:
    """Open a page, and wait until it has been told how things stand."""
    heard: list[Any] = []
    page.once("websocket", lambda line: line.on("framereceived", lambda each: heard.append(each)))
    page.goto(address)
    while not any('"t":"frame"' in str(each) for each in heard):
        page.wait_for_timeout(50)


def titles(page: Page) -> list[str]:
    return page.locator(".steps__what a").all_inner_texts()


def order(lead: Lead) -> list[str]:
    """The agenda as those who lead are told it."""
    return [each["title"] for each in sorted(lead.of("activity"), key=lambda each: each["order"])]


def test_cards_are_added_and_moved_by_hand_and_by_keys(planner: Watched, lead: Lead) -> None:
    page = planner.page
    before = titles(page)
    assert before == order(lead)
    page.locator("#c-how-might-we").click()
    expect(page.locator(".steps__what a")).to_have_count(len(before) + 1)
    added = next(title for title in titles(page) if title not in before or titles(page).count(title) > 1)
    page.locator(".steps > li").nth(1).drag_to(page.locator(".steps > li").nth(0), source_position={"x": 5, "y": 8})
    expect(page.locator(".steps__what a").first).to_have_text(before[1])
    page.locator(".steps__what a").nth(1).focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".steps__what a").nth(2)).to_have_text(before[0])
    expect(page.locator(":focus")).to_have_text(before[0])
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".steps__what a").nth(1)).to_have_text(before[0])
    assert added in titles(page)
    assert titles(page) == order(lead)
    expect(page.locator(".elsewhere")).to_have_count(0)  # what I do myself is no news


@pytest.mark.parametrize("planner", [PHONE | {"locale": "it-IT"}], indirect=True)
def test_minutes_are_retimed_and_what_stays_at_the_end_stays_on_a_phone(planner: Watched, lead: Lead) -> None:
    page = planner.page
    for name, value in (("date", "2030-05-06"), ("starts", "17:00"), ("ends", "18:00")):
        page.fill(f"#w-{name}", value)
    page.locator("#w-go").click()
    expect(page.locator(".steps time").first).to_have_text("17:00")
    first, last = lead.agenda[0]["id"], lead.agenda[-1]["id"]
    page.goto(f"{page.url.split('#')[0]}/{last}")
    page.check("[name=pinned]")
    page.locator(".change__go button").click()
    kept = page.locator(f"#m-{last}").input_value()
    page.fill(f"#m-{first}", "25")
    page.keyboard.press("Tab")
    expect(page.locator(".fresh__total")).to_contain_text("di troppo")
    page.locator("#fit").click()
    expect(page.locator(".fresh__total")).to_contain_text("Sta giusta nel tempo")
    assert page.locator(f"#m-{last}").input_value() == kept
    assert sum(each["minutes"] for each in lead.of("activity")) == 60
    assert overflow(page) <= 0
    assert findings(page) == []


def test_what_somebody_else_changes_is_told_at_once_and_what_is_typed_stays(planner: Watched, lead: Lead) -> None:
    page, (first, second) = planner.page, [each["id"] for each in lead.agenda[:2]]
    expect(page.locator(f"#m-{first}")).not_to_have_value("3")
    lead.do("activity.set", id=first, minutes=3)
    expect(page.locator(f"#m-{first}")).to_have_value("3")
    expect(page.locator(".elsewhere")).to_contain_text("ha cambiato l’agenda: eccola")
    assert findings(page) == []
    page.locator(f"#m-{second}").press_sequentially("7")
    mine = page.locator(f"#m-{second}").input_value()
    lead.do("activity.set", id=first, minutes=4)
    expect(page.locator(".elsewhere button")).to_have_text("Vedi com’è ora")
    expect(page.locator(f"#m-{first}")).to_have_value("3")
    page.locator(".elsewhere button").click()
    expect(page.locator(f"#m-{first}")).to_have_value("4")
    expect(page.locator(f"#m-{second}")).to_have_value(mine)


def test_words_typed_while_somebody_else_changes_them_stand_beside_theirs(planner: Watched, lead: Lead) -> None:
    page, first = planner.page, lead.agenda[0]["id"]
    listening(page, f"{page.url}/{first}")
    page.locator("[name='it.title']").fill("Come arriviamo")
    lead.do("activity.set", id=first, title="Da dove veniamo")
    expect(page.locator(".elsewhere")).to_contain_text("Quello che hai scritto resta.")
    page.locator(".elsewhere button").click()
    expect(page.locator(".was")).to_contain_text("Da dove veniamo")
    expect(page.locator("[name='it.title']")).to_have_value("Come arriviamo")
    page.locator(".change__go button").click()
    expect(page.locator(".steps__what a").first).to_have_text("Come arriviamo")
    planner.said[:] = [each for each in planner.said if "409" not in each]
