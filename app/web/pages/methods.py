"""The method library: cards found by stage, time, people and material, each printable and ready for an agenda."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from app.methods.card import MATERIAL, describe_card

from .. import browsing, guard, planning, problems, render
from ..house import House, house

router = APIRouter(include_in_schema=False)
Here = Annotated[House, Depends(house)]
Reader = Annotated[guard.Who, Depends(guard.need("home"))]


@router.get("/methods")
async def shelf(request: Request, here: Here, who: Reader) -> Response:
    """All cards, or those looked for; only the list where a script asks for it."""
    wish = browsing.wish(request.query_params)
    cards = here.library.describe(here.words.pick(request))["methods"]
    values = {"cards": browsing.found(cards, wish), "wish": wish}
    if request.headers.get("HX-Request"):
        return render.part(request, "parts/_methods.html", **values)
    return render.page(
        request, "pages/methods/list.html", section="methods", times=browsing.TIMES, material=MATERIAL, **values
    )


@router.get("/methods/{id}")
async def card(request: Request, here: Here, who: Reader, id: str) -> Response:
    """A card whole, with the workshops that it can be added to."""
    return await shown(request, here, who, id)


async def shown(request: Request, here: House, who: guard.Who, id: str) -> Response:
    """The page of a card. Raises Problem 404."""
    found = here.library.cards.get(id)
    if found is None:
        raise problems.Problem(404)
    told: dict[str, Any] = describe_card(found, here.words.pick(request))
    mine = await run_in_threadpool(planning.led_by, here, who.user)
    return render.page(request, "pages/methods/card.html", section="methods", card=told, mine=mine)


@router.post("/methods/{id}/add")
async def put(request: Request, here: Here, who: Reader, id: str, workshop: Annotated[str, Form()] = "") -> Response:
    """Put the card into a workshop of one's own, before what is kept at the end."""
    mine = await run_in_threadpool(planning.led_by, here, who.user)
    chosen = next((each for each in mine if each.id == workshop), None)
    if chosen is None or id not in here.library.cards:
        raise problems.Problem(404)
    plan = planning.from_card(here, here.library.cards[id], chosen.languages)
    room = await here.rooms.fresh(chosen.id)
    await planning.add(here, chosen.id, who.user.id, plan, planning.before_end(room.state))
    return RedirectResponse(f"/w/{chosen.id}/plan#a-{plan.id}", 303)
