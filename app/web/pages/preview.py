"""One activity of a plan as a phone, the wall and paper will show it: their own pages, told of a workshop in memory."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.core.state import State
from app.exports.compose import kit
from app.exports.write import kit_pdf
from app.store.codes import shown
from app.store.gatherings import Workshop

from .. import documents, files, guard, language, previews, render
from ..house import House, house
from .kit import workshop_of
from .wall import square

router = APIRouter(include_in_schema=False)
Here = Annotated[House, Depends(house)]
Leader = Annotated[guard.Place, Depends(guard.need_staff("lead"))]


async def made(here: House, place: guard.Place, activity: str, *, alone: bool = False) -> State:
    """The workshop in memory. Raises Refused `not_found` for an activity that is not planned."""
    room = await here.rooms.fresh(place.workshop)
    return await run_in_threadpool(previews.begun, room.state, activity, here.now(), alone=alone)


def boot(here: House, found: Workshop, code: str, records: list[Any]) -> dict[str, Any]:
    """What the page's scripts start from; `preview` is all they will ever be told."""
    return {
        "workshop": found.id, "lang": code, "dir": language.direction(code), "zone": here.settings.time_zone,
        "own": found.languages[0], "spoken": True, "starts_at": found.starts_at,
        "media": f"/api/v1/workshops/{found.id}/media/",
        "preview": {"records": records, "say": here.words.gettext(code, WRITES_NOTHING)},
    }  # fmt: skip


_ = str  # marks sentences for translation; they are looked up where they are said
WRITES_NOTHING = _("È un'anteprima: qui non si manda niente.")


@router.get("/w/{workshop}/plan/{activity}/phone")
async def phone(request: Request, place: Leader, here: Here, activity: str) -> Response:
    """The page of somebody's phone when the activity has just begun."""
    found = await run_in_threadpool(workshop_of, here, place)
    state = await made(here, place, activity)
    code = here.words.nearest([request.query_params.get("in", ""), here.words.pick(request)])
    told = boot(here, found, code, previews.on_phone(state)) | {
        "as": previews.SOMEBODY,
        "you": previews.SOMEBODY,
    }
    return render.page(
        request, "pages/phone/phone.html", into=code, workshop=found, me=previews.SOMEBODY, boot_values=told,
        tablet=False, name=previews.NAME, people=[], preview=activity,
    )  # fmt: skip


@router.get("/w/{workshop}/plan/{activity}/wall")
async def wall(request: Request, place: Leader, here: Here, activity: str) -> Response:
    """The wall when the activity has just begun."""
    found = await run_in_threadpool(workshop_of, here, place)
    state = await made(here, place, activity)
    code = here.words.nearest([request.query_params.get("in", ""), *found.languages])
    door = f"{here.settings.address}/j/{found.code}"
    return render.page(
        request, "pages/wall.html", into=code, workshop=found,
        boot_values=boot(here, found, code, previews.on_wall(state)) | {"as": "wall"}, code=shown(found.code),
        qr=square(door), address=urlsplit(here.settings.address).netloc, preview=activity,
    )  # fmt: skip


@router.get("/w/{workshop}/plan/{activity}/paper.pdf", response_class=Response)
async def paper(request: Request, place: Leader, here: Here, activity: str) -> Response:
    """The activity's own sheets of the paper kit, with its line of the run sheet."""
    found = await run_in_threadpool(workshop_of, here, place)
    state = await made(here, place, activity, alone=True)
    asked = request.query_params.get("in", "")
    chosen = asked if asked in found.languages else found.languages[0]
    library = await run_in_threadpool(documents.library_name, here, found.library)
    whole = await run_in_threadpool(
        kit.compose, previews.on_paper(state), documents.words(here, chosen), code=shown(found.code),
        door=f"{here.settings.address}/j/{found.code}", library=library, at=here.now(),
    )  # fmt: skip
    own = replace(whole, sheets=tuple(each for each in whole.sheets if each.kind != "poster"))
    content = await run_in_threadpool(kit_pdf.write, own, "a4")
    return files.sent(content, "pdf", f"{whole.title} {activity[:6]}")
