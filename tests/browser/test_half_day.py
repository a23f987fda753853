"""The default half day, whole: console, wall, remote, tablets and phones in Chromium, the others over the protocol."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import itertools
import json
import os
import re
from collections.abc import Iterator
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.crowd import crowd
from tests.browser.evening import PASSED, HalfDay
from tests.browser.page import chromium
from tests.browser.room import CONSOLE, PHONE, WALL, Console, Phone, Screen, device
from tests.contracts.calls import Calls
from tests.contracts.polis import SEATTLE, TAIWAN, statements
from tests.effort import FULL, effort
from tests.exports import office
from tests.serving import Served, serve

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EMAIL, LIBRARIAN, PASSWORD = "fara@prove.example", "lia@prove.example", "una-parola-lunga-per-le-prove"
TITLE = "Una sera per il quartiere"
RUDE = "Qui dentro siete tutti degli incapaci"
PAPER = ("Nonna Pia", "Signor Tino", "Ines")
CROWD = effort(7, 19)
TABLETS = effort(2, 4)
PICTURES = os.environ.get("OFFICINA_TEST_PICTURES", "")
STAY, HOST = "Resto io a raccontare", "Resti tu"
NOTES = {"docx": office.word_notes, "odt": office.open_notes}
TABLET: dict[str, Any] = {"viewport": {"width": 820, "height": 1180}, "has_touch": True}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(data_dir=tmp_path_factory.mktemp("half-day")) as made:
        for email, role in ((EMAIL, "facilitator"), (LIBRARIAN, "librarian")):
            who = ("--role", role, "--name", email.split("@")[0].title(), "--library", "Biblioteca dei Tigli")
            made.officina("user", "add", email, *who, stdin=PASSWORD + "\n")
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


def words() -> Iterator[str]:
    """What people really said, short enough for a note; none of it part of another."""
    texts = [" ".join(each.text.split()) for of in (SEATTLE, TAIWAN) for each in statements(of) if not each.out]
    texts = [one for one in dict.fromkeys(texts) if 12 < len(one) <= 120]
    whole = [one for one in texts if not any(one in other for other in texts if other != one)]
    again = (f"{text} (bis {n})" for n in itertools.count(1) for text in whole)
    return itertools.chain(whole, again)


@pytest.mark.skipif(not FULL, reason="it takes three minutes: `make marks` plays it")
def test_the_half_day_whole(server: Served, browser: Browser) -> None:
    console: Console = device(browser, server.url, Console, CONSOLE, reduced_motion="reduce")
    console.begin(EMAIL, PASSWORD, TITLE, "ISOB Lab, mezza giornata")
    console.next("Apri", "Avvia")
    with crowd(server.url, console.workshop, console.code) as others:
        day = gather(server, browser, console, others)
        welcome(day)
        empathy(day)
        define(day, server, browser)
        rest(day)
        imagine(day)
        build(day)
        end(day)
        outcome = morning(day, server, browser)
        read_back(day, server, outcome)
        assert [(at, screen.trouble()) for at, screen in enumerate(day.screens) if screen.trouble()] == []


def gather(server: Served, browser: Browser, console: Console, others: Any) -> HalfDay:
    """The wall hangs, the remote lies at hand, tablets stand on tables, people come in and sit down."""
    token = Calls(server.url).sign_in(EMAIL, PASSWORD).token
    leader = others.look(token=token, scope="all")
    others.look(token=token, scope="all", as_="wall")
    wall = Screen(console.context, server.url)
    wall.open(f"/w/{console.workshop}/wall").set_viewport_size(WALL["viewport"])
    remote: Screen = device(browser, server.url, Screen, PHONE, locale="it-IT", reduced_motion="reduce")
    page = remote.open(f"/w/{console.workshop}/remote")
    sign_in(page, EMAIL)
    ada: Phone = device(browser, server.url, Phone, PHONE, locale="it-IT", reduced_motion="reduce")
    ada.join(console.code, "Ada")
    tablets = [
        device(browser, server.url, Phone, TABLET, locale="it-IT", reduced_motion="reduce") for _ in range(TABLETS)
    ]
    for at, tablet in enumerate(tablets):
        tablet.open(f"/t/{console.code}").locator(".turns__one").nth(at).click()
        expect(tablet.page.locator("h1")).to_have_text(f"Tavolo {at + 1}")
    day = HalfDay(console, wall, remote, tablets, [ada], others, leader, words(), PICTURES)
    seat_at(tablets[0], "Elio")
    others.come([f"Voce {at}" for at in range(CROWD - 1)])
    for alias in PAPER:
        console.page.click('#people [data-act="paper"]')
        console.page.fill("#ask-paper [name=alias]", alias)
        console.page.locator("#ask-paper [value=ok]").click()
        expect(console.page.locator("#ask-paper")).to_be_hidden()
    sit(ada, "Tavolo 2")
    others.all([
        voice.line.do("person.table", {"id": voice.id, "table": table["id"]})
        for voice, table in zip(others.voices, day.tables(), strict=False)
    ])  # fmt: skip
    console.page.click('[data-act="deal"]')
    others.until(lambda seen: any(each["kind"] == "me" and each["table"] for each in seen.values()))
    day.people = CROWD - 1 + len(PAPER) + 2
    expect(wall.page.locator(".lobby__count strong")).to_have_text(str(day.people))
    day.look("01-lobby")
    return day


def sign_in(page: Any, email: str) -> None:
    """By hand."""
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_url(lambda url: "sign-in" not in url)


def seat_at(tablet: Phone, alias: str) -> None:
    """Somebody without a phone takes part on a table's tablet, and passes it on."""
    page = tablet.page
    page.locator(".turns__new").click()
    page.fill("#alias", alias)
    page.locator("button[form=join]").click()
    page.locator("a.btn--go").click()
    page.click("#pass")
    page.wait_for_url("**/t/*")


def sit(phone: Phone, table: str) -> None:
    """Somebody chooses a table, or another one, on their phone."""
    phone.page.click("#my-table")
    phone.page.locator(".seats__one", has_text=table).click()
    expect(phone.page.locator("#my-table")).to_have_text(table)


def turn(tablet: Phone, alias: str) -> None:
    """It is somebody's turn at the tablet."""
    tablet.page.locator(".turns__one", has_text=alias).click()
    expect(tablet.page.locator("#turn")).to_contain_text(alias)


def hand_on(tablet: Phone) -> None:
    """The turn is over, once everything is stored."""
    tablet.settle()
    tablet.page.click("#pass")
    tablet.page.wait_for_url("**/t/*")


def step(day: HalfDay, words: str) -> None:
    """The remote's one button says these words; press it."""
    expect(day.remote.page.locator(".next b")).to_have_text(words)
    day.remote.page.locator(".next").click()


def welcome(day: HalfDay) -> None:
    """The welcome, a note each in the check-in, then two steps without phones, led from the remote."""
    day.console.next("Avvia", "Avanti")
    expect(day.phones[0].page.locator(".quietly")).to_be_visible()
    day.look("02-welcome")
    day.console.next("Avanti")
    day.everybody("check-in")
    day.phones[0].write(day.take("check-in"))
    turn(day.tablets[0], "Elio")
    day.tablets[0].write(day.take("check-in"))
    hand_on(day.tablets[0])
    for alias in PAPER:
        write_for(day, alias, day.take("check-in"))
    expect(day.wall.page.locator(".zones .note")).not_to_have_count(0)
    day.look("03-check-in")
    step(day, "Avanti")
    day.here("true-stories")
    expect(day.phones[0].page.locator(".quietly[data-art=talk]")).to_contain_text("Telefono giù")
    step(day, "Avanti")
    day.here("pair-stories")
    day.crowd.agree()


def write_for(day: HalfDay, alias: str, text: str) -> None:
    """Whoever leads types what somebody wrote on paper."""
    page = day.console.page
    person(day, alias).click()
    page.get_by_role("menuitem", name="Scrivi una nota per questa persona").click()
    page.fill("#ask-note [name=text]", text)
    page.locator("#ask-note [value=ok]").click()
    expect(page.locator("#ask-note")).to_be_hidden()


def person(day: HalfDay, alias: str) -> Locator:
    """Somebody's row on the console."""
    page = day.console.page
    row = page.locator(".person button", has_text=alias)
    if not row.count():
        page.locator('#people [data-act="all"]').click()
    return row.first


def empathy(day: HalfDay) -> None:
    """Private writing; half of the room loses the Wi-Fi; one note is set aside before the room reads."""
    console, ada, others = day.console, day.phones[0], day.crowd
    console.next("Avanti", "Aspetta chi scrive")
    day.here("empathy-map")
    expect(ada.page.locator("#w")).to_be_visible()
    lost = others.voices[::2]
    ada.offline(True)
    others.all([voice.line.lose() for voice in lost])
    first = [day.note(voice, "empathy-map", at)[2] for at, voice in enumerate(others.voices)]
    second = [day.note(voice, "empathy-map", at + 1)[2] for at, voice in enumerate(others.voices)]
    rude = others.voices[1].line
    place = day.activity("empathy-map")
    zone = place["zones"][0]["id"]
    nasty = {"id": rude.new_id(), "activity": place["id"], "zone": zone, "text": RUDE, "lang": "it"}

    async def all_write() -> None:
        writing = [asyncio.ensure_future(each) for each in (*first, *second, rude.do("note.add", nasty))]
        here = [task for at, task in enumerate(writing[: len(first)]) if at % 2]
        await asyncio.gather(*here)
        assert not any(task.done() for at, task in enumerate(writing[: len(first)]) if at % 2 == 0)
        await asyncio.gather(*(voice.line.open() for voice in lost))
        await asyncio.gather(*writing)

    for at in range(2):
        expect(ada.write(day.take("empathy-map"), zone=at)).to_have_attribute("data-waiting", "")
    day.look("04-offline")
    others.wait(all_write())
    ada.offline(False)
    ada.settle()
    turn(day.tablets[0], "Elio")
    day.tablets[0].write(day.take("empathy-map"), zone=2)
    hand_on(day.tablets[0])
    for alias in PAPER:
        write_for(day, alias, day.take("empathy-map"))
    written = day.typed["empathy-map"]
    expect(console.page.locator(".covered, #board")).to_contain_text(str(len(written) + 1))
    outside = (day.wall, *day.tablets, day.remote)
    assert not any(text in screen.page.content() for screen in outside for text in (*written, RUDE))
    day.look("05-covered")
    console.next("Svela a me", "Svela alla sala")
    expect(console.page.locator(".zones .note")).to_have_count(len(written) + 1)
    console.note(RUDE).focus()
    console.page.keyboard.press("h")
    expect(console.page.locator(".note[data-aside]")).to_contain_text(RUDE)
    console.next("Svela alla sala", "Avanti")
    others.until(lambda seen: sum(each["kind"] == "note" for each in seen.values()) >= len(written))
    never_rude(day)
    others.agree()
    day.look("06-revealed")


def never_rude(day: HalfDay) -> None:
    """What was set aside is on nobody's screen but the leader's."""
    shown = (day.wall, *day.tablets, *day.phones, day.remote)
    assert [at for at, screen in enumerate(shown) if RUDE in screen.page.content()] == []
    author = day.crowd.voices[1]
    holds = [
        voice.alias for voice in day.crowd.voices
        if voice is not author and RUDE in json.dumps(voice.line.mirror.records)
    ]  # fmt: skip
    assert holds == []


def define(day: HalfDay, server: Served, browser: Browser) -> None:
    """Two come late; tables gather and name, turn groups into questions, and the room chooses one."""
    console, others = day.console, day.crowd
    console.next("Avanti")
    day.here("table-clusters")
    late = others.come([f"Voce {CROWD - 1}"])[0]
    assert day.activity("table-clusters")["words"]["it"]["late"]
    bea: Phone = device(browser, server.url, Phone, PHONE, locale="it-IT", reduced_motion="reduce")
    bea.context.route_web_socket("**/live/**", much_later)
    bea.join(console.code, "Bea")
    expect(bea.page.locator(".band", has_text="Siamo già a")).to_be_visible()
    bea.page.locator(".band", has_text="Siamo già a").get_by_role("button", name="Ho capito").click()
    day.phones.append(bea)
    day.people += 2
    others.wait(late.line.until(lambda seen: any(each["kind"] == "me" and each["table"] for each in seen.values())))
    day.typed.setdefault("table-clusters", [])
    notes = day.each_table("table-clusters", 3)
    works, groups = [], {}
    for table in day.tables():
        voice, ids = day.at(table)[0], [id for id, _ in notes[table["id"]]]
        groups[table["id"]] = [voice.line.new_id(), voice.line.new_id()]
        for at, (group, inside) in enumerate(zip(groups[table["id"]], (ids[:2], ids[2:]), strict=True)):
            d = {"id": group, "activity": day.activity("table-clusters")["id"],
                 "title": f"Bisogno {table['title']}{'ab'[at]}", "notes": inside}  # fmt: skip
            works.append(voice.line.do("cluster.create", d))
    others.all(works)
    day.look("07-clusters")
    console.next("Svela alla sala", "Avanti")
    day.pass_on(groups)
    others.agree()
    console.next("Avanti")
    questions = day.each_table("how-might-we", 2)
    day.pass_on({table: [id for id, _ in found] for table, found in questions.items()})
    console.next("Svela alla sala", "Avanti")
    others.agree()
    asked = [text for found in questions.values() for _, text in found]
    day.look("08-questions")
    console.next("Avanti", "Apri il voto")
    open_vote(day, len(asked))
    day.vote("question-vote", {asked[0]: 4, asked[3]: 2, asked[5]: 1}, dots=2)
    slip(day, "question-vote", PAPER[0], asked[0])
    day.look("09-ballot-a")
    close_vote(day, "question-vote")
    day.look("10-result-a")


def open_vote(day: HalfDay, cards: int) -> None:
    """Put the cards to the vote as they are."""
    day.console.next("Apri il voto")
    chosen = "#ask-ballot [name=target]:checked, #ask-ballot .ballot-card input:checked"
    expect(day.console.page.locator(chosen)).to_have_count(cards)
    day.console.page.locator("#ask-ballot [value=ok]").click()
    day.open_ballot()


def slip(day: HalfDay, name: str, alias: str, text: str) -> None:
    """A slip of paper is put down on the console."""
    page = day.console.page
    page.locator('[data-act="vote-paper"]').click()
    page.get_by_role("menuitem", name=alias).click()
    row = page.locator("#ask-slip li", has_text=text)
    row.locator("input").fill("1")
    page.locator("#ask-slip [value=ok]").click()
    expect(page.locator(".toast").last).to_contain_text(alias)
    day.also(name, text, paper=True)


def phones_first(day: HalfDay, missing: int) -> None:
    """Phones close, although people with one have not voted; then the vote, no hand having been raised."""
    day.console.next("Chiudi i telefoni")
    if missing > len(PAPER):
        day.console.page.locator("#ask-sure [value=ok]").click()
    expect(day.wall.page.locator(".voting__hint[data-hands]")).to_be_visible()
    day.console.next("Chiudi il voto e mostra")


def close_vote(day: HalfDay, name: str, after: str = "") -> None:
    """Closed, although somebody has not voted; every screen says the same turnout and dots, and `after` what."""
    voted, slips, given = day.votes[name]
    if voted < day.people:
        phones_first(day, day.people - voted)
    else:
        day.console.next("Chiudi il voto")
    expect(day.console.page.locator(".rank").first).to_be_visible()
    expect(day.wall.page.locator(".rank").first).to_be_visible()
    told = {
        row.locator(".note__text").inner_text(): int(row.locator(".rank__v").inner_text())
        for row in day.console.page.locator(".rank").all()
    }
    assert {text: dots for text, dots in told.items() if dots} == dict(given)
    expect(day.wall.page.locator("#say")).to_contain_text(f"da {voted} person")
    turnout = f"{voted} di {day.people} hanno votato." + (" 1 su carta." if slips else "") + after
    expect(day.console.page.locator('[data-fill="turnout"]')).to_have_text(turnout)
    day.crowd.agree()


def rest(day: HalfDay) -> None:
    """The break, then sketches on paper: led from the remote."""
    step(day, "Avanti")
    day.here("break")
    expect(day.phones[0].page.locator(".quietly[data-art=wait] h1")).to_have_text("Pausa")
    expect(day.wall.page.locator("#title")).to_contain_text("Se la biblioteca fosse di chi la usa")
    expect(day.wall.page.locator(".pause__until")).to_contain_text("Si riprende alle")
    expect(day.phones[0].page.locator(".quietly")).to_contain_text("Si riprende alle")
    day.look("11-break")
    step(day, "Avanti")
    day.here("crazy-8s")


def imagine(day: HalfDay) -> None:
    """Ideas at the tables, three of each passed on; a vote that ends in a tie, and a second one that settles it."""
    console = day.console
    console.next("Avanti")
    ideas = day.each_table("table-ideas", PASSED)
    hers = day.tables()[1]["id"]
    by_hand = ideas[hers][-1]
    day.pass_on({table: [id for id, _ in found if id != by_hand[0]] for table, found in ideas.items()})
    day.phones[0].page.get_by_role("button", name=f"Passa avanti: {by_hand[1][:60]}").click()
    day.crowd.until(lambda seen: by_hand[0] not in seen or seen[by_hand[0]].get("passed"))
    day.look("12-ideas")
    console.next("Svela alla sala", "Avanti")
    day.crowd.agree()
    cards = [text for found in ideas.values() for _, text in found]
    best = [found[0][1] for found in ideas.values()]
    console.next("Avanti", "Apri il voto")
    open_vote(day, len(cards))
    day.vote("gallery-vote", {best[0]: 5, best[1]: 4, best[2]: 2, best[3]: 1}, dots=3)
    turn(day.tablets[0], "Elio")
    day.tablets[0].vote(best[1], 1)
    hand_on(day.tablets[0])
    day.also("gallery-vote", best[1])
    day.look("13-ballot-b")
    close_vote(day, "gallery-vote")
    day.look("14-tie")
    console.page.get_by_role("button", name="Vota ancora fra questi").click()
    console.page.locator("dialog[open] [value=ok]").click()
    day.open_ballot()
    day.vote("runoff", {best[1]: 4, best[0]: 2}, dots=1)
    slip(day, "runoff", PAPER[1], best[1])
    close_vote(day, "runoff", " Dopo una seconda votazione.")
    day.passed = [best[1], best[0], best[2], best[3]]
    day.look("15-runoff")


def build(day: HalfDay) -> None:
    """Storyboards at the tables, visits with a host each, what it takes, and the last vote."""
    console, others = day.console, day.crowd
    console.next("Avanti", "Porta le prime 4")
    console.bring("Porta le prime 4")
    day.here("storyboard")
    console.page.click('[data-act="tables-more"]')
    console.page.get_by_role("menuitemradio", name="Ognuno sceglie il suo tavolo").click()
    sit(day.phones[0], "Tavolo 3")
    day.each_table("storyboard", 6)
    day.look("16-storyboard")
    console.next("Svela alla sala", "Avanti")
    others.agree()
    console.next("Avanti", "Porta le 4 carte")
    console.bring("Porta le 4 carte", "Aspetta chi scrive")
    day.here("visitor-test")
    ada, (one, two, _hers, four) = day.phones[0], day.tables()
    ada.page.get_by_role("button", name=STAY).click()
    expect(ada.page.locator(".band", has_text="Tavolo 3")).to_contain_text(HOST)
    hosts = [day.at(table)[0] for table in (one, two, four)]
    others.all([
        host.line.do("table.host", {"id": table["id"], "person": host.id})
        for host, table in zip(hosts, (one, two, four), strict=True)
    ])  # fmt: skip
    held = day.leader.until(lambda seen: all(each.get("hosted") for each in seen.values() if each["kind"] == "table"))
    others.wait(held)
    guests = [voice for voice in others.voices if voice not in hosts]
    for round_ in range(2):
        others.all([day.note(voice, "visitor-test", at + round_)[2] for at, voice in enumerate(guests)])
        if not round_:
            console.page.locator('[data-act="turn"]').click()
            expect(console.page.locator("#visits")).to_contain_text("Giro 2.")
    day.look("17-visits")
    console.reveal()
    others.agree()
    console.next("Avanti")
    day.each_table("what-it-takes", 5)
    console.next("Svela alla sala", "Avanti")
    others.agree()
    day.look("18-what-it-takes")
    console.next("Avanti", "Apri il voto")  # what went on to the storyboards is chosen already
    open_vote(day, len(day.passed))
    pitch(day)
    day.look("19-verdict")


def pitch(day: HalfDay) -> None:
    """Shall we try? Yes to the first; the second divides the room; of the third nobody is sure; no to the last."""
    ballot, (ada, _) = day.open_ballot(), day.phones
    known = day.leader.mirror.records
    by_words = {known[id]["text"]: id for id in ballot["targets"]}
    for at, text in enumerate(day.passed):
        values = [(1, 1 if n % 2 else -1, 0, -1)[at] for n in range(len(day.crowd.voices))]
        day.crowd.all([
            voice.line.do("vote.cast", {"ballot": ballot["id"], "target": by_words[text], "value": value})
            for voice, value in zip(day.crowd.voices, values, strict=True)
        ])  # fmt: skip
        day.stances[text] = [values.count(1), values.count(0), values.count(-1)]
    best = ada.page.locator(".votable", has_text=day.passed[0])
    best.get_by_role("button", name="Sì, proviamo", exact=True).click()
    ada.settle()
    day.stances[day.passed[0]][0] += 1
    phones_first(day, day.people - len(day.crowd.voices) - 1)
    for screen in (day.console, day.wall):
        for text, (yes, unsure, no) in day.stances.items():
            row = screen.page.locator(".rank", has_text=text)
            expect(row).to_contain_text(f"Sì {yes} · Non so {unsure} · No {no}")
    day.crowd.agree()


def end(day: HalfDay) -> None:
    """What happens next, the reserve, and the end from the remote, with the day of the answer."""
    day.console.next("Avanti")
    day.everybody("what-next")
    day.look("20-what-next")
    day.console.next("Avanti")
    step(day, "Chiudi il laboratorio")
    day.remote.page.fill("#ask-finish [name=answer]", "2099-05-30")
    day.remote.page.locator("#ask-finish [value=ok]").click()
    expect(day.wall.page.locator(".last__answer")).to_contain_text("30 maggio")
    notes = sum(len(texts) for texts in day.typed.values())
    for number in (day.people, notes, 4):
        expect(day.wall.page.locator(".last__sums")).to_contain_text(str(number))
    day.crowd.agree()
    day.crowd.settle()
    never_rude(day)
    for phone in day.phones:
        expect(phone.page.locator(".quietly[data-art=end]")).to_be_visible()
    day.look("21-end")


def much_later(socket: Any) -> None:
    """A server whose clock is five minutes on, so that what began just now has been running for a while."""
    line = socket.connect_to_server()

    def later(now: re.Match[str]) -> str:
        return f'"now":{int(now[1]) + 300_000}'

    line.on_message(lambda said: socket.send(re.sub(r'"now":(\d+)', later, str(said))))


def morning(day: HalfDay, server: Served, browser: Browser) -> str:
    """The librarian drafts the proposal from the chosen idea, answers what is asked, and approves it; its id."""
    shape = {"viewport": {"width": 1280, "height": 900}, "locale": "it-IT"}
    desk: Screen = device(browser, server.url, Screen, shape, reduced_motion="reduce")
    page = desk.open("/sign-in")
    sign_in(page, LIBRARIAN)
    page.goto(f"{server.url}/w/{day.crowd.workshop}/outcomes")
    page.locator("label.idea", has_text=day.passed[0]).first.click()
    page.get_by_role("button", name="Scrivi la bozza").click()
    page.wait_for_url(re.compile("/o/[0-9a-f]{32}"))
    expect(page.locator("#s-idea .told")).to_contain_text(day.passed[0])
    for key, text in (("cost", "Tra 500 e 800 euro."), ("when", "Entro maggio.")):
        section = page.locator(f"#s-{key}")
        section.locator("textarea").fill(text)
        section.get_by_role("button", name="Salva la risposta").click()
        expect(section.locator(".told")).to_contain_text(text)
    page.get_by_role("button", name="Metti in revisione").click()
    page.get_by_role("button", name="Approva").click()
    expect(page.locator("#life")).to_contain_text("Approvata da Lia")
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/22-proposal.png", full_page=True)
    address = str(page.locator("#s-idea .ev").first.get_attribute("href"))
    page.goto(server.url + address)
    expect(page.locator("#why .note")).to_have_count(1)
    expect(page.locator("#why .note")).to_contain_text(day.passed[0])
    assert RUDE not in page.content()
    assert desk.trouble() == []
    return page.url.split("/o/")[1][:32]


def read_back(day: HalfDay, server: Served, outcome: str) -> None:
    """Every format, by a reader of another make, has the people, notes, votes and turnouts that the script counted."""
    calls = Calls(server.url).sign_in(LIBRARIAN, PASSWORD)
    papers = {
        form: calls.ask("GET", f"/outcomes/{outcome}.{form}").body for form in ("pdf", "odt", "docx", "md", "json")
    }
    data = {form: calls.export(day.crowd.workshop, form).body for form in ("json", "csv", "xlsx", "zip")}
    said = json.loads(papers["json"])
    counted = {
        "people": day.people,
        "notes": sum(len(texts) for texts in day.typed.values()),
        "clusters": len(day.tables()) * 2,
        "dots": sum(sum(given.values()) for _, _, given in day.votes.values()),
    }
    assert {each["key"]: each["number"] for each in said["counts"]} == counted
    told = {
        "pdf": flat("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(papers["pdf"])).pages)),
        "odt": flat(office.open_text(papers["odt"])),
        "docx": flat(office.word_text(papers["docx"])),
        "md": flat(papers["md"].decode()),
    }
    for form, whole in told.items():
        for each in said["counts"]:
            assert flat(f"{each['number']} {each['label']}") in whole, (form, each)
        for name, (voted, slips, given) in day.votes.items():
            for turnout in (f"{voted} persone su {day.people} hanno votato", f"{sum(given.values())} pallini dati"):
                assert flat(turnout) in whole, (form, name, turnout)
            assert not slips or flat(f"{slips} su carta") in whole, (form, name)
    footnotes(said, papers)
    figures = [figure for section in said["sections"] for figure in section["figures"]]
    dots = [each for each in figures if each["measures"] == ["dots"]]
    found = [(each["voted"], each["paper"], gave(each)) for each in dots]
    assert sorted(found, key=str) == sorted(((a, b, dict(c.most_common())) for a, b, c in day.votes.values()), key=str)
    stances = next(each for each in figures if each not in dots)
    assert stances["voted"] == len(day.crowd.voices) + 1
    assert {row["said"]["text"]: row["values"] for row in stances["results"]} == day.stances
    rows = list(csv.reader(io.StringIO(data["csv"].decode("utf-8-sig")), delimiter=";"))
    own = [row for row in rows[1:] if not row[rows[0].index("Viene da")]]
    texts = sorted(text for typed in day.typed.values() for text in typed)
    assert sorted(row[rows[0].index("Testo")].removeprefix("'") for row in own) == texts
    book = office.sheets(data["xlsx"])
    assert {row[0]: row[2] for row in next(iter(book.values()))[1:]} == counted
    records = json.loads(data["json"])["records"]
    notes = [each for each in records if each["kind"] == "note" and not each.get("from") and not each.get("aside")]
    assert sorted(each["text"] for each in notes) == texts
    inside = office.parts(data["zip"])
    for line in inside["manifest-sha256.txt"].decode().splitlines():
        digest, path = line.split("  ")
        assert hashlib.sha256(inside[path]).hexdigest() == digest
    outward = [*told.values(), str(book), papers["json"].decode(), data["csv"].decode()]
    assert [at for at, whole in enumerate(outward) if RUDE in whole or flat(RUDE) in whole] == []


def footnotes(said: dict[str, Any], papers: dict[str, bytes]) -> None:
    """Every footnote is of a note, group or result of the evening, by its own words; in Markdown by its id too."""
    cited = {each["number"]: each for each in said["evidence"]}
    stood_on = {number for part in said["sections"] for each in part["sentences"] for number in each["evidence"]}
    assert stood_on
    assert stood_on <= cited.keys()
    assert {each["kind"] for each in cited.values()} >= {"note", "cluster"}
    inside = {form: flat("".join(read(papers[form]).values())) for form, read in NOTES.items()}
    inside |= {"pdf": flat("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(papers["pdf"])).pages))}
    lines = dict(re.findall(r"^\[\^(\d+)\]: (.*)$", papers["md"].decode(), re.MULTILINE))
    assert {int(number): line.endswith(f"`{cited[int(number)]['id']}`") for number, line in lines.items()} == (
        dict.fromkeys(cited, True)
    )
    assert [(form, each["id"]) for form, whole in inside.items() for each in cited.values()
            if flat(each["said"]["text"]) not in whole] == []  # fmt: skip


def gave(figure: dict[str, Any]) -> dict[str, int]:
    """The dots of what got any, the most first."""
    rows = sorted(figure["results"], key=lambda row: -row["dots"])
    return {row["said"]["text"]: row["dots"] for row in rows if row["dots"]}


def flat(text: str) -> str:
    """Without any space: lines in a PDF break where they like."""
    return re.sub(r"\s+", "", text)
