"""A real workshop made by acts, from the empathy map to the feedback, closed and waiting for its proposal."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.core.types import Act, Command
from app.core.words.agenda import Activity, Reveal, Start
from app.core.words.board import AddNote
from app.core.words.clusters import Carry, CreateCluster
from app.core.words.roster import AddPerson
from app.core.words.vote import Cast, CloseBallot, OpenBallot, Settings
from app.core.words.workshop import Close, Open
from app.main import open_house
from app.settings import read_settings
from app.store.accounts import User
from app.web import gatherings
from app.web.house import House

WORD = "una frase lunga"
PEOPLE = ("Lontra blu", "Riccio lento", "Volpe rossa", "Gufo saggio")
NOTES = {
    "empathy-map": (
        ("Alle sette si chiude, ma io alle sette comincio", "it"), ("Il turno finisce quando qui si spegne", "it"),
        ("أريد مكانا هادئا للدراسة في المساء", "ar"), ("晚上没有地方可以学习", "zh"), ("<b>=1+1</b> *forte*", "it"),
    ),
    "how-might-we": (("Come potremmo tenere accesa una sala fino alle 22?", "it"),),
    "idea-cards": (
        ("Le chiavi ai lettori: un gruppo formato apre la sala tre sere", "it"),
        ("Un furgone che porta i libri alla stazione", "it"), ("Un distributore di libri sempre acceso", "it"),
    ),
    "storyboard": (("Alle 18:50 chi ha la chiave accoglie chi arriva", "it"),),
    "feedback-grid": (("Piace, se chi apre non resta mai da solo", "it"),),
}  # fmt: skip


@dataclass
class Evening:
    """What came of it: ids by what they are."""

    house: House
    user: User
    workshop: str = ""
    people: list[str] = field(default_factory=list)
    notes: dict[str, list[str]] = field(default_factory=dict)
    cards: list[str] = field(default_factory=list)
    cluster: str = ""
    ballot: str = ""

    async def do(self, data: Command, person: str = "") -> Any:
        """An act of the facilitator, or of a participant."""
        room = await self.house.rooms.get(self.workshop)
        act = Act(id=new_id(), person=person or self.user.id, role="participant" if person else "facilitator",
                  data=data, at=self.house.now(), chance=new_id())  # fmt: skip
        return await room.do(act)

    async def activity(self, method: str) -> Activity:
        """The first activity of a method."""
        room = await self.house.rooms.get(self.workshop)
        return next(each for each in room.state.all(Activity) if each.plan.method == method)


def new_id() -> str:
    return secrets.token_hex(16)


def library(house: House) -> User:
    """A library with a facilitator, a librarian, and another library's librarian; returns the facilitator."""
    accounts = house.desk.accounts
    here, other = accounts.add_library("Biblioteca dei Tigli"), accounts.add_library("Biblioteca dei Platani")
    for name, role, where in (
        ("marta", "facilitator", here), ("lia", "librarian", here), ("ada", "admin", here), ("ugo", "librarian", other)
    ):  # fmt: skip
        accounts.add(f"{name}@tigli.example", name.title(), WORD, roles=[role], library=where.id, now=1)
    found = accounts.by_email("marta@tigli.example")
    assert found is not None
    return found


async def hold(house: House, user: User) -> Evening:
    """Hold the workshop."""
    made = Evening(house, user)
    made.workshop = await gatherings.create_workshop(
        house,
        user,
        "assaggio-60",
        "Una biblioteca per tutte le lingue",
        "Come restare aperti a chi arriva tardi?",
    )
    await made.do(Open())
    for alias in PEOPLE:
        made.people.append(new_id())
        await made.do(AddPerson(id=made.people[-1], alias=alias))
    for method in ("empathy-map", "how-might-we", "idea-cards"):
        await write(made, method)
    board = await made.activity("empathy-map")
    made.cluster = new_id()
    await made.do(CreateCluster(id=made.cluster, activity=board.id, title="Orari che non si incastrano",
                                notes=tuple(made.notes["empathy-map"][:2])))  # fmt: skip
    await choose(made)
    for method in ("storyboard", "feedback-grid"):
        await write(made, method)
    await made.do(Close())
    return made


async def write(evening: Evening, method: str) -> None:
    """Everybody writes, then it is revealed."""
    board = await evening.activity(method)
    await evening.do(Start(id=board.id))
    zones = [zone.id for zone in board.plan.zones]
    evening.notes[method] = []
    for n, (text, lang) in enumerate(NOTES[method]):
        evening.notes[method].append(new_id())
        asked = AddNote(
            id=evening.notes[method][-1], activity=board.id, zone=zones[n % len(zones)], text=text, lang=lang
        )
        await evening.do(asked, evening.people[n % len(PEOPLE)])
    room = await evening.house.rooms.get(evening.workshop)
    for to in ("facilitators", "room"):
        found = room.state.get(Activity, board.id)
        if found is not None and found.revealed != "room":
            await evening.do(Reveal(id=board.id, to=to))


async def choose(evening: Evening) -> None:
    """The ideas are carried into the vote, and everybody gives their dots."""
    vote = await evening.activity("dots")
    await evening.do(Start(id=vote.id))
    for id in evening.notes["idea-cards"]:
        evening.cards.append(new_id())
        await evening.do(Carry(id=id, to=vote.id, as_=evening.cards[-1]))
    evening.ballot = new_id()
    await evening.do(OpenBallot(id=evening.ballot, activity=vote.id, targets=tuple(evening.cards),
                                settings=Settings(dots=2, max=1)))  # fmt: skip
    for n, person in enumerate(evening.people[:3]):
        await evening.do(Cast(ballot=evening.ballot, target=evening.cards[0], value=1), person)
        await evening.do(Cast(ballot=evening.ballot, target=evening.cards[1 + n % 2], value=1), person)
    await evening.do(CloseBallot(id=evening.ballot))


async def fill(folder: Path, **more: Any) -> Evening:
    """Hold the workshop in a house of its own and leave everything in a folder, for a server to find."""
    house = open_house(read_settings(data_dir=folder, **more))
    house.rooms.start()
    made = await hold(house, library(house))
    await house.rooms.close()
    await house.journal.close()
    return made
