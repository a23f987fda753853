"""The beginning of a proposal: the ideas of a workshop, best first, and the draft of the one that is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from app.core.refusal import REASONS, Refused
from app.core.words.draft import TYPES
from app.exports import scores
from app.exports.compose.evidence import describe
from app.exports.drafting import candidates
from app.exports.manuscript import Evidence
from app.exports.shelf import Shelf
from app.store.trouble import Unavailable
from app.web import apologies, documents, problems, render
from app.web.documents import Kept
from app.web.house import House, house

router = APIRouter(include_in_schema=False)
Here = Annotated[House, Depends(house)]
Writer = Annotated[Kept, Depends(documents.need_workshop("proposal.write"))]
IDEAS = 60


@dataclass(frozen=True, slots=True)
class Idea:
    """What a proposal can begin from, with its result if there was a ballot."""

    evidence: Evidence
    score: str
    dots: int | None
    rank: int | None
    tied: bool
    members: int


@router.get("/w/{workshop}/outcomes")
async def ideas(request: Request, here: Here, kept: Writer) -> Response:
    """The ideas of a workshop, best first, each a beginning."""
    return await choice(request, here, kept)


@router.post("/w/{workshop}/outcomes")
async def begin(
    request: Request,
    here: Here,
    kept: Writer,
    source: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "",
    type: Annotated[str, Form()] = "",
    template: Annotated[str, Form()] = "proposal",
) -> Response:
    """Draft the proposal and open it."""
    try:
        id = await documents.begin(here, kept, template, source, title, type)
    except Refused as refused:
        said = render.say(request, REASONS[refused.code], **refused.details)
        return await choice(
            request, here, kept, status=422, title=title, source=source, type=type, error=said
        )
    except Unavailable:
        said = render.say(request, apologies.UNSAVED)
        return await choice(
            request, here, kept, status=503, title=title, source=source, type=type, error=said
        )
    except problems.Problem as problem:
        if problem.code != "not_found":
            raise
        said = render.say(request, REASONS["not_found"])
        return await choice(request, here, kept, status=422, title=title, type=type, error=said)
    return RedirectResponse(f"/o/{id}", 303)


async def choice(request: Request, here: Here, kept: Kept, *, status: int = 200, **typed: Any) -> Response:
    """The page on which the idea is chosen, as it was filled in."""
    seen = await documents.records(here, kept.workshop.id)
    told = documents.words(here, here.words.pick(request))
    found = await run_in_threadpool(listed, seen, told)
    written = await documents.called(
        here, await run_in_threadpool(here.desk.outcomes.of_workshop, kept.workshop.id)
    )
    filled = {"title": "", "source": "", "type": TYPES[0], "error": ""} | typed
    return render.page(
        request, "pages/proposal/begin.html", status=status, section="proposals", workshop=kept.workshop,
        ideas=found, written=written, types=TYPES, typed=filled,
    )  # fmt: skip


def listed(seen: dict[str, Any], told: Any) -> list[Idea]:
    """The ideas that a proposal can begin from."""
    shelf = Shelf(seen)
    return [
        Idea(
            evidence=describe(shelf, told, card["id"]), score=scores.told(tally, told) if tally else "",
            dots=tally.get("dots") if tally else None,
            rank=tally["rank"] if tally else None, tied=bool(tally and tally["tied"]),
            members=len(shelf.members[card["id"]]),
        )
        for card, tally in candidates(seen)[:IDEAS]
    ]  # fmt: skip
