"""What the pages of whoever leads a workshop start from: its row, and what their scripts must know."""

from __future__ import annotations

from typing import Any

from fastapi import Request

from app.store.gatherings import Workshop

from . import guard, language, problems
from .house import House


def led(request: Request, place: guard.Place, here: House) -> tuple[Workshop, dict[str, Any]]:
    """The workshop, and the page's boot values. Raises Problem(404) when it is not there any more."""
    found = here.desk.workshops.get(place.workshop)
    if found is None:
        raise problems.Problem(404)
    code = here.words.pick(request)
    return found, {
        "workshop": found.id,
        "you": place.who.user.id if place.who.user else "",
        "role": place.role,
        "lang": code,
        "dir": language.direction(code),
        "socket": f"/live/{found.id}",
        "media": f"/api/v1/workshops/{found.id}/media/",
        "zone": here.settings.time_zone,
    }
