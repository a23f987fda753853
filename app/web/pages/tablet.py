"""A table's shared tablet: whose turn it is, who else takes part on it, and a hand to raise for the table."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from app.core.tools.seats import ordered
from app.core.view import Audience, Viewer, view
from app.core.words.roster import CallForHelp, Person
from app.live.room import Room

from .. import guard, language, render, scenes, tablets
from ..gatherings import do
from .join import NO_STORE, Here, behind

router = APIRouter(include_in_schema=False)


@router.get("/t/{code}")
async def turns(request: Request, here: Here, code: str, change: bool = False) -> Response:
    """Whose turn it is; first of all, on which table the tablet stands."""
    found = await behind(request, here, code)
    if isinstance(found, Response):
        return found
    room = await here.rooms.fresh(found.id)
    lang, table, people = here.words.pick(request), tablets.table_of(request, room), people_of(request, room)
    boot: dict[str, Any] = {
        "workshop": found.id, "lang": lang, "dir": language.direction(lang), "own": found.languages[0],
        "table": table.id if table else None, "live": bool(people),
    }  # fmt: skip
    return render.page(
        request, "pages/tablet.html", headers=NO_STORE, workshop=found, tables=ordered(room.state), people=people,
        table=None if change else table, calls=any(person.help for person in people), boot_values=boot,
        doing=doing(room, lang, found.languages[0]),
    )  # fmt: skip


@router.post("/t/{code}")
async def stand(request: Request, here: Here, code: str, table: Annotated[str, Form()] = "") -> Response:
    """Put the tablet on a table."""
    found = await behind(request, here, code)
    if isinstance(found, Response):
        return found
    known = {each.id for each in ordered((await here.rooms.fresh(found.id)).state)}
    response = RedirectResponse(f"/t/{found.code}", 303)
    tablets.keep(request, response, found.id, table if table in known else "")
    return response


@router.post("/t/{code}/help")
async def call(request: Request, here: Here, code: str) -> Response:
    """Raise the table's hand, or take it down: it is the hand of somebody who takes part on this tablet."""
    found = await behind(request, here, code)
    if isinstance(found, Response):
        return found
    people = people_of(request, await here.rooms.fresh(found.id))
    calling = [person for person in people if person.help]
    for person in calling or people[:1]:
        await do(here, found.id, person.id, CallForHelp(id=person.id, to=not calling), role="participant")
    return RedirectResponse(f"/t/{found.code}", 303)


def doing(room: Room, lang: str, own: str) -> dict[str, str]:
    """What the room is doing, in the words of whoever looks; empty before it begins."""
    seen = view(room.state, Viewer(Audience("wall"), None))
    current = seen.get(seen.get(room.workshop, {}).get("current") or "")
    return scenes.words(current, lang, own) if current else {"title": "", "prompt": ""}


def people_of(request: Request, room: Room) -> list[Person]:
    """Those who take part on this device, by name."""
    held = guard.who(request).held.get(room.workshop, ())
    found = [room.state.get(Person, id) for id in held]
    return sorted((one for one in found if one and not one.removed), key=lambda one: (one.alias, one.id))
