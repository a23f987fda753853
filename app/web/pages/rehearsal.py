"""The general rehearsal: what it is and its beginning; while it goes on its pace, what was practised, and its end."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from app.core.refusal import Refused
from app.store.rehearsals import PACES, NotARehearsal
from app.web import guard, problems, render
from app.web.house import House, house
from app.web.leading import led
from app.web.rehearsal.cast import id_of, the_cast
from app.web.rehearsal.copying import rehearse
from app.web.rehearsal.player import finish
from app.web.rehearsal.practised import practised

router = APIRouter(include_in_schema=False)
Here = Annotated[House, Depends(house)]
Leads = Annotated[guard.Place, Depends(guard.need_staff("lead"))]
NO_STORE = {"Cache-Control": "no-store"}


@router.get("/w/{workshop}/rehearsal")
async def look(request: Request, place: Leads, here: Here, over: bool = False) -> Response:
    """Of a workshop: how to rehearse it. Of a rehearsal: how it goes, and how it ends."""
    found, _ = await run_in_threadpool(led, request, place, here)
    cast = the_cast()
    if found.origin is None:
        known = await run_in_threadpool(here.desk.rehearsals.of, found.id)
        return render.page(
            request, "pages/rehearsal/begin.html", headers=NO_STORE, workshop=found, known=known, over=over,
            many=len(cast.actors) + 1, paper=cast.paper,
        )  # fmt: skip
    going = await run_in_threadpool(here.desk.rehearsals.get, found.id)
    if going is None:
        raise problems.Problem(404)
    room = await here.rooms.fresh(found.id)
    events = [one.event for one in await run_in_threadpool(here.journal.read, found.id)]
    done = asdict(practised(room.state, events, id_of(found.id, "paper")))
    return render.page(
        request, "pages/rehearsal/going.html", headers=NO_STORE, workshop=found, done=done, pace=going.pace,
        paces=PACES, paper=cast.paper, slips=cast.slips,
    )  # fmt: skip


@router.post("/w/{workshop}/rehearsal")
async def begin(request: Request, place: Leads, here: Here) -> Response:
    """Make the copy, unless there is one, and go to its console."""
    found, _ = await run_in_threadpool(led, request, place, here)
    made = await rehearse(here, place.who.user, found)
    return RedirectResponse(f"/w/{made}", 303)


@router.post("/w/{workshop}/rehearsal/pace")
async def pace(request: Request, place: Leads, here: Here) -> Response:
    """Make the scripted people faster, or as slow as real ones."""
    given = (await request.form()).get("pace")
    try:
        await run_in_threadpool(here.desk.rehearsals.set_pace, place.workshop, int(str(given)))
    except ValueError:
        raise Refused("bad_value", field="pace") from None
    return RedirectResponse(f"/w/{place.workshop}/rehearsal", 303)


@router.post("/w/{workshop}/rehearsal/end")
async def end(request: Request, place: Leads, here: Here) -> Response:
    """Wipe it, and go back to the workshop that was rehearsed. Any other workshop stays as it is."""
    found, _ = await run_in_threadpool(led, request, place, here)
    try:
        await finish(here, found.id)
    except NotARehearsal:
        raise Refused("not_allowed") from None
    return RedirectResponse(f"/w/{found.origin}/rehearsal?over=true", 303)
