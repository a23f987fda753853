"""A general rehearsal: the scripted people follow whoever leads, whatever the pack; nothing of it is left."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.core.words.agenda import Activity, Reveal, Start
from app.core.words.board import Cluster, HideNote, Note
from app.core.words.clusters import CreateCluster
from app.core.words.roster import Person
from app.core.words.vote import Ballot, CloseBallot, OpenBallot, Settings, Tally
from app.core.words.workshop import Open, StartTimer, Workshop
from app.main import build
from app.settings import read_settings
from app.web import gatherings
from app.web.rehearsal import copying, player
from app.web.rehearsal.cast import the_cast

HERE = "http://testserver"
SECRET = "a secret that is long enough to sign with, 42"
STEP = 10_000  # ms


@dataclass
class Stage:
    """A house whose rehearsals are played by a clock of the test's own, and the user who leads."""

    client: TestClient
    user: object
    at: int = 0
    workshop: str = ""
    step: int = STEP

    def __post_init__(self) -> None:
        true = self.client.app.state.house  # type: ignore[attr-defined]
        self.at = true.now() + 3_600_000  # so late that no other process holds on to a rehearsal
        self.house = replace(true, now=lambda: self.at)
        self.player = player.Player(self.house)

    def run(self, work):  # type: ignore[no-untyped-def]
        return self.client.portal.call(work)  # type: ignore[union-attr]

    def begin(self, pack: str) -> str:
        """A workshop and its rehearsal; the id of the workshop."""
        make = gatherings.create_workshop
        real = self.run(lambda: make(self.house, self.user, pack, "La sera", "Come si resta aperti?", ("it",)))
        row = self.house.desk.workshops.get(real)
        self.workshop = self.run(lambda: copying.rehearse(self.house, self.user, row))
        return real

    @property
    def state(self):  # type: ignore[no-untyped-def]
        return self.run(lambda: self.house.rooms.fresh(self.workshop)).state

    def lead(self, data: object) -> None:
        self.run(lambda: gatherings.do(self.house, self.workshop, self.user.id, data, role="facilitator"))

    def wait(self, seconds: float) -> None:
        """So much time passes, and whoever has something to do does it."""
        until = self.at + int(seconds * 1000)
        while self.at < until:
            self.at += self.step
            self.run(self.player.look)

    def notes(self, activity: str = "") -> list[Note]:
        return [note for note in self.state.all(Note) if not activity or note.activity == activity]

    def agenda(self) -> list[Activity]:
        return sorted(self.state.all(Activity), key=lambda each: each.order)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    app = build(
        read_settings(data_dir=tmp_path, base_url=HERE, secret_key=SECRET, development=True, database_url="")
    )
    here = app.state.house
    library = here.desk.accounts.add_library("Biblioteca dei Tigli")
    user = here.desk.accounts.add(library=library.id, email="m@tigli.example", name="Marta", password="una frase lunga",
                                  roles=["facilitator"], now=1)  # fmt: skip
    with TestClient(app, base_url=HERE, headers={"Origin": HERE, "Accept": "text/html"}) as client:
        yield Stage(client, user)


def test_a_copy_has_the_same_agenda_words_tables_and_languages(stage: Stage) -> None:
    real = stage.begin("isob-mezza-giornata")
    true = stage.run(lambda: stage.house.rooms.fresh(real)).state
    plans = [replace(each.plan, id="") for each in sorted(true.all(Activity), key=lambda each: each.order)]
    assert [replace(each.plan, id="") for each in stage.agenda()] == plans
    told, copy = true.need(Workshop, real), stage.state.need(Workshop, stage.workshop)
    assert (copy.title, copy.question, copy.languages) == (told.title, told.question, told.languages)
    assert (told.rehearsal, copy.rehearsal) == (False, True)
    assert [person.alias for person in stage.state.all(Person) if person.paper] == [the_cast().paper]
    row = stage.house.desk.workshops.get(real)
    assert stage.run(lambda: copying.rehearse(stage.house, stage.user, row)) == stage.workshop


def test_people_come_in_once_the_room_is_open_and_one_comes_late(stage: Stage) -> None:
    stage.begin("assaggio-60")
    stage.wait(60)
    assert len(list(stage.state.all(Person))) == 2  # whoever leads, and who is on paper
    stage.lead(Open())
    stage.wait(120)
    assert len([person for person in stage.state.all(Person) if person.role == "participant"]) == 11
    stage.lead(Start(id=stage.agenda()[0].id))
    stage.wait(300)
    people = [person for person in stage.state.all(Person) if person.role == "participant"]
    assert len(people) == 12
    assert stage.notes() == []  # phones are down


@pytest.mark.parametrize("pack", ["assaggio-60", "isob-mezza-giornata"])
def test_they_do_what_each_step_asks_for(stage: Stage, pack: str) -> None:
    stage.begin(pack)
    stage.step = 20_000 if pack == "assaggio-60" else 40_000
    stage.lead(Open())
    stage.wait(60)
    wrote, voted = {}, []
    for activity in stage.agenda():
        stage.lead(Start(id=activity.id))
        if activity.plan.tool == "board":
            wrote[activity.id] = written(stage, activity)
        elif activity.plan.tool == "vote":
            voted.append(chosen(stage, activity))
        else:
            before = len(stage.notes())
            stage.wait(60)
            assert len(stage.notes()) == before
    assert all(many >= 10 for many in wrote.values()), wrote
    assert voted
    assert all(many >= 10 for many in voted), voted
    by_all = [each.id for each in stage.agenda() if each.plan.rules.cluster == "all"]
    assert {each.activity for each in stage.state.all(Cluster)} == set(by_all)
    passing = [each for each in stage.agenda() if each.plan.rules.carry or each.plan.rules.carry_table]
    assert bool(passing) == any(note.source for note in stage.notes())
    texts = [note.text for note in stage.notes() if note.source is None]
    assert max(Counter((note.activity, note.text) for note in stage.notes() if not note.source).values()) == 1
    assert the_cast().rude in texts
    assert {"it", "ro", "es", "ar", "en"} <= {note.lang for note in stage.notes()}


def written(stage: Stage, activity: Activity) -> int:
    """The step's minutes pass, all is shown; how many notes there are."""
    stage.wait(activity.plan.minutes * 60 * 0.65)
    stage.lead(Reveal(id=activity.id, to="facilitators"))
    stage.lead(Reveal(id=activity.id, to="room"))
    stage.wait(activity.plan.minutes * 60 * 0.35)
    made = [note for note in stage.notes(activity.id) if note.source is None]
    most = activity.plan.rules.notes
    assert most is None or max(Counter(note.by for note in made).values()) <= most
    return len(made)


def chosen(stage: Stage, activity: Activity) -> int:
    """A ballot on some notes that are there is opened, voted on and closed; how many voted."""
    shown = [note.id for note in stage.notes() if "room" in stage.state.seen(note.id, stage.state.seq)]
    ballot = stage.house.new_id()
    settings = Settings(dots=3, max=2, secret=True)
    stage.lead(OpenBallot(id=ballot, activity=activity.id, targets=tuple(shown[:8]), settings=settings))
    stage.wait(max(0, 5 * stage.step // 1000 - 120))
    stage.wait(120)
    stage.lead(CloseBallot(id=ballot))
    tallies = [tally for tally in stage.state.all(Tally) if tally.ballot == ballot]
    found = stage.state.need(Ballot, ballot)
    assert sum(tally.dots for tally in tallies) == found.dots == 3 * found.voted
    return found.voted


def test_another_process_goes_on_and_does_nothing_twice(stage: Stage) -> None:
    stage.begin("assaggio-60")
    stage.lead(Open())
    stage.wait(60)
    board = next(each for each in stage.agenda() if each.plan.tool == "board")
    stage.lead(Start(id=board.id))
    stage.wait(70)
    first, before = stage.player, [note.id for note in stage.notes()]
    stage.player = player.Player(stage.house)
    stage.run(stage.player.look)
    assert not stage.player.troupes[stage.workshop].until  # the first still holds it
    assert before
    stage.wait(170)
    assert stage.player.troupes[stage.workshop].until
    assert not first.troupes[stage.workshop].until > stage.at
    texts = Counter(note.text for note in stage.notes(board.id))
    assert set(texts.values()) == {1}
    assert len(texts) > len(before)


def test_their_phones_can_be_reached_but_one_loses_the_network_for_a_while(stage: Stage) -> None:
    stage.begin("assaggio-60")
    stage.lead(Open())
    stage.wait(60)
    board = next(each for each in stage.agenda() if each.plan.tool == "board")

    def reached() -> int:
        return stage.house.rooms.fanout(stage.workshop).presence.count([], time.monotonic())

    assert reached() == 10
    stage.lead(Start(id=board.id))
    stage.wait(board.plan.minutes * 60 * 0.4)
    assert reached() == 9
    stage.wait(board.plan.minutes * 60 * 0.4)
    assert reached() >= 10


def test_four_times_as_fast(stage: Stage) -> None:
    stage.begin("assaggio-60")
    stage.house.desk.rehearsals.set_pace(stage.workshop, 4)
    stage.lead(Open())
    stage.wait(60)
    board = next(each for each in stage.agenda() if each.plan.tool == "board")
    stage.lead(Start(id=board.id))
    stage.wait(board.plan.minutes * 60 * 0.2)
    assert len(stage.notes(board.id)) >= 10


def test_forgotten_ones_are_wiped_after_a_day(stage: Stage) -> None:
    real = stage.begin("assaggio-60")
    stage.at += player.FORGOTTEN - STEP
    stage.run(stage.player.look)
    assert stage.house.desk.rehearsals.of(real) is not None
    stage.at += 2 * STEP
    stage.run(stage.player.look)
    assert stage.house.desk.rehearsals.of(real) is None
    assert stage.house.desk.workshops.get(stage.workshop) is None
    assert stage.house.desk.workshops.get(real) is not None


def signed_in(stage: Stage) -> TestClient:
    answer = stage.client.post("/sign-in", data={"email": "m@tigli.example", "password": "una frase lunga"})
    assert answer.status_code == 200
    return stage.client


def test_Z1_pages_lead_from_the_workshop_through_its_rehearsal_and_back(stage: Stage) -> None:
    client = signed_in(stage)
    make = gatherings.create_workshop
    real = stage.run(lambda: make(stage.house, stage.user, "assaggio-60", "La sera", "Come si resta aperti?", ("it",)))
    stage.workshop = real
    stage.lead(Open())
    before = client.get(f"/api/v1/workshops/{real}/export.json").content
    assert "Comincia la prova" in client.get(f"/w/{real}/rehearsal").text
    console = client.post(f"/w/{real}/rehearsal")
    stage.workshop = str(console.url).rsplit("/", 1)[1]
    assert stage.workshop != real
    code = stage.house.desk.workshops.get(stage.workshop).code
    pages = [console.text]
    pages += [client.get(f"/w/{stage.workshop}/{page}").text for page in ("wall", "remote", "rehearsal")]
    stage.lead(Open())
    pages += [client.get(f"/j/{code}").text]
    assert [">PROVA<" in page for page in pages] == [True] * 5
    assert ">PROVA<" not in client.get(f"/w/{real}").text
    assert "Prova in corso" in client.get("/home").text
    assert f"/w/{stage.workshop}" not in client.get("/home").text
    stage.wait(60)
    stage.lead(Start(id=stage.agenda()[1].id))
    stage.wait(120)
    assert len(stage.notes()) > 3
    refused = client.get(f"/api/v1/workshops/{stage.workshop}/export.json")
    assert (refused.status_code, "prova generale" in refused.text) == (422, True)
    assert client.post(f"/w/{stage.workshop}/rehearsal/pace", data={"pace": "4"}).status_code == 200
    assert client.post(f"/w/{stage.workshop}/rehearsal/pace", data={"pace": "99"}).status_code == 422
    assert client.post(f"/w/{real}/rehearsal/end").status_code == 403
    page = client.post(f"/w/{stage.workshop}/rehearsal/end").text
    assert "Non ne resta niente" in page
    assert client.get(f"/w/{stage.workshop}").status_code == 404
    assert client.get(f"/api/v1/join/{code}").status_code == 404
    assert client.get(f"/api/v1/workshops/{real}/export.json").content == before


def test_the_list_says_what_was_practised(stage: Stage) -> None:
    client = signed_in(stage)
    stage.begin("assaggio-60")
    page = f"/w/{stage.workshop}/rehearsal"
    assert client.get(page).text.count('data-done="true"') == 0
    stage.lead(Open())
    stage.wait(60)
    boards = [each for each in stage.agenda() if each.plan.tool == "board" and each.plan.rules.private]
    stage.lead(Start(id=boards[0].id))
    stage.lead(StartTimer(seconds=60))
    stage.wait(boards[0].plan.minutes * 60)
    for to in ("facilitators", "room"):
        stage.lead(Reveal(id=boards[0].id, to=to))
    notes = stage.notes(boards[0].id)
    stage.lead(HideNote(id=notes[0].id))
    for n, title in enumerate(("Orari", "Luoghi", "Voci")):
        stage.lead(CreateCluster(id=stage.house.new_id(), activity=boards[0].id, title=title,
                                 notes=tuple(note.id for note in notes[1 + 2 * n : 3 + 2 * n])))  # fmt: skip
    text = client.get(page).text
    assert text.count('data-done="true"') == 5  # begun, timer, private, named, aside
    assert "5 cose su 8." in text
