"""The taster, played on real words: facilitator, wall and three phones, one offline a while, one closed and reopened.

The words are statements of two consultations held by real people (tests/data, CC BY 4.0): in English and in Chinese.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from tests.browser.page import chromium, findings, overflow
from tests.browser.room import CONSOLE, PHONE, WALL, Console, Phone, Screen, device
from tests.contracts.polis import SEATTLE, TAIWAN, statements
from tests.serving import Served, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]
EMAIL, PASSWORD = "fara@prove.example", "una-parola-lunga-per-le-prove"
TITLE = "Fifteen dollars, 計程車, e la biblioteca"
ALIASES = ("Ada", "阿明", "Lontra blu")
PICTURES = os.environ.get("OFFICINA_TEST_PICTURES", "")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(data_dir=tmp_path_factory.mktemp("journey")) as made:
        made.officina("user", "add", EMAIL, "--role", "facilitator", "--name", "Fara", stdin=PASSWORD + "\n")
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


def said(conversation: str, most: int) -> list[str]:
    """What people said and the moderators let stand, on one line; none of it part of another."""
    texts = [" ".join(each.text.split()) for each in statements(conversation) if not each.out]
    return [one for one in texts if len(one) <= most and not any(one in other for other in texts if other != one)]


@dataclass
class Evening:
    """The devices, what was typed at which method, and each result: (who voted, dots given) → each text's dots."""

    console: Console
    wall: Screen
    phones: list[Phone]
    english: list[str]
    chinese: list[str]
    typed: dict[str, list[str]] = field(default_factory=dict)
    results: dict[tuple[int, int], dict[str, int]] = field(default_factory=dict)

    def take(self, of: list[str], where: str) -> str:
        """The next statement nobody has typed yet."""
        text = of.pop(0)
        self.typed.setdefault(where, []).append(text)
        return text

    def look(self, name: str) -> None:
        """Everything on every screen fits and can be read by everybody; pictures are kept when asked for."""
        for at, screen in enumerate((self.console, self.wall, *self.phones)):
            assert overflow(screen.page) <= 0, (name, at)
            if PICTURES:
                screen.page.wait_for_timeout(400)
                screen.page.screenshot(path=f"{PICTURES}/{name}-{at}.png")

    def headings(self) -> list[str]:
        """What each phone asks now."""
        return [phone.page.locator("h1").inner_text() for phone in self.phones]

    def moved_on(self, before: list[str]) -> None:
        """Every phone asks something else than before: nobody writes into what is over."""
        for phone, was in zip(self.phones, before, strict=True):
            expect(phone.page.locator("h1")).not_to_have_text(was)

    def settle(self) -> None:
        """Everything that was written has been answered."""
        for phone in self.phones:
            phone.settle()


def test_a_workshop_from_the_code_to_the_files(server: Served, browser: Browser, tmp_path: Path) -> None:
    evening = gather(server, browser)
    ada, ming, lontra = evening.phones
    welcome(evening)
    empathy(evening, ada, ming, lontra)
    question(evening)
    ideas = imagine(evening)
    first = choose(evening, ideas)
    build(evening)
    close(evening, first)
    proposal = draft(evening, first)
    read_back(evening, proposal, tmp_path)
    nothing_lost_nothing_doubled(evening)
    for screen in (evening.console, evening.wall, *evening.phones):
        assert screen.trouble() == []


def gather(server: Served, browser: Browser) -> Evening:
    """The workshop is made and opened, the wall hangs, three people come in."""
    console = device(browser, server.url, Console, CONSOLE)
    console.begin(EMAIL, PASSWORD, TITLE)
    console.next("Apri", "Avvia")
    wall = Screen(console.context, server.url)
    wall.open(f"/w/{console.workshop}/wall").set_viewport_size(WALL["viewport"])
    phones = [device(browser, server.url, Phone, PHONE, locale=tag) for tag in ("en-US", "zh-TW", "it-IT")]
    for phone, alias in zip(phones, ALIASES, strict=True):
        phone.join(console.code, alias)
    expect(wall.page.locator(".names li")).to_have_text(list(ALIASES))
    evening = Evening(console, wall, phones, said(SEATTLE, 200), said(TAIWAN, 60))
    evening.look("lobby")
    return evening


def welcome(evening: Evening) -> None:
    """Talk with phones down, then one note each."""
    console = evening.console
    console.next("Avvia", "Avanti")
    expect(evening.phones[0].page.locator(".quietly")).to_be_visible()
    evening.look("talk")
    console.next("Avanti")
    for phone in evening.phones:
        phone.write(evening.take(evening.english, "check-in"))
    expect(console.page.locator(".zones .note")).to_have_count(3)
    evening.settle()


def empathy(evening: Evening, ada: Phone, ming: Phone, lontra: Phone) -> None:
    """Private writing, one phone without a network, one closed at once; two-step reveal; two clusters."""
    console, wall = evening.console, evening.wall
    before = evening.headings()
    console.next("Avanti", "Aspetta chi scrive")
    evening.moved_on(before)
    hers = [evening.take(evening.english, "empathy-map") for _ in range(4)]
    ada.write(hers[0], zone=0)
    ada.settle()
    ada.page.fill("#w", hers[1][:20])
    ada.offline(True)
    for at, text in enumerate(hers[1:3], 1):
        expect(ada.write(text, zone=at)).to_have_attribute("data-waiting", "")
    expect(ada.page.locator(".band[data-tone=wait]")).to_contain_text("2")
    evening.look("offline")
    his = [evening.take(evening.chinese, "empathy-map") for _ in range(4)]
    for at, text in enumerate(his):
        ming.write(text, zone=at)
    its = [evening.take(evening.english, "empathy-map") for _ in range(3)]
    lontra.write(its[0], zone=0)
    lontra.offline(True)
    lontra.write(its[1], zone=3)
    lontra.page.close(run_before_unload=False)
    lontra.offline(False)
    ada.offline(False)
    lontra.open(f"/p/{lontra.workshop}")
    lontra.page.locator("[role=tab]").nth(3).click()
    expect(lontra.note(its[1])).to_have_count(1)
    lontra.write(its[2])
    evening.settle()
    expect(ada.page.locator(".note[data-waiting]")).to_have_count(0)
    ada.write(hers[3], zone=3)
    evening.settle()
    expect(wall.page.locator(".backs > .note")).to_have_count(11)
    for screen in (console, wall, ming):
        assert not any(text in screen.page.content() for text in hers + its)
    evening.look("covered")
    console.next("Svela a me", "Svela alla sala")
    expect(console.page.locator(".zones .note")).to_have_count(11)
    assert not any(text in wall.page.content() for text in hers + its + his)
    console.next("Svela alla sala", "Avanti")
    expect(wall.page.locator(".zones .note")).to_have_count(11)
    console.group(hers[:2] + its[:1], "Who pays for it")
    console.group(his[:2], "誰來負責")
    expect(console.page.locator("#chosen")).to_be_hidden()
    console.note(hers[2]).click()
    console.page.keyboard.press("l")
    expect(console.note(hers[2])).to_have_attribute("data-spot", "")
    expect(wall.page.locator(".light .note")).to_contain_text(hers[2])
    evening.look("light")
    console.page.keyboard.press("l")
    expect(wall.page.locator(".cluster")).to_have_count(2)
    evening.look("clusters")


def question(evening: Evening) -> None:
    """How might we: everybody sees it at once."""
    before = evening.headings()
    evening.console.next("Avanti", "Avanti")
    evening.moved_on(before)
    for phone, of in zip(evening.phones, (evening.english, evening.chinese, evening.english), strict=True):
        for _ in range(2):
            phone.write(evening.take(of, "how-might-we"))
    evening.settle()
    expect(evening.wall.page.locator(".zones .note")).to_have_count(6)
    evening.look("question")


def imagine(evening: Evening) -> list[str]:
    """Ideas, private first; five of them are carried into the vote."""
    before = evening.headings()
    evening.console.next("Avanti", "Aspetta chi scrive")
    evening.moved_on(before)
    for phone, of in zip(evening.phones, (evening.english, evening.chinese, evening.english), strict=True):
        for _ in range(2):
            phone.write(evening.take(of, "idea-cards"))
    evening.settle()
    evening.console.reveal()
    ideas = evening.typed["idea-cards"][:5]
    evening.console.carry(ideas, "Voto a pallini")
    return ideas


def choose(evening: Evening, ideas: list[str]) -> str:
    """Three dots each, one taken back; two are tied, so a second vote between them decides."""
    console, (ada, ming, lontra) = evening.console, evening.phones
    console.next("Avanti", "Apri il voto")
    console.next("Apri il voto")
    chosen = "#ask-ballot [name=target]:checked, #ask-ballot .ballot-card input:checked"
    expect(console.page.locator(chosen)).to_have_count(5)
    console.page.locator("#ask-ballot [value=ok]").click()
    for phone in evening.phones:
        expect(phone.page.locator(".votable")).to_have_count(5)
    ada.vote(ideas[2], 2)
    ada.vote(ideas[2], -2)
    for phone, given in ((ada, (2, 1, 0)), (ming, (1, 2, 0)), (lontra, (0, 0, 1))):
        for text, dots in zip(ideas, given, strict=False):
            phone.vote(text, dots)
    evening.settle()
    evening.look("vote")
    console.next("Chiudi il voto", "Avanti")
    expect(console.page.locator(".rank")).to_have_count(5)
    found = ranks(evening.wall)
    assert sorted(found[:2]) == sorted([("1", ideas[0], 3), ("1", ideas[1], 3)])
    assert found[2] == ("3", ideas[2], 1)
    evening.results[3, 7] = dict.fromkeys(ideas, 0) | {text: dots for _, text, dots in found}
    told = [text for _, text, _ in found]
    expect(evening.wall.page.locator("#say")).to_contain_text("Altre 2")  # the wall counts what got nothing
    for all_of_them in (console.page.locator(".rank .note__text"), ada.page.locator(".votes .note__text")):
        expect(all_of_them).to_have_count(5)
        assert all_of_them.all_inner_texts()[:3] == told
    evening.look("tie")
    console.page.get_by_role("button", name="Vota ancora fra questi").click()
    console.page.locator("#ask-sure [value=ok]").click()
    for phone, text in ((ada, ideas[1]), (ming, ideas[1]), (lontra, ideas[0])):
        expect(phone.page.locator(".votable")).to_have_count(2)
        phone.vote(text, 1)
    evening.settle()
    console.next("Chiudi il voto", "Avanti")
    expect(evening.wall.page.locator(".rank")).to_have_count(2)
    assert ranks(evening.wall) == [("1", ideas[1], 2), ("2", ideas[0], 1)]
    evening.results[3, 3] = {ideas[1]: 2, ideas[0]: 1}
    evening.look("result")
    return ideas[1]


def ranks(wall: Screen) -> list[tuple[str, str, int]]:
    """The result as it stands on the wall."""
    expect(wall.page.locator(".rank").first).to_be_visible()
    return [
        (
            row.locator("[data-fill=rank]").inner_text(),
            row.locator(".note__text").inner_text(),
            int(row.locator(".rank__v").inner_text()),
        )
        for row in wall.page.locator(".rank").all()
    ]


def build(evening: Evening) -> None:
    """Storyboard, feedback on it, plus and delta."""
    console = evening.console
    before = evening.headings()
    console.next("Avanti", "Porta la prima")
    console.bring("Porta la prima", "Avanti")
    evening.moved_on(before)
    for at, phone in enumerate(evening.phones):
        for frame in (at * 2, at * 2 + 1):
            phone.write(evening.take(evening.chinese, "storyboard"), zone=frame)
    evening.settle()
    evening.look("storyboard")
    for method in ("feedback-grid", "plus-delta"):
        before = evening.headings()
        console.next("Avanti")
        if method == "feedback-grid":
            console.bring("Porta la carta", "Aspetta chi scrive")
        evening.moved_on(before)
        for at, phone in enumerate(evening.phones):
            phone.write(evening.take(evening.chinese, method), zone=at)
        evening.settle()
        console.reveal("Avanti" if method == "feedback-grid" else "Chiudi il laboratorio")
        evening.look(method)


def close(evening: Evening, first: str) -> None:
    """The end, on every screen."""
    evening.console.next("Chiudi il laboratorio")
    evening.console.page.locator("#ask-finish .btn--go").click()
    expect(evening.console.page.locator("body")).to_have_attribute("data-state", "closed")
    expect(evening.wall.page.locator(".last__chosen")).to_contain_text(first)
    for phone in evening.phones:
        expect(phone.page.locator(".quietly[data-art=end]")).to_be_visible()
    evening.look("end")


def draft(evening: Evening, first: str) -> Screen:
    """One press makes the proposal, opened beside the console."""
    console = evening.console
    with console.context.expect_page() as opened:
        console.next("Redigi la proposta")
    opened.value.wait_for_url(re.compile("/o/[0-9a-f]{32}"))
    address = opened.value.url.removeprefix(console.origin)
    opened.value.close()
    proposal = Screen(console.context, console.origin)
    expect(proposal.open(address).locator("#s-idea .told")).to_contain_text(first)
    assert findings(proposal.page) == []
    if PICTURES:
        proposal.page.screenshot(path=f"{PICTURES}/proposal.png", full_page=True)
    return proposal


def read_back(evening: Evening, proposal: Screen, folder: Path) -> None:
    """PDF, Markdown and JSON say what was typed and how it was voted."""
    files: dict[str, Path] = {}
    proposal.page.locator(".alltakes summary").click()
    for form in ("pdf", "md", "json"):
        with proposal.page.expect_download() as download:
            proposal.page.locator(f".alltakes a[href^='/o/'][href$='.{form}']").click()
        files[form] = folder / download.value.suggested_filename
        download.value.save_as(files[form])
    assert {each.suffix for each in files.values()} == {".pdf", ".md", ".json"}
    data = json.loads(files["json"].read_text(encoding="utf-8"))
    words = {
        "pdf": flat("".join(page.extract_text() for page in PdfReader(files["pdf"]).pages)),
        "md": flat(re.sub(r"\\(\W)", r"\1", files["md"].read_text(encoding="utf-8"))),
        "json": flat("".join(each["said"]["text"] for each in (*told(data), *data["evidence"]))),
    }
    written = [text for where, texts in evening.typed.items() if where != "check-in" for text in texts]
    for form, whole in words.items():
        assert [text for text in written if flat(text) not in whole] == [], form
    assert {each["key"]: each["number"] for each in data["counts"]} == {
        "people": len(evening.phones), "notes": len(written) + 3, "clusters": 2, "dots": 10,
    }  # fmt: skip
    assert figures(data) == evening.results
    for (turnout, given), rows in evening.results.items():
        turned = flat(f"{turnout} persone su 3 hanno votato · {given} pallini dati")
        assert turned in words["pdf"]
        assert turned in words["md"]
        for text, dots in rows.items():
            assert re.search(re.escape(flat(text)) + rf"\d*{dots}", words["pdf"]), text
            assert re.search(re.escape(flat(text)) + rf"[*]*(\[\^\d+\])?[*]*\|{dots}\|", words["md"]), text


def told(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The sentences of a proposal."""
    return [each for found in data["sections"] for each in found["sentences"]]


def figures(data: dict[str, Any]) -> dict[tuple[int, int], dict[str, int]]:
    """The ballots of a proposal: (who voted, dots given) → each text's dots."""
    found = [figure for section in data["sections"] for figure in section["figures"]]
    return {
        (each["voted"], each["given"]): {row["said"]["text"]: row["dots"] for row in each["results"]}
        for each in found
    }


def nothing_lost_nothing_doubled(evening: Evening) -> None:
    """Every text stands in the workshop's data exactly once, cards carried on apart."""
    console = evening.console
    view: Any = console.context.request.get(f"{console.origin}/api/v1/workshops/{console.workshop}").json()
    notes = [each for each in view["records"] if each["kind"] == "note" and not each.get("from")]
    assert sorted(each["text"] for each in notes) == sorted(text for texts in evening.typed.values() for text in texts)


def flat(text: str) -> str:
    """Without any space: lines in a PDF break where they like."""
    return re.sub(r"\s+", "", text)
