"""The wall in Chromium: each scene, in every size, theme and direction, told by a line that is played here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from app.place import now, open_place
from app.settings import read_settings
from tests.browser.page import chromium, findings, overflow, watch
from tests.browser.wall_scenes import NOW, SCENES, activity, note, voted, workshop
from tests.effort import windows
from tests.serving import SECRET, serve

LINE = """
export function openSession() {
  const heard = {}; const records = new Map();
  const tell = (list) => {
    for (const each of list) records.set(each.id, each);
    heard.change({ ids: new Set(), whole: false });
  };
  window.tell = tell;
  window.begin = (list) => { records.clear(); tell(list); };
  window.line = (state) => heard.status(state);
  return { records, on: (name, listen) => { heard[name] = listen; }, now: () => Date.now(),
    of: (kind) => [...records.values()].filter((each) => each.kind === kind) };
}
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, str]]:
    """A running server: its address, a session's token, a workshop."""
    data: Path = tmp_path_factory.mktemp("wall")
    place = open_place(read_settings(data_dir=data, secret_key=SECRET, development=True))
    library = place.desk.accounts.add_library("Biblioteca dei Tigli")
    user = place.desk.accounts.add(
        library=library.id,
        email="marta@tigli.example",
        name="Marta",
        password="una frase lunga",
        roles=["facilitator"],
        now=now(),
    )
    made = place.desk.workshops.begin(
        library=library.id, by=user.id, title="La sera in biblioteca", languages=("it",), notice=1, now=now()
    )
    token = place.desk.sessions.begin(user, now=now())
    with serve(data_dir=data) as server:
        yield server.url, token, made.id


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


class Wall:
    """One wall in one browser window."""

    def __init__(self, browser: Browser, house: tuple[str, str, str], query: str = "", **window: Any) -> None:
        url, token, workshop = house
        self.context = browser.new_context(**window)
        self.context.add_cookies([{"name": "officina", "value": token, "url": url}])
        self.context.route(
            "**/js/live/session.js*", lambda route: route.fulfill(body=LINE, content_type="text/javascript")
        )
        self.watched = watch(self.context, url)
        self.page: Page = self.watched.page
        self.page.goto(f"{url}/w/{workshop}/wall{query}")
        self.page.wait_for_function("() => 'begin' in window")

    def show(self, name: str) -> Page:
        """Be told a scene from the beginning."""
        self.page.evaluate("list => begin(list)", SCENES[name])
        self.page.wait_for_function("kind => document.body.dataset.scene === kind", arg=KINDS.get(name, name))
        self.page.wait_for_timeout(300)
        return self.page


CUT = "all => all.filter((each) => each.scrollHeight > each.clientHeight + 1).length"
KINDS = {"empty": "lobby", "seated": "lobby", "long": "light", "stances": "result",
         "full": "board", "clusters": "board", "talk": "pause", "message": "board"}
WINDOWS: dict[str, dict[str, Any]] = {
    "720p": {"viewport": {"width": 1280, "height": 720}},
    "1080p": {"viewport": {"width": 1920, "height": 1080}},
    "dark": {"viewport": {"width": 1920, "height": 1080}, "color_scheme": "dark"},
    "4k": {"viewport": {"width": 3840, "height": 2160}},
    "tall": {"viewport": {"width": 1080, "height": 1920}},
}


@pytest.fixture(scope="module", params=windows([*WINDOWS, "rtl"], "720p"))
def wall(request: pytest.FixtureRequest, browser: Browser, house: tuple[str, str, str]) -> Iterator[Wall]:
    query = "?lang=qps" if request.param == "rtl" else ""
    # Still: axe would measure colours in mid-landing.
    window = {**WINDOWS.get(request.param, WINDOWS["1080p"]), "reduced_motion": "reduce"}
    made = Wall(browser, house, query, **window)
    yield made
    made.context.close()


@pytest.mark.parametrize("name", SCENES)
def test_every_scene_is_readable_and_asks_nobody(wall: Wall, name: str) -> None:
    page = wall.show(name)
    assert findings(page) == []
    assert overflow(page) <= 0
    assert page.evaluate("() => document.documentElement.scrollHeight - innerHeight") <= 0
    assert page.locator("h1").count() == 1
    assert page.locator("h1").inner_text()
    assert wall.watched.trouble() == []


@pytest.fixture
def plain(browser: Browser, house: tuple[str, str, str]) -> Iterator[Wall]:
    made = Wall(browser, house, **WINDOWS["1080p"])
    yield made
    made.context.close()


def test_a_full_board_is_never_cut_off(plain: Wall) -> None:
    page = plain.show("full")
    fields = page.locator(".zone").evaluate_all(
        "all => all.map((zone) => zone.scrollHeight - zone.clientHeight)"
    )
    assert max(fields) <= 1
    sizes = page.locator(".note__text").evaluate_all(
        "all => all.map((text) => getComputedStyle(text).fontSize)"
    )
    assert min(float(size.removesuffix("px")) for size in sizes) >= 20
    assert page.locator(".zone .note").count() == 104


def test_a_message_covers_no_note_while_it_stands(plain: Wall) -> None:
    page = plain.show("full")
    low = "all => Math.max(...all.map((each) => each.getBoundingClientRect().bottom))"
    notes = page.locator(".zone .note:visible")
    before = notes.evaluate_all(low)
    (message,) = (each for each in SCENES["message"] if each["kind"] == "message")
    page.evaluate("list => tell(list)", [message | {"at": page.evaluate("() => Date.now()")}])
    page.wait_for_selector("#message:visible")
    page.wait_for_timeout(500)
    top = page.locator("#message").evaluate("each => each.getBoundingClientRect().top")
    assert before > top, "a board as low as this would have been covered"
    places = page.locator(".zone, .zone .note:visible, .wdoor__way")
    assert places.evaluate_all(low) <= top
    assert page.locator(".zone").evaluate_all(CUT) == 0
    assert page.locator('.zone__title [data-fill="page"]:visible').count() == 4
    page.evaluate("list => tell(list)", [message | {"at": 1}])
    page.wait_for_selector("#message", state="hidden")
    page.wait_for_timeout(500)
    assert notes.evaluate_all(low) > top, "its room is not given back"


def test_nobody_at_a_table_and_no_word_in_the_light_is_cut_off(plain: Wall) -> None:
    page = plain.show("seated")
    assert page.locator(".party .names > li:visible").count() == 28
    assert page.locator(".party .names").evaluate_all(CUT) == 0
    page = plain.show("long")
    assert page.locator(".light .note, main").evaluate_all(CUT) == 0


def test_what_is_face_down_has_no_words_in_the_page(plain: Wall) -> None:
    page = plain.show("covered")
    assert page.locator(".backs > .note").count() == 62
    assert page.locator(".covered__say").inner_text().split()[0] == "62"
    page.evaluate("list => tell(list)", [activity(), *(note(at) for at in range(62))])
    page.wait_for_selector(".zone .note[data-revealed]")
    assert page.locator(".zone .note").count() == 62


def test_news_is_marked_and_what_was_there_is_not(plain: Wall) -> None:
    page = plain.show("board")
    assert page.locator(".note[data-new]").count() == 0
    page.evaluate("list => tell(list)", [note(99)])
    page.wait_for_selector(".note[data-new]")
    assert page.locator(".note[data-new]").count() == 1


def test_dots_of_all_rows_have_one_size_and_ties_are_said(plain: Wall) -> None:
    page = plain.show("result")
    widths = page.locator(".dots > i").evaluate_all(
        "all => all.map((dot) => dot.getBoundingClientRect().width)"
    )
    assert max(widths) - min(widths) < 0.1
    assert page.locator(".rank__n small:visible").all_inner_texts() == ["pari", "pari"]
    assert page.locator(".rank[data-first] .rank__v").inner_text() == "31"
    assert "22 persone su 25" in page.locator("#say").inner_text()


@pytest.mark.parametrize("count", range(1, 9))
def test_a_result_shows_whole_lines_only(plain: Wall, count: int) -> None:
    page = plain.page
    long = "Una biblioteca con le chiavi ai lettori, aperta la sera, dove si studia e si parla in tutte le lingue. " * 2
    dots = [3, 3, 1, 1, 1, 1, 1, 1][:count]
    cards = [note(at, **{"from": "z", "text": long}) for at in range(count)]
    scene = [workshop(stage="ideate"), SCENES["result"][1], *voted(tuple(dots), state="closed"), *cards]
    page.evaluate("list => begin(list)", scene)
    page.wait_for_function("n => document.querySelectorAll('.rank').length === n", arg=count)
    lines = page.locator(".rank .note__text").evaluate_all(
        "all => all.map((each) => each.clientHeight / parseFloat(getComputedStyle(each).fontSize))"
    )
    whole = 2 if count < 6 else 1
    assert all(abs(height - (whole * 1.1 + 0.12)) < 0.08 for height in lines), lines


def test_a_break_says_when_it_goes_on_and_an_empty_lobby_invites(plain: Wall) -> None:
    page = plain.show("pause")
    assert page.locator(".pause__until").inner_text().startswith("Si riprende alle ")
    sizes = [
        float(page.locator(place).evaluate("all => getComputedStyle(all).fontSize").removesuffix("px"))
        for place in (".pause__until", ".pause__say")
    ]
    assert sizes[0] > sizes[1] >= 32
    page = plain.show("empty")
    assert page.locator(".lobby__count").inner_text().strip() == "Il primo nome qui può essere il tuo."


def test_the_last_minute_and_the_last_ten_seconds(plain: Wall) -> None:
    page = plain.page
    for left, until, last in (
        (3_000_000, "fino alle", False),
        (45_000, "finite la frase", False),
        (8_000, "finite la frase", True),
    ):
        timer = {"ends_at": page.evaluate("() => Date.now()") + left, "left": None, "seconds": 3000}
        page.evaluate("list => begin(list)", [workshop(timer=timer), activity()])
        page.wait_for_function(
            "words => document.getElementById('until').textContent.startsWith(words)", arg=until
        )
        page.wait_for_selector("#timer[data-last-ten]" if last else "#timer:not([data-last-ten])")
    page.evaluate(
        "list => begin(list)", [workshop(timer={"ends_at": NOW - 1, "left": None, "seconds": 9}), activity()]
    )
    page.wait_for_function("() => document.getElementById('until').textContent === 'tempo finito'")


def test_a_lost_line_is_said_quietly_and_only_after_a_while(plain: Wall) -> None:
    page = plain.show("board")
    page.evaluate("() => line({ online: false })")
    page.wait_for_timeout(600)
    assert page.locator("#conn").is_hidden()
    page.wait_for_selector("#conn:visible", timeout=6000)
    assert page.locator(".zone .note").count() == 10
    page.evaluate("() => line({ online: true })")
    page.wait_for_selector("#conn", state="hidden")
