"""A room played in browsers alone: the facilitator's console, the wall, and phones, each with the acts of a hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.page import Watched, watch

CONSOLE: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "locale": "it-IT"}
WALL: dict[str, Any] = {"viewport": {"width": 1920, "height": 1080}, "locale": "it-IT"}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
NETWORK = ("ERR_INTERNET_DISCONNECTED", "ERR_NETWORK_CHANGED", "ERR_NETWORK_IO_SUSPENDED")


@dataclass
class Screen:
    """One window of one device, with what its pages complained about."""

    context: BrowserContext
    origin: str
    pages: list[Watched] = field(default_factory=list)

    @property
    def page(self) -> Page:
        """The page that is open."""
        return self.pages[-1].page

    def open(self, path: str) -> Page:
        """Another page of this device, and where it goes."""
        self.pages.append(watch(self.context, self.origin))
        self.page.goto(self.origin + path)
        return self.page

    def trouble(self) -> list[str]:
        """What its pages complained about, but for the network that was taken away on purpose."""
        said = [each for watched in self.pages for each in watched.trouble()]
        return [each for each in said if not any(code in each for code in NETWORK)]


@dataclass
class Console(Screen):
    """Who leads, by mouse."""

    workshop: str = ""

    @property
    def code(self) -> str:
        """The code on the bar."""
        return self.page.locator(".cbar__door .code").inner_text().replace(" ", "").replace("-", "")

    def begin(self, email: str, password: str, title: str, pack: str = "") -> None:
        """Sign in, make a workshop in two languages of a pack, else of the first one, stand at its console."""
        page = self.open("/home")
        page.fill("[name=email]", email)
        page.fill("[name=password]", password)
        page.click("main form button")
        page.click("text=Nuovo laboratorio")
        if pack:
            page.locator(".seg a", has_text=pack).click()
        page.fill("[name=title]", title)
        for code in ("it", "en"):
            page.check(f"[name=languages][value={code}]")
        page.click("text=Crea e vai in regia")
        page.wait_for_url("**/w/*")
        self.workshop = page.url.rsplit("/", 1)[1]

    def next(self, words: str, then: str = "") -> None:
        """Press the one big button, which must say these words; wait until it says the next."""
        button = self.page.locator(".next b")
        expect(button).to_have_text(words)
        self.page.click(".next")
        if then:
            expect(button).to_have_text(then)

    def bring(self, words: str, then: str = "") -> None:
        """Bring what the one big button offers, all of it; wait until it says the next."""
        self.next(words)
        self.page.locator("#ask-bring [value=ok]").click()
        expect(self.page.locator("#ask-bring")).to_be_hidden()
        if then:
            expect(self.page.locator(".next b")).to_have_text(then)

    def reveal(self, then: str = "Avanti") -> None:
        """Uncover the notes, to oneself and then to the room."""
        self.next("Svela a me", "Svela alla sala")
        self.next("Svela alla sala", then)

    def note(self, text: str) -> Locator:
        """A note on the board."""
        return self.page.locator(".zones .note", has_text=text)

    def choose(self, texts: Iterable[str]) -> None:
        """Choose notes with the key that chooses several."""
        for text in texts:
            self.note(text).click(modifiers=["ControlOrMeta"])

    def group(self, texts: list[str], title: str) -> None:
        """Gather notes and name them."""
        self.choose(texts)
        self.page.locator("#chosen").get_by_text("Raggruppa").click()
        self.page.fill("#ask-text-in", title)
        self.page.locator("#ask-text [value=ok]").click()
        expect(self.page.locator(".cluster__label", has_text=title)).to_contain_text(str(len(texts)))

    def carry(self, texts: list[str], to: str) -> None:
        """Carry notes into another activity."""
        self.choose(texts)
        self.page.locator("#chosen").get_by_text("Altro").click()
        menu = self.page.locator(".pop")
        menu.get_by_text("Porta in…").click()
        menu.get_by_text(to, exact=True).click()
        expect(self.page.locator(".toast").last).to_contain_text(f"{len(texts)} carte portate")
        self.page.keyboard.press("Escape")


@dataclass
class Phone(Screen):
    """Somebody with a phone, by thumb."""

    workshop: str = ""
    receipt: str = ""

    def join(self, code: str, alias: str) -> None:
        """In by the code: notice, name, receipt."""
        page = self.open(f"/j/{code}")
        page.fill("#alias", alias)
        page.locator("button[form=join]").click()
        self.receipt = page.locator(".receipt .code, .code").first.inner_text()
        page.locator("a.btn--go").click()
        self.settle()
        self.workshop = page.url.rsplit("/", 1)[1]

    def settle(self) -> None:
        """Wait until everything has been answered."""
        expect(self.page.locator("#conn[data-line=saved]")).to_have_attribute("data-waiting", "0", timeout=20_000)

    def write(self, text: str, zone: int | None = None) -> Locator:
        """Write a note, in a zone when there are several, and stick it; it is there at once."""
        if zone is not None:
            self.page.locator("[role=tab]").nth(zone).click()
        self.page.fill("#w", text)
        self.page.locator(".composer .btn--go").click()
        made = self.note(text)
        expect(made).to_have_count(1)
        return made

    def note(self, text: str) -> Locator:
        """A note that is stuck."""
        return self.page.locator(".drawer .note", has_text=text)

    def offline(self, to: bool) -> None:
        """Walk out of the network, or back into it."""
        self.context.set_offline(to)

    def vote(self, text: str, dots: int) -> None:
        """Give dots to a card, or take them back."""
        card = self.page.locator(".votable", has_text=text)
        for _ in range(abs(dots)):
            card.locator(f"[data-fill={'more' if dots > 0 else 'less'}]").click()


def device(browser: Browser, origin: str, kind: type[Any], shape: dict[str, Any], **more: Any) -> Any:
    """A device of a kind, with a memory of its own."""
    context = browser.new_context(**(shape | more))
    context.set_default_timeout(10_000)
    return kind(context, origin)
