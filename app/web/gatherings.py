"""Beginning a workshop: a pack's agenda copied from its cards, a row with a code, and the first act in its journal."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import asdict, is_dataclass
from typing import Any

import msgspec

from app.core.refusal import Refused
from app.core.types import Act, Command
from app.core.words.agenda import Create, Planned
from app.live.asked import Answer
from app.methods.planner import plan
from app.store.accounts import User
from app.store.trouble import Unavailable

from .house import House


async def create_workshop(
    house: House,
    user: User,
    pack_id: str,
    title: str,
    question: str = "",
    languages: tuple[str, ...] = ("it",),
    closing_at: int | None = None,
    minutes: tuple[int, ...] | None = None,
) -> str:
    """Make a workshop from a pack and return its id; `minutes` replace the pack's, step by step.

    Raises Refused `not_found` for a pack that is not there, and whatever the core has against title or question.
    """
    pack = house.library.packs.get(pack_id)
    if pack is None:
        raise Refused("not_found")
    agenda = planned(house, pack, languages, minutes)
    created = Create(
        title=title, question=question or pack_question(pack, languages), languages=languages, agenda=agenda,
        person=user.id, alias=user.name[:40], closing_at=closing_at,
        tables=tuple(str(n) for n in range(1, pack.tables + 1)),
    )  # fmt: skip
    workshop = house.new_id()
    check_before_keeping(workshop, user.id, created, house)
    notice = await asyncio.to_thread(house.desk.notices.newest)
    row = await asyncio.to_thread(
        lambda: house.desk.workshops.begin(
            library=user.library, by=user.id, title=title, question=question, languages=languages, notice=notice,
            now=house.now(), pack=pack_id, id=workshop,
        )
    )  # fmt: skip
    try:
        await do(house, row.id, user.id, created, role="door")
    except Unavailable:
        with suppress(Unavailable):  # a row without a beginning is in no list
            await asyncio.to_thread(house.desk.workshops.withdraw, row.id)
        raise
    return row.id


def check_before_keeping(workshop: str, person: str, created: Create, house: House) -> None:
    """Refuse before there is a row and a code for a workshop that could not begin."""
    from app.core.engine import decide  # only here is an act tried before its workshop exists
    from app.core.state import State

    decide(State(workshop), act_of(house, person, created, role="door"))


def planned(
    house: House, pack: Any, languages: tuple[str, ...], minutes: tuple[int, ...] | None
) -> tuple[Planned, ...]:
    """The pack's steps as an agenda, each with an id of its own."""
    steps = plan(pack, languages, house.library)
    if minutes is not None and len(minutes) != len(steps):
        raise Refused("bad_value", field="minutes")
    made = []
    for n, step in enumerate(steps):
        fields = (asdict(step) if is_dataclass(step) else dict(step)) | {"id": house.new_id()}
        fields.pop("order", None)
        if minutes is not None:
            fields["minutes"] = minutes[n]
        made.append(msgspec.convert(fields, Planned))
    return tuple(made)


def pack_question(pack: Any, languages: tuple[str, ...]) -> str:
    """The question that a pack suggests, in the workshop's first language."""
    words = getattr(pack, "words", {})
    said = words.get(languages[0]) or words.get("it")
    return str(said.get("question", "")) if said else ""


def act_of(house: House, person: str, data: Command, *, role: str) -> Act:
    """An act that comes in by one of our own doors."""
    return Act(id=house.new_id(), person=person, role=role, data=data, at=house.now(), chance=house.new_id())


async def do(house: House, workshop: str, person: str, data: Command, *, role: str) -> Answer:
    """Do an act that comes in by one of our own doors. Raises Refused or Unavailable."""
    room = await house.rooms.get(workshop)
    return await room.do(act_of(house, person, data, role=role))
