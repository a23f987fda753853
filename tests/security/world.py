"""Who asks and what they ask for: two libraries, three workshops and a rehearsal, a user for each part there is."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from app.settings import read_settings
from app.web import guard
from tests.security.asking import HERE

SECRET = "a secret that is long enough to sign with, 42"
WORD = "una frase lunga"

# Users: library, roles in the house. Guests have their account in the other library.
USERS = {
    "lead": ("A", "facilitator"), "colleague": ("A", "facilitator"), "librarian": ("A", "librarian"),
    "admin": ("A", "admin"), "stranger": ("B", "facilitator"), "librarian abroad": ("B", "librarian"),
    "admin abroad": ("B", "admin"), "guest observer": ("B", "facilitator"), "guest mediator": ("B", "facilitator"),
    "guest scribe": ("B", "facilitator"), "guest librarian": ("B", "facilitator"),
}  # fmt: skip
# Staff of each workshop besides whoever began it.
STAFF = {"guest observer": "observer", "guest mediator": "mediator", "guest scribe": "scribe",
         "guest librarian": "librarian"}  # fmt: skip
LEADS = {"a1": "lead", "a2": "colleague", "b": "stranger"}
PEOPLE = {"participant": "a1", "removed": "a1", "elsewhere": "a2", "abroad": "b"}
NONE = "f" * 32


@dataclass
class Thing:
    """A workshop with what is in it, as a request names it. The one that isn't there is named by ids of nothing."""

    workshop: str = NONE
    code: str = "ZZZZZZZZ"
    outcome: str = NONE
    user: str = NONE
    welcome: str = "nothing"
    receipt: str = "nothing"
    board: str = NONE
    activity: str = NONE
    note: str = NONE
    media: str = NONE
    person: str = NONE
    zone: str = NONE
    seq: int = 1
    key: str = ""


@dataclass
class World:
    """The application, its things by name, and how everybody is known to it."""

    app: FastAPI
    runner: asyncio.Runner
    base: str = HERE
    things: dict[str, Thing] = field(default_factory=dict)
    users: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)  # headers that say who asks
    people: dict[str, str] = field(default_factory=dict)  # the person that a participant's device speaks for

    @property
    def house(self) -> Any:
        """The house of the application."""
        return self.app.state.house

    def session(self, name: str) -> str:
        """The token of a fresh session of a user."""
        return str(self.house.desk.sessions.begin(self.users[name], now=self.house.now()))

    def signed_in(self, name: str, *, bearer: bool = False) -> tuple[str, str]:
        """The header by which a fresh session of a user is known."""
        token = self.session(name)
        return ("authorization", f"Bearer {token}") if bearer else ("cookie", f"{self.cookie('officina')}={token}")

    def cookie(self, name: str) -> str:
        """The name of one of our cookies in this house."""
        return guard.cookie(name, secure=self.house.settings.secure)


def settings(folder: Path, base: str) -> Any:
    """The settings of a house of its own."""
    return read_settings(data_dir=folder, base_url=base, secret_key=SECRET, database_url="", redis_url="")
