"""The facilitator's console: one page over the live line, with the way in drawn on it."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.store.codes import shown
from app.web import guard, parking, render
from app.web.house import House, house
from app.web.leading import led
from app.web.pages.wall import square

router = APIRouter(include_in_schema=False)


@router.get("/w/{workshop}")
async def console(
    request: Request,
    place: Annotated[guard.Place, Depends(guard.need_staff("lead"))],
    here: Annotated[House, Depends(house)],
) -> Response:
    """The console of a workshop, for whoever leads it."""
    found, boot = await run_in_threadpool(led, request, place, here)
    left = await parking.waiting(here, found)
    boot |= {"begins": here.library.beginnings}
    door = f"{here.settings.address}/j/{found.code}"
    return render.page(
        request, "pages/console.html", workshop=found, boot_values=boot, code=shown(found.code), qr=square(door),
        door=door, address=urlsplit(here.settings.address).netloc, secure=here.settings.secure, left=left,
        ticketed=(await run_in_threadpool(here.desk.tickets.printed, found.id)).made > 0,
    )  # fmt: skip
