"""Pictures of a workshop: uploaded once by their author, shown to whoever may see the note they belong to."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from app.core.check import client_id
from app.core.refusal import Refused
from app.core.view import Viewer
from app.core.view import view as whole_view
from app.core.words.board import Note
from app.live.room import Room
from app.store.trouble import IdReused

from .. import pictures
from ..eyes import looking
from ..house import house
from ..problems import Problem

router = APIRouter(prefix="/api/v1", tags=["media"])
PRIVATE = {"Cache-Control": "private, no-store", "Content-Disposition": "inline"}


@router.put("/workshops/{workshop}/media/{id}", status_code=201)
async def put(request: Request, workshop: str, id: str, person: str | None = None) -> JSONResponse:
    """Keep a picture under the id that its client gave it; again with the same bytes changes nothing."""
    client_id(id)
    here, (room, viewer) = house(request), await looking(request, workshop, person)
    may_upload(room)
    upload = await body(request)
    known = await run_in_threadpool(here.files.get, workshop, id)
    if known is not None and known.person == viewer.person:
        return JSONResponse({"id": id, "w": known.w, "h": known.h}, 201)
    try:
        async with here.decoding:
            picture = await run_in_threadpool(pictures.clean, upload)
    except pictures.NotAPicture:
        raise Problem(415) from None
    try:
        kept = await run_in_threadpool(
            lambda: here.files.put(workshop, id, viewer.person or "", picture.content, type=picture.type, w=picture.w,
                                   h=picture.h, at=here.now())
        )  # fmt: skip
    except IdReused:
        raise Refused("id_reused") from None
    return JSONResponse({"id": kept.id, "w": kept.w, "h": kept.h}, 201)


async def body(request: Request) -> bytes:
    """The upload; raises Problem 413 as soon as it is too large."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > pictures.MOST:
            raise Problem(413)
        parts.append(part)
    return b"".join(parts)


def may_upload(room: Room) -> None:
    """While the workshop is open."""
    if room.state.index.get(("state",)) not in ("lobby", "open"):
        raise Refused("workshop_closed")


@router.get("/workshops/{workshop}/media/{id}")
async def get(request: Request, workshop: str, id: str, person: str | None = None) -> Response:
    """A picture, for whoever may see a note that has it, and for its author."""
    here, (room, viewer) = house(request), await looking(request, workshop, person)
    known = await run_in_threadpool(here.files.get, workshop, id)
    if known is None or not may_see(room, viewer, id, known.person):
        raise Problem(404)
    content = await run_in_threadpool(here.files.read, workshop, id)
    if content is None:
        raise Problem(404)
    return Response(content, media_type=known.type, headers=PRIVATE)


def may_see(room: Room, viewer: Viewer, id: str, author: str) -> bool:
    """Is there a note with this picture among what the viewer may see?"""
    if viewer.person == author:
        return True
    with_it = [note.id for note in room.state.all(Note) if any(found.id == id for found in note.media)]
    return bool(with_it) and not whole_view(room.state, viewer).keys().isdisjoint(with_it)
