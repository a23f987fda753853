"""The entrance for programs: what a code opens, joining, and what a receipt finds or erases."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from app.core.refusal import Refused
from app.core.types import Json

from .. import guard, joining, receipts
from ..house import house
from ..places import place_of
from ..problems import Problem

router = APIRouter(prefix="/api/v1", tags=["join"])
NO_STORE = {"Cache-Control": "no-store"}


class Extras(BaseModel):
    """What is freely allowed on top of taking part."""

    photo: bool = False
    voice: bool = False
    contact: bool = False


class JoinRequest(BaseModel):
    """Somebody at the door. `notice` is the version that they were shown; a `ticket` is needed where some are out."""

    model_config = ConfigDict(extra="ignore")
    code: str = Field(max_length=40)
    alias: str = Field(max_length=200)
    language: str = Field(default="it", max_length=20)
    notice: int
    group: str | None = None
    ticket: str = Field(default="", max_length=40)
    extras: Extras = Extras()


class ReceiptCode(BaseModel):
    """The code of a receipt, as it was typed."""

    code: str = Field(max_length=80)


@router.get("/join/{code}")
async def door(request: Request, code: str) -> Json:
    """What a code opens."""
    here = house(request)
    workshop = await behind(request, code)
    if workshop.state == "closed":
        raise Problem(410, code="workshop_closed")
    lang = here.words.pick(request)
    notice = here.desk.notices.get(workshop.notice, lang)
    library = here.desk.accounts.library(workshop.library)
    return {
        "workshop": workshop.id, "title": workshop.title, "question": workshop.question,
        "languages": list(await joining.offered(here, workshop)), "groups": [],
        "ticket": here.desk.tickets.printed(workshop.id).made > 0,
        "notice": {"version": notice.version, "text": notice.text_for(library.name if library else "")},
    }  # fmt: skip


async def behind(request: Request, code: str) -> joining.Workshop:
    """The workshop behind a code, or the problem that says why not."""
    try:
        return await joining.behind(house(request), code, place_of(request))
    except joining.Wait:
        raise Problem(429) from None


@router.post("/join", status_code=201)
async def join(request: Request, asked: JoinRequest) -> JSONResponse:
    """Come in: a participant, a signed token that says all it needs, and a receipt."""
    extras = frozenset(name for name, allowed in asked.extras.model_dump().items() if allowed)
    try:
        joined = await joining.join(
            house(request), asked.code, asked.alias, asked.language, asked.notice, extras, place_of(request),
            ticket=asked.ticket,
        )  # fmt: skip
    except joining.Wait:
        raise Problem(429) from None
    except Refused as refused:
        if refused.code == "workshop_closed":
            raise Problem(410, code=refused.code) from None
        raise
    body = {"workshop": joined.workshop, "participant": joined.participant, "token": joined.token,
            "receipt": joined.receipt}  # fmt: skip
    response = JSONResponse(body, 201, headers=NO_STORE)
    guard.hold(request, response, joined.holding)
    return response


@router.post("/receipts")
async def receipt(request: Request, given: ReceiptCode) -> JSONResponse:
    """What I gave and what became of it."""
    found = await opened(request, given.code)
    return JSONResponse(await receipts.account(house(request), found), headers=NO_STORE)


@router.post("/receipts/erase")
async def erase(request: Request, given: ReceiptCode) -> JSONResponse:
    """Take back everything I gave."""
    found = await opened(request, given.code)
    return JSONResponse(await receipts.erase(house(request), found), headers=NO_STORE)


async def opened(request: Request, code: str) -> receipts.Terms:
    """The terms that a receipt code finds; wrong codes are counted."""
    try:
        return await receipts.find(house(request), code, place_of(request))
    except receipts.Wait:
        raise Problem(429) from None
    except Refused:
        raise Problem(404, code="not_found") from None
