"""Signing in and out: wrong passwords are counted, and whoever is sent here goes back to where they were."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from app.store.accounts import User
from app.store.trouble import Unavailable
from app.web import guard, identity, kept, problems, render
from app.web.house import House, house
from app.web.pages.display import within
from app.web.places import place_of

router = APIRouter(include_in_schema=False)
Here = Annotated[House, Depends(house)]
HOME = "/home"
MINUTE = 60_000

_ = str  # marks sentences for translation; they are looked up where they are said
WRONG = _("Email e password non vanno insieme. Controlla le maiuscole e riprova.")
MISSING = _("Scrivi email e password.")


@router.get("/sign-in")
def ask(request: Request, here: Here, back: Annotated[str, Query(alias="next")] = HOME) -> Response:
    """Ask for address and password; whoever is in already goes on."""
    if guard.who(request).user:
        return RedirectResponse(within(back), 303)
    return asked(request, here, back=within(back))


@router.post("/sign-in")
def enter(
    request: Request,
    here: Here,
    email: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    back: Annotated[str, Form(alias="next")] = HOME,
    action: Annotated[str, Form()] = "",
    typed: Annotated[str, Form(alias="kept")] = "",
) -> Response:
    """Let a user in. Too many wrong passwords from a place, or for an address, must wait.

    `action` and `kept` are a form that was sent after the sign-in had ended: it is handed back, to be sent again.
    """
    now, back = here.now(), within(back)
    form = partial(asked, request, here, email=email, back=back, action=action, typed=typed)
    doors = (("sign_in", place_of(request)), ("sign_in_as", email.strip().lower()[:200]))
    wait = max(here.desk.doors.wait(door, place, now=now) for door, place in doors)
    if wait:
        return form(wait=-(-wait // MINUTE), status=429)
    before = request.cookies.get(identity.cookie("officina", secure=here.settings.secure), "")
    found = (
        here.desk.sessions.sign_in(email, password, now=now, before=before) if email and password else None
    )
    if found is None:
        for door, place in doors if email and password else ():
            here.desk.doors.failed(door, place, now=now)
        return form(error=WRONG if email and password else MISSING, status=422)
    waiting = kept.unpacked(typed)
    response = (
        handed_back(request, found[1], waiting, within(action), back)
        if waiting.whole
        else RedirectResponse(back, 303)
    )
    guard.sign_in(request, response, found[0])
    return response


def asked(request: Request, here: House, *, email: str = "", back: str = HOME, error: str = "", wait: int = 0,
          status: int = 200, action: str = "", typed: str = "") -> Response:  # fmt: skip
    """The page that asks, with what was typed kept."""
    said = render.say(request, error) if error else ""
    waiting = kept.unpacked(typed)
    return render.page(
        request, "pages/account/sign_in.html", status=status, email=email, back=back, error=said, wait=wait,
        first=not anybody(here), ended=waiting.whole, action=within(action), kept=kept.packed(waiting),
        typed=waiting,
    )  # fmt: skip


def handed_back(request: Request, user: User, typed: kept.Typed, action: str, back: str) -> Response:
    """What had been typed when the sign-in ended, with a button that sends it. Nothing is sent by itself."""
    request.scope["officina.who"] = replace(guard.who(request), user=user)
    return render.page(
        request, "pages/account/back.html", headers={"Cache-Control": "no-store"}, action=action, typed=typed,
        back=back,
    )  # fmt: skip


def anybody(here: House) -> bool:
    """Whether any account has been opened yet."""
    accounts = here.desk.accounts
    return any(accounts.users(library.id) for library in accounts.libraries())


@router.post("/sign-out")
def leave(request: Request, here: Here) -> Response:
    """End this session, and only this."""
    token = request.cookies.get(identity.cookie("officina", secure=here.settings.secure), "")
    response = RedirectResponse("/sign-in", 303)
    try:
        if token:
            here.desk.sessions.sign_out(token)
    except Unavailable:  # a browser that somebody else may use next forgets the token all the same
        response = problems.answer(request, 503, code="unavailable")
    guard.sign_out(request, response)
    return response


@router.get("/session")
def session(request: Request) -> Response:
    """Whether a page that stays open still speaks for a user: 204, or 401."""
    return Response(
        status_code=204 if guard.who(request).user else 401, headers={"Cache-Control": "no-store"}
    )


@router.get("/signed-in")
def signed_in(request: Request) -> Response:
    """Where somebody lands who signed in again beside a page that waits for them."""
    if not guard.who(request).user:
        return RedirectResponse("/sign-in?next=/signed-in", 303)
    return render.page(request, "pages/account/signed_in.html")
