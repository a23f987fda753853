"""The guide for whoever leads a workshop, open to everybody."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from .. import guide, render
from ..house import house

router = APIRouter(include_in_schema=False)


@router.get("/guide")
def read(request: Request) -> Response:
    """The guide in the language of the page, else in Italian."""
    here = house(request)
    found = guide.read(here.words.pick(request), here.render.assets.url)
    return render.page(request, "pages/guide.html", section="guide", guide=found)
