"""The clocks: the room's and each table's own; set, paused, given more time, taken away."""

from __future__ import annotations

from dataclasses import replace

from .. import check
from ..refusal import Refused
from ..state import State
from ..types import Act, Event, Record, Stamp
from ..words.agenda import ActivityStarted
from ..words.tables import Table
from ..words.workshop import (
    HOURS_12,
    THENS,
    AddTime,
    PauseTimer,
    StartTimer,
    StopTimer,
    Timer,
    TimerSet,
    WorkshopClosed,
)
from .common import FACILITATORS, Face
from .workshop import change, here


def clock(state: State, table: str | None) -> Timer | None:
    """The clock of a table, or of the room."""
    return here(state).timer if table is None else state.need(Table, table).timer


def decide_start(state: State, act: Act, ask: StartTimer) -> list[Event]:
    """A new timer of so many seconds, or the paused one going on."""
    timer = clock(state, ask.table)
    if ask.then not in THENS or (ask.then and ask.table is not None):
        raise Refused("bad_value", field="then")
    if ask.seconds is not None:
        seconds = check.between(ask.seconds, 1, HOURS_12, "seconds")
        ends_at = act.at + seconds * 1000
        return [TimerSet(seconds=seconds, ends_at=ends_at, table=ask.table, then=ask.then)]
    if timer is None or timer.left is None:
        raise Refused("bad_value", field="seconds")
    return [TimerSet(seconds=timer.seconds, ends_at=act.at + timer.left, table=ask.table, then=timer.then)]


def decide_add(state: State, act: Act, ask: AddTime) -> list[Event]:
    """More time, or less when negative, never ending in the past."""
    more = check.between(ask.seconds, -HOURS_12, HOURS_12, "seconds") * 1000
    timer = clock(state, ask.table)
    if timer is None:
        raise Refused("not_found")
    seconds = max(1, timer.seconds + ask.seconds)
    if timer.ends_at is None:
        left = max(0, (timer.left or 0) + more)
        return [TimerSet(seconds=seconds, left=left, table=ask.table, then=timer.then)]
    ends_at = max(act.at, timer.ends_at) + more if more > 0 else max(act.at, timer.ends_at + more)
    return [TimerSet(seconds=seconds, ends_at=ends_at, table=ask.table, then=timer.then)]


def decide_pause(state: State, act: Act, ask: PauseTimer) -> list[Event]:
    timer = clock(state, ask.table)
    if timer is None or timer.ends_at is None:
        return []
    left = max(0, timer.ends_at - act.at)
    return [TimerSet(seconds=timer.seconds, left=left, table=ask.table, then=timer.then)]


def decide_stop(state: State, act: Act, ask: StopTimer) -> list[Event]:
    return [TimerSet(seconds=None, table=ask.table)] if clock(state, ask.table) is not None else []


# What happens then


def timer_set(state: State, e: TimerSet, at: Stamp) -> None:
    timer = Timer(seconds=e.seconds, ends_at=e.ends_at, left=e.left, then=e.then) if e.seconds is not None else None
    if e.table is None:
        change(state, at, timer=timer)
    elif (table := state.get(Table, e.table)) is not None:
        state.put(replace(table, timer=timer), at)


def none_at_tables(state: State, e: Event, at: Stamp) -> None:
    """Another step, or the end, begins without the clocks of the one before."""
    for table in state.all(Table):
        if table.timer is not None:
            state.put(replace(table, timer=None), at)


RIGHTS = dict.fromkeys((StartTimer, AddTime, PauseTimer, StopTimer), FACILITATORS)
DECIDE = {StartTimer: decide_start, AddTime: decide_add, PauseTimer: decide_pause, StopTimer: decide_stop}
EVOLVE = {TimerSet: timer_set, ActivityStarted: none_at_tables, WorkshopClosed: none_at_tables}
FACES: dict[type[Record], Face] = {}
