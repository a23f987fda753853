"""Signing in, for programs and for pages."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from app.store.accounts import User

from .. import guard
from ..house import house
from ..places import place_of
from ..problems import Problem

router = APIRouter(prefix="/api/v1", tags=["sessions"])


class Credentials(BaseModel):
    """Who signs in."""

    email: str = Field(max_length=320)
    password: str = Field(max_length=1024)


@router.post("/sessions", status_code=201)
async def sign_in(request: Request, given: Credentials) -> JSONResponse:
    """A token for `Authorization: Bearer`; the same session as a cookie."""
    here, now = house(request), house(request).now()
    doors = (("sign_in", place_of(request)), ("sign_in_as", given.email.strip().lower()[:200]))
    before = request.cookies.get(guard.cookie("officina", secure=here.settings.secure), "")

    def enter() -> tuple[str, User] | None:
        if any(here.desk.doors.wait(door, place, now=now) for door, place in doors):
            raise Problem(429)
        begun = here.desk.sessions.sign_in(given.email, given.password, now=now, before=before)
        for door, place in doors if begun is None else ():
            here.desk.doors.failed(door, place, now=now)
        return begun

    begun = await run_in_threadpool(enter)
    if begun is None:
        raise Problem(401)
    token, _ = begun
    response = JSONResponse({"token": token}, 201, headers={"Cache-Control": "no-store"})
    guard.sign_in(request, response, token)
    return response


@router.delete("/sessions", status_code=204)
async def sign_out(request: Request) -> Response:
    """End this session; its connections end within a second."""
    here, token = house(request), guard.who(request).token
    if token:
        await run_in_threadpool(here.desk.sessions.sign_out, token)
    response = Response(status_code=204)
    guard.sign_out(request, response)
    return response
