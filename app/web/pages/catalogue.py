"""The proposals of a library, found by their words, type and state; and the beginning of a new one from an idea."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from app.core.refusal import REASONS, Refused
from app.core.words.draft import STATUSES, TYPES
from app.exports.compose.evidence import describe
from app.exports.drafting import candidates
from app.exports.manuscript import Evidence
from app.exports.shelf import Shelf
from app.store.gatherings import Workshop
from app.store.outcomes import Outcome
from app.store.trouble import Unavailable
from app.web import documents, guard, problems, render
from app.web.documents import Kept
from app.web.house import House, house

router = APIRouter(include_in_schema=False)
Here = Annotated[House, Depends(house)]
Reader = Annotated[guard.Who, Depends(guard.need("proposals"))]
Writer = Annotated[Kept, Depends(documents.need_workshop("proposal.write"))]
SHOWN = 100
IDEAS = 60


@dataclass(frozen=True, slots=True)
class Row:
    """A proposal with the workshop it came from."""

    outcome: Outcome
    workshop: str


@dataclass(frozen=True, slots=True)
class Idea:
    """What a proposal can begin from, with its result if there was a ballot."""

    evidence: Evidence
    dots: int | None
    rank: int | None
    tied: bool
    members: int


@router.get("/proposals")
def elsewhere(who: Reader) -> Response:
    """Another name of the catalogue."""
    return RedirectResponse("/outcomes", 307)


@router.get("/outcomes")
def catalogue(
    request: Request, here: Here, who: Reader, q: str = "", type: str = "", status: str = ""
) -> Response:
    """The library's proposals, newest first, and the finished workshops that have none yet."""
    workshops = {each.id: each for each in here.desk.workshops.of_library(who.user.library)}
    rows = [
        Row(each, workshops[each.workshop].title if each.workshop in workshops else "")
        for each in here.desk.outcomes.of_library(who.user.library)
    ]
    found = [row for row in rows if fits(row, q, type, status)]
    return render.page(
        request, "pages/proposal/catalogue.html", section="proposals", rows=found[:SHOWN], count=len(found),
        all=len(rows), q=q, type=type, state=status, types=TYPES, statuses=STATUSES,
        waiting=without(rows, list(workshops.values())) if who.may("proposal.write") else [],
    )  # fmt: skip


def fits(row: Row, q: str, type: str, status: str) -> bool:
    """Whether a proposal has all the words asked for, in its title or its workshop's, and is of that type and state."""
    text = plain(f"{row.outcome.title} {row.workshop}")
    return (
        all(word in text for word in plain(q).split())
        and type in ("", row.outcome.type)
        and status in ("", row.outcome.status)
    )


def plain(text: str) -> str:
    """Text to search in: small letters without accents."""
    found = unicodedata.normalize("NFKD", text[:1000].casefold())
    return "".join(each for each in found if not unicodedata.combining(each))


def without(rows: list[Row], workshops: list[Workshop]) -> list[Workshop]:
    """The closed workshops that nothing has come of yet, newest first."""
    done = {row.outcome.workshop for row in rows}
    return [each for each in workshops if each.state == "closed" and each.id not in done][:10]


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
        said = render.say(request, REASONS["unavailable"])
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
    written = await run_in_threadpool(here.desk.outcomes.of_workshop, kept.workshop.id)
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
            evidence=describe(shelf, told, card["id"]), dots=tally["dots"] if tally else None,
            rank=tally["rank"] if tally else None, tied=bool(tally and tally["tied"]),
            members=len(shelf.members[card["id"]]),
        )
        for card, tally in candidates(seen)[:IDEAS]
    ]  # fmt: skip
