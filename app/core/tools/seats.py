"""Who sits where: how many at each table, and where there is most room."""

from __future__ import annotations

from ..state import State
from ..types import Stamp
from ..words.roster import Person
from ..words.tables import Table
from .workshop import here


def ordered(state: State) -> list[Table]:
    """The tables in their order."""
    return sorted(state.all(Table), key=lambda table: (table.order, table.id))


def seated(state: State, table: str) -> int:
    """How many sit at a table."""
    return state.count("seated", table)


def latecomer(state: State) -> str | None:
    """The table for somebody who comes now, where tables are dealt: the one at which the fewest sit, else none."""
    if here(state).seating != "dealt":
        return None
    table = min(ordered(state), key=lambda each: seated(state, each.id), default=None)
    return table.id if table is not None else None


def sits(person: Person | None) -> str | None:
    """The table at which somebody counts as sitting."""
    here = person is not None and person.role == "participant" and not person.removed
    return person.table if person is not None and here else None


def moved(state: State, before: Person | None, after: Person | None, at: Stamp) -> None:
    """Keep count of those who sit at each table."""
    welcome(state, before, after, at)
    left, taken = sits(before), sits(after)
    if left == taken:
        return
    for table, amount in ((left, -1), (taken, 1)):
        if table is not None:
            state.add(amount, "seated", table)
            if state.get(Table, table) is not None:
                state.touch(table, at.seq)


def welcome(state: State, before: Person | None, after: Person | None, at: Stamp) -> None:
    """Keep in mind who stays as host at each table."""
    for person, stays in ((before, False), (after, True)):
        table = sits(person) if person is not None and person.host else None
        if table is None or person is None:
            continue
        state.index[("host", table)] = person.id if stays else None
        if state.get(Table, table) is not None:
            state.touch(table, at.seq)
