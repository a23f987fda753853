"""What helps whoever leads, in Chromium: their phone as a remote, and the room check before people come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.lead import EMAIL, PASSWORD, Lead, add_lead, leading
from tests.browser.page import chromium, findings, overflow, watch
from tests.serving import Served, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(data_dir=tmp_path_factory.mktemp("remote")) as made:
        add_lead(made)
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


def step(page: Page, words: str) -> None:
    """The one next thing has this name; do it."""
    expect(page.locator(".next b")).to_have_text(words)
    page.locator(".next").click()


def test_an_evening_is_led_from_a_phone(browser: Browser, server: Served) -> None:
    with leading(server) as lead:
        context = browser.new_context(locale="it-IT", has_touch=True, viewport={"width": 360, "height": 740})
        page = signed_in(context.new_page(), server, lead)
        watched = watch(context, server.url)
        step(page, "Avvia")
        expect(page.locator("[data-fill=place]")).to_have_text("1 di 9")
        expect(page.locator(".rsay [data-fill=say]")).to_contain_text("Benvenuti")
        lead.start("empathy-map")
        board = lead.activity("empathy-map")
        expect(page.locator("h1")).to_have_text("Mappa dell’empatia")
        note = lead.new_id()
        zone = board["zones"][0]["id"]
        lead.do("note.add", id=note, activity=board["id"], zone=zone, text="Qui si studia", lang="it")
        expect(page.locator("[data-fill=count]")).to_contain_text("1 nota coperta")
        page.locator("[data-act=reveal]").click()
        expect(page.locator("[data-act=reveal] span")).to_have_text("Svela a tutti")
        step(page, "Svela alla sala")
        expect(page.locator("[data-act=reveal]")).to_be_disabled()
        time_and_silence(page, lead)
        help_is_given(page, lead)
        assert findings(page) == []
        assert overflow(page) <= 0
        lead.start("dots")
        lead.do("note.carry", id=note, to=lead.activity("dots")["id"], **{"as": lead.new_id()})
        step(page, "Apri il voto")
        step(page, "Chiudi i telefoni")  # the one person is on paper: their hand is still to be counted
        step(page, "Chiudi il voto e mostra")
        expect(page.locator(".next b")).to_have_text("Avanti")
        lead.do("activity.start", id=lead.agenda[-1]["id"])
        lead.do("activity.reveal", id=lead.agenda[-1]["id"], to="room")
        step(page, "Chiudi il laboratorio")
        page.fill("#ask-finish [name=answer]", "2099-05-30")
        assert findings(page) == []
        assert overflow(page) <= 0
        page.locator("#ask-finish [value=ok]").click()
        step(page, "Vai in regia")
        page.wait_for_url(f"**/w/{lead.workshop}")
        assert [(each["state"], day(each["answer_by"])) for each in lead.of("workshop")] == [("closed", "2099-05-30")]
        assert watched.trouble() == []
        context.close()


def day(at: int | None) -> str:
    """The day of a moment, in Rome."""
    return datetime.fromtimestamp((at or 0) / 1000, ZoneInfo("Europe/Rome")).date().isoformat()


def signed_in(page: Page, server: Served, lead: Lead) -> Page:
    """The remote, opened on a phone where nobody is signed in yet: it asks first, then goes where it was going."""
    page.goto(f"{server.url}/w/{lead.workshop}/remote")
    page.fill("[name=email]", EMAIL)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/remote")
    return page


def time_and_silence(page: Page, lead: Lead) -> None:
    """Two minutes more, and everybody's attention."""
    lead.do("timer.start", seconds=600)
    expect(page.locator("[data-fill=clock]")).to_contain_text("09:")
    page.locator("[data-act=more-time]").click()
    expect(page.locator("[data-fill=clock]")).to_contain_text("11:")
    page.locator("[data-act=pause]").click()
    expect(page.locator("[data-fill=until]")).to_have_text("in pausa")
    page.locator("[data-act=silence]").click()
    expect(page.locator(".toast")).to_contain_text("Chiesto silenzio")
    assert [each["text"] for each in lead.of("message")] == [
        "Un momento di silenzio, per favore: guardiamo tutti avanti."
    ]


def help_is_given(page: Page, lead: Lead) -> None:
    """Who calls is named, until somebody says that it was settled."""
    person, table = lead.new_id(), lead.new_id()
    lead.do("table.add", id=table, title="2")
    lead.do("person.add", id=person, alias="Sole giallo", table=table, paper=True)
    lead.do("person.help", id=person, to=True)
    expect(page.locator(".rhelp li")).to_contain_text("Sole giallo, Tavolo 2 chiede aiuto")
    page.locator(".rhelp li button").click()
    expect(page.locator(".rhelp li")).to_have_count(0)


def test_a_room_is_checked_before_people_come(browser: Browser, server: Served) -> None:
    with leading(server) as lead:
        context = browser.new_context(locale="it-IT", viewport={"width": 1366, "height": 768})
        page = signed_in(context.new_page(), server, lead)
        watched = watch(context, server.url)
        page.goto(f"{server.url}/w/{lead.workshop}/check")
        expect(page.locator("#line[data-state=good]")).to_contain_text("Il server risponde dal vivo")
        expect(page.locator("#kept[data-state=good]")).to_contain_text("resta su questo computer")
        page.locator("#tone").click()
        expect(page.locator("#toned")).to_contain_text("Si è sentito?")
        page.goto(f"{server.url}/check")
        expect(page.locator("#script[data-state=good]")).to_be_visible()
        expect(page.locator("#kept[data-state=good]")).to_be_visible()
        expect(page.locator("#offline[data-state=stop]")).to_contain_text("Senza https")
        assert watched.trouble() == []
        context.close()


def test_without_a_live_line_the_room_check_says_what_to_do(browser: Browser, server: Served) -> None:
    with leading(server) as lead:
        context = browser.new_context(locale="it-IT")
        page = signed_in(context.new_page(), server, lead)
        page.route_web_socket("**/live/**", lambda socket: socket.close())
        page.goto(f"{server.url}/w/{lead.workshop}/check")
        expect(page.locator("#line[data-state=stop]")).to_contain_text("La linea dal vivo non si apre")
        context.close()
