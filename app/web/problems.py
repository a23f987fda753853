"""Saying that something went wrong: to programs as RFC 9457 problem details, to people as a page in their language.

A page says what happened, what was kept, and what to do. Nothing of the inside is ever shown.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from ..core.refusal import REASONS, Refused
from ..store.trouble import Unavailable
from . import render

_ = str  # marks sentences for translation; they are looked up where they are said

MIME = "application/problem+json"
SIGN_IN = "/sign-in"
RETRY_AFTER = "5"

# status: what happened, what was kept, what to do
SENTENCES: dict[int, tuple[str, str, str]] = {
    400: (
        _("La richiesta non si legge"),
        _("Non è cambiato niente."),
        _("Torna indietro e riprova. Se hai seguito un link, chiedi a chi te l'ha dato se è completo."),
    ),
    401: (
        _("Qui serve l'accesso"),
        _("Non è cambiato niente."),
        _("Entra con la tua email, poi torni subito qui."),
    ),
    403: (
        _("Questa pagina non è tra le tue"),
        _("Non è cambiato niente."),
        _("Se pensi che dovresti entrare, chiedilo a chi amministra la tua biblioteca."),
    ),
    404: (
        _("Qui non c'è niente"),
        _("Quello che hai scritto in un laboratorio è al sicuro."),
        _("Controlla l'indirizzo, oppure entra con il codice che vedi sulla parete."),
    ),
    405: (
        _("Da qui non si può fare"),
        _("Non è cambiato niente."),
        _("Torna alla pagina di prima e usa i suoi pulsanti."),
    ),
    409: (
        _("Qualcun altro è arrivato prima"),
        _("Quello che c'era è rimasto com'era."),
        _("Ricarica la pagina, guarda che cosa è cambiato e riprova."),
    ),
    413: (
        _("È troppo grande"),
        _("Il resto è rimasto com'era."),
        _("Per una foto il massimo è 8 MB: rimpiccioliscila e riprova."),
    ),
    415: (
        _("Questo tipo di file non si può usare"),
        _("Il resto è rimasto com'era."),
        _("Le foto vanno bene in JPEG, PNG o WebP."),
    ),
    422: (
        _("Manca qualcosa, o non va bene"),
        _("Non è cambiato niente."),
        _("Torna indietro, controlla i campi segnati e riprova."),
    ),
    429: (_("Troppi tentativi"), _("Quello che hai dato è al sicuro."), _("Aspetta un minuto e riprova.")),
    500: (
        _("Si è rotto qualcosa da noi"),
        _("Quello che risultava salvato è salvato."),
        _("Riprova tra poco. Se succede ancora, scrivilo a chi amministra la biblioteca, con l'ora."),
    ),
    503: (
        _("Adesso non riusciamo a salvare"),
        _("Quello che risultava salvato è salvato; quello che scrivi sul telefono resta sul telefono."),
        _("Riprova tra poco: la pagina funziona appena il server torna libero."),
    ),
}
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


def answer(
    request: Request, status: int, *, detail: str = "", code: str = "", errors: dict[str, str] | None = None
) -> Response:
    """A problem as whoever asks can read it."""
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
    return render.page(
        request,
        "pages/problem.html",
        status=status,
        headers=headers.get(status),
        code=status,
        happened=happened,
        kept=kept,
        todo=todo,
        detail=detail,
        errors=errors or {},
    )


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
    return answer(request, error.status, detail=detail, code=error.code, errors=error.errors)


async def on_refused(request: Request, error: Exception) -> Response:
    """Answer a Refused that a route let through."""
    assert isinstance(error, Refused)
    return refused(request, error)


async def on_unavailable(request: Request, error: Exception) -> Response:
    """Answer that nothing can be stored now."""
    return answer(request, 503, code="unavailable")


async def on_invalid(request: Request, error: Exception) -> Response:
    """Answer a form or a JSON body that doesn't fit."""
    assert isinstance(error, RequestValidationError)
    return invalid(request, error)


async def on_http(request: Request, error: Exception) -> Response:
    """Answer what the framework itself refuses."""
    assert isinstance(error, HTTPException)
    response = answer(request, error.status_code)
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


async def on_fault(request: Request, error: Exception) -> Response:
    """Answer a bug: log where it is, show nothing of it."""
    structlog.get_logger().error(
        "fault", path=request.scope.get("route_path", request.url.path), error=type(error).__name__
    )
    return answer(request, 500)


def install(app: FastAPI) -> None:
    """Answer everything that can go wrong in this application."""
    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(Refused, on_refused)
    app.add_exception_handler(Unavailable, on_unavailable)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_fault)
