"""What the tools share: who may ask, whom a record reaches, and how a tool says what it brings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..state import Reach, State
from ..types import ROLES, Json

DOOR = frozenset({"door"})  # only our own doors: joining, receipts, creating
FACILITATORS = frozenset({"facilitator"})
STAFF = frozenset({"facilitator", "librarian"})
WRITERS = frozenset({"participant", "facilitator"})
PARTICIPANTS = frozenset({"participant"})
PEOPLE = frozenset(ROLES)

EVERYONE: Reach = frozenset({"staff", "room"})
STAFF_ONLY: Reach = frozenset({"staff"})


@dataclass(frozen=True, slots=True)
class Face:
    """How a kind of record is seen.

    `reach(state, record)` names the audiences that see it; `face(state, record, audience)` is what they see, where
    audience is `facilitator`, `librarian`, `room` or `wall`. `place` is the activity a phone must be looking at to
    be told of it, None when it always is. `own(state, record)` are the personal records it gives its owner.
    """

    reach: Callable[[State, Any], Reach]
    face: Callable[[State, Any, str], Json]
    place: Callable[[State, Any], str | None] | None = None
