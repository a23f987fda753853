"""Joining: a code, a notice that was read, a name; out come a person, a token and a receipt."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError

from app.core.check import ALIAS_LENGTH, language, text
from app.core.refusal import Refused
from app.core.words.roster import Join
from app.store.gatherings import Workshop

from . import spoken, tokens
from .gatherings import do
from .house import House

EXTRAS = frozenset({"photo", "voice", "contact"})


@dataclass(frozen=True, slots=True)
class Joined:
    """What a person has once they are in; the receipt is shown this once."""

    workshop: str
    participant: str
    token: str
    receipt: str
    holding: tokens.Holding


class Wait(Exception):
    """Too many wrong codes from there; `after` milliseconds before the next."""

    def __init__(self, after: int) -> None:
        super().__init__(after)
        self.after = after


async def behind(house: House, code: str, place: str) -> Workshop:
    """The workshop that a code opens, open or not.

    Raises Refused `not_found` for a wrong code, and Wait when `place` (an address) has tried too many wrong ones.
    A right code is always let in, however many wrong ones came from the same library.
    """
    found = await asyncio.to_thread(house.desk.workshops.by_code, code)
    if found is not None and found.state != "draft":
        return found
    now = house.now()
    wait = await asyncio.to_thread(lambda: house.desk.doors.wait("join", place, now=now))
    if wait:
        raise Wait(wait)
    await asyncio.to_thread(lambda: house.desk.doors.failed("join", place, now=now))
    raise Refused("not_found")


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


async def join(
    house: House, code: str, alias: str, tongue: str, notice: int, extras: frozenset[str], place: str,
    table: str | None = None,
) -> Joined:
    """Let somebody in.

    Raises Refused: `not_found` for the code, `workshop_closed`, `notice_changed` when another version of the notice
    was shown, or what is wrong with the name. Nothing is kept of a person who could not join.
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
    receipt = await asyncio.to_thread(
        lambda: house.desk.receipts.give(workshop.id, person, terms, now=house.now(), extras=extras & EXTRAS)
    )
    await do(house, workshop.id, person, asked, role="door")
    holding = tokens.Holding(workshop.id, person, "participant", house.now())
    return Joined(workshop.id, person, tokens.seal(house.settings.secret_key, holding), receipt, holding)
