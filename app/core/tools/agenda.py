"""The agenda: who may start, reveal in two steps, lock and close activities, and what follows from it."""

from __future__ import annotations

from .. import check
from ..refusal import Refused
from ..state import State
from ..types import Act, Event
from ..words.agenda import (
    ACTIVITIES,
    REVEALED,
    Activity,
    ActivityAdded,
    ActivityClosed,
    ActivityHidden,
    ActivityLocked,
    ActivityRevealed,
    ActivityStarted,
    CloseActivity,
    Create,
    Hide,
    Lock,
    Reveal,
    Skip,
    Start,
    Unlock,
)
from ..words.roster import PersonJoined
from ..words.tables import TableAdded
from ..words.workshop import WorkshopCreated, WorkshopOpened
from . import agenda_plan
from .agenda_faces import FACES
from .agenda_folds import EVOLVE
from .agenda_plan import checked
from .common import DOOR, FACILITATORS
from .workshop import here, time_locks

__all__ = ["DECIDE", "EVOLVE", "FACES", "RIGHTS"]


def decide_create(state: State, act: Act, ask: Create) -> list[Event]:
    """A workshop begins with its agenda copied from the cards and the facilitator who made it."""
    if state.records:
        raise Refused("already_there")
    if len(ask.agenda) > ACTIVITIES:
        raise Refused("too_many", most=ACTIVITIES)
    made: list[Event] = [
        WorkshopCreated(
            title=check.text(ask.title, check.TITLE_LENGTH, empty=False),
            question=check.text(ask.question, 400),
            languages=tuple(check.language(lang) for lang in ask.languages),
            closing_at=ask.closing_at,
            rehearsal=ask.rehearsal,
        ),
        PersonJoined(
            by=ask.person, role="facilitator", alias=check.text(ask.alias, check.ALIAS_LENGTH, empty=False)
        ),
    ]
    made += [
        TableAdded(id=f"{state.workshop}:t{n}", order=n, title=title) for n, title in enumerate(ask.tables)
    ]
    return made + [ActivityAdded(plan=checked(plan), order=n) for n, plan in enumerate(ask.agenda)]


def decide_start(state: State, act: Act, ask: Start) -> list[Event]:
    """Moving on is soft: what went before stays open for those who were without a network."""
    activity = state.need(Activity, ask.id)
    workshop = here(state)
    if workshop.state == "closed":
        raise Refused("workshop_closed")
    opening: list[Event] = [WorkshopOpened()] if workshop.state == "draft" else []
    if workshop.current == activity.id:
        return opening
    return [*opening, *locked_by_time(state, act), ActivityStarted(id=activity.id)]


def locked_by_time(state: State, act: Act) -> list[Event]:
    """What the end of the clock has locked stays locked when the clock is taken away."""
    id = here(state).current
    activity = state.get(Activity, id) if id else None
    if activity is None or activity.locked or not time_locks(state, activity.id, act.at):
        return []
    return [ActivityLocked(id=activity.id, to=True)]


def decide_reveal(state: State, act: Act, ask: Reveal) -> list[Event]:
    """In steps: to those who lead, where there are tables to each its own, then to the room."""
    activity = started(state, ask.id)
    if ask.to not in REVEALED[1:] or (ask.to == "tables" and not activity.plan.rules.tables):
        raise Refused("bad_value", field="to")
    if REVEALED.index(ask.to) <= REVEALED.index(activity.revealed):
        return []
    return [ActivityRevealed(id=activity.id, to=ask.to)]


def decide_hide(state: State, act: Act, ask: Hide) -> list[Event]:
    activity = started(state, ask.id)
    return [ActivityHidden(id=activity.id)] if activity.revealed else []


def decide_lock(state: State, act: Act, ask: Lock) -> list[Event]:
    activity = started(state, ask.id)
    return [] if activity.locked else [ActivityLocked(id=activity.id, to=True)]


def decide_unlock(state: State, act: Act, ask: Unlock) -> list[Event]:
    activity = started(state, ask.id)
    return [ActivityLocked(id=activity.id, to=False)] if activity.locked else []


def decide_close(state: State, act: Act, ask: CloseActivity) -> list[Event]:
    activity = state.need(Activity, ask.id)
    return [] if activity.closed else [ActivityClosed(id=activity.id)]


def decide_skip(state: State, act: Act, ask: Skip) -> list[Event]:
    """Skipping is closing what was never begun."""
    activity = state.need(Activity, ask.id)
    return [] if activity.closed or activity.started_at else [ActivityClosed(id=activity.id)]


def started(state: State, id: str) -> Activity:
    """An activity that has begun."""
    activity = state.need(Activity, id)
    if activity.started_at is None:
        raise Refused("activity_waiting")
    return activity


LED = (Start, Reveal, Hide, Lock, Unlock, Skip, CloseActivity)
RIGHTS = dict.fromkeys(LED, FACILITATORS) | agenda_plan.RIGHTS | {Create: DOOR}
DECIDE = {
    Create: decide_create, Start: decide_start, Reveal: decide_reveal, Hide: decide_hide, Lock: decide_lock,
    Unlock: decide_unlock, Skip: decide_skip, CloseActivity: decide_close, **agenda_plan.DECIDE,
}  # fmt: skip
