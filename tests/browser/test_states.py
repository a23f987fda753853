"""Every page and every state of a workshop, in small and large windows, light and dark, in both directions: nothing
serious for a screen reader, nothing wider than the window, no raw key where a sentence belongs, nobody else asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.lead import EMAIL, PASSWORD, Lead, add_lead, leading
from tests.browser.page import Watched, chromium, findings, overflow, watch
from tests.browser.room import NETWORK, PHONE
from tests.effort import windows
from tests.serving import Served, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LIGHT = 100 * 1024  # bytes of what a phone loads before it can do something, headers included
WHOLE = 115 * 1024  # all three pages from the code to the first note
ADMIN = "ada@tigli.example"
TOUCH: dict[str, Any] = {"has_touch": True, "locale": "it-IT", "reduced_motion": "reduce"}
LARGE: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "locale": "it-IT", "reduced_motion": "reduce"}
WINDOWS: dict[str, dict[str, Any]] = {
    "320 dark": TOUCH | {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"},
    "360 rtl": TOUCH | {"viewport": {"width": 360, "height": 740}},
    "1440 dark": LARGE | {"color_scheme": "dark"},
    "1440 rtl": LARGE,
}


RAW = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b|\b[a-z]+[A-Z][a-z]+\b|%\(|\{[{%n]|undefined|\[object|\bNaN\b|\bnull\b")
WORDS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!element.closest("script, style, template, code, pre, kbd")) found.push(walker.currentNode.data.trim());
  }
  for (const name of ["aria-label", "placeholder", "title", "alt"])
    for (const each of document.querySelectorAll(`[${name}]`)) found.push(each.getAttribute(name));
  return found.filter(Boolean);
}"""
NAMES = {"JavaScript", "OpenAPI"}  # written so, everywhere


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(data_dir=tmp_path_factory.mktemp("states")) as made:
        add_lead(made)
        made.officina(
            "user", "add", ADMIN, "--role", "admin", "--role", "facilitator", "--role", "librarian",
            "--library", "Biblioteca dei Tigli", stdin=PASSWORD + "\n",
        )  # fmt: skip
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


class Eye:
    """One window, which looks at pages and remembers what is wrong with them."""

    def __init__(self, browser: Browser, server: Served, name: str, user: str = "") -> None:
        self.url, self.name = server.url, name
        self.context: BrowserContext = browser.new_context(**WINDOWS[name])
        if "rtl" in name:
            self.context.add_cookies([{"name": "lang", "value": "qps", "url": server.url}])
        if user:
            asked = {"email": user, "password": PASSWORD, "next": "/home"}
            answer = self.context.request.post(f"{server.url}/sign-in", form=asked, headers={"Origin": server.url})
            assert answer.ok, answer.status
        self.watched: Watched = watch(self.context, server.url)
        self.page: Page = self.watched.page
        self.wrong: list[str] = []

    def go(self, path: str) -> None:
        """Open a page and look."""
        self.page.goto(self.url + path)
        self.look(path)

    def look(self, what: str) -> None:
        """Look at the page as it stands."""
        self.page.wait_for_timeout(150)
        wrong = findings(self.page)
        if (over := overflow(self.page)) > 0:
            wrong.append(f"{over} points too wide")
        wrong += [f"raw: {each}" for each in self.page.evaluate(WORDS) if set(RAW.findall(each)) - NAMES]
        if (heads := self.page.locator("h1:visible").count()) != 1:
            wrong.append(f"{heads} h1")
        direction = self.page.locator("html").get_attribute("dir")
        if direction != ("rtl" if "rtl" in self.name else "ltr"):
            wrong.append(f"direction {direction}")
        self.wrong += [f"{self.name}, {what}: {each}" for each in wrong]

    def close(self, *, but: tuple[str, ...] = ()) -> None:
        """Nothing was wrong, but for what was meant to be."""
        said = [each for each in self.watched.trouble() if not any(part in each for part in but)]
        self.context.close()
        assert self.wrong + said == []


@pytest.mark.parametrize("window", windows(WINDOWS, "360 rtl"))
def test_pages_of_everybody(browser: Browser, server: Served, window: str) -> None:
    with leading(server) as lead:
        eye = Eye(browser, server, window)
        for path in (
            "/", f"/j/{lead.code}", f"/t/{lead.code}", "/j/AAAAAA", "/r", "/sign-in", "/docs", "/display",
            "/check", "/guide",
            "/about/accessibility", "/about/privacy", "/about/legal", "/about/feedback", "/nowhere", "/w/" + "0" * 32,
        ):  # fmt: skip
            eye.go(path)
        eye.page.goto(f"{server.url}/j/{lead.code}")
        eye.page.fill("#alias", "Lontra blu")
        eye.page.locator("button[form=join]").click()
        eye.page.locator("a.btn--go").wait_for()
        eye.look("receipt")
        receipt = eye.page.locator(".code").first.inner_text()
        eye.page.goto(f"{server.url}/r")
        eye.page.fill("#code", "AAAA-AAAA-AAAA")
        eye.page.keyboard.press("Enter")
        eye.page.locator("[role=alert]").wait_for()
        eye.look("wrong receipt")
        eye.page.fill("#code", receipt)
        eye.page.keyboard.press("Enter")
        eye.page.locator("[action='/r/erase'] button").wait_for()
        eye.look("what was given")
        eye.page.locator("[action='/r/erase'] button").click()
        eye.page.locator("[name=sure] ~ button").wait_for()
        eye.look("sure?")
        eye.page.locator("[name=sure] ~ button").click()
        eye.page.locator(".flash[data-tone=good]").wait_for()
        eye.look("erased")
        eye.close(but=("status of 404", "status of 4"))


@pytest.mark.parametrize("window", windows(WINDOWS, "1440 rtl"))
def test_pages_of_the_desk(browser: Browser, server: Served, window: str) -> None:
    with leading(server) as lead:
        note = board(lead, 3)[0]
        lead.do("workshop.close")
        eye = Eye(browser, server, window, EMAIL)
        asked = {"template": "proposal", "from": note}
        made = eye.context.request.post(f"{server.url}/api/v1/workshops/{lead.workshop}/outcomes", data=asked,
                                        headers={"Origin": server.url})  # fmt: skip
        outcome = made.json()["id"]
        for path in (
            "/home", "/home/new", "/account", "/users", f"/o/{outcome}", f"/w/{lead.workshop}/outcomes",
            f"/w/{lead.workshop}/after", "/outcomes?view=cards",
            f"/o/{outcome}?edit=people#s-people", f"/o/{outcome}/versions",
            f"/w/{lead.workshop}", f"/w/{lead.workshop}/remote",
            f"/w/{lead.workshop}/check", f"/w/{lead.workshop}/check/wall",
            f"/w/{lead.workshop}/kit", "/methods", "/methods?stage=frame&minutes=10", "/methods/empathy-map",
            f"/w/{lead.workshop}/plan", f"/w/{lead.workshop}/plan/{lead.agenda[2]['id']}",
            f"/w/{lead.workshop}/plan/{lead.agenda[2]['id']}/phone",
            f"/w/{lead.workshop}/plan/{lead.agenda[2]['id']}/wall{'?in=qps' if 'rtl' in window else ''}",
        ):  # fmt: skip
            eye.go(path)
        rehearsal(eye, lead)
        sent_too_late(eye)
        eye.close(but=("status of 403", "status of 401"))
        admin = Eye(browser, server, window, ADMIN)
        for path in ("/home", "/users", "/outcomes", "/outcomes?q=zanzara"):
            admin.go(path)
        admin.close()


def rehearsal(eye: Eye, lead: Lead) -> None:
    """A rehearsal before it begins, while it goes on, and once it has been wiped."""
    eye.go(f"/w/{lead.workshop}/rehearsal")
    began = eye.context.request.post(f"{eye.url}/w/{lead.workshop}/rehearsal", headers={"Origin": eye.url})
    copy = began.url.rsplit("/", 1)[1]
    for path in ("/home", f"/w/{copy}", f"/w/{copy}/remote", f"/w/{copy}/rehearsal"):
        eye.go(path)
    eye.page.locator(".btn--stop").click()
    eye.page.wait_for_url(f"**/w/{lead.workshop}/rehearsal?over=true")
    eye.look("wiped")


def sent_too_late(eye: Eye) -> None:
    """Signed out while writing, then in again: the page that asks, and the one that hands back what was typed."""
    eye.page.goto(f"{eye.url}/home/new")
    eye.page.fill("[name=question]", "Come potremmo\nrestare aperti la sera?")
    cookies = eye.context.cookies()
    eye.context.clear_cookies(name="officina")
    eye.page.locator(".fresh__go .btn--go").click()
    eye.page.locator("[name=kept]").wait_for(state="attached")
    eye.look("signed out while writing")
    eye.page.fill("[name=email]", EMAIL)
    eye.page.fill("[name=password]", PASSWORD)
    eye.page.locator(".acc-form button").click()
    eye.page.locator("[data-kept] button").wait_for()
    eye.look("in again, nothing lost")
    eye.context.add_cookies(cookies)  # type: ignore[arg-type]


def board(lead: Lead, many: int) -> list[str]:
    """A shared board with notes; their ids."""
    lead.set_rules("empathy-map", private=False, notes=None)
    activity = lead.start("empathy-map")
    ids = [lead.new_id() for _ in range(many)]
    for at, id in enumerate(ids):
        zone = activity["zones"][at % 4]["id"]
        lead.do("note.add", id=id, activity=activity["id"], zone=zone, text=f"Alle sette si chiude, {at}", lang="it")
    return ids


@pytest.mark.parametrize("window", windows(WINDOWS, "320 dark", "1440 rtl"))
def test_a_workshop_in_every_state_on_console_wall_and_phone(browser: Browser, server: Served, window: str) -> None:
    with leading(server) as lead:
        console, wall = (Eye(browser, server, window, EMAIL) for _ in range(2))
        phone = Eye(browser, server, window)
        enter(phone, lead)
        console.page.goto(f"{server.url}/w/{lead.workshop}")
        asked = "?lang=qps" if "rtl" in window else ""  # else the wall speaks the workshop's language
        wall.page.goto(f"{server.url}/w/{lead.workshop}/wall{asked}")
        eyes = (console, wall, phone)
        show(eyes, "lobby", ("lobby", "lobby", ".quietly"), lead)
        lead.do("activity.start", id=lead.agenda[0]["id"])
        show(eyes, "talk", ("talk", "pause", ".quietly[data-art=talk], .quietly[data-art=light]"), lead)
        empathy = lead.start("empathy-map")
        lead.do("timer.start", seconds=600)
        phone.page.fill("#w", "Qui il silenzio è gratis")
        phone.page.locator(".composer .btn--go").click()
        show(eyes, "private", ("covered", "covered", ".composer"), lead)
        console.page.locator("#view-guided").evaluate("each => each.click()")
        console.look("whole view")
        console.page.locator("#view-guided").evaluate("each => each.click()")
        lead.do("activity.reveal", id=empathy["id"], to="facilitators")
        show(eyes, "facilitators", ("board", "covered", ".composer"), lead)
        lead.do("activity.reveal", id=empathy["id"], to="room")
        phone.context.set_offline(True)
        phone.page.fill("#w", "Scritta senza rete")
        phone.page.locator(".composer .btn--go").click()
        expect(phone.page.locator(".band[data-tone=wait]")).to_be_visible(timeout=30_000)
        phone.look("offline")
        phone.context.set_offline(False)
        expect(phone.page.locator("#conn[data-line=saved]")).to_have_attribute("data-waiting", "0", timeout=30_000)
        show(eyes, "shared", ("board", "board", ".composer"), lead)
        note = next(iter(lead.of("note")))["id"]
        lead.do("spotlight.set", target=note)
        show(eyes, "light", ("board", "light", ".light"), lead)
        lead.do("spotlight.set", target=None)
        lead.do("activity.lock", id=empathy["id"])
        show(eyes, "locked", ("board", "board", ".pfoot"), lead)
        targets = [each["id"] for each in lead.of("note")]
        vote, ballot = lead.start("dots"), lead.new_id()
        lead.do("ballot.open", id=ballot, activity=vote["id"], method="dots", targets=targets,
                settings={"dots": 3, "max": 2, "secret": True, "shuffle": True})  # fmt: skip
        show(eyes, "vote", ("vote", "vote", ".votable"), lead)
        phone.page.locator(".votable [data-fill=more]").first.click()
        expect(phone.page.locator("#conn[data-line=saved]")).to_have_attribute("data-waiting", "0")
        lead.do("ballot.phones", id=ballot)
        show(eyes, "counting", ("count", "vote", ".quietly[data-art=wait]"), lead)
        lead.do("ballot.close", id=ballot)
        show(eyes, "result", ("result", "result", ".votes strong"), lead)
        lead.do("workshop.close")
        show(eyes, "closed", ("end", "last", ".quietly[data-art=end]"), lead)
        console.close()
        wall.close()
        phone.close(but=NETWORK)


def enter(phone: Eye, lead: Lead) -> None:
    """Join and come to the phone's page."""
    phone.page.goto(f"{phone.url}/j/{lead.code}")
    phone.page.fill("#alias", "Lontra blu")
    phone.page.locator("button[form=join]").click()
    phone.page.locator("a.btn--go").click()
    if "rtl" in phone.name:  # joining chose a language that people speak
        phone.context.add_cookies([{"name": "lang", "value": "qps", "url": phone.url}])
        phone.page.reload()
    expect(phone.page.locator("#conn")).to_have_attribute("data-line", "saved")


def show(eyes: tuple[Eye, Eye, Eye], state: str, scenes: tuple[str, str, str], lead: Lead) -> None:
    """Wait until all three show a state, then look at them."""
    console, wall, phone = eyes
    names = {"lobby": "door"}
    expect(console.page.locator("#board")).to_have_attribute("data-scene", names.get(scenes[0], scenes[0]))
    expect(wall.page.locator("body")).to_have_attribute("data-scene", scenes[1])
    expect(phone.page.locator(scenes[2]).first).to_be_visible()
    for eye in eyes:
        eye.look(state)


def test_a_phone_loads_little_from_the_code_to_the_first_note(browser: Browser, server: Served) -> None:
    with leading(server) as lead:
        lead.start("empathy-map")
        context = browser.new_context(**PHONE)
        page = context.new_page()
        line = context.new_cdp_session(page)
        line.send("Network.enable")
        sizes: list[float] = []
        line.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        page.goto(f"{server.url}/j/{lead.code}")
        page.wait_for_load_state("networkidle")
        assert 0 < sum(sizes) <= LIGHT, f"joining: {sum(sizes):.0f} bytes"
        page.fill("#alias", "Lontra blu")
        page.locator("button[form=join]").click()
        page.locator("a.btn--go").click()
        page.fill("#w", "Una nota")
        page.locator(".composer .btn--go").click()
        expect(page.locator("#conn[data-line=saved]")).to_have_attribute("data-waiting", "0")
        assert sum(sizes) <= WHOLE, f"{sum(sizes):.0f} bytes in {len(sizes)} requests"
        context.close()


def tab_to(page: Page, selector: str, most: int) -> None:
    """Go on with the tab key until something has the focus; each stop on the way can be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        seen = "each => { const box = each.getBoundingClientRect(); return box.width > 0 && box.height > 0 }"
        assert page.locator(":focus").evaluate(seen)
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"{selector} is not reached within {most} tabs")


def test_a_note_is_written_and_voted_on_by_keyboard_alone(browser: Browser, server: Served) -> None:
    with leading(server) as lead:
        activity = lead.start("empathy-map")
        phone = Eye(browser, server, "320 dark")
        phone.page.goto(f"{server.url}/j/{lead.code}")
        tab_to(phone.page, "button[form=join]", 20)
        phone.page.keyboard.press("Enter")
        phone.page.locator("a.btn--go").wait_for()
        tab_to(phone.page, "a.btn--go", 8)
        phone.page.keyboard.press("Enter")
        phone.page.locator("[role=tab]").first.wait_for()
        tab_to(phone.page, "[role=tab]", 8)
        phone.page.keyboard.press("ArrowRight")
        tab_to(phone.page, "#w", 20)
        phone.page.keyboard.type("Scritta con i tasti")
        tab_to(phone.page, ".composer .btn--go", 4)
        phone.page.keyboard.press("Enter")
        expect(phone.page.locator(".drawer .note")).to_contain_text("Scritta con i tasti")
        expect(phone.page.locator("#conn[data-line=saved]")).to_have_attribute("data-waiting", "0")
        lead.do("activity.reveal", id=activity["id"], to="room")
        assert [each["zone"] for each in lead.of("note")] == [activity["zones"][1]["id"]]
        phone.close()


def test_the_console_goes_on_by_keyboard_alone(browser: Browser, server: Served) -> None:
    with leading(server) as lead:
        console = Eye(browser, server, "1440 dark", EMAIL)
        page = console.page
        page.goto(f"{server.url}/w/{lead.workshop}")
        expect(page.locator(".next b")).to_have_text("Avvia")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text("Vai agli strumenti")
        page.keyboard.press("Enter")
        tab_to(page, ".next", 10)
        page.keyboard.press("Enter")
        expect(page.locator(".next b")).to_have_text("Avanti")
        expect(page.locator(".next")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#board")).to_have_attribute("data-scene", "board")
        page.keyboard.press("n")
        expect(page.locator(".next b")).to_have_text("Aspetta chi scrive")
        console.close()
