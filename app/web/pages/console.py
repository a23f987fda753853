"""The facilitator's console: one page over the live line, with the way in drawn on it."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.store.codes import shown
from app.web import guard, language, problems, render
from app.web.house import House, house
from app.web.pages.wall import square

router = APIRouter(include_in_schema=False)


@router.get("/w/{workshop}")
def console(
    request: Request,
    place: Annotated[guard.Place, Depends(guard.need_staff("lead"))],
    here: Annotated[House, Depends(house)],
) -> Response:
    """The console of a workshop, for whoever leads it."""
    found = here.desk.workshops.get(place.workshop)
    if found is None:
        raise problems.Problem(404)
    code = here.words.pick(request)
    boot: dict[str, Any] = {
        "workshop": found.id,
        "you": place.who.user.id,
        "role": place.role,
        "lang": code,
        "dir": language.direction(code),
        "socket": f"/live/{found.id}",
        "media": f"/api/v1/workshops/{found.id}/media/",
        "zone": here.settings.time_zone,
    }
    door = f"{here.settings.address}/j/{found.code}"
    return render.page(
        request, "pages/console.html", workshop=found, boot_values=boot, code=shown(found.code), qr=square(door),
        door=door, address=urlsplit(here.settings.address).netloc, secure=here.settings.secure,
    )  # fmt: skip
