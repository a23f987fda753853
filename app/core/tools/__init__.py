"""The tools of an activity, and the tables that the engine asks: who may, what follows, who sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..state import State
from ..types import Act, Command, Event, Record, Stamp
from . import (
    agenda,
    approval,
    board,
    carry,
    clusters,
    draft,
    hands,
    imported,
    parking,
    roster,
    tables,
    timers,
    visits,
    vote,
    workshop,
)
from .common import Face

# When several fold the same event they do so in this order: the roster last, so that the others still know the person.
TOOLS = (
    workshop,
    tables,
    timers,
    visits,
    agenda,
    board,
    clusters,
    carry,
    parking,
    vote,
    hands,
    draft,
    approval,
    imported,
    roster,
)

RIGHTS: dict[type[Command], frozenset[str]] = {k: v for tool in TOOLS for k, v in tool.RIGHTS.items()}
DECIDE: dict[type[Command], Callable[[State, Act, Any], list[Event]]] = {
    k: v for tool in TOOLS for k, v in tool.DECIDE.items()
}
FACES: dict[type[Record], Face] = {k: v for tool in TOOLS for k, v in tool.FACES.items()}
EVOLVE: dict[type[Event], tuple[Callable[[State, Any, Stamp], None], ...]] = {}
for _tool in TOOLS:
    for _event, _fold in _tool.EVOLVE.items():
        EVOLVE[_event] = (*EVOLVE.get(_event, ()), _fold)
