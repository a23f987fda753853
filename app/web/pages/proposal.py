"""A proposal: read with its evidence, written sentence by sentence, taken away as a file."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, RedirectResponse, Response

from app.core.refusal import REASONS, Refused
from app.core.types import Command, Json
from app.core.words.draft import APPROVED, TYPES, Sentence, SetOutcome, Write
from app.store.trouble import Unavailable
from app.web import apologies, documents, files, gatherings, problems, render, sentences, shelving
from app.web.destinations import DESTINATIONS
from app.web.documents import Held
from app.web.house import House, house
from app.web.proofs import Proof, candidates, why

router = APIRouter(include_in_schema=False)
Here = Annotated[House, Depends(house)]
Reader = Annotated[Held, Depends(documents.need_outcome("proposals"))]
Writer = Annotated[Held, Depends(documents.need_outcome("proposal.write"))]
TRIES = 3


@router.get("/o/{outcome}.{form}")
async def file(here: Here, held: Reader, form: str, lang: str = "") -> Response:
    """The document in one of its forms."""
    if form not in files.WRITERS:
        raise problems.Problem(404)
    paper, _ = await documents.document(here, held.outcome, lang)
    return await files.written(here, held.outcome.workshop, paper, form)


@router.get("/o/{outcome}/for/{destination}")
async def sent_to(here: Here, held: Reader, destination: str, lang: str = "") -> Response:
    """What goes to one of the places that a proposal goes to."""
    chosen = DESTINATIONS.get(destination)
    workshop = await run_in_threadpool(here.desk.workshops.get, held.outcome.workshop)
    if chosen is None or workshop is None:
        raise problems.Problem(404)
    content = await chosen.make(here, held, workshop, lang)
    (called,) = await documents.called(here, [held.outcome])
    return files.sent(content, chosen.form, f"{called.title} {destination}")


@router.get("/o/{outcome}")
async def show(request: Request, here: Here, held: Reader) -> Response:
    """The proposal; `?why=section:sentence` opens the evidence of a sentence, `?edit=section` the writing of one."""
    asked = request.query_params
    return await page(request, here, held, edit=asked.get("edit", ""), about=asked.get("why", ""))


@router.get("/outcomes/{outcome}")
def elsewhere(held: Reader) -> Response:
    """The longer address of the same page."""
    return RedirectResponse(f"/o/{held.outcome.id}", 307)


@router.get("/o/{outcome}/media/{media}")
async def picture(here: Here, held: Reader, media: str) -> Response:
    """A picture of the workshop, for whoever may read what came of it."""
    workshop = held.outcome.workshop
    seen = await documents.records(here, workshop)
    known = await run_in_threadpool(here.files.get, workshop, media)
    if known is None or not files.shows_picture(seen, media):
        raise problems.Problem(404)
    content = await run_in_threadpool(here.files.read, workshop, media)
    if content is None:
        raise problems.Problem(404)
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": "inline"}
    return Response(content, media_type=known.type, headers=headers)


@router.post("/o/{outcome}")
async def set_outcome(
    request: Request,
    here: Here,
    held: Writer,
    title: Annotated[str, Form()] = "",
    type: Annotated[str, Form()] = "",
) -> Response:
    """Another title or type."""
    asked = SetOutcome(id=held.outcome.id, title=title, type=type)
    failed = await attempt(request, here, held, asked)
    if failed:
        head = {"title": title, "type": type, "error": failed[1]}
        return await page(request, here, held, status=failed[0], head=head)
    return RedirectResponse(f"/o/{held.outcome.id}", 303)


@router.post("/o/{outcome}/sections/{key}")
async def write(request: Request, here: Here, held: Writer, key: str) -> Response:
    """Replace a section's sentences, or add one to it (`answer`). What was typed is never lost.

    A page that saves by itself asks for JSON: how old the section is now and the ids of its sentences, or why not.
    """
    form = await request.form()
    said, made = form.get("answer"), ()
    if isinstance(said, str):
        failed, rows = await add(request, here, held, key, said), []
    else:
        section, _ = await standing(here, held, key)
        made, rows = sentences.typed(form, section, here.new_id), sentences.rows(form)
        asked = Write(outcome=held.outcome.id, key=key, sentences=made, seen=number(form.get("seen")))
        failed = await attempt(request, here, held, asked)
    if request.headers.get("accept") == "application/json":
        return JSONResponse(*(await told_to_script(here, held, key, made, failed)))
    if not failed:
        return RedirectResponse(f"/o/{held.outcome.id}#s-{key}", 303)
    section, _ = await standing(here, held, key)
    kept = {"key": key, "error": failed[1], "rows": rows, "answer": said, "changed": failed[0] == 409}
    if isinstance(said, str) and section["sentences"]:
        kept["rows"] = [*section["sentences"], {"id": "", "text": said, "evidence": []}]
    return await page(request, here, held, status=failed[0], edit=key if kept["rows"] else "", kept=kept)


async def told_to_script(
    here: House, held: Held, key: str, made: tuple[Sentence, ...], failed: tuple[int, str] | None
) -> tuple[Json, int]:
    """What a page that saves by itself must know, with the status."""
    if failed:
        return {"say": failed[1]}, failed[0]
    return {"seen": (await standing(here, held, key))[1], "ids": [each.id for each in made]}, 200


async def standing(here: House, held: Held, key: str) -> tuple[Json, int]:
    """A section as it stands, and how old it is. Raises Problem 404."""
    age = (await documents.ages(here, held.outcome.workshop, held.outcome.id)).get(key, 0)
    section = (await documents.records(here, held.outcome.workshop)).get(f"{held.outcome.id}:{key}")
    if section is None:
        raise problems.Problem(404)
    return section, age


async def add(request: Request, here: House, held: Held, key: str, said: str) -> tuple[int, str] | None:
    """One more sentence after those that are there, whoever is writing besides."""
    failed = None
    for _ in range(TRIES):
        section, age = await standing(here, held, key)
        made = sentences.answer(section, said, here.new_id)
        asked = Write(outcome=held.outcome.id, key=key, sentences=made, seen=age)
        failed = await attempt(request, here, held, asked)
        if failed is None or failed[0] != 409:
            break
    return failed


def number(value: Any) -> int | None:
    """A whole number from a form, or None."""
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 18 else None


async def attempt(request: Request, here: House, held: Held, command: Command) -> tuple[int, str] | None:
    """Do it; the status and the sentence for the person when it can't be done."""
    try:
        await gatherings.do(here, held.outcome.workshop, held.who.user.id, command, role=held.role)
    except Refused as refused:
        status = 409 if refused.code == "section_changed" else 422
        return status, render.say(request, REASONS[refused.code], **refused.details)
    except Unavailable:
        return 503, render.say(request, apologies.UNSAVED)
    with suppress(Unavailable):  # else the catalogue learns of it a moment later
        await shelving.put(here, held.outcome.workshop)
    return None


async def page(
    request: Request,
    here: House,
    held: Held,
    *,
    status: int = 200,
    edit: str = "",
    about: str = "",
    kept: dict[str, Any] | None = None,
    head: dict[str, Any] | None = None,
    life: dict[str, Any] | None = None,
) -> Response:
    """The page in one of its states: read, with evidence open, with a section being written."""
    paper, seen = await documents.document(here, held.outcome)
    told = documents.words(here, paper.language)
    record = seen[held.outcome.id]
    open_to_all = held.who.may("proposal.write")
    may_write = open_to_all and (record["status"] != APPROVED or bool(kept))
    moved = record["moved"] or {"by": "", "at": 0, "reason": ""}
    names = await run_in_threadpool(documents.names_of, here, [moved["by"]])
    return render.page(
        request, "pages/proposal/page.html", status=status, section="proposals", paper=paper, outcome=record,
        workshop=held.outcome.workshop, ages=await documents.ages(here, held.outcome.workshop, held.outcome.id),
        edit=edit if may_write else "", about=why(paper, about), kept=kept or {}, head=head or {},
        may_write=may_write, types=TYPES, stored=stored(seen, held.outcome.id), life=life or {},
        destinations=DESTINATIONS,
        may_move=open_to_all, may_approve=bool(await run_in_threadpool(documents.may_approve, here, held)),
        moved=moved | {"name": names.get(moved["by"], "")},
        proofs=await proofs_for(seen, told) if edit and may_write else [],
    )  # fmt: skip


def stored(seen: dict[str, Json], outcome: str) -> dict[str, Json]:
    """The outcome's sections as they stand, by key."""
    found = (each for each in seen.values() if each["kind"] == "section" and each["outcome"] == outcome)
    return {each["key"]: each for each in found}


async def proofs_for(seen: dict[str, Json], told: Any) -> list[Proof]:
    """Everything that a sentence can rest on."""
    return await run_in_threadpool(candidates, seen, told)
