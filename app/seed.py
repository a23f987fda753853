"""The demo library, made by doing what people do: joining, writing, revealing, voting, drafting; so it never rots."""

from __future__ import annotations

import asyncio
import os
import random
import secrets
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.core.types import Act, Command
from app.core.words import agenda, board, clusters, draft, roster, vote, workshop
from app.live.room import Room
from app.store.accounts import User
from app.web import documents, guard, joining
from app.web.gatherings import create_workshop
from app.web.house import House

WORDS = Path(__file__).parent / "methods" / "demo" / "lingue.toml"
PACK, TEMPLATE = "assaggio-60", "proposal"
ROLES = {"admin": "Ada", "facilitator": "Fara", "librarian": "Lia"}
EVENING = 3 * 3600 * 1000  # ms: how long ago the finished workshop began
KEPT = "demo.txt"


@dataclass(frozen=True, slots=True)
class Demo:
    """What somebody needs to look around: e-mail addresses by role, one password, and the code of the open lobby."""

    emails: dict[str, str]
    password: str
    code: str
    finished: str
    lobby: str
    outcome: str


@dataclass
class Clock:
    """A clock that people's doings move on, so that the evening has natural times."""

    at: int
    chance: random.Random

    def __call__(self) -> int:
        """Some moments later, in ms."""
        self.at += self.chance.randint(400, 5000)
        return self.at


@dataclass
class Evening:
    """A workshop being played: its room, its agenda by card, and who is there."""

    house: House
    words: dict[str, Any]
    room: Room
    boss: str
    steps: dict[str, str] = field(default_factory=dict)
    people: dict[Any, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)  # by their words

    async def lead(self, data: Command) -> None:
        """Something the facilitator does."""
        await self.do(self.boss, "facilitator", data)

    async def do(self, person: str, role: str, data: Command, via: str | None = None) -> None:
        """An act, as it comes from a phone or the console."""
        new_id, at = self.house.new_id, self.house.now()
        await self.room.do(
            Act(id=new_id(), person=person, role=role, data=data, at=at, chance=new_id(), via=via)
        )

    def note(self, beginning: str) -> str:
        """The id of the note that begins with these words."""
        return next(id for text, id in self.notes.items() if text.startswith(beginning))


async def seed(house: House) -> Demo:
    """Make the demo, or find it where it has been made before. The house's rooms must have been started."""
    kept = house.settings.data_dir / KEPT
    if kept.exists():
        return found_again(house, kept.read_text(encoding="utf-8").split())
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    chance = random.Random(20260926)
    played = replace(house, now=Clock(house.now() - EVENING, chance))
    password = os.environ.get("OFFICINA_DEMO_PASSWORD") or "-".join(secrets.token_hex(3) for _ in range(3))
    users = await asyncio.to_thread(staff, house, words["library"], password)
    finished, outcome = await finished_evening(played, users["facilitator"], words)
    lobby = await open_lobby(house, users["facilitator"], words["lobby"])
    kept.write_text(f"{password} {finished} {lobby} {outcome}", encoding="utf-8")
    kept.chmod(0o600)
    return found_again(house, [password, finished, lobby, outcome])


def found_again(house: House, kept: list[str]) -> Demo:
    """The demo that was made before."""
    password, finished, lobby, outcome = kept
    row = house.desk.workshops.get(lobby)
    return Demo(
        emails={role: email(role) for role in ROLES}, password=password, code=row.code if row else "",
        finished=finished, lobby=lobby, outcome=outcome,
    )  # fmt: skip


def email(role: str) -> str:
    """The demo's address for a role."""
    return f"{ROLES[role].lower()}@demo.example"


def staff(house: House, library: str, password: str) -> dict[str, User]:
    """The library and the people who work there."""
    accounts = house.desk.accounts
    home = accounts.add_library(library)
    return {
        role: accounts.add(email(role), name, password, roles=[role], library=home.id, now=house.now())
        for role, name in ROLES.items()
    }


async def begin(house: House, user: User, words: dict[str, Any]) -> Evening:
    """A workshop from the pack, with its door open."""
    id = await create_workshop(house, user, PACK, words["title"], words["question"], ("it", "en"))
    room = await house.rooms.get(id)
    evening = Evening(house, words, room, user.id)
    evening.steps = {found.plan.method: found.id for found in room.state.all(agenda.Activity)}
    await evening.lead(workshop.Open())
    return evening


async def arrive(evening: Evening, aliases: list[str], languages: dict[int, str] | None = None) -> None:
    """People come in with the code, as from their phones."""
    house, room = evening.house, evening.room
    row = await asyncio.to_thread(house.desk.workshops.get, room.workshop)
    assert row is not None
    for n, alias in enumerate(aliases):
        joined = await joining.join(
            house, row.code, alias, (languages or {}).get(n, "it"), row.notice, frozenset(), "demo"
        )
        evening.people[n] = joined.participant


async def open_lobby(house: House, user: User, words: dict[str, Any]) -> str:
    """A workshop that waits for its first activity, some people already there."""
    evening = await begin(house, user, words)
    await arrive(evening, words["people"])
    return evening.room.workshop


async def finished_evening(house: House, user: User, words: dict[str, Any]) -> tuple[str, str]:
    """The whole taster as it was played, and the proposal that came of it."""
    evening = await begin(house, user, words)
    await arrive(evening, words["people"], spoken(words))
    for n, alias in enumerate(words["paper"], 1):
        evening.people[f"p{n}"] = house.new_id()
        await evening.lead(roster.AddPerson(id=evening.people[f"p{n}"], alias=alias))
    await evening.lead(agenda.Start(id=evening.steps[""]))
    await evening.lead(workshop.SendMessage(text=words["messages"]["it"][0], lang="it"))
    for step in ("check-in", "empathy-map"):
        await write(evening, step)
    await gather(evening)
    for step in ("how-might-we", "idea-cards"):
        await write(evening, step)
    winner = await decide(evening)
    for step in ("storyboard", "feedback-grid", "plus-delta"):
        await write(evening, step)
    await evening.lead(workshop.Close())
    return evening.room.workshop, await propose(evening, user, winner)


def spoken(words: dict[str, Any]) -> dict[int, str]:
    """The language of each person, from what they wrote."""
    return {
        who: lang for notes in words["notes"].values() for who, _, lang, _ in notes if isinstance(who, int)
    }


async def write(evening: Evening, step: str) -> None:
    """An activity: started, written, revealed in two steps where it is private."""
    activity = evening.steps[step]
    await evening.lead(agenda.Start(id=activity))
    await evening.lead(workshop.StartTimer(seconds=360))
    for who, zone, lang, text in evening.words["notes"][step]:
        id, person = evening.house.new_id(), evening.people[who]
        note = board.AddNote(id=id, activity=activity, zone=zone, text=text, lang=lang)
        on_paper = isinstance(who, str)
        await evening.do(
            person, "facilitator" if on_paper else "participant", note, evening.boss if on_paper else None
        )
        evening.notes[text] = id
    await evening.lead(agenda.Reveal(id=activity, to="facilitators"))
    await evening.lead(agenda.Reveal(id=activity, to="room"))


async def gather(evening: Evening) -> None:
    """The clusters, named."""
    for cluster in evening.words["clusters"]:
        members = tuple(evening.note(beginning) for beginning in cluster["members"])
        made = clusters.CreateCluster(
            id=evening.house.new_id(),
            activity=evening.steps[cluster["step"]],
            title=cluster["title"],
            notes=members,
        )
        await evening.lead(made)


async def decide(evening: Evening) -> str:
    """The ideas carried into the vote, the vote, and the card that won."""
    activity, cards = evening.steps["dots"], {}
    await evening.lead(agenda.Start(id=activity))
    for _, _, _, text in evening.words["notes"]["idea-cards"]:
        cards[text] = evening.house.new_id()
        await evening.lead(clusters.Carry(id=evening.notes[text], to=activity, as_=cards[text]))
    ballot = evening.house.new_id()
    settings = vote.Settings(dots=3, max=2, secret=True, shuffle=True)
    await evening.lead(
        vote.OpenBallot(id=ballot, activity=activity, targets=tuple(cards.values()), settings=settings)
    )
    for who, target in dealt(evening, cards):
        cast = vote.Cast(ballot=ballot, target=target, value=1)
        on_paper = isinstance(who, str)
        person = evening.people[who]
        await evening.do(
            person, "facilitator" if on_paper else "participant", cast, evening.boss if on_paper else None
        )
    await evening.lead(vote.CloseBallot(id=ballot))
    return next(id for text, id in cards.items() if text.startswith(next(iter(evening.words["votes"]))))


def dealt(evening: Evening, cards: dict[str, str]) -> list[tuple[Any, str]]:
    """Who puts a dot where: the dots of each idea go to different people, in turn."""
    given = []
    for beginning, many in evening.words["votes"].items():
        target = next(id for text, id in cards.items() if text.startswith(beginning))
        given += [target] * many
    voters = list(evening.people)
    return [(voters[n % len(voters)], target) for n, target in enumerate(given)]


async def propose(evening: Evening, user: User, winner: str) -> str:
    """The proposal drafted from the winning card, and the sentences that a librarian added."""
    house, plan = evening.house, evening.words["proposal"]
    row = await asyncio.to_thread(house.desk.workshops.get, evening.room.workshop)
    assert row is not None
    kept = documents.Kept(guard.Who(user), row, "facilitator")
    id = await documents.begin(house, kept, TEMPLATE, winner, plan["title"])
    for sentence in plan["sentences"]:
        section = evening.room.state.need(draft.Section, f"{id}:{sentence['section']}")
        evidence = tuple(evening.note(beginning) for beginning in sentence["evidence"])
        added = draft.Sentence(id=house.new_id(), text=sentence["text"], evidence=evidence)
        await evening.lead(draft.Write(outcome=id, key=section.key, sentences=(added, *section.sentences)))
    return id
