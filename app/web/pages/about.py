"""The pages in the foot of every desk page: accessibility, privacy, legal notes, how to write to us."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from .. import problems, render

router = APIRouter(include_in_schema=False)

PAGES = ("accessibility", "privacy", "legal", "feedback")


@router.get("/about/{name}")
def about(request: Request, name: str) -> Response:
    """One of the pages; there is no other."""
    if name not in PAGES:
        raise problems.Problem(404)
    return render.page(request, f"pages/about/{name}.html")
