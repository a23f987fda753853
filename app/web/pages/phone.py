"""A participant's page: everything on it comes by the live line, this only says where that is."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from app.core.words.roster import Person
from app.live.room import Room

from .. import guard, joining, language, problems, render, tablets
from ..house import House, house
from ..squeeze import squeezed
from .join import door

router = APIRouter(include_in_schema=False)
NO_STORE = {"Cache-Control": "no-store"}


@router.get("/p/{workshop}")
async def phone(
    request: Request, here: Annotated[House, Depends(house)], workshop: str, person: str = ""
) -> Response:
    """The page of one of the people that this device speaks for; the latest, unless one is named."""
    who = guard.who(request)
    held = who.held.get(workshop, ())
    if not held or (person and person not in held):
        if who.user and await run_in_threadpool(here.desk.workshops.role, workshop, who.user.id):
            return RedirectResponse(f"/w/{workshop}", 303)
        return door(request, status=404, trouble="out")
    found = await run_in_threadpool(here.desk.workshops.get, workshop)
    if found is None:
        raise problems.Problem(404)
    me, lang = person or held[0], here.words.pick(request)
    offered = await joining.offered(here, found)
    boot: dict[str, Any] = {
        "workshop": workshop, "as": me, "you": me, "lang": lang, "dir": language.direction(lang),
        "spoken": lang in offered, "zone": here.settings.time_zone,
        "own": found.languages[0], "media": f"/api/v1/workshops/{workshop}/media/",
    }  # fmt: skip
    room = await here.rooms.fresh(workshop)
    tablet = tablets.table_of(request, room) is not None
    page = render.page(
        request, "pages/phone/phone.html", headers=NO_STORE, workshop=found, me=me, boot_values=boot,
        tablet=tablet, name=alias_of(room, me),
        people=[{"id": id, "alias": alias_of(room, id)} for id in held],
    )  # fmt: skip
    return squeezed(request, page)


def alias_of(room: Room, id: str) -> str:
    """The name that a person goes by."""
    person = room.state.get(Person, id)
    return person.alias if person is not None else ""
