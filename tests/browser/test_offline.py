"""A phone without a network, in Chromium: its page opens, shows where the room was, and keeps what is written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.lead import Lead, add_lead, leading
from tests.browser.page import chromium
from tests.browser.room import PHONE
from tests.serving import Served, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CACHED = "async () => (await (await caches.open('pages')).keys()).map((each) => new URL(each.url).pathname)"
READY = "() => navigator.serviceWorker.ready.then(() => true)"

SEEN = """async () => {
  if (!(await indexedDB.databases()).some(({ name }) => name === 'officina-seen')) return [];
  const ready = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const db = await ready(indexedDB.open('officina-seen'));
  const found = await ready(db.transaction('seen').objectStore('seen').getAll());
  db.close();
  return found.flatMap(({ records }) => records).map(({ text }) => text).filter(Boolean);
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(data_dir=tmp_path_factory.mktemp("offline")) as made:
        add_lead(made)
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


def kept(page: Page, texts: list[str]) -> None:
    """Wait until this device keeps these notes and no others."""
    for _ in range(100):
        if page.evaluate(SEEN) == texts:
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.evaluate(SEEN))


def texts(lead: Lead) -> list[str]:
    return sorted(note["text"] for note in lead.of("note"))


def write(page: Page, text: str) -> None:
    page.fill("#w", text)
    page.locator(".composer .btn--go").click()


def test_a_phone_opens_and_writes_without_a_network(browser: Browser, server: Served) -> None:
    with leading(server) as lead:
        lead.set_rules("empathy-map", private=False)
        lead.start("empathy-map")
        context = browser.new_context(**PHONE | {"locale": "it-IT"})
        page = context.new_page()
        page.goto(f"{server.url}/j/{lead.code}")
        page.evaluate(READY)
        page.fill("#alias", "Lontra blu")
        page.locator("button[form=join]").click()
        page.locator("a.btn--go").click()
        write(page, "Scritta con la rete")
        expect(page.locator("#conn[data-line=saved]")).to_have_attribute("data-waiting", "0")
        address = page.url
        kept(page, ["Scritta con la rete"])
        page.close()
        context.set_offline(True)

        page = context.new_page()
        page.goto(address)
        expect(page.locator(".drawer .note")).to_contain_text("Scritta con la rete")
        write(page, "Scritta senza la rete")
        expect(page.locator(".band[data-tone=wait]")).to_be_visible()
        page.goto(f"{server.url}/p/{'0' * 32}")
        expect(page.locator("h1")).to_have_text("Qui adesso non c’è rete")
        page.close()
        assert texts(lead) == ["Scritta con la rete"]

        context.set_offline(False)
        page = context.new_page()
        page.goto(address)
        expect(page.locator("#conn[data-line=saved]")).to_have_attribute("data-waiting", "0", timeout=30_000)
        assert texts(lead) == ["Scritta con la rete", "Scritta senza la rete"]
        assert f"/p/{lead.workshop}" in page.evaluate(CACHED)

        lead.do("person.remove", id=next(each["id"] for each in lead.of("person") if each["alias"] == "Lontra blu"))
        expect(page.locator("h1")).to_have_text("Non sei più in questo laboratorio")
        expect(page.locator(".band")).to_have_count(0)
        expect(page.locator("#conn")).to_be_hidden()
        kept(page, [])
        context.clear_cookies()
        page.goto(address)
        assert f"/p/{lead.workshop}" not in page.evaluate(CACHED)
        context.close()


def test_the_app_can_be_installed_in_the_language_of_the_person(browser: Browser, server: Served) -> None:
    said = {}
    for lang in ("it-IT", "en-GB"):
        context = browser.new_context(locale=lang)
        page = context.new_page()
        page.goto(server.url)
        address = page.locator("link[rel=manifest]").get_attribute("href")
        card = context.request.get(f"{server.url}{address}", headers={"Accept-Language": lang}).json()
        said[lang] = card["description"]
        for icon in card["icons"]:
            answer = context.request.get(server.url + icon["src"])
            assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
        context.close()
    assert said == {"it-IT": "Si progetta insieme, in biblioteca", "en-GB": "We design together, in the library"}
