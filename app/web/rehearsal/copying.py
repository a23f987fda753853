"""A workshop's copy to rehearse in: the same agenda, words, tables and languages, and one person without a phone."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace

from app.core.refusal import Refused
from app.core.tools import seats
from app.core.words.agenda import Activity, Create
from app.core.words.roster import AddPerson
from app.core.words.tables import SetSeating
from app.core.words.workshop import Workshop
from app.store.accounts import User
from app.store.gatherings import Workshop as Row
from app.store.trouble import Unavailable
from app.web.gatherings import check_before_keeping, do
from app.web.house import House

from .cast import id_of, the_cast

MINUTE = 60_000  # ms


async def rehearse(house: House, user: User, row: Row) -> str:
    """The id of the workshop's rehearsal, made unless there is one. Raises Refused for a rehearsal of a rehearsal."""
    if row.origin is not None:
        raise Refused("rehearsal")
    known = await asyncio.to_thread(house.desk.rehearsals.of, row.id)
    if known is not None:
        await let_in(house, known.workshop, user.id)
        return known.workshop
    room = await house.rooms.fresh(row.id)
    true = room.state.need(Workshop, row.id)
    agenda = sorted(room.state.all(Activity), key=lambda each: each.order)
    tables = seats.ordered(room.state)
    minutes = sum(each.plan.minutes for each in agenda)
    made = Create(
        title=true.title, question=true.question, languages=true.languages, person=user.id, alias=user.name[:40],
        agenda=tuple(replace(each.plan, id=house.new_id()) for each in agenda), rehearsal=True,
        tables=tuple(table.title for table in tables),
        closing_at=house.now() + minutes * MINUTE if true.closing_at else None,
    )  # fmt: skip
    return await keep(house, user, row, made, true.seating)


async def keep(house: House, user: User, row: Row, made: Create, seating: str) -> str:
    """Keep the copy: its row, its beginning, and who is on paper."""
    workshop = house.new_id()
    check_before_keeping(workshop, user.id, made, house)
    await asyncio.to_thread(
        lambda: house.desk.workshops.begin(
            library=row.library, by=user.id, title=made.title, question=made.question, languages=made.languages,
            notice=row.notice, now=house.now(), pack=row.pack, id=workshop, origin=row.id,
        )
    )  # fmt: skip
    try:
        await do(house, workshop, user.id, made, role="door")
    except Unavailable:
        with suppress(Unavailable):  # a row without a beginning is in no list
            await asyncio.to_thread(house.desk.workshops.withdraw, workshop)
        raise
    if seating != "choose":
        await do(house, workshop, user.id, SetSeating(to=seating), role="facilitator")
    paper = AddPerson(id=id_of(workshop, "paper"), alias=the_cast().paper, language="it")
    await do(house, workshop, user.id, paper, role="facilitator")
    return workshop


async def let_in(house: House, workshop: str, user: str) -> None:
    """Whoever leads the workshop may lead its rehearsal too, whoever began it."""
    role = await asyncio.to_thread(house.desk.workshops.role, workshop, user)
    if role is None:
        await asyncio.to_thread(house.desk.workshops.set_staff, workshop, user, "facilitator")
