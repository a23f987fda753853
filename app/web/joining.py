"""Joining: a code, a notice that was read, a name; out come a person, a token and a receipt."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from babel import Locale, UnknownLocaleError

from app.core.check import ALIAS_LENGTH, language, text
from app.core.refusal import Refused
from app.core.words.roster import Join
from app.store.gatherings import Workshop

from . import spoken, tokens
from .gatherings import do
from .house import House
from .tries import Wait, tried

__all__ = ["Joined", "Wait", "behind", "join", "offered"]

EXTRAS = frozenset({"photo", "voice", "contact"})


@dataclass(frozen=True, slots=True)
class Joined:
    """What a person has once they are in; the receipt is shown this once."""

    workshop: str
    participant: str
    token: str
    receipt: str
    holding: tokens.Holding


async def behind(house: House, code: str, place: str) -> Workshop:
    """The workshop that a code opens, open or not.

    Raises Refused `not_found` for a wrong code, and Wait when too many wrong ones were tried, from `place` (an
    address) or everywhere. A right code is let in however many wrong ones came from the same library.
    """

    def look() -> Workshop | None:
        found = house.desk.workshops.by_code(code)
        return found if found is not None and found.state != "draft" else None

    return await tried(house.tries, house.desk.doors, "join", place, look, now=house.now)


async def offered(house: House, workshop: Workshop) -> tuple[str, ...]:
    """The languages in which notice, buttons, errors and everything asked exist, the workshop's own first."""
    known = await asyncio.to_thread(spoken.interface, house, workshop.notice)
    room = await house.rooms.fresh(workshop.id)
    return spoken.offered(known, workshop, room.state)  # here, where nobody else folds


def known_language(tag: str) -> None:
    """Refuses a tag that names no language."""
    try:
        Locale.parse(language(tag), sep="-")
    except (ValueError, UnknownLocaleError):
        raise Refused("bad_value", field="language") from None


@asynccontextmanager
async def admitted(house: House, workshop: str, ticket: str, place: str) -> AsyncIterator[None]:
    """Whoever comes in here has spent a ticket, where some are needed; it is good again if they can't come in.

    Raises Refused `ticket_needed`, `ticket_unknown` (which is counted) or `ticket_spent`, and Wait.
    """
    tickets = house.desk.tickets
    if not (await asyncio.to_thread(tickets.printed, workshop)).made:
        yield
        return
    if not ticket.strip():
        raise Refused("ticket_needed")
    try:
        look = partial(tickets.known, workshop, ticket)
        await tried(house.tries, house.desk.doors, "ticket", place, look, now=house.now)
    except Refused:
        raise Refused("ticket_unknown") from None
    if not await asyncio.to_thread(tickets.spend, workshop, ticket):
        raise Refused("ticket_spent")
    try:
        yield
    except BaseException:
        await asyncio.shield(asyncio.to_thread(tickets.give_back, workshop, ticket))
        raise


async def join(
    house: House, code: str, alias: str, tongue: str, notice: int, extras: frozenset[str], place: str,
    table: str | None = None, *, ticket: str = "",
) -> Joined:
    """Let somebody in; where tickets were printed, with one that nobody has come in with.

    Raises Refused: `not_found` for the code, `workshop_closed`, `notice_changed` when another version of the notice
    was shown, what is wrong with the name or the ticket. Nothing is kept of a person who could not join.
    """
    workshop = await behind(house, code, place)
    if workshop.state == "closed":
        raise Refused("workshop_closed")
    if notice != workshop.notice:
        raise Refused("notice_changed")
    name = text(alias, ALIAS_LENGTH, empty=False)
    known_language(tongue)
    person = house.new_id()
    terms = await asyncio.to_thread(house.desk.notices.get, workshop.notice, language(tongue))
    asked = Join(
        id=person, alias=name, language=tongue, table=table, notice=str(terms.version), basis=terms.basis,
        retention=terms.months, extras=tuple(sorted(extras & EXTRAS)),
    )  # fmt: skip
    async with admitted(house, workshop.id, ticket, place):
        receipt = await asyncio.to_thread(
            lambda: house.desk.receipts.give(workshop.id, person, terms, now=house.now(), extras=extras & EXTRAS)
        )
        await do(house, workshop.id, person, asked, role="door")
    holding = tokens.Holding(workshop.id, person, "participant", house.now())
    return Joined(workshop.id, person, tokens.seal(house.settings.secret_key, holding), receipt, holding)
