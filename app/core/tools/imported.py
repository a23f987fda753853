"""What a workshop from elsewhere brings along: how many took part, sat where, and wrote what stayed private."""

from __future__ import annotations

from typing import Any

from ..state import State
from ..types import Stamp
from ..words.agenda import Activity
from ..words.imported import WorkshopImported
from ..words.tables import Table
from .workshop import tell_people


def imported(state: State, e: WorkshopImported, at: Stamp) -> None:
    """The figures count on from here; nobody stands behind them."""
    state.add(e.people, "people")
    tell_people(state, at)
    for kind, key, figures in ((Table, "seated", e.seated), (Activity, "face_down", e.hidden)):
        for figure in figures:
            state.add(figure.count, key, figure.id)
            if isinstance(state.records.get(figure.id), kind):
                state.touch(figure.id, at.seq)


RIGHTS: dict[type, frozenset[str]] = {}
DECIDE: dict[type, Any] = {}
EVOLVE = {WorkshopImported: imported}
FACES: dict[type, Any] = {}
