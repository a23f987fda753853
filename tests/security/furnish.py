"""Furnishes the world: accounts, workshops that go on, the people in them and what they gave."""

from __future__ import annotations

import asyncio
import io
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from app.core.types import Act, Command
from app.core.words.agenda import Activity, Reveal, Rules, SetActivity, Start
from app.core.words.board import AddNote, Medium
from app.core.words.roster import Remove
from app.core.words.workshop import Open
from app.main import build
from app.web import documents, gatherings, guard, joining, links
from app.web.rehearsal import copying
from tests.security.asking import HERE
from tests.security.world import LEADS, PEOPLE, SECRET, STAFF, USERS, WORD, Thing, World, settings

PACK = "assaggio-60"
CLOSING = 4_000_000_000_000  # ms: an end that no test comes to


@contextmanager
def made(folder: Path, base: str = HERE) -> Iterator[World]:
    """The world, running."""
    app = build(settings(folder, base))
    with asyncio.Runner() as runner:
        life = app.router.lifespan_context(app)
        runner.run(life.__aenter__())
        try:
            world = World(app, runner, base)
            runner.run(furnish(world))
            yield world
        finally:
            runner.run(life.__aexit__(None, None, None))


async def furnish(world: World) -> None:
    """Libraries, users, workshops, people and what they gave."""
    accounts = world.house.desk.accounts
    libraries = {name: accounts.add_library(f"Biblioteca {name}") for name in "AB"}
    for name, (library, role) in USERS.items():
        email = f"{name.replace(' ', '.')}@prove.example"
        world.users[name] = accounts.add(
            email, name.title(), WORD, roles=[role], library=libraries[library].id, now=world.house.now()
        )
    for name, leader in LEADS.items():
        world.things[name] = await workshop(world, leader)
    for guest, role in STAFF.items():
        world.house.desk.workshops.set_staff(world.things["a1"].workshop, world.users[guest].id, role)
    first = world.things["a1"]
    world.things["none"] = Thing(seq=first.seq, key=first.key)  # names that mean something only within an object
    await everybody(world)
    await rehearse(world)


async def rehearse(world: World) -> None:
    """A rehearsal of the first workshop, made by whoever leads it."""
    row = world.house.desk.workshops.get(world.things["a1"].workshop)
    copy = await copying.rehearse(world.house, world.users["lead"], row)
    known = world.house.desk.workshops.get(copy)
    state = (await world.house.rooms.get(copy)).state
    step = min(state.all(Activity), key=lambda each: each.order)
    world.things["rehearsal"] = Thing(workshop=copy, code=known.code, activity=step.id)


async def everybody(world: World) -> None:
    """How each of those who ask is known: by a cookie, by a token, or not at all."""
    world.keys["nobody"] = ()
    for name, thing in PEOPLE.items():
        joined = await join(world, world.things[thing], name.title())
        world.keys[name] = (("cookie", f"{world.cookie('officina_p')}={joined.token}"),)
        world.people[name] = joined.participant
        if name == "participant":
            world.keys["participant's token"] = (("authorization", f"Bearer {joined.token}"),)
        if name == "removed":
            await act(world, "a1", Remove(id=joined.participant))
    for name in USERS:
        world.keys[name] = (world.signed_in(name),)
    world.keys["lead's token"] = (world.signed_in("lead", bearer=True),)
    ended = world.session("lead")
    world.house.desk.sessions.sign_out(ended)
    world.keys["signed out"] = (("cookie", f"{world.cookie('officina')}={ended}"),)


async def workshop(world: World, leader: str) -> Thing:
    """A workshop that goes on: somebody's note with a picture seen by all, and a proposal drafted from it."""
    house, user = world.house, world.users[leader]
    id = await gatherings.create_workshop(house, user, PACK, "Una sera", "Come si resta aperti?", ("it",), CLOSING)
    name = next(key for key, who in LEADS.items() if who == leader)
    row = house.desk.workshops.get(id)
    thing = world.things[name] = Thing(workshop=id, code=row.code, user=user.id)
    await act(world, name, Open())
    steps = sorted((await house.rooms.get(id)).state.all(Activity), key=lambda each: each.order)
    board = next(each for each in steps if each.plan.tool == "board" and each.plan.zones)
    thing.board, thing.zone = board.id, board.plan.zones[0].id
    thing.activity = next(each.id for each in reversed(steps) if not each.plan.pinned)
    await act(world, name, SetActivity(id=board.id, rules=Rules(cluster="all")))
    await act(world, name, Start(id=board.id))
    joined = await join(world, thing, "Chi scrive")
    thing.person, thing.receipt, thing.media, thing.note = joined.participant, joined.receipt, new_id(), new_id()
    content = picture()
    house.files.put(id, thing.media, thing.person, content, type="image/png", w=2, h=2, at=house.now())
    note = AddNote(id=thing.note, activity=board.id, zone=thing.zone, text="Più luce", lang="it",
                   media=(thing.media,), sizes=(Medium(id=thing.media, w=2, h=2),))  # fmt: skip
    await act(world, name, note, person=thing.person)
    await act(world, name, Reveal(id=board.id, to="room"))
    kept = documents.Kept(guard.Who(user), row, "facilitator")
    thing.outcome = await documents.begin(house, kept, "proposal", thing.note)
    stored = house.journal.read(id)
    thing.seq = next(each.seq for each in reversed(stored) if each.event.kind == "outcome.drafted")
    thing.key = next(each for each in house.library.outcomes["proposal"].sections).key
    world.users[f"invited {name}"] = invited = house.desk.accounts.add(
        f"{name}@inviti.example", "Nuova", WORD, roles=["facilitator"], library=user.library, now=house.now()
    )
    thing.user, thing.welcome = invited.id, links.seal(SECRET, invited, now=house.now())
    return thing


async def join(world: World, thing: Thing, alias: str) -> Any:
    """Somebody comes in by the code."""
    notice = world.house.desk.workshops.get(thing.workshop).notice
    return await joining.join(world.house, thing.code, alias, "it", notice, frozenset({"photo"}), "here")


async def act(world: World, thing: str, data: Command, person: str = "") -> Any:
    """An act of whoever leads the workshop, or of a participant."""
    room = await world.house.rooms.get(world.things[thing].workshop)
    who, role = (person, "participant") if person else (world.users[LEADS[thing]].id, "facilitator")
    made = Act(id=new_id(), person=who, role=role, data=data, at=world.house.now(), chance=new_id())
    return await room.do(made)


def new_id() -> str:
    """An id as a phone makes one."""
    return secrets.token_hex(16)


def picture() -> bytes:
    """A very small picture."""
    file = io.BytesIO()
    Image.new("RGB", (2, 2), "white").save(file, "PNG")
    return file.getvalue()


