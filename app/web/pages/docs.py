"""The documentation for programs: every call of the API and the live protocol, from the running code itself."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from .. import render
from ..schema import live_schema

router = APIRouter(include_in_schema=False)
VERBS = ("get", "put", "post", "patch", "delete")


@router.get("/docs")
def docs(request: Request) -> Response:
    """Calls by theme, then commands of the live socket."""
    document = request.app.openapi()
    return render.page(
        request, "pages/docs.html", themes=themes(document), commands=sorted(live_schema()["commands"])
    )


def themes(document: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The calls of an OpenAPI document by their first tag; those without one are for operations."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path, verbs in sorted(document["paths"].items()):
        for verb in VERBS:
            if verb in verbs:
                found.setdefault((verbs[verb].get("tags") or ["operations"])[0], []).append(
                    call(path, verb, verbs[verb])
                )
    return found


def call(path: str, verb: str, said: dict[str, Any]) -> dict[str, Any]:
    """One call: its verb, path, what it promises, the names of what it takes, and its answers."""
    body = said.get("requestBody", {}).get("content", {})
    takes = [part["name"] for part in said.get("parameters", [])]
    takes += [content["schema"].get("$ref", "").rpartition("/")[2] or kind for kind, content in body.items()]
    return {"verb": verb.upper(), "path": path, "text": said.get("description", ""), "takes": takes,
            "answers": sorted(said.get("responses", {}))}  # fmt: skip
