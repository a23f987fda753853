"""The desk of whoever prepares and leads: the workshops there are, each with what comes next."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.core.words.workshop import Workshop as Opened
from app.store.codes import shown
from app.store.gatherings import Workshop
from app.store.outcomes import Outcome
from app.web import documents, guard, render
from app.web.house import House, house

router = APIRouter(include_in_schema=False)
Here = Annotated[House, Depends(house)]
LED = guard.STAFF_RIGHTS["lead"]


@dataclass(frozen=True, slots=True)
class Row:
    """A workshop in the list: where it stands on the thread, what came of it, and whether the user leads it."""

    workshop: Workshop
    code: str
    stage: str  # "" before it begins, "end" when it is over
    outcomes: tuple[Outcome, ...]
    leads: bool
    rehearsal: str = ""  # the one that goes on


@router.get("/home")
async def home(
    request: Request, here: Here, who: Annotated[guard.Who, Depends(guard.need("home"))]
) -> Response:
    """The user's workshops: going on, being prepared, and over."""
    rows = await run_in_threadpool(known, here, who)
    told = {each.id: each for each in await documents.called(here, [one for row in rows for one in row.outcomes])}
    rows = [replace(row, outcomes=tuple(told[each.id] for each in row.outcomes)) for row in rows]
    for n, row in enumerate(rows):
        if row.workshop.state == "open":
            rows[n] = replace(row, stage=await stage(here, row.workshop.id))
    groups = {
        "now": [row for row in rows if row.workshop.state in ("open", "lobby")],
        "next": [row for row in rows if row.workshop.state == "draft"],
        "over": [row for row in rows if row.workshop.state == "closed"],
    }
    return render.page(
        request, "pages/home/list.html", section="home", groups=groups, rows=rows,
        may_create=who.may("workshop.create"), may_read=who.may("proposals"),
    )  # fmt: skip


def known(here: House, who: guard.Who) -> list[Row]:
    """The workshops a user has a part in, and for those who look after proposals all that are over; newest first."""
    own = here.desk.workshops.of_user(who.user.id)
    mine = {workshop.id for workshop in own}
    library = here.desk.workshops.of_library(who.user.library) if who.may("proposals") else []
    others = [workshop for workshop in library if workshop.id not in mine and workshop.state == "closed"]
    outcomes: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in here.desk.outcomes.of_library(who.user.library):
        outcomes[outcome.workshop].append(outcome)
    rehearsed = {each.origin: each.workshop for each in here.desk.rehearsals.all()}
    return [
        Row(
            workshop=workshop, code=shown(workshop.code), stage="end" if workshop.state == "closed" else "",
            outcomes=tuple(outcomes[workshop.id]),
            leads=workshop.id in mine and here.desk.workshops.role(workshop.id, who.user.id) in LED,
            rehearsal=rehearsed.get(workshop.id, ""),
        )
        for workshop in sorted([*own, *others], key=lambda each: -each.created_at)
    ]  # fmt: skip


async def stage(here: House, workshop: str) -> str:
    """The stage that an open workshop has come to."""
    room = await here.rooms.get(workshop)
    found = room.state.get(Opened, workshop)
    return found.stage if found is not None else ""
