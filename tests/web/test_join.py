"""Joining and receipts as plain pages: everything here works without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.core.words.agenda import Activity, SetActivity, Start
from app.core.words.board import AddNote
from app.core.words.workshop import Close, Open, SetWorkshop
from app.main import build
from app.settings import read_settings
from app.web import gatherings
from app.web.aliases import ENGLISH, ITALIAN, suggest

HERE = "http://testserver"
SECRET = "a secret that is long enough to sign with, 42"
PACK = "assaggio-60"


@dataclass
class Room:
    """An open workshop, and its house's loop to act in it."""

    app: FastAPI
    client: TestClient
    id: str
    code: str
    lead: str

    def do(self, person: str, data: object, role: str = "facilitator") -> None:
        here = self.app.state.house
        self.client.portal.call(lambda: gatherings.do(here, self.id, person, data, role=role))  # type: ignore[union-attr]

    def browser(self, **headers: str) -> TestClient:
        """Another device."""
        made = TestClient(self.app, base_url=HERE, headers={"Origin": HERE, "Accept": "text/html", **headers})
        made.portal = self.client.portal
        return made


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    app = build(
        read_settings(data_dir=tmp_path, base_url=HERE, secret_key=SECRET, development=True, database_url="")
    )
    here = app.state.house
    library = here.desk.accounts.add_library("Biblioteca dei Tigli")
    user = here.desk.accounts.add(library=library.id, email="m@tigli.example", name="Marta", password="una frase lunga",
                                  roles=["facilitator"], now=1)  # fmt: skip
    with TestClient(app, base_url=HERE, headers={"Origin": HERE, "Accept": "text/html"}) as client:
        id = client.portal.call(
            lambda: gatherings.create_workshop(here, user, PACK, "La sera", "Come si resta aperti?", ("it", "en"))
        )
        made = Room(app, client, id, here.desk.workshops.get(id).code, user.id)
        made.do(user.id, Open())
        yield made


def join(client: TestClient, room: Room, alias: str = "Lontra blu", **more: str) -> str:
    """Join as the form does; returns the receipt."""
    page = client.get(f"/j/{room.code}").text if not more else client.get(f"/j/{room.code}?another=1").text
    notice = re.search(r'name="notice" value="(\d+)"', page)
    assert notice
    answer = client.post(f"/j/{room.code}", data={"alias": alias, "notice": notice[1], **more})
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    receipt = re.search(r'id="receipt">([0-9A-Z-]{14})<', answer.text)
    assert receipt
    return receipt[1]


def test_the_card_says_what_this_is_and_on_what_terms(room: Room) -> None:
    page = room.browser().get(f"/j/{room.code}").text
    for said in (
        "Come si resta aperti?",
        "Biblioteca dei Tigli",
        "24 mesi",
        "Leggi tutto",
        "Regolamento UE 2016/679",
        "English",
    ):
        assert said in page
    name = re.search(r'name="alias" value="([^"]+)"', page)
    assert name
    assert name[1] in ITALIAN


def test_the_card_in_english(room: Room) -> None:
    page = room.browser().get(f"/j/{room.code}?lang=en").text
    assert "What shall we call you?" in page
    assert 'lang="en"' in page
    name = re.search(r'name="alias" value="([^"]+)"', page)
    assert name
    assert name[1] in ENGLISH


def test_a_code_is_typed_as_people_type(room: Room) -> None:
    answer = room.browser().get(
        "/j", params={"code": f" {room.code[:3].lower()}-{room.code[3:]} "}, follow_redirects=False
    )
    assert answer.headers["location"] == f"/j/{room.code}"


def test_joining_gives_a_receipt_once_and_a_phone(room: Room) -> None:
    client = room.browser()
    join(client, room)
    phone = client.get(f"/j/{room.code}")
    assert phone.url.path == f"/p/{room.id}"
    assert '"workshop"' in phone.text
    assert "Lontra blu" not in re.sub(r"<nav.*?</nav>", "", phone.text, flags=re.S)


def test_sent_twice_it_is_done_once(room: Room) -> None:
    client = room.browser()
    join(client, room)
    again = client.post(
        f"/j/{room.code}", data={"alias": "Lontra blu", "notice": "1"}, follow_redirects=False
    )
    assert (again.status_code, again.headers["location"]) == (303, f"/p/{room.id}")
    assert room.app.state.house.desk.receipts.count(room.id) == 1


def test_a_shared_tablet_adds_another_person(room: Room) -> None:
    client = room.browser()
    join(client, room)
    join(client, room, "Gatto verde", another="1")
    page = client.get(f"/p/{room.id}").text
    assert "Lontra blu" in page
    assert "Gatto verde" in page


@pytest.mark.parametrize(
    ("alias", "said"), [("", "Scrivi un nome"), ("x" * 41, "troppo lungo"), ("a\x00b", "non si possono")]
)
def test_a_name_that_does_not_do_is_kept_and_explained(room: Room, alias: str, said: str) -> None:
    answer = room.browser().post(f"/j/{room.code}", data={"alias": alias, "notice": "1"})
    assert answer.status_code == 422
    assert said in answer.text
    assert room.app.state.house.desk.receipts.count(room.id) == 0


def test_another_notice_than_the_one_shown_is_asked_again(room: Room) -> None:
    answer = room.browser().post(f"/j/{room.code}", data={"alias": "Lontra", "notice": "77"})
    assert answer.status_code == 409
    assert 'value="Lontra"' in answer.text


def test_hostile_names_stay_text(room: Room) -> None:
    client = room.browser()
    join(client, room, '<script>x="y"</script>')
    join(client, room, "=HYPERLINK(1)", another="1")
    page = client.get(f"/p/{room.id}").text
    assert "<script>x" not in page


def test_a_wrong_code_is_a_clear_answer_and_guessing_has_an_end(room: Room) -> None:
    guesser = room.browser()
    assert guesser.get("/j/ZZZZZZ").status_code == 404
    assert "Questo codice non apre niente" in guesser.get("/j/ZZZZZZ").text
    while (answer := guesser.get("/j/ZZZZZZ")).status_code == 404:
        pass
    assert answer.status_code == 429
    assert "Troppi tentativi" in answer.text
    assert guesser.get(f"/j/{room.code}").status_code == 200


def test_a_closed_workshop_says_so_and_keeps_receipts_open(room: Room) -> None:
    client = room.browser()
    receipt = join(client, room)
    room.do(room.lead, Close())
    late = room.browser().get(f"/j/{room.code}")
    assert late.status_code == 410
    assert "Questo laboratorio è finito" in late.text
    assert client.post("/r", data={"code": receipt}).status_code == 200


def test_a_window_inside_another_app_says_to_open_the_browser(room: Room) -> None:
    inside = room.browser(**{"User-Agent": "Mozilla/5.0 Instagram 300.0"})
    assert "Apri nel browser" in inside.get(f"/j/{room.code}").text
    assert "Apri nel browser" not in room.browser().get(f"/j/{room.code}").text


def test_a_device_that_is_not_in_is_asked_for_the_code(room: Room) -> None:
    answer = room.browser().get(f"/p/{room.id}")
    assert answer.status_code == 404
    assert "non è ancora dentro" in answer.text
    assert room.code not in answer.text


def test_a_device_speaks_only_for_its_own_people(room: Room) -> None:
    mine, theirs = room.browser(), room.browser()
    join(mine, room)
    join(theirs, room, "Altra")
    other = theirs.get(f"/p/{room.id}").text
    person = re.search(r'"you": ?"([0-9a-f]{32})"', other)
    assert person
    assert mine.get(f"/p/{room.id}?person={person[1]}").status_code == 404


def test_whoever_takes_part_from_afar_sees_the_wall_and_nobody_else_does(room: Room) -> None:
    mine, stranger = room.browser(), room.browser()
    join(mine, room)
    assert f'href="/w/{room.id}/wall"' in mine.get(f"/p/{room.id}").text
    wall = mine.get(f"/w/{room.id}/wall")
    assert (wall.status_code, '"as": "wall"' in wall.text) == (200, True)
    assert stranger.get(f"/w/{room.id}/wall", follow_redirects=False).status_code in (303, 401)
    assert mine.get(f"/w/{'0' * 32}/wall", follow_redirects=False).status_code in (303, 401)


def test_the_receipt_shows_what_was_given_and_takes_it_back(room: Room) -> None:
    client = room.browser()
    receipt = join(client, room)
    person = re.search(r'"you": ?"([0-9a-f]{32})"', client.get(f"/p/{room.id}").text)
    assert person
    here = room.app.state.house
    agenda = client.portal.call(lambda: here.rooms.get(room.id)).state
    board = next(r for r in agenda.records.values() if r.kind == "activity" and r.plan.tool == "board")
    room.do(room.lead, Start(id=board.id))
    room.do(
        person[1],
        AddNote(id="e" * 32, activity=board.id, text="Qui il silenzio è gratis"),
        role="participant",
    )
    page = client.post("/r", data={"code": receipt.lower().replace("-", " ")})
    assert "Qui il silenzio è gratis" in page.text
    assert "Hai dato 1 nota" in page.text
    sure = client.post("/r/erase", data={"code": receipt})
    assert "Cancellare tutto?" in sure.text
    assert "Qui il silenzio" in client.post("/r", data={"code": receipt}).text
    done = client.post("/r/erase", data={"code": receipt, "sure": "1"})
    assert "1 nota non c’è più" in done.text
    after = client.post("/r", data={"code": receipt})
    assert "Hai cancellato tutto" in after.text
    assert "Qui il silenzio" not in after.text
    assert client.get(f"/p/{room.id}").status_code == 404


def test_the_promised_day_stands_on_the_slip_and_on_the_receipt(room: Room) -> None:
    client = room.browser()
    receipt = join(client, room)
    assert "Risposta entro" not in client.post("/r", data={"code": receipt}).text
    room.do(room.lead, SetWorkshop(answer_by=1_811_671_200_000))
    page = client.get(f"/j/{room.code}?another=1").text
    notice = re.search(r'name="notice" value="(\d+)"', page)
    assert notice
    slip = client.post(f"/j/{room.code}", data={"alias": "Gatto", "notice": notice[1], "another": "1"}).text
    assert "Risposta entro il 30 maggio 2027, in biblioteca." in slip
    room.do(room.lead, SetWorkshop(answer_by=1_811_671_200_000 + 9 * 86_400_000))
    assert "Risposta entro l’8 giugno 2027, in biblioteca." in client.post("/r", data={"code": receipt}).text
    english = client.post("/r?lang=en", data={"code": receipt}).text
    assert "Answer by June 8, 2027, at the library." in english
    room.do(room.lead, SetWorkshop(answer_by=0))
    assert "Risposta entro" not in client.post("/r?lang=it", data={"code": receipt}).text


def test_a_wrong_receipt_is_a_clear_answer(room: Room) -> None:
    answer = room.browser().post("/r", data={"code": "AAAA-BBBB-CCCC"})
    assert answer.status_code == 404
    assert "Nessuna ricevuta ha questo codice" in answer.text


def test_names_are_different_and_nobody_elses() -> None:
    numbers = iter(range(10_000))

    def chance() -> str:
        return f"{next(numbers) * 7919:032x}"

    assert len(set(suggest("it", chance, count=12))) == 12
    assert suggest("it", chance, taken=[name.upper() for name in ITALIAN]) == []
    left = ENGLISH[5]
    assert suggest("en", chance, taken=[name for name in ENGLISH if name != left], count=3) == [left]
    assert suggest("ar", chance)[0] in ITALIAN
    assert max(len(name) for name in ITALIAN + ENGLISH) <= 40


def test_a_language_is_offered_only_while_everything_asked_exists_in_it(room: Room) -> None:
    def languages() -> list[str]:
        return list(room.browser().get(f"/api/v1/join/{room.code}").json()["languages"])

    here = room.app.state.house
    agenda = here.rooms.rooms[room.id].state.all(Activity)
    assert languages() == ["it", "en"]
    first = sorted(agenda, key=lambda found: found.order)[0].id
    room.do(room.lead, SetActivity(id=first, words={"en": {"prompt": ""}}))
    assert languages() == ["it"]
    assert "English" not in room.browser().get(f"/j/{room.code}").text
    room.do(room.lead, SetActivity(id=first, words={"en": {"prompt": "Come in and sit down."}}))
    assert languages() == ["it", "en"]
