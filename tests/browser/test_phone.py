"""A phone in Chromium: from the code to the last note, with and without a network, by thumb and by keyboard."""

from __future__ import annotations

import io
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, WebSocketRoute, expect

from tests.browser.lead import Lead, add_lead, leading
from tests.browser.page import chromium, findings, overflow, watch
from tests.effort import windows
from tests.serving import Served, serve

LIGHT = 100 * 1024  # bytes of a first load, headers included
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "locale": "it-IT"}
WINDOWS: dict[str, dict[str, Any]] = {
    "360": PHONE,
    "320": PHONE | {"viewport": {"width": 320, "height": 568}},
    "dark": PHONE | {"color_scheme": "dark"},
    "contrast": PHONE | {"forced_colors": "active"},
    "rtl": PHONE | {"locale": "qps"},
    "large": PHONE,
    "wide": {"viewport": {"width": 1280, "height": 800}, "locale": "it-IT"},
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(data_dir=tmp_path_factory.mktemp("phone")) as made:
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


@contextmanager
def device(browser: Browser, **more: Any) -> Iterator[BrowserContext]:
    """A phone of its own."""
    made = browser.new_context(**(PHONE | more))
    made.set_default_timeout(8000)
    yield made
    made.close()


def enter(context: BrowserContext, server: Served, lead: Lead, alias: str = "Lontra blu") -> Page:
    """Join with a phone; returns its page."""
    page = watch(context, server.url).page
    page.goto(f"{server.url}/j/{lead.code}")
    page.fill("#alias", alias)
    page.locator("button[form=join]").click()
    page.locator("a.btn--go").click()
    expect(page.locator("#conn")).to_have_attribute("data-line", "saved")
    return page


def write(page: Page, text: str) -> None:
    """Write a note and stick it."""
    page.fill("#w", text)
    page.locator(".composer .btn--go").click()


def settled(page: Page) -> None:
    """Wait until everything has been answered."""
    expect(page.locator("#conn[data-line=saved]")).to_have_attribute("data-waiting", "0")


class Wire:
    """The phone's network: cut and mended without the browser being told."""

    def __init__(self, page: Page) -> None:
        self.up, self.open = True, []  # type: tuple[bool, list[WebSocketRoute]]
        page.route_web_socket("**/live/**", self.dial)

    def dial(self, socket: WebSocketRoute) -> None:
        if not self.up:
            socket.close(code=1001)
            return
        socket.connect_to_server()
        self.open.append(socket)

    def cut(self) -> None:
        """From now on nothing gets through."""
        self.up = False
        for socket in self.open:
            socket.close(code=1001)
        self.open.clear()

    def mend(self) -> None:
        """The network is back."""
        self.up = True


def test_the_first_load_is_light(browser: Browser, server: Served, lead: Lead) -> None:
    lead.start("empathy-map")
    with device(browser) as first:
        enter(first, server, lead)
        cookies = first.cookies()
    with device(browser) as context:
        context.add_cookies(cookies)  # type: ignore[arg-type]
        page = context.new_page()
        line = context.new_cdp_session(page)
        line.send("Network.enable")
        sizes: list[float] = []
        line.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        page.goto(f"{server.url}/p/{lead.workshop}")
        expect(page.locator("#w")).to_be_visible()
        page.wait_for_timeout(500)
        assert len(sizes) > 10
        assert sum(sizes) <= LIGHT, f"{sum(sizes):.0f} bytes in {len(sizes)} requests"


def test_private_then_shared(browser: Browser, server: Served, lead: Lead) -> None:
    with device(browser) as mine, device(browser) as theirs:
        page, other = enter(mine, server, lead), enter(theirs, server, lead, "Gatto verde")
        expect(page.locator("h1")).to_have_text("Ci siamo quasi, Lontra blu")
        activity = lead.start("empathy-map")
        expect(page.locator("#readers")).to_contain_text("Adesso la leggi solo tu")
        write(page, "Qui il silenzio è gratis")
        expect(page.locator(".note[data-own]:not(.composer *)")).to_contain_text("Solo tua")
        expect(other.locator(".drawer .note")).to_have_count(0)
        assert "silenzio" not in other.content()
        lead.do("activity.reveal", id=activity["id"], to="room")
        expect(other.locator(".drawer .note")).to_contain_text("Qui il silenzio è gratis")
        expect(other.locator(".note[data-own]:not(.composer *)")).to_have_count(0)
        expect(page.locator(".drawer .note[data-own]")).to_contain_text("Sulla parete")


def test_a_note_is_edited_moved_removed_and_put_back(browser: Browser, server: Served, lead: Lead) -> None:
    activity = lead.start("empathy-map")
    with device(browser) as context:
        page = enter(context, server, lead)
        write(page, "Alle sete si chiude")
        page.get_by_role("button", name="Modifica la tua nota").click()
        page.fill("#own-text", "Alle sette si chiude")
        page.locator("#own").get_by_text(activity["zones"][1]["title"], exact=True).click()
        page.get_by_role("button", name="Salva", exact=True).click()
        page.get_by_role("tab", name=activity["zones"][1]["title"]).click()
        expect(page.locator(".drawer .note")).to_contain_text("Alle sette si chiude")
        page.get_by_role("button", name="Modifica la tua nota").click()
        page.get_by_role("button", name="Togli la nota").click()
        expect(page.locator(".drawer .note")).to_have_count(0)
        page.get_by_role("button", name="Rimettila").click()
        expect(page.locator(".drawer .note")).to_have_count(1)
        settled(page)
        lead.do("activity.reveal", id=activity["id"], to="room")
        assert [(n["text"], n["zone"]) for n in lead.of("note")] == [
            ("Alle sette si chiude", activity["zones"][1]["id"])
        ]


def test_a_photo_is_made_small_before_it_leaves(browser: Browser, server: Served, lead: Lead) -> None:
    activity = lead.start("empathy-map")
    with device(browser) as context:
        page = enter(context, server, lead)
        buffer = io.BytesIO()
        Image.effect_noise((3000, 2000), 80).convert("RGB").save(buffer, "JPEG")
        photo = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}
        page.locator("[data-fill=file]").set_input_files(photo)
        expect(page.locator(".composer__photo img")).to_be_visible()
        with page.expect_request("**/media/*") as put:
            write(page, "La porta")
        assert len(put.value.post_data_buffer or b"") < len(buffer.getvalue())
        shown = page.locator(".drawer .note img")
        expect(shown).to_be_visible()
        settled(page)
        lead.do("activity.reveal", id=activity["id"], to="room")
        (note,) = lead.of("note")
        assert (note["media"][0]["w"], note["media"][0]["h"]) == (1600, 1067)
        page.locator("[data-fill=file]").set_input_files(
            {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
        )
        expect(page.locator(".composer .field__error")).to_contain_text("non si apre")


def test_without_a_network_nothing_is_lost_and_nothing_doubled(browser: Browser, tmp_path: Any) -> None:
    with serve(data_dir=tmp_path) as server:
        add_lead(server)
        with leading(server) as lead, device(browser) as context:
            activity = lead.start("empathy-map")
            page = enter(context, server, lead)
            write(page, "prima")
            settled(page)
            server.stop(signal.SIGKILL)
            for text in ("seconda", "terza"):
                write(page, text)
            expect(page.locator(".band")).to_contain_text("2 cose in attesa")
            expect(page.locator(".note[data-waiting]")).to_have_count(2)
            page.close()
            server.start()
            page = context.new_page()
            page.goto(f"{server.url}/p/{lead.workshop}")
            expect(page.locator(".drawer .note")).to_have_count(3)
            settled(page)
            expect(page.locator(".note[data-waiting]")).to_have_count(0)
            lead.wait(lead.client.open())
            lead.do("activity.reveal", id=activity["id"], to="facilitators")
            assert sorted(note["text"] for note in lead.of("note")) == ["prima", "seconda", "terza"]


def test_closed_right_after_sticking_or_typing(browser: Browser, server: Served, lead: Lead) -> None:
    lead.set_rules("empathy-map", notes=None)
    activity = lead.start("empathy-map")
    with device(browser) as context:
        page = enter(context, server, lead)
        for n in range(8):
            write(page, f"nota {n}")
            expect(page.locator(".drawer .note")).to_have_count(n + 1)
            page.fill("#w", f"bozza {n}")
            page.close(run_before_unload=False)
            page = context.new_page()
            page.goto(f"{server.url}/p/{lead.workshop}")
            expect(page.locator("#w")).to_have_value(f"bozza {n}")
            expect(page.locator(".drawer .note")).to_have_count(n + 1)
        settled(page)
        lead.do("activity.reveal", id=activity["id"], to="facilitators")
        assert len(lead.of("note")) == 8


def test_a_refused_note_comes_back_to_its_writer(browser: Browser, server: Served, lead: Lead) -> None:
    activity = lead.start("how-might-we")
    with device(browser) as context:
        page = context.new_page()
        wire = Wire(page)
        page.goto(f"{server.url}/j/{lead.code}")
        page.locator("button[form=join]").click()
        page.locator("a.btn--go").click()
        expect(page.locator("#w")).to_be_visible()
        wire.cut()
        write(page, "scritta al buio")
        expect(page.locator(".note[data-waiting]")).to_have_count(1)
        lead.do("activity.lock", id=activity["id"])
        wire.mend()
        page.get_by_role("button", name="Riprova ora").click()
        band = page.locator(".band[data-tone=stop]")
        expect(band).to_contain_text("scritta al buio")
        expect(band).to_contain_text("ferme")
        expect(page.locator(".drawer .note")).to_have_count(0)
        lead.do("activity.unlock", id=activity["id"])
        band.get_by_role("button", name="Rimetti nella casella").click()
        expect(page.locator("#w")).to_have_value("scritta al buio")
        page.locator(".composer .btn--go").click()
        expect(page.locator(".drawer .note")).to_have_count(1)
        expect(page.locator(".band")).to_have_count(0)


def test_whoever_is_writing_is_not_carried_away(browser: Browser, server: Served, lead: Lead) -> None:
    first = lead.start("empathy-map")
    with device(browser) as context:
        page = enter(context, server, lead)
        page.locator("#w").press_sequentially("Sto ancora scri")
        lead.start("how-might-we")
        expect(page.locator(".band")).to_contain_text("Il gruppo è passato avanti")
        expect(page.locator("#w")).to_be_focused()
        page.locator("#w").press_sequentially("vendo")
        page.locator(".composer .btn--go").click()
        expect(page.locator(".band")).to_have_count(0)
        expect(page.locator("#w")).to_have_value("")
        settled(page)
        lead.do("activity.reveal", id=first["id"], to="room")
        assert [(n["text"], n["activity"]) for n in lead.of("note")] == [
            ("Sto ancora scrivendo", first["id"])
        ]


def test_a_latecomer_is_told_once_and_each_zone_says_what_belongs_there(
    browser: Browser, server: Served, lead: Lead
) -> None:
    lead.start("empathy-map")
    with device(browser) as first, device(browser, locale="en-GB") as context:
        early = enter(first, server, lead)
        expect(early.locator("#zone-hint")).to_have_text("Le sue parole, tra virgolette")
        described = re.compile("^Le sue parole, tra virgolette Adesso la leggi")
        expect(early.locator("#w")).to_have_accessible_description(described)
        early.get_by_role("tab", name="Fa").click()
        expect(early.locator("#zone-hint")).to_have_text("Che cosa gli vedi fare")
        expect(early.locator(".band")).to_have_count(0)
        page = context.new_page()
        page.route_web_socket("**/live/**", much_later)
        page.goto(f"{server.url}/j/{lead.code}")
        page.locator("button[form=join]").click()
        page.locator("a.btn--go").click()
        band = page.locator(".band")
        expect(band).to_contain_text("We are at “Empathy map” already")
        expect(band).to_contain_text("Everyone writes about a real person: what they say, think, do, feel.")
        page.reload()
        expect(band).to_be_visible()
        band.get_by_role("button", name="I see").click()
        expect(band).to_have_count(0)
        page.reload()
        expect(page.locator("#zone-hint")).to_have_text("Their words, in quotes")
        expect(band).to_have_count(0)
        lead.start("storyboard")
        expect(page.locator("#zone-hint")).to_contain_text("Behind the counter")
        page.reload()
        expect(page.locator("#zone-hint")).to_contain_text("Behind the counter")
        expect(band).to_have_count(0)


def much_later(socket: WebSocketRoute) -> None:
    """A server whose clock is five minutes on, so that what began just now has been running for a while."""
    line = socket.connect_to_server()

    def later(now: re.Match[str]) -> str:
        return f'"now":{int(now[1]) + 300_000}'

    line.on_message(lambda said: socket.send(re.sub(r'"now":(\d+)', later, str(said))))


def ballot(lead: Lead, *, dots: int = 3, most: int = 2) -> tuple[dict[str, Any], str]:
    """A ballot on three notes of the facilitator's."""
    board = lead.start("idea-cards")
    for n in range(3):
        lead.do(
            "note.add", id=lead.new_id(), activity=board["id"], zone=board["zones"][0]["id"], text=f"idea {n}"
        )
    lead.do("activity.reveal", id=board["id"], to="room")
    targets = [note["id"] for note in lead.of("note")]
    vote, id = lead.start("dots"), lead.new_id()
    settings = {"dots": dots, "max": most, "secret": True, "shuffle": True}
    lead.do("ballot.open", id=id, activity=vote["id"], method="dots", targets=targets, settings=settings)
    return vote, id


def test_voting_by_keyboard(browser: Browser, server: Served, lead: Lead) -> None:
    with device(browser) as context:
        page = enter(context, server, lead)
        _, id = ballot(lead)
        put = page.get_by_role("button", name="Metti un pallino su: idea 1")
        put.focus()
        for _ in range(3):
            page.keyboard.press("Enter")
        expect(page.locator(".ballot b")).to_have_text("1")
        page.get_by_role("button", name="Togli un pallino da: idea 1").focus()
        for _ in range(2):
            page.keyboard.press("Enter")
        expect(page.locator(".ballot b")).to_have_text("3")
        expect(put).to_be_focused()
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Ho finito").press("Enter")
        expect(page.get_by_role("button", name="Cambio ancora")).to_be_visible()
        settled(page)
        lead.do("ballot.close", id=id)
        expect(page.locator("h1")).to_have_text("Ecco il risultato")
        expect(page.locator(".votes > li").first).to_contain_text("idea 1")
        assert [t["dots"] for t in sorted(lead.of("tally"), key=lambda t: t["rank"])] == [1, 0, 0]


def test_everyone_has_their_own_order_and_keeps_it(browser: Browser, server: Served, lead: Lead) -> None:
    orders = set()
    with device(browser) as context:
        page = enter(context, server, lead)
        ballot(lead)
        expect(page.locator(".votable")).to_have_count(3)
        before = page.locator(".votable__text").all_inner_texts()
        page.reload()
        expect(page.locator(".votable")).to_have_count(3)
        assert page.locator(".votable__text").all_inner_texts() == before
        orders.add(tuple(before))
    for n in range(7):
        if len(orders) > 1:
            break
        with device(browser) as context:
            page = enter(context, server, lead, f"Persona {n}")
            expect(page.locator(".votable")).to_have_count(3)
            orders.add(tuple(page.locator(".votable__text").all_inner_texts()))
    assert len(orders) > 1


@pytest.mark.parametrize("window", windows(WINDOWS, "large"))
def test_every_scene_is_whole_in_every_window(browser: Browser, server: Served, window: str) -> None:
    with leading(server) as lead, device(browser, **WINDOWS[window]) as context:
        if window == "rtl":
            context.add_cookies([{"name": "lang", "value": "qps", "url": server.url}])
        if window == "large":
            context.add_cookies([{"name": "text", "value": "3", "url": server.url}])
        watched = watch(context, server.url)
        page = watched.page
        for path in ("/", "/r", f"/j/{lead.code}"):
            page.goto(f"{server.url}{path}")
            whole(page, path)
        page.fill("#alias", "Lontra blu")
        page.locator("button[form=join]").click()
        whole(page, "receipt")
        page.locator("a.btn--go").click()
        scene(page, ".quietly", "lobby")
        lead.do("activity.start", id=lead.agenda[0]["id"])
        scene(page, ".quietly[data-art=talk], .quietly[data-art=light]", "talk")
        board = lead.start("empathy-map")
        lead.do("timer.start", seconds=55)
        expect(page.locator(".finish")).to_be_visible()
        scene(page, "#w", "write")
        write(page, "أريد مكانًا أبقى فيه دون أن أضطر إلى الشراء")
        lead.do("message.send", text="Ancora due minuti", lang="it")
        scene(page, ".band", "message")
        page.get_by_role("button").filter(has=page.locator("svg use[href*=pencil]")).first.click()
        whole(page, "own")
        page.keyboard.press("Escape")
        lead.do("activity.reveal", id=board["id"], to="room")
        (note,) = lead.of("note")
        lead.do("spotlight.set", target=note["id"])
        scene(page, ".light .note", "light")
        lead.do("activity.lock", id=board["id"])
        scene(page, ".quietly .note[data-spot]", "spot")
        ballot(lead)
        scene(page, ".votable", "vote")
        page.locator(".votable [data-fill=more]").first.click()
        lead.do("ballot.close", id=lead.of("ballot")[0]["id"])
        scene(page, ".votes .tied, .votes strong", "result")
        lead.do("workshop.close")
        scene(page, ".quietly[data-art=end]", "end")
        assert [said for said in watched.trouble() if "[::1]" not in said] == []


def scene(page: Page, selector: str, name: str) -> None:
    """Wait for a scene, then look at it."""
    expect(page.locator(selector).first).to_be_visible()
    page.wait_for_timeout(300)
    whole(page, name)


def whole(page: Page, name: str) -> None:
    """Nothing serious for a screen reader, nothing wider than the window, nothing too small for a thumb, one h1."""
    assert findings(page) == [], name
    assert overflow(page) <= 0, name
    assert page.locator("h1:visible").count() == 1, name
    small = page.locator(
        "button:visible, a.btn:visible, .langs > *:visible, [role=tab]:visible"
    ).evaluate_all(
        "all => all.filter((each) => each.getBoundingClientRect().height < 43.5).map((each) => each.outerHTML)"
    )
    assert small == [], name
