"""The facilitator's phone as a remote: what to say, the time, who asks for help, and the one next thing."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.store.codes import shown
from app.web import guard, render
from app.web.house import House, house
from app.web.leading import led
from app.web.pages.wall import square

router = APIRouter(include_in_schema=False)


@router.get("/w/{workshop}/remote")
def remote(
    request: Request,
    place: Annotated[guard.Place, Depends(guard.need_staff("lead"))],
    here: Annotated[House, Depends(house)],
) -> Response:
    """The remote of a workshop, for whoever leads it; a large screen also shows how to open it on a phone."""
    found, boot = led(request, place, here)
    itself = f"{here.settings.address}/w/{found.id}/remote"
    return render.page(
        request, "pages/remote.html", workshop=found, boot_values=boot, code=shown(found.code), qr=square(itself),
        itself=itself,
    )  # fmt: skip
