"""The paper kit of a workshop: what is in it, in which language and on which paper, and the file to print."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.exports.compose import kit
from app.exports.write import kit_pdf
from app.store.codes import shown
from app.store.gatherings import Workshop

from .. import documents, files, guard, problems, render
from ..house import House, house

router = APIRouter(include_in_schema=False)
Here = Annotated[House, Depends(house)]
AT_ONCE = 200  # tickets that are printed in one go
Leader = Annotated[guard.Place, Depends(guard.need_staff("lead"))]


@router.get("/w/{workshop}/kit")
async def offer(request: Request, place: Leader, here: Here) -> Response:
    """What the kit holds, and what can be chosen of it."""
    found = workshop_of(here, place)
    made = await composed(here, found, here.words.pick(request))
    return render.page(
        request, "pages/kit.html", section="home", workshop=found, kit=made, papers=kit_pdf.PAPERS,
        languages=found.languages, printed=await run_in_threadpool(here.desk.tickets.printed, found.id),
        at_once=AT_ONCE,
    )  # fmt: skip


@router.get("/w/{workshop}/kit.pdf", response_class=Response)
async def take(place: Leader, here: Here, paper: str = "a4", lang: str = "") -> Response:
    """The kit as PDF, on A4 or A3, in a language of the workshop."""
    found = workshop_of(here, place)
    if paper not in kit_pdf.PAPERS:
        raise problems.Problem(404)
    made = await composed(here, found, lang)
    content = await run_in_threadpool(kit_pdf.write, made, paper)
    return files.sent(content, "pdf", f"kit {paper} {made.title}")


def workshop_of(here: House, place: guard.Place) -> Workshop:
    """The workshop that somebody leads. Raises Problem 404."""
    found = here.desk.workshops.get(place.workshop)
    if found is None:
        raise problems.Problem(404)
    return found


async def composed(here: House, workshop: Workshop, lang: str) -> kit.Kit:
    """The kit in a language that the workshop is held in, its first where another was asked for."""
    chosen = lang if lang in workshop.languages else workshop.languages[0]
    seen = await documents.records(here, workshop.id)
    library = await run_in_threadpool(documents.library_name, here, workshop.library)
    door = f"{here.settings.address}/j/{workshop.code}"
    return await run_in_threadpool(
        kit.compose, seen, documents.words(here, chosen), code=shown(workshop.code), door=door, library=library,
        at=here.now(),
    )  # fmt: skip
