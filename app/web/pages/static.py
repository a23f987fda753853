"""The files that pages load."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

router = APIRouter(include_in_schema=False)


@router.api_route("/static/{name:path}", methods=["GET", "HEAD"])
def static(request: Request, name: str) -> Response:
    """A file of the interface, to be kept for a year when it is asked for by its version."""
    found: Response = request.app.state.house.render.assets.answer(name, request)
    return found
