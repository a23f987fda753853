"""Workshops for programs: what can be started, starting it, opening, closing, and looking at it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from app.core.types import Command, Json
from app.core.view import view
from app.core.words.agenda import Activity
from app.core.words.workshop import Close, Open

from .. import gatherings, guard
from ..eyes import looking
from ..house import house

router = APIRouter(prefix="/api/v1", tags=["workshops"])
Maker = Annotated[guard.Who, Depends(guard.need("workshop.create"))]
Lead = Annotated[guard.Place, Depends(guard.need_staff("lead"))]


class NewWorkshop(BaseModel):
    """A workshop to be: a pack, its title, and the languages it is held in, the first being its own."""

    pack: str = Field(max_length=80)
    title: str = Field(min_length=1, max_length=200)
    languages: list[str] = Field(default=["it"], min_length=1, max_length=20)
    question: str = Field(default="", max_length=400)
    closing_at: int | None = None


@router.get("/packs")
async def packs(request: Request) -> list[dict[str, Any]]:
    """The packs that can be started, in the language asked for."""
    here = house(request)
    return list(here.library.describe(here.words.pick(request))["packs"])


@router.get("/methods")
async def methods(request: Request) -> list[dict[str, Any]]:
    """The method cards, in the language asked for."""
    here = house(request)
    return list(here.library.describe(here.words.pick(request))["methods"])


@router.post("/workshops", status_code=201)
async def create(request: Request, who: Maker, asked: NewWorkshop) -> Json:
    """Plan a workshop from a pack; it is a draft until it is opened."""
    here = house(request)
    languages = tuple(dict.fromkeys(asked.languages))
    id = await gatherings.create_workshop(
        here, who.user, asked.pack, asked.title, asked.question, languages, asked.closing_at
    )
    row = here.desk.workshops.get(id)
    assert row is not None
    room = await here.rooms.get(id)
    agenda = sorted(room.state.all(Activity), key=lambda found: found.order)
    return {"id": id, "code": row.code, "join_url": f"{here.settings.address}/j/{row.code}",
            "activities": [described(found) for found in agenda]}  # fmt: skip


def described(found: Activity) -> Json:
    """An activity, as whoever planned it wants to know it."""
    plan = found.plan
    zones = [{"id": zone.id, "title": zone.title} for zone in plan.zones]
    return {"id": found.id, "stage": plan.stage, "method": plan.method, "title": plan.title, "tool": plan.tool,
            "minutes": plan.minutes, "zones": zones}  # fmt: skip


@router.post("/workshops/{workshop}/open")
async def open_(request: Request, place: Lead) -> Json:
    """Let people in."""
    return await led(request, place, Open())


@router.post("/workshops/{workshop}/close")
async def close(request: Request, place: Lead) -> Json:
    """End it: nothing more is taken in, everything stays."""
    return await led(request, place, Close())


async def led(request: Request, place: guard.Place, data: Command) -> Json:
    """What a facilitator does to the workshop as a whole."""
    here = house(request)
    answer = await gatherings.do(here, place.workshop, place.who.user.id, data, role="facilitator")
    row = here.desk.workshops.get(place.workshop)
    return {"id": place.workshop, "state": row.state if row else "", "last": answer.last}


@router.get("/workshops/{workshop}")
async def look(request: Request, workshop: str, person: str | None = None) -> Json:
    """Everything that whoever asks may see, the same faces as on the live line."""
    room, viewer = await looking(request, workshop, person)
    return {"epoch": room.epoch, "at": room.state.seq, "records": list(view(room.state, viewer).values())}
