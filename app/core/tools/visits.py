"""Visits: while one stays as host, the others go round by round to other tables and write on their boards."""

from __future__ import annotations

from dataclasses import replace

from .. import check
from ..refusal import Refused
from ..state import State
from ..types import Act, Event, Record, Stamp
from ..words.agenda import Activity, ActivityTurned, NextVisit
from ..words.roster import Person
from ..words.tables import Host, Table, TableHosted
from . import seats
from .common import FACILITATORS, WRITERS, Face
from .workshop import here


def visited(state: State, activity: Activity, person: Person | None) -> str | None:
    """The table that this person visits now: as many further as there were rounds, never their own; None for hosts."""
    if not activity.plan.rules.visitors or person is None or person.host:
        return None
    tables = [table.id for table in seats.ordered(state)]
    if len(tables) < 2 or person.table not in tables:
        return None
    step = (max(activity.round, 1) - 1) % (len(tables) - 1) + 1
    return tables[(tables.index(person.table) + step) % len(tables)]


def under_way(state: State) -> bool:
    """Do people visit now what only the end will show?"""
    activity = state.get(Activity, here(state).current)
    return activity is not None and activity.plan.rules.visitors and activity.revealed != "room"


def decide_host(state: State, act: Act, ask: Host) -> list[Event]:
    """Whoever volunteers stays, unless somebody does already; whoever leads chooses anybody who sits there."""
    table = state.need(Table, check.name(ask.id))
    now = state.index.get(("host", table.id))
    if ask.person is not None and seats.sits(state.get(Person, ask.person)) != table.id:
        raise Refused("not_found")
    if act.role != "facilitator":
        if act.person != (ask.person if ask.person is not None else now):
            raise Refused("not_allowed")
        if now is not None and now != act.person:
            raise Refused("host_taken")
    return [TableHosted(id=table.id, person=ask.person)] if ask.person != now else []


def decide_next(state: State, act: Act, ask: NextVisit) -> list[Event]:
    """The next round: everybody who visits goes one table further."""
    activity = state.need(Activity, check.name(ask.activity))
    if not activity.plan.rules.visitors:
        raise Refused("not_allowed")
    if activity.started_at is None:
        raise Refused("activity_waiting")
    return [ActivityTurned(id=activity.id, round=max(activity.round, 1) + 1)]


# What happens then


def hosted(state: State, e: TableHosted, at: Stamp) -> None:
    for id, host in ((state.index.get(("host", e.id)), False), (e.person, True)):
        person = state.get(Person, id)
        if person is not None:
            made = replace(person, host=host)
            state.put(made, at)
            seats.moved(state, person, made, at)


def turned(state: State, e: ActivityTurned, at: Stamp) -> None:
    activity = state.get(Activity, e.id)
    if activity is not None:
        state.put(replace(activity, round=e.round), at)


RIGHTS = {Host: WRITERS, NextVisit: FACILITATORS}
DECIDE = {Host: decide_host, NextVisit: decide_next}
EVOLVE = {TableHosted: hosted, ActivityTurned: turned}
FACES: dict[type[Record], Face] = {}
