"""Saying that something went wrong: to programs as RFC 9457 problem details, to people as a page in their language.

A page says what happened, what was kept, and what to do. Nothing of the inside is ever shown.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Match

from ..core.refusal import REASONS, Refused
from ..store.trouble import Unavailable, is_full
from . import kept, render
from .apologies import SENTENCES

_ = str  # marks sentences for translation; they are looked up where they are said

MIME = "application/problem+json"
SIGN_IN = "/sign-in"
RETRY_AFTER = "5"
OTHER = 400


class Problem(Exception):
    """Refuse a request with a status; `code` is a reason of the core's list, `errors` are sentences by field."""

    def __init__(
        self, status: int, *, code: str = "", errors: dict[str, str] | None = None, **details: Any
    ) -> None:
        super().__init__(status)
        self.status = status
        self.code = code
        self.errors = errors or {}
        self.details = details


async def told(request: Request, status: int, *, detail: str = "", code: str = "",
               errors: dict[str, str] | None = None) -> Response:  # fmt: skip
    """A problem as whoever asks can read it. What was typed is handed back where it can be sent again."""
    asked = status in (401, 503) and not for_programs(request)
    typed = await kept.typed(request) if asked else kept.NOTHING
    return answer(request, status, detail=detail, code=code, errors=errors, typed=typed)


def answer(request: Request, status: int, *, detail: str = "", code: str = "",
           errors: dict[str, str] | None = None, typed: kept.Typed = kept.NOTHING) -> Response:  # fmt: skip
    """A problem as whoever asks can read it; `typed` could not be taken."""
    known = status if status in SENTENCES else (500 if status >= 500 else OTHER)
    happened, kept, todo = (render.say(request, sentence) for sentence in SENTENCES[known])
    headers = {
        401: {"WWW-Authenticate": "Bearer"},
        429: {"Retry-After": "60"},
        503: {"Retry-After": RETRY_AFTER},
    }
    if for_programs(request):
        body: dict[str, Any] = {
            "type": f"urn:officina:problem:{code or known}",
            "title": happened,
            "status": status,
            "detail": detail or f"{kept} {todo}",
        }
        if errors:
            body["errors"] = errors
        return JSONResponse(
            body, status, headers={**headers.get(status, {}), "Cache-Control": "no-store"}, media_type=MIME
        )
    if status == 401 and request.method == "GET":
        back = quote(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
        return RedirectResponse(f"{SIGN_IN}?next={back}", 303)
    if status == 401:
        return sign_in_again(request, typed)
    return render.page(
        request,
        "pages/problem.html",
        status=status,
        headers=headers.get(status),
        code=status,
        typed=typed,
        happened=happened,
        kept=kept,
        todo=todo,
        detail=detail,
        errors=errors or {},
    )


def sign_in_again(request: Request, typed: kept.Typed) -> Response:
    """The page that asks who it is, in the middle of somebody's work: what they typed goes with it."""
    return render.page(
        request, "pages/account/sign_in.html", status=401, headers={"WWW-Authenticate": "Bearer"}, email="", error="",
        back=came_from(request), wait=0, first=False, ended=True, action=request.url.path,
        kept=kept.packed(typed), typed=typed,
    )  # fmt: skip


def came_from(request: Request) -> str:
    """The page of ours that a form stood on, as the browser says; else the desk."""
    said = urlsplit(request.headers.get("referer", ""))
    ours = said.netloc == request.headers.get("host", "") and said.path.startswith("/")
    return (said.path + (f"?{said.query}" if said.query else "")) if ours else "/home"


def for_programs(request: Request) -> bool:
    """Whether a program asks: by the address, or by what it says it can read."""
    path, accept = request.url.path, request.headers.get("accept", "")
    return path.startswith(("/api/", "/live/")) or ("json" in accept and "text/html" not in accept)


def refused(request: Request, problem: Refused) -> Response:
    """The core's `no`, with the sentence that goes with its code."""
    status = {"not_found": 404, "not_allowed": 403, "slow_down": 429, "unavailable": 503}.get(
        problem.code, 422
    )
    detail = render.say(request, REASONS[problem.code], **problem.details)
    return answer(request, status, detail=detail, code=problem.code)


def invalid(request: Request, error: RequestValidationError) -> Response:
    """Fields that don't fit, each with a sentence."""
    said = render.say(request, _("Questo campo manca o non va bene."))
    fields = {".".join(str(part) for part in each["loc"][1:]) or "body": said for each in error.errors()}
    return answer(request, 422, errors=fields)


async def on_problem(request: Request, error: Exception) -> Response:
    """Answer a Problem."""
    assert isinstance(error, Problem)
    detail = render.say(request, REASONS[error.code], **error.details) if error.code in REASONS else ""
    return await told(request, error.status, detail=detail, code=error.code, errors=error.errors)


async def on_refused(request: Request, error: Exception) -> Response:
    """Answer a Refused that a route let through."""
    assert isinstance(error, Refused)
    return refused(request, error)


async def on_unavailable(request: Request, error: Exception) -> Response:
    """Answer that nothing can be stored now."""
    return await told(request, 503, code="unavailable")


async def on_disk(request: Request, error: Exception) -> Response:
    """Answer that a disk is full, also where only a file on its way was to be written; or that there is a bug."""
    assert isinstance(error, OSError)
    return await (on_unavailable if is_full(error) else on_fault)(request, error)


async def on_invalid(request: Request, error: Exception) -> Response:
    """Answer a form or a JSON body that doesn't fit."""
    assert isinstance(error, RequestValidationError)
    return invalid(request, error)


async def on_http(request: Request, error: Exception) -> Response:
    """Answer what the framework itself refuses."""
    assert isinstance(error, HTTPException)
    response = answer(request, error.status_code)
    if error.status_code == 405:
        response.headers["Allow"] = ", ".join(sorted(allowed(request)))
        return response
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


def allowed(request: Request) -> set[str]:
    """What an address may be asked to do, by all of its routes."""
    here = [route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE]
    return {method for route in here for method in getattr(route, "methods", None) or ()}


async def on_fault(request: Request, error: Exception) -> Response:
    """Answer a bug: log where it is, show nothing of it."""
    route = request.scope.get("route")
    structlog.get_logger().error(
        "request failed", method=request.scope.get("method", "live"), route=getattr(route, "path", ""), exc_info=error
    )
    return answer(request, 500)


def install(app: FastAPI) -> None:
    """Answer everything that can go wrong in this application."""
    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(Refused, on_refused)
    app.add_exception_handler(Unavailable, on_unavailable)
    app.add_exception_handler(OSError, on_disk)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_fault)
