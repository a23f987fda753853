"""What a phone shows as kept is there whatever happens to its page, exactly once: R13, and the phones' half of R8.

The judge is the phone's own page, opened anew and told by the server: no more and no less than what was stuck, and in
the box what was half typed. Clients with a fault planted in them must fail it.
"""

from __future__ import annotations

import random
import re
import signal
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.lead import Lead, add_lead, leading
from tests.browser.page import chromium
from tests.browser.test_phone import device, enter, settled, write
from tests.effort import FULL, effort
from tests.serving import Served, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROUNDS = effort(4, 200)
AT_LENGTH = pytest.mark.skipif(not FULL, reason="at full effort: make marks")
SEED = 13
YEAR = 365 * 86_400_000  # ms
AT_ONCE = (0, 0, 0, 5, 20, 60)  # ms between the tap and the page's end
OWN = "all => all.map((each) => each.textContent)"
MOVED = """(() => {
  const Real = Date;
  const now = () => Real.now() + %d;
  globalThis.Date = class extends Real {
    constructor(...said) { if (said.length) super(...said); else super(now()); }
    static now() { return now(); }
  };
})()"""
FAULTS = {
    "the outbox is only in memory": (
        "shelf.js", "return new DatabaseShelf(await soon(open(NAME, 1, { upgrade })));",
        "return Object.assign(new MemoryShelf(), { lasting: true });",
    ),
    "saved before the ack": ("outbox.js", "this.send(command);", "this.send(command); this.shelf.remove(command);"),
    "drafts are not stored": ("drafts.js", "if (text) this.storage.setItem(key, text);", "if (text) return;"),
}  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(data_dir=tmp_path_factory.mktemp("kept")) as made:
        add_lead(made)
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture
def lead(server: Served) -> Iterator[Lead]:
    with leading(server) as made:
        made.set_rules("empathy-map", private=False, notes=None)
        made.start("empathy-map")
        yield made


@dataclass
class Phone:
    """One phone: what its pages showed as stuck, and what is half typed."""

    context: BrowserContext
    address: str = ""
    stuck: list[str] = field(default_factory=list)
    half: str = ""

    def join(self, server: Served, lead: Lead) -> Page:
        """In by the door; the page that writes is open."""
        page = enter(self.context, server, lead)
        self.address = page.url
        expect(page.locator("#w")).to_be_visible()
        return page

    def open(self) -> Page:
        """The page anew, with what was half typed in its box."""
        page = self.context.new_page()
        page.goto(self.address)
        expect(page.locator("#w")).to_have_value(self.half)
        return page

    def stick(self, page: Page, text: str) -> None:
        """Write and stick; its page says from here on that it is kept."""
        write(page, text)
        self.stuck.append(text)
        self.half = ""

    def type(self, page: Page, text: str) -> None:
        """Half a note."""
        page.locator("#w").fill(text)
        self.half = text

    def loss(self) -> list[str]:
        """What is wrong once everything has been answered: what is missing, there twice, or not in the box any more."""
        page = self.context.new_page()
        for _ in range(2):  # told by the server alone the second time
            page.goto(self.address)
            expect(page.locator("#w")).to_be_visible()
            settled(page)
        box = page.locator("#w").input_value()
        shown = sorted(page.locator('.drawer .note[data-own] [data-fill="text"]').evaluate_all(OWN))
        page.close()
        differ = {text for text in {*self.stuck, *shown} if shown.count(text) != self.stuck.count(text)}
        wrong = sorted(f"{shown.count(text)} × {text}" for text in differ)
        return wrong + ([f"in the box: {box!r}"] if box != self.half else [])


def test_r13_a_page_closed_right_after_typing_loses_nothing(browser: Browser, server: Served, lead: Lead) -> None:
    chance = random.Random(SEED)
    with device(browser) as context:
        phone = Phone(context)
        phone.join(server, lead).close()
        for at in range(ROUNDS):
            page = phone.open()
            if chance.random() < 0.3:
                context.set_offline(True)
            phone.stick(page, f"Nota {at}")
            phone.type(page, f"A metà {at}")
            page.wait_for_timeout(chance.choice(AT_ONCE))
            page.close()
            context.set_offline(False)
        assert phone.loss() == [], f"seed {SEED}"
        assert sorted(note["text"] for note in lead.of("note")) == sorted(phone.stuck)


@AT_LENGTH
def test_r13_three_tabs_lose_nothing_and_send_nothing_twice(browser: Browser, server: Served, lead: Lead) -> None:
    with device(browser) as context:
        phone = Phone(context)
        tabs = [phone.join(server, lead), phone.open(), phone.open()]
        for at in range(effort(1, 20)):
            for n, tab in enumerate(tabs):
                phone.stick(tab, f"Nota {at} della scheda {n}")
        context.set_offline(True)
        for n, tab in enumerate(tabs):
            phone.stick(tab, f"Senza rete dalla scheda {n}")
        tabs[0].close()  # the one that sends for all
        context.set_offline(False)
        settled(tabs[1])
        expect(tabs[2].locator(".drawer .note[data-own]")).to_have_count(len(phone.stuck))
        assert phone.loss() == []
        assert len(lead.of("note")) == len(phone.stuck)


@AT_LENGTH
def test_r13_away_and_back_loses_nothing(browser: Browser, server: Served, lead: Lead) -> None:
    with device(browser) as context:
        phone = Phone(context)
        page = phone.join(server, lead)
        for at in range(effort(1, 20)):
            phone.stick(page, f"Nota {at}")
            phone.type(page, f"A metà {at}")
            page.goto(f"{server.url}/methods")
            page.go_back()
            expect(page.locator("#w")).to_have_value(phone.half)
        assert phone.loss() == []


@pytest.mark.parametrize("years", [1, -1][: effort(1, 2)])
def test_r8_the_phone_s_clock_is_a_year_off(browser: Browser, server: Served, lead: Lead, years: int) -> None:
    with device(browser) as context:
        context.add_init_script(MOVED % (years * YEAR))
        phone = Phone(context)
        page = phone.join(server, lead)
        lead.do("timer.start", seconds=300)
        expect(page.locator("o-timer")).to_contain_text(re.compile(r"\d:\d\d"))
        ends = next(each["timer"]["ends_at"] for each in lead.of("workshop"))
        before = ends / 1000 - time.time()
        said = re.search(r"(\d+):(\d\d)", page.locator("o-timer").inner_text())
        after = ends / 1000 - time.time()
        assert said
        shown = int(said[1]) * 60 + int(said[2])
        assert after - 1 <= shown <= before + 1.5, (after, shown, before)  # whole seconds, rounded up
        phone.stick(page, "Da un altro anno")
        phone.type(page, "A metà")
        page.close()
        context.add_init_script(MOVED % (-2 * years * YEAR))  # put right, and then too far
        assert phone.loss() == []


def test_r13_an_upgrade_in_mid_workshop_loses_nothing_and_a_careless_phone_does(
    browser: Browser, server: Served, lead: Lead
) -> None:
    phones = {name: Phone(browser.new_context(service_workers="block")) for name in ("as it is", *FAULTS)}
    for name, phone in phones.items():
        phone.context.set_default_timeout(30_000)
        if name in FAULTS:
            plant(phone.context, *FAULTS[name])
    pages = {name: phone.join(server, lead) for name, phone in phones.items()}
    before = version(server)
    assert server.process
    server.process.send_signal(signal.SIGSTOP)  # takes what is sent, and never does it
    for name, page in pages.items():
        phones[name].stick(page, "Mandata, mai salvata")
        phones[name].type(page, "A metà")
        page.wait_for_timeout(300)
        page.close()
    server.stop(signal.SIGKILL)
    server.module = "tests.doubles.next_version"
    server.start()
    assert version(server) != before
    judged = {name: phone.loss() for name, phone in phones.items()}
    for phone in phones.values():
        phone.context.close()
    lost = ["0 × Mandata, mai salvata"]
    assert judged == {
        "as it is": [], "the outbox is only in memory": lost, "saved before the ack": lost,
        "drafts are not stored": ["in the box: ''"],
    }  # fmt: skip


def version(server: Served) -> bytes:
    """What phones keep of the interface, each file with its version."""
    with urllib.request.urlopen(f"{server.url}/worker.js") as answer:
        return bytes(answer.read())


def plant(context: BrowserContext, file: str, whole: str, broken: str) -> None:
    """From now on this phone loads one of its files with a fault in it."""

    def serve_it(route: Route) -> None:
        answer = route.fetch()
        text = answer.text()
        assert text.count(whole) == 1, file
        route.fulfill(response=answer, body=text.replace(whole, broken))

    context.route(re.compile(rf"/static/js/.*{re.escape(file)}"), serve_it)
