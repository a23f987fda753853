"""A workshop afterwards: what was asked, who was there, what each step left, what was chosen, and what came of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.web import documents, render
from app.web.documents import Kept
from app.web.house import House, house
from app.web.identity import STAFF_RIGHTS

router = APIRouter(include_in_schema=False)
Here = Annotated[House, Depends(house)]
Reader = Annotated[Kept, Depends(documents.need_workshop("proposals"))]
AGENDA = "agenda"


@router.get("/w/{workshop}/after")
async def after(request: Request, here: Here, kept: Reader) -> Response:
    """The workshop as its record tells it, its results first."""
    paper = await documents.workshop_record(here, kept.workshop, here.words.pick(request))
    held = await run_in_threadpool(here.desk.outcomes.of_workshop, kept.workshop.id)
    role = await run_in_threadpool(here.desk.workshops.role, kept.workshop.id, kept.who.user.id)
    agenda = next((table for each in paper.sections if each.key == AGENDA for table in each.tables), None)
    steps = [each for each in paper.sections if each.key != AGENDA]
    return render.page(
        request, "pages/after/page.html", section="proposals", paper=paper, workshop=kept.workshop, agenda=agenda,
        steps=steps, voted=[each for each in steps if each.figures],
        outcomes=await documents.called(here, held), leads=role in STAFF_RIGHTS["lead"],
        may_write=kept.who.may("proposal.write") or role in STAFF_RIGHTS["write"],
    )  # fmt: skip
