"""Language and look: what a person chose for themselves, kept in cookies, without an account or a script."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from .. import identity, language, render

router = APIRouter(include_in_schema=False)


@router.get("/display")
def display(request: Request, back: Annotated[str, Query(alias="next")] = "/") -> Response:
    """Ask which language, theme and size of letters somebody wants."""
    return render.page(request, "pages/display.html", back=within(back))


@router.post("/display")
def choose(
    request: Request,
    lang: Annotated[str, Form()] = "",
    theme: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    back: Annotated[str, Form(alias="next")] = "/",
) -> Response:
    """Keep the choices and go back where the person was; what isn't offered is the browser's choice again."""
    response = RedirectResponse(within(back), 303)
    offered = {
        language.COOKIE: (lang, request.app.state.house.words.languages),
        "theme": (theme, render.THEMES),
        "text": (text, render.TEXTS),
    }
    for name, (value, known) in offered.items():
        identity.keep_choice(request, response, name, value if value in known else "")
    return response


def within(path: str) -> str:
    """A path of this house, or its front door: never somebody else's address."""
    ours = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if ours else "/"
