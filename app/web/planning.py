"""What planning pages share: an agenda with its clock times, cards to add to it, and workshops they can be added to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

import msgspec

from app.core.refusal import Refused
from app.core.state import State
from app.core.tools.agenda_folds import ordered
from app.core.words.agenda import Activity, AddActivity, Planned
from app.core.words.workshop import Workshop
from app.methods.card import Card
from app.methods.planner import single
from app.store.accounts import User
from app.store.gatherings import Workshop as Listed

from .gatherings import do
from .house import House

MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Row:
    """One activity in a timeline; `begins` in ms since 1970, None where no time is set; `after` so many minutes from
    the beginning; `seen` tells what was shown."""

    activity: Activity
    begins: int | None
    after: int
    seen: str

    @property
    def fixed(self) -> bool:
        """Has it begun, so that it can be neither taken away nor given other rules?"""
        return self.activity.started_at is not None


@dataclass(frozen=True, slots=True)
class Timeline:
    """An agenda in order, its sum in minutes, and the minutes there are for it (None: nobody has said)."""

    rows: tuple[Row, ...]
    total: int
    available: int | None

    @property
    def over(self) -> int:
        """By how many minutes the sum is too long; negative when there is time left."""
        return 0 if self.available is None else self.total - self.available

    @property
    def order(self) -> str:
        """The order as it was shown, for a form to carry."""
        return ",".join(row.activity.id for row in self.rows)


def timeline(state: State) -> Timeline:
    """The agenda of a workshop, with the time at which each activity begins."""
    found = state.need(Workshop, state.workshop)
    agenda = [state.need(Activity, id) for id in ordered(state)]
    total = sum(each.plan.minutes for each in agenda if counts(each))
    start = found.starts_at
    if start is None and found.closing_at is not None:
        start = found.closing_at - total * MINUTE
    rows, after = [], 0
    for each in agenda:
        begins = None if start is None else start + after * MINUTE
        rows.append(Row(each, begins, after, seen(each.plan)))
        after += each.plan.minutes if counts(each) else 0
    whole = found.starts_at is not None and found.closing_at is not None
    available = round((found.closing_at - found.starts_at) / MINUTE) if whole else None  # type: ignore[operator]
    return Timeline(tuple(rows), total, available)


def counts(activity: Activity) -> bool:
    """Does it take time? What was skipped does not."""
    return activity.started_at is not None or not activity.closed


def seen(plan: Planned) -> str:
    """A mark of everything that a plan says, by which a form knows whether somebody has changed it since."""
    return hashlib.sha256(msgspec.json.encode(asdict(plan), order="sorted")).hexdigest()[:16]


def from_card(house: House, card: Card, languages: tuple[str, ...]) -> Planned:
    """A card as an activity with an id of its own."""
    fields = asdict(single(card, languages, house.library)) | {"id": house.new_id()}
    fields.pop("order")
    return msgspec.convert(fields, Planned)


def again(house: House, plan: Planned) -> Planned:
    """The same activity once more."""
    return replace(plan, id=house.new_id(), pinned=False)


def before_end(state: State) -> str | None:
    """After which activity a new one goes: the last that is not kept at the end; None where it goes last."""
    agenda = [state.need(Activity, id) for id in ordered(state)]
    while agenda and agenda[-1].plan.pinned:
        agenda.pop()
    return agenda[-1].id if agenda else None


async def add(house: House, workshop: str, person: str, plan: Planned, after: str | None) -> None:
    """Put an activity into an agenda. Raises Refused."""
    await do(house, workshop, person, AddActivity(plan=plan, after=after), role="facilitator")


def card_of(house: House, id: str) -> Card:
    """A method's card. Raises Refused `not_found`."""
    found = house.library.cards.get(id)
    if found is None:
        raise Refused("not_found")
    return found  # type: ignore[no-any-return]


def led_by(house: House, user: User | None) -> list[Listed]:
    """The workshops that somebody leads and that are not over, newest first; reads the database."""
    mine: Iterable[Listed] = house.desk.workshops.of_user(user.id) if user else ()
    return [
        each
        for each in mine
        if each.state != "closed" and house.desk.workshops.role(each.id, user.id if user else "") == "facilitator"
    ]
