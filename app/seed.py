"""The demo library, made by doing what people do: joining, writing, revealing, voting, drafting; so it never rots."""

from __future__ import annotations

import asyncio
import random
import secrets
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app import playing
from app.core.words import agenda, draft, workshop
from app.evening import Clock, Evening, arrive
from app.store.accounts import User
from app.web import documents, guard
from app.web.gatherings import create_workshop
from app.web.house import House

WORDS = Path(__file__).parent / "methods" / "demo" / "lingue.toml"
PACK, TEMPLATE = "assaggio-60", "proposal"
ROLES = {"admin": "Ada", "facilitator": "Fara", "librarian": "Lia"}
EVENING = 3 * 3600 * 1000  # ms: how long ago people began to come to the finished workshop
PAUSE = 20 * 60 * 1000  # ms between its end and the first line of the proposal
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


async def seed(house: House) -> Demo:
    """Make the demo, or find it where it has been made before. The house's rooms must have been started."""
    kept = house.settings.data_dir / KEPT
    if kept.exists():
        return found_again(house, kept.read_text(encoding="utf-8").split())
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    chance = random.Random(20260926)
    clock = Clock(house.now() - EVENING, chance)
    password = house.settings.demo_password or "-".join(secrets.token_hex(3) for _ in range(3))
    users = await asyncio.to_thread(staff, house, words["library"], password)
    finished, outcome = await finished_evening(replace(house, now=clock), users["facilitator"], words, clock)
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
    evening.steps = {found.plan.method: found for found in room.state.all(agenda.Activity)}
    await evening.lead(workshop.Open())
    return evening


async def open_lobby(house: House, user: User, words: dict[str, Any]) -> str:
    """A workshop that waits for its first activity, some people already there."""
    evening = await begin(house, user, words)
    await arrive(evening, words["people"])
    return evening.room.workshop


async def finished_evening(house: House, user: User, words: dict[str, Any], clock: Clock) -> tuple[str, str]:
    """The whole taster as it was played, and the proposal that came of it, later that evening."""
    evening = await begin(house, user, words)
    evening.clock = clock
    winner = await playing.play(evening)
    clock.pace = 60_000
    clock.reach(clock.at + PAUSE)
    return evening.room.workshop, await propose(evening, user, winner)


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
