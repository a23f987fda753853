"""The people with an account in one library, for whoever administers it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from app.store.accounts import SHORTEST, Taken, User
from app.store.trouble import Unavailable
from app.web import apologies, guard, links, problems, render
from app.web.house import House, house

router = APIRouter(include_in_schema=False)
Here = Annotated[House, Depends(house)]
Admin = Annotated[guard.Who, Depends(guard.need("users"))]
ROLES = ("facilitator", "librarian", "admin")

_ = str  # marks sentences for translation; they are looked up where they are said
WRONG = {
    "email": _("Questo indirizzo non si legge come un'email."),
    "password": _("Almeno %(n)s caratteri, e non sempre gli stessi. Una frase che ricordi va benissimo."),
    "roles": _("Scegli almeno un ruolo."),
    "taken": _("C'è già una persona con questa email."),
    "unsaved": apologies.UNSAVED,
}


@router.get("/users")
def users(request: Request, here: Here, who: Admin) -> Response:
    """Everybody with an account, and the form for one more."""
    return listed(request, here, who)


@router.post("/users")
def add(
    request: Request,
    here: Here,
    who: Admin,
    email: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    roles: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Open an account. Without a password it waits for its user to set one through a link."""
    typed: dict[str, object] = {"email": email, "name": name, "roles": roles or []}
    try:
        made = here.desk.accounts.add(
            email, name.strip() or email.partition("@")[0], password or here.new_id() + here.new_id(),
            roles=roles or [], library=who.user.library, now=here.now(),
        )  # fmt: skip
    except Unavailable:
        return listed(request, here, who, typed=typed, errors=said(request, "email", "unsaved"), status=503)
    except Taken:
        return listed(request, here, who, typed=typed, errors=said(request, "email", "taken"), status=422)
    except ValueError as wrong:
        return listed(
            request, here, who, typed=typed, errors=said(request, str(wrong), str(wrong)), status=422
        )
    if password:
        return RedirectResponse("/users", 303)
    return listed(request, here, who, invited=made, status=201)


@router.post("/users/{user}/roles")
def set_roles(
    request: Request, here: Here, who: Admin, user: str, roles: Annotated[list[str] | None, Form()] = None
) -> Response:
    """Give somebody these roles and no others. Administrators keep administering themselves."""
    found = colleague(here, who, user)
    wanted = {*(roles or []), *({"admin"} if found.id == who.user.id else set())}
    try:
        if wanted != found.roles:
            here.desk.accounts.set_roles(found.id, wanted)
    except ValueError:
        return listed(
            request, here, who, errors={f"roles-{user}": render.say(request, WRONG["roles"])}, status=422
        )
    if found.id == who.user.id and wanted != found.roles:
        return RedirectResponse("/sign-in?next=/users", 303)
    return RedirectResponse("/users", 303)


@router.post("/users/{user}/active")
def set_active(here: Here, who: Admin, user: str, to: Annotated[bool, Form()] = False) -> Response:
    """Let somebody in, or no longer; nobody shuts themselves out."""
    found = colleague(here, who, user)
    if found.id == who.user.id:
        raise problems.Problem(409)
    here.desk.accounts.set_active(found.id, to=to)
    return RedirectResponse("/users", 303)


@router.post("/users/{user}/link")
def link(request: Request, here: Here, who: Admin, user: str) -> Response:
    """A new link for somebody who lost their password."""
    found = colleague(here, who, user)
    if not found.active:
        raise problems.Problem(409)
    return listed(request, here, who, invited=found, status=201)


def colleague(here: House, who: guard.Who, id: str) -> User:
    """A user of the same library; others aren't there."""
    found = here.desk.accounts.user(id)
    if found is None or found.library != who.user.library:
        raise problems.Problem(404)
    return found


def said(request: Request, field: str, reason: str) -> dict[str, str]:
    """What is wrong with a field, in words."""
    return {field: render.say(request, WRONG[reason], n=SHORTEST) if reason == "password"
            else render.say(request, WRONG[reason])}  # fmt: skip


def listed(request: Request, here: House, who: guard.Who, *, typed: dict[str, object] | None = None,
           errors: dict[str, str] | None = None, invited: User | None = None,
           own: dict[str, str] | None = None, status: int = 200) -> Response:  # fmt: skip
    """The page of all users; `invited` is shown a link for once, `own` is what was typed of the library itself."""
    home = here.desk.accounts.library(who.user.library)
    token = links.seal(here.settings.secret_key, invited, now=here.now()) if invited else ""
    return render.page(
        request, "pages/account/users.html", status=status, section="users",
        users=here.desk.accounts.users(who.user.library), roles=ROLES, errors=errors or {},
        typed=typed or {"email": "", "name": "", "roles": ["facilitator"]}, invited=invited,
        own=own or {"name": home.name if home else "", "isil": home.isil if home else ""},
        link=f"{here.settings.address}/welcome/{token}" if token else "", days=links.DAYS,
    )  # fmt: skip
