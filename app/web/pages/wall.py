"""The projector's page: it shows the room what the room may see, and follows by itself."""

from __future__ import annotations

import io
from typing import Annotated, Any
from urllib.parse import urlsplit

import segno
from fastapi import APIRouter, Depends, Request
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.live.connection import still_in
from app.store.codes import shown

from .. import guard, language, problems, render
from ..eyes import entered
from ..house import House, house

router = APIRouter(include_in_schema=False)


async def may_look(request: Request, workshop: str) -> str:
    """The workshop, for those who lead it and for whoever takes part, maybe from afar. Raises Problem 401, 403, 404."""
    held = guard.who(request).held.get(workshop, ())
    room = await entered(house(request), workshop) if held else None
    if room is None or not any(still_in(room, person) for person in held):
        await run_in_threadpool(guard.need_staff("wall"), request)
    return workshop


@router.get("/w/{workshop}/wall")
def wall(
    request: Request,
    looked_at: Annotated[str, Depends(may_look)],
    here: Annotated[House, Depends(house)],
) -> Response:
    """The wall of a workshop, in the workshop's own language."""
    found = here.desk.workshops.get(looked_at)
    if found is None:
        raise problems.Problem(404)
    asked = request.query_params.get("lang", "")
    code = here.words.nearest([asked, *found.languages])
    door = f"{here.settings.address}/j/{found.code}"
    boot: dict[str, Any] = {
        "workshop": found.id,
        "as": "wall",
        "lang": code,
        "dir": language.direction(code),
        "socket": f"/live/{found.id}",
        "media": f"/api/v1/workshops/{found.id}/media/",
        "starts_at": found.starts_at,
        "zone": here.settings.time_zone,
    }
    return render.page(
        request,
        "pages/wall.html",
        into=code,
        workshop=found,
        boot_values=boot,
        code=shown(found.code),
        qr=square(door),
        address=urlsplit(here.settings.address).netloc,
    )


def square(text: str) -> Markup:
    """A QR code as SVG: level Q, so that a corner hidden by a head still reads, with its quiet zone."""
    buffer = io.BytesIO()
    segno.make(text, error="q", boost_error=False, micro=False).save(
        buffer,
        kind="svg",
        xmldecl=False,
        svgns=True,
        nl=False,
        omitsize=True,
        border=4,
        svgclass=None,
        lineclass=None,
    )
    return Markup(buffer.getvalue().decode())  # noqa: S704 - made by segno from our own address
