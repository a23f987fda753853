"""What a receipt opens: what somebody gave, what became of it, and the way to take it back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from app.core.refusal import Refused

from .. import guard, receipts, render
from ..house import House, house
from ..places import place_of
from .join import MINUTE

router = APIRouter(include_in_schema=False)
Here = Annotated[House, Depends(house)]
Code = Annotated[str, Form(max_length=80)]
NO_STORE = {"Cache-Control": "no-store"}


@router.get("/r")
def ask(request: Request) -> Response:
    """Ask for the code of a receipt. It is never part of an address."""
    return blank(request)


def blank(
    request: Request, *, status: int = 200, code: str = "", trouble: str = "", wait: int = 0
) -> Response:
    """The page that asks; `trouble` is wrong, wait, many or nothing, `wait` in minutes."""
    return render.page(
        request,
        "pages/receipt/ask.html",
        status=status,
        headers=NO_STORE,
        code=code,
        trouble=trouble,
        wait=wait,
    )


@router.post("/r")
async def show(request: Request, here: Here, code: Code = "") -> Response:
    """What this person gave, with the documents that rest on it."""
    found = await opened(request, here, code)
    if isinstance(found, Response):
        return found
    account = await receipts.account(here, found)
    return render.page(request, "pages/receipt/show.html", headers=NO_STORE, code=code, account=account)


@router.post("/r/erase")
async def erase(
    request: Request, here: Here, code: Code = "", sure: Annotated[bool, Form()] = False
) -> Response:
    """Take everything back, after asking once more."""
    found = await opened(request, here, code)
    if isinstance(found, Response):
        return found
    if not sure:
        account = await receipts.account(here, found)
        return render.page(request, "pages/receipt/sure.html", headers=NO_STORE, code=code, account=account)
    done = await receipts.erase(here, found)
    response = render.page(request, "pages/receipt/erased.html", headers=NO_STORE, done=done)
    guard.let_go(request, response, found.person)
    return response


async def opened(request: Request, here: House, code: str) -> receipts.Terms | Response:
    """The terms that a code finds, or the page that says why there are none."""
    try:
        return await receipts.find(here, code, place_of(request))
    except receipts.Wait as wait:
        trouble = "many" if wait.everywhere else "wait"
        return blank(request, status=429, code=code, trouble=trouble, wait=-(-wait.after // MINUTE))
    except Refused:
        return blank(request, status=404, code=code, trouble="wrong")
