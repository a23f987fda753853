"""The room check: before people come, that phones get in, the wall can be read, and what is written is kept."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.store.codes import shown
from app.web import guard, render
from app.web.house import House, house
from app.web.leading import led
from app.web.pages.join import INSIDE
from app.web.pages.wall import square

router = APIRouter(include_in_schema=False)
Here = Annotated[House, Depends(house)]
Leads = Annotated[guard.Place, Depends(guard.need_staff("lead"))]
NO_STORE = {"Cache-Control": "no-store"}


@router.get("/w/{workshop}/check")
def room(request: Request, place: Leads, here: Here) -> Response:
    """What to try in the room, for whoever leads, each thing with what to do when it fails."""
    found, boot = led(request, place, here)
    address = f"{here.settings.address}/check"
    return render.page(
        request, "pages/check/room.html", headers=NO_STORE, workshop=found, boot_values=boot, address=address,
        qr=square(address), secure=here.settings.secure,
    )  # fmt: skip


@router.get("/w/{workshop}/check/wall")
def card(request: Request, place: Leads, here: Here) -> Response:
    """A test card for the projector: letters as large as the wall's, all four corners, the six papers."""
    found, _ = led(request, place, here)
    return render.page(
        request, "pages/check/wall.html", workshop=found, code=shown(found.code), papers=render.PAPERS
    )


@router.get("/check")
def phone(request: Request, here: Here) -> Response:
    """What a phone that opens this can do here; nobody needs to be in a workshop for it."""
    inside = bool(INSIDE.search(request.headers.get("user-agent", "")))
    return render.page(
        request, "pages/check/phone.html", headers=NO_STORE, inside=inside, secure=here.settings.secure
    )
