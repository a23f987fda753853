"""A proposal's life: brought to review and approval, its earlier versions listed, read and brought back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from app.core.tools.draft import face_sentence
from app.core.types import Json
from app.core.words.approval import BringBack, Kept, Move
from app.core.words.draft import APPROVED
from app.exports.versions import Happened, Version, told, versions
from app.web import documents, problems, render
from app.web.documents import Held
from app.web.house import House, house
from app.web.pages import proposal

router = APIRouter(include_in_schema=False)
Here = Annotated[House, Depends(house)]
Reader = Annotated[Held, Depends(documents.need_outcome("proposals"))]
Writer = Annotated[Held, Depends(documents.need_outcome("proposal.write"))]


@dataclass(frozen=True, slots=True)
class Then:
    """A section as a version has it: its sentences as they can still be told, and whether it says the same now."""

    key: str
    heading: str
    stage: str
    sentences: tuple[Json, ...]
    same: bool


@router.post("/o/{outcome}/status")
async def move(
    request: Request,
    here: Here,
    held: Writer,
    to: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Bring the proposal into another state. Whoever answers for the library approves and opens again."""
    chosen = documents.may_approve(here, held) or held
    failed = await proposal.attempt(request, here, chosen, Move(id=held.outcome.id, to=to, reason=reason))
    if failed:
        life = {"to": to, "reason": reason, "error": failed[1]}
        return await proposal.page(request, here, held, status=failed[0], life=life)
    return RedirectResponse(f"/o/{held.outcome.id}#life", 303)


@router.get("/o/{outcome}/versions")
async def listed(request: Request, here: Here, held: Reader) -> Response:
    """Every save, the newest first."""
    happened = await history(here, held)
    paper, _ = await documents.document(here, held.outcome)
    return render.page(
        request, "pages/proposal/versions.html", section="proposals", paper=paper,
        versions=versions(happened, held.outcome.id)[::-1], names=await names(here, happened),
        headings={each.key: each.heading for each in paper.sections},
    )  # fmt: skip


@router.get("/o/{outcome}/versions/{seq}")
async def version(request: Request, here: Here, held: Reader, seq: int) -> Response:
    """What the proposal said after one of its saves."""
    return await shown(request, here, held, seq)


@router.post("/o/{outcome}/versions/{seq}")
async def bring_back(
    request: Request, here: Here, held: Writer, seq: int, key: Annotated[str, Form()] = ""
) -> Response:
    """Let the proposal, or one section of it, say again what it said then. Nothing is lost: it is one more save."""
    await found(here, held, seq)
    then = told(await history(here, held), held.outcome.id, seq)
    kept = tuple(Kept(key=name, sentences=said) for name, said in then.items() if key in ("", name))
    failed = await proposal.attempt(request, here, held, BringBack(id=held.outcome.id, upto=seq, sections=kept))
    if failed:
        return await shown(request, here, held, seq, status=failed[0], error=failed[1])
    return RedirectResponse(f"/o/{held.outcome.id}" + (f"#s-{key}" if key else ""), 303)


async def shown(
    request: Request, here: House, held: Held, seq: int, *, status: int = 200, error: str = ""
) -> Response:
    """A version's page. Raises Problem 404 for what is no save of this proposal."""
    one, happened = await found(here, held, seq)
    paper, seen = await documents.document(here, held.outcome)
    room = await here.rooms.get(held.outcome.workshop)
    now = proposal.stored(seen, held.outcome.id)
    told_now = {each.key: each for each in paper.sections}
    thens = []
    for key, sentences in told(happened, held.outcome.id, seq).items():
        said = tuple(face for each in sentences if (face := face_sentence(room.state, each)))
        same = texts(said) == texts(now[key]["sentences"]) if key in now else False
        heading, stage = (told_now[key].heading, told_now[key].stage) if key in told_now else (key, "frame")
        thens.append(Then(key, heading, stage, said, same))
    frozen = seen[held.outcome.id]["status"] == APPROVED
    return render.page(
        request, "pages/proposal/version.html", status=status, section="proposals", paper=paper, version=one,
        names=await names(here, happened), thens=thens, error=error,
        may_write=held.who.may("proposal.write") and not frozen, headings={k: s.heading for k, s in told_now.items()},
    )  # fmt: skip


def texts(sentences: tuple[Json, ...] | list[Json]) -> list[tuple[str, tuple[str, ...]]]:
    """What sentences say and rest on, to be compared."""
    return [(each["text"], tuple(each["evidence"])) for each in sentences]


async def history(here: House, held: Held) -> list[Happened]:
    """Everything that happened in the proposal's workshop."""
    stored = await run_in_threadpool(here.journal.read, held.outcome.workshop)
    return [Happened(each.seq, each.at, each.person or "", each.event) for each in stored]


async def found(here: House, held: Held, seq: int) -> tuple[Version, list[Happened]]:
    """The save of this number, with all that happened. Raises Problem 404."""
    happened = await history(here, held)
    one = next((each for each in versions(happened, held.outcome.id) if each.seq == seq), None)
    if one is None:
        raise problems.Problem(404)
    return one, happened


async def names(here: House, happened: list[Happened]) -> dict[str, str]:
    """The names of the users who did something, by id."""
    return await run_in_threadpool(documents.names_of, here, {each.by for each in happened})
