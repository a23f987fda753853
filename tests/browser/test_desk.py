"""The desk's plain pages in Chromium: small, large, zoomed, dark, right to left; nothing serious, nothing foreign."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.page import chromium, findings, overflow, watch
from tests.effort import windows
from tests.serving import Served, serve

PAGES = ("/about/accessibility", "/about/privacy", "/about/legal", "/about/feedback", "/display", "/nowhere")
WINDOWS: dict[str, dict[str, Any]] = {
    "320": {"viewport": {"width": 320, "height": 640}, "has_touch": True},
    "zoomed": {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "4k": {"viewport": {"width": 3840, "height": 2160}},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "contrast": {"viewport": {"width": 1280, "height": 900}, "forced_colors": "active"},
    "rtl": {"viewport": {"width": 390, "height": 800}, "extra_http_headers": {"Accept-Language": "qps"}},
    "large": {"viewport": {"width": 390, "height": 800}},
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(data_dir=tmp_path_factory.mktemp("desk")) as made:
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture(scope="module", params=windows(WINDOWS, "zoomed"))
def window(request: pytest.FixtureRequest, browser: Browser, server: Served) -> Iterator[BrowserContext]:
    made = browser.new_context(**WINDOWS[request.param])
    if request.param == "large":
        made.add_cookies([{"name": "text", "value": "3", "url": server.url}])
    yield made
    made.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_in_every_window(window: BrowserContext, server: Served, path: str) -> None:
    watched = watch(window, server.url)
    page = watched.page
    page.goto(f"{server.url}{path}")
    assert findings(page) == []
    assert overflow(page) <= 0
    assert page.locator("h1").count() == 1
    small = page.locator("button:visible, .btn:visible, .dfoot a:visible, .check:visible").evaluate_all(
        "all => all.filter((each) => each.getBoundingClientRect().height < 43.5).map((each) => each.outerHTML)"
    )
    assert small == []
    assert [said for said in watched.trouble() if "404" not in said] == []
    page.close()


def test_the_keyboard_gets_past_the_bar_at_once(browser: Browser, server: Served) -> None:
    page = browser.new_page(locale="it")
    page.goto(f"{server.url}/about/privacy")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Vai al contenuto"
    assert page.locator(":focus").bounding_box()["height"] > 20
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main"
    page.close()


def test_the_look_is_chosen_by_keyboard_and_kept(browser: Browser, server: Served) -> None:
    context = browser.new_context(locale="it")
    page = context.new_page()
    page.goto(f"{server.url}/display?next=/about/legal")
    page.get_by_label("English").check()
    page.get_by_label("Scuri").check()
    page.get_by_role("button", name="Va bene così").press("Enter")
    page.wait_for_url("**/about/legal")
    assert page.locator("h1").inner_text() == "Legal notes"
    assert page.locator("html").get_attribute("data-theme") == "dark"
    context.close()
