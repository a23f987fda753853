"""A user's own password: changed by whoever knows the old one, or set once through a link."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from app.store.accounts import SHORTEST, User
from app.web import guard, identity, links, problems, render
from app.web.house import House, house
from app.web.pages.sign_in import HOME

router = APIRouter(include_in_schema=False)
Here = Annotated[House, Depends(house)]
Home = Annotated[guard.Who, Depends(guard.need("home"))]

_ = str  # marks sentences for translation; they are looked up where they are said
WEAK = _("Almeno %(n)s caratteri, e non sempre gli stessi. Una frase che ricordi va benissimo.")
DIFFERENT = _("Le due password non sono uguali.")
NOT_YOURS = _("Non è la tua password di adesso.")


@router.get("/account")
def own(request: Request, who: Home) -> Response:
    """A user's own page."""
    return render.page(request, "pages/account/own.html", errors={}, done="done" in request.query_params)


@router.post("/account")
def change(
    request: Request,
    here: Here,
    who: Home,
    old: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Change the password. Every other session of this user ends; this browser stays in."""
    now = here.now()
    if here.desk.doors.wait("sign_in_as", who.user.email, now=now):
        raise problems.Problem(429)
    errors = {} if here.desk.accounts.check(who.user.email, old) else {"old": render.say(request, NOT_YOURS)}
    if errors:
        here.desk.doors.failed("sign_in_as", who.user.email, now=now)
    errors |= {} if errors else attempt(request, here, who.user, password, again)
    if errors:
        return render.page(request, "pages/account/own.html", status=422, errors=errors, done=False)
    return entered(request, here, who.user.id, "/account?done")


@router.get("/welcome/{token}")
def welcome(request: Request, here: Here, token: str) -> Response:
    """Where a link leads: somebody chooses their password."""
    return render.page(request, "pages/account/welcome.html", user=invited(here, token), errors={})


@router.post("/welcome/{token}")
def choose(
    request: Request,
    here: Here,
    token: str,
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Set the password that was chosen and let its user in."""
    user = invited(here, token)
    errors = attempt(request, here, user, password, again)
    if errors:
        return render.page(request, "pages/account/welcome.html", status=422, user=user, errors=errors)
    return entered(request, here, user.id, HOME)


def invited(here: House, token: str) -> User:
    """The user whom a link is for. Raises Problem 404 for one that is too old or was used."""
    link = links.unseal(here.settings.secret_key, token, now=here.now())
    user = here.desk.accounts.user(link.user) if link else None
    if link is None or user is None or not user.active or user.revoked != link.revoked:
        raise problems.Problem(404)
    return user


def attempt(request: Request, here: House, user: User, password: str, again: str) -> dict[str, str]:
    """Set a password; what is wrong with it, by field."""
    if password != again:
        return {"again": render.say(request, DIFFERENT)}
    try:
        here.desk.accounts.set_password(user.id, password)
    except ValueError:
        return {"password": render.say(request, WEAK, n=SHORTEST)}
    return {}


def entered(request: Request, here: House, id: str, where: str) -> Response:
    """Send a user on, signed in anew."""
    user = here.desk.accounts.user(id)
    if user is None:
        raise problems.Problem(404)
    before = request.cookies.get(identity.cookie("officina", secure=here.settings.secure), "")
    response = RedirectResponse(where, 303)
    guard.sign_in(request, response, here.desk.sessions.begin(user, now=here.now(), before=before))
    return response
