"""The house as pages and sockets find it: every room that was opened by `main`, in one place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import HTTPConnection

from app.live.limits import Buckets
from app.live.rooms import Rooms
from app.store.desk import Desk
from app.store.files import Files
from app.store.journal import Journal

from .language import Catalogue
from .pictures import AT_ONCE
from .render import Pages
from .tries import Tries


@dataclass(frozen=True)
class House:
    """What a request may need; `now` is the clock (ms since 1970), `new_id` gives 32 random hex digits."""

    settings: Any
    now: Callable[[], int]
    new_id: Callable[[], str]
    desk: Desk
    journal: Journal
    files: Files
    rooms: Rooms
    library: Any
    render: Pages
    words: Catalogue
    buckets: Buckets = field(default_factory=Buckets)
    tries: Tries = field(default_factory=Tries)
    decoding: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))


def house(connection: HTTPConnection) -> House:
    """The house that a request came to; also a FastAPI dependency."""
    found: House = connection.scope["app"].state.house
    return found
