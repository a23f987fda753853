"""The OpenAPI document: what programs may rely on, with every way in which a call can be refused."""

from __future__ import annotations

import re
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.core.refusal import REASONS

from . import answers, files, problems

VERSION = "1"
FORMS = tuple(form for form in files.TYPES if form != "dc.xml")
ALIKE: dict[str, dict[str, Any]] = {
    "form": {"type": "string", "enum": list(FORMS)},
    "name": {"type": "string", "enum": ["outcome-1", "workshop-1"]},
    "code": {"type": "string", "pattern": "^[2-9A-HJKMNP-TV-Z]{6,12}$"},
}
ANYBODY = {"/api/v1/join", "/api/v1/join/{code}", "/api/v1/receipts", "/api/v1/receipts/erase", "/api/v1/sessions",
           "/api/v1/packs", "/api/v1/methods", "/api/v1/schemas/{name}.json"}  # fmt: skip
PROBLEM = {
    "type": "object",
    "description": "RFC 9457. Codes at the end of `type`: " + ", ".join(sorted(REASONS)) + ", or the status.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "pattern": "^urn:officina:problem:[a-z0-9_]+$"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "string"},
                   "description": "A sentence for each field that does not fit."},
    },
}  # fmt: skip
REFUSED = {"description": "Refused: problem details say why, and what to do.",
           "content": {problems.MIME: {"schema": {"$ref": "#/components/schemas/Problem"}}}}  # fmt: skip


def install(app: FastAPI) -> None:
    """Let the application tell this document instead of the framework's."""

    def told() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = document(app)
        return app.openapi_schema

    app.openapi = told  # type: ignore[method-assign]


def document(app: FastAPI) -> dict[str, Any]:
    """The document; every call of it is as it is answered."""
    made = get_openapi(title="Officina", version=VERSION, routes=app.routes,
                       description="What programs may rely on. The live line has a schema of its own: "
                                   "`/live/schema.json`.")  # fmt: skip
    parts = made["components"]["schemas"]
    parts["Problem"] = PROBLEM
    for unused in ("HTTPValidationError", "ValidationError"):
        parts.pop(unused, None)
    made["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    for path, calls in made["paths"].items():
        for method, call in calls.items():
            call["responses"] = responses(method, path, call["responses"])
            call["parameters"] = with_path(path, call.get("parameters", []))
            if method == "put":
                call["requestBody"] = answers.UPLOAD
            if path.startswith("/api/") and path not in ANYBODY:
                call["security"] = [{"token": []}]
    return made


def responses(method: str, path: str, known: dict[str, Any]) -> dict[str, Any]:
    """All that a call can be answered with."""
    well = answers.answer(method, path)
    found = {status: said for status, said in known.items() if status != "422"}
    if well is not None:
        found[well[0]] = found.get(well[0], {"description": "Done."}) | {"content": well[1]}
    if path == "/readyz":
        found["503"] = answers.NOT_READY
    return found | {"default": REFUSED}


def with_path(path: str, known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The parameters of a call, those of its path as they are."""
    others = [each for each in known if each["in"] != "path"]
    named = [{"name": name, "in": "path", "required": True, "schema": ALIKE.get(name, answers.ID)}
             for name in re.findall(r"\{(\w+)\}", path)]  # fmt: skip
    return named + others
