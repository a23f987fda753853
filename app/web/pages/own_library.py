"""What a library is called and its code in the international register, as its documents and records say them."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from app.store.trouble import Unavailable
from app.web import apologies, guard, render
from app.web.house import House, house
from app.web.pages.users import listed

router = APIRouter(include_in_schema=False)
Here = Annotated[House, Depends(house)]
Admin = Annotated[guard.Who, Depends(guard.need("users"))]
# ISO 15511: a prefix of one to four letters or digits, a hyphen, up to eleven of the library's own
ISIL = re.compile(r"[A-Z0-9]{1,4}-[A-Za-z0-9/:-]{1,11}")
LONGEST = 200

_ = str  # marks sentences for translation; they are looked up where they are said
WRONG = {
    "library": _("Serve un nome, al massimo di 200 caratteri."),
    "isil": _("Un codice ISIL si scrive come IT-MI0001. Se la biblioteca non ne ha uno, lascia vuoto."),
}


@router.post("/users/library")
def change(
    request: Request,
    here: Here,
    who: Admin,
    library: Annotated[str, Form()] = "",
    isil: Annotated[str, Form()] = "",
) -> Response:
    """Give the library this name and code. What was typed stays where it can't be."""
    name, code = " ".join(library.split()), isil.strip()
    wrong = [key for key, right in (("library", 0 < len(name) <= LONGEST), ("isil", fits(code))) if not right]
    typed = {"name": library, "isil": isil}
    if wrong:
        errors = {key: render.say(request, WRONG[key]) for key in wrong}
        return listed(request, here, who, errors=errors, own=typed, status=422)
    try:
        here.desk.accounts.change_library(who.user.library, name=name, isil=code)
    except Unavailable:
        errors = {"library": render.say(request, apologies.UNSAVED)}
        return listed(request, here, who, errors=errors, own=typed, status=503)
    return RedirectResponse("/users#library", 303)


def fits(code: str) -> bool:
    """Whether this can be a code, or is none."""
    return not code or ISIL.fullmatch(code) is not None
