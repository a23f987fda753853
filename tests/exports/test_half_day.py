"""The default half day played from the welcome to the goodbye, and the proposal that its winning idea becomes."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app.core.words.agenda import Activity, Reveal, Start
from app.core.words.board import AddNote
from app.core.words.clusters import Carry, CreateCluster
from app.core.words.draft import Draft
from app.core.words.roster import AddPerson
from app.core.words.vote import Cast, CloseBallot, OpenBallot, Settings
from app.core.words.workshop import Close, Open
from app.exports.compose.proposal import compose
from app.exports.drafting import draft
from app.exports.manuscript import Manuscript
from app.main import open_house
from app.settings import read_settings
from app.web import documents, gatherings
from app.web.house import House
from tests.exports.evening import Evening, library, new_id

SECRET = "a secret that is long enough to sign with, 42"
PACK, TABLES, PEOPLE = "isob-mezza-giornata", 4, 8
SEATED = {n: n % TABLES for n in range(PEOPLE)}  # person → table
BEST = 1  # the table whose idea wins
# Not told by notes: what is asked of whoever decides, what was counted, and what only a picture can show
SKIPPED = {"ask", "cost", "when", "answer", "challenge", "attendance", "prototype"}


class HalfDay(Evening):
    """Plays the pack: everybody writes in every zone, facilitators carry, tables gather."""

    async def play(self) -> None:
        """All eighteen steps."""
        self.workshop = await gatherings.create_workshop(
            self.house, self.user, PACK, "Una sera", "Che cosa manca?"
        )
        await self.do(Open())
        for n, table in SEATED.items():
            self.people.append(new_id())
            await self.do(AddPerson(id=self.people[n], alias=f"Persona {n}", table=self.table(table)))
        room = await self.house.rooms.get(self.workshop)
        for activity in sorted(room.state.all(Activity), key=lambda each: each.order):
            await self.do(Start(id=activity.id))
            await self.step(activity)
        await self.do(Close())

    def table(self, n: int) -> str:
        return f"{self.workshop}:t{n}"

    async def step(self, activity: Activity) -> None:
        """What is done in one step, by its tool."""
        plan = activity.plan
        if plan.tool == "vote":
            await self.vote(activity)
        if plan.tool != "board":
            return
        if plan.method == "storyboard":
            for card in self.cards:
                await self.do(Carry(id=card, to=activity.id, as_=new_id()))
        for zone in plan.zones:
            await self.write(activity, zone.id)
        await self.gather(activity)
        for to in ("facilitators", "room"):
            state = (await self.house.rooms.get(self.workshop)).state
            if state.need(Activity, activity.id).revealed != "room":
                await self.do(Reveal(id=activity.id, to=to))
        if plan.method == "empathy-map":
            await self.named(activity, "Chi lavora la sera", self.notes[plan.method][:3])

    async def gather(self, activity: Activity) -> None:
        """Tables name their clusters and pass them on, three of them at most."""
        if activity.plan.method != "table-clusters":
            return
        following = await self.activity("how-might-we")
        written = self.notes["table-clusters"]
        for table in range(TABLES):
            person = self.people[table]
            ours = [id for n, id in enumerate(written) if n % PEOPLE % TABLES == table]
            cluster = await self.named(activity, f"Bisogno {table}", ours, person)
            await self.do(Carry(id=cluster, to=following.id, as_=new_id()), person)

    async def named(self, activity: Activity, title: str, notes: list[str], person: str = "") -> str:
        """Notes gathered under a name."""
        id = new_id()
        await self.do(CreateCluster(id=id, activity=activity.id, title=title, notes=tuple(notes)), person)
        return id

    async def write(self, activity: Activity, zone: str) -> None:
        """A note of each person in a zone, as far as the rules let them."""
        plan = activity.plan
        kept = self.notes.setdefault(plan.method, [])
        if plan.rules.notes is not None and len(kept) >= plan.rules.notes * PEOPLE:
            return
        for n, person in enumerate(self.people):
            kept.append(new_id())
            text = f"{plan.method} {zone} del tavolo {SEATED[n]}, {n}"
            await self.do(AddNote(id=kept[-1], activity=activity.id, zone=zone, text=text), person)

    async def vote(self, activity: Activity) -> None:
        """A ballot by the card's own rules, on what earlier steps pass on; the best table's comes first."""
        rules = activity.plan.rules.ballot
        assert rules is not None
        source = {"question-vote": "how-might-we", "gallery-vote": "table-ideas"}.get(activity.plan.method)
        passed = self.notes[source][:TABLES] if source else self.cards
        cards = []
        for id in passed:
            cards.append(new_id())
            await self.do(Carry(id=id, to=activity.id, as_=cards[-1]))
        settings = Settings(dots=rules.dots, max=rules.max)
        ballot = OpenBallot(id=new_id(), activity=activity.id, targets=tuple(cards), method=rules.method,
                            settings=settings)  # fmt: skip
        await self.do(ballot)
        for person in self.people:
            await self.do(Cast(ballot=ballot.id, target=cards[BEST], value=1), person)
        await self.do(CloseBallot(id=ballot.id))
        if source == "table-ideas":
            self.cards = cards


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], Manuscript]:
    """What each section of the winning idea's first draft quotes or says, and that draft as a document."""
    return asyncio.run(half_day(tmp_path_factory.mktemp("half-day")))


@pytest.fixture(scope="module")
def told(played: tuple[dict[str, str], Manuscript]) -> dict[str, str]:
    """The words alone."""
    return played[0]


async def half_day(folder: Path) -> tuple[dict[str, str], Manuscript]:
    house: House = open_house(
        read_settings(data_dir=folder, secret_key=SECRET, development=True, database_url="")
    )
    house.rooms.start()
    try:
        made = HalfDay(house, library(house))
        await made.play()
        seen = await documents.records(house, made.workshop)
        words = documents.words(house, "it")
        shape = documents.template(house, "proposal", "it")
        drafted = draft(seen, made.cards[BEST], shape, words)
        id = new_id()
        drawn = Draft(
            id=id, template="proposal", title="", source=made.cards[BEST], sections=drafted, type="service"
        )
        await made.do(drawn)
        paper = compose(await documents.records(house, made.workshop), id, shape, words)
        said = {
            each.key: " · ".join(
                seen[one.quote].get("text") or seen[one.quote]["title"] if one.quote else one.text
                for one in each.sentences
            )
            for each in drafted
        }
        return said, paper
    finally:
        await house.rooms.close()
        await house.journal.close()


def test_every_section_that_a_board_feeds_has_something(told: dict[str, str]) -> None:
    assert [key for key, said in told.items() if not said and key not in SKIPPED] == []


def test_each_box_of_what_it_takes_is_in_its_own_section_told_by_its_own_table(told: dict[str, str]) -> None:
    boxes = {
        "resources": "risorse",
        "partners": "alleati",
        "risks": "rischi",
        "indicators": "indicatori",
        "owners": "chi",
    }
    for key, zone in boxes.items():
        assert f"what-it-takes {zone} del tavolo {BEST}," in told[key]
        assert not [n for n in range(TABLES) if n != BEST and f"del tavolo {n}," in told[key]]
    assert f"storyboard f1 del tavolo {BEST}," in told["how"]
    assert not [n for n in range(TABLES) if n != BEST and f"del tavolo {n}," in told["how"]]


def test_the_test_is_told_by_the_visitors_of_its_table(told: dict[str, str]) -> None:
    visitors = (BEST - 1) % TABLES
    assert f"visitor-test piace del tavolo {visitors}," in told["test"]
    assert not [n for n in range(TABLES) if n != visitors and f"del tavolo {n}," in told["test"]]


def test_the_next_steps_are_told_and_the_opinions_of_the_evening_are_not(told: dict[str, str]) -> None:
    assert "what-next passi" in told["next"]
    assert not [key for key, said in told.items() if "what-next piu" in said or "what-next delta" in said]


def test_the_vote_that_chose_the_question_stands_with_the_need_it_chose(
    played: tuple[dict[str, str], Manuscript],
) -> None:
    _, paper = played
    voted = {each.key: [figure.voted for figure in each.figures] for each in paper.sections if each.figures}
    assert voted == {"problem": [PEOPLE], "idea": [PEOPLE], "verdict": [PEOPLE]}
    question = next(each for each in paper.sections if each.key == "problem").figures[0]
    best = question.results[0]
    assert (best.said.text, best.values) == (f"how-might-we domande del tavolo {BEST}, 1", (PEOPLE,))
