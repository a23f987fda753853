"""What becomes of activities when something has happened to them, and what takes it back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..state import State
from ..types import Event, Stamp
from ..words.agenda import (
    ActivitiesOrdered,
    Activity,
    ActivityAdded,
    ActivityClosed,
    ActivityHidden,
    ActivityLocked,
    ActivityRemoved,
    ActivityRevealed,
    ActivitySet,
    ActivityStarted,
    Planned,
    Rules,
)
from ..words.roster import Person
from ..words.tables import Table
from .workshop import change, enter, here


def put(state: State, id: str, at: Stamp, *, trace: bool = False, **fields: object) -> None:
    activity = state.get(Activity, id)
    if activity is not None:
        state.put(replace(activity, **fields), at, trace=trace)  # type: ignore[arg-type]


def added(state: State, e: ActivityAdded, at: Stamp) -> None:
    state.put(Activity(id=e.plan.id, order=e.order, plan=e.plan), at)


def begun(state: State, e: ActivityStarted, at: Stamp) -> None:
    """The activity becomes the current one; everybody's readiness begins anew."""
    activity = state.need(Activity, e.id)
    revealed = activity.revealed or first_eyes(state, activity.plan.rules)
    started_at = activity.started_at if activity.started_at is not None else at.at
    round_ = activity.round or int(activity.plan.rules.visitors)
    state.put(replace(activity, started_at=started_at, revealed=revealed, closed=False, round=round_), at)
    change(state, at, current=e.id, stage=activity.plan.stage, timer=None, spotlight=None)
    if here(state).state != "open":
        enter(state, "open", at)
    state.focus = at.seq
    for person in state.all(Person):
        if person.ready:
            state.put(replace(person, ready=False), at)
    touch_contents(state, e.id, at)


def first_eyes(state: State, rules: Rules) -> str:
    """How far an activity is revealed from its beginning: where tables work apart, each sees its own."""
    if rules.private:
        return ""
    return "tables" if rules.tables and next(state.all(Table), None) is not None else "room"


def revealed(state: State, e: ActivityRevealed, at: Stamp) -> None:
    put(state, e.id, at, revealed=e.to)
    touch_contents(state, e.id, at)


def hidden(state: State, e: ActivityHidden, at: Stamp) -> None:
    put(state, e.id, at, revealed="")
    light = here(state).spotlight
    if light and getattr(state.records.get(light), "activity", None) == e.id:
        change(state, at, spotlight=None)
        state.focus = at.seq
    touch_contents(state, e.id, at)


def touch_contents(state: State, activity: str, at: Stamp) -> None:
    """Who may see the contents of this activity has changed."""
    for id, record in list(state.records.items()):
        if getattr(record, "activity", None) == activity:
            state.touch(id, at.seq)


def activity_set(state: State, e: ActivitySet, at: Stamp) -> None:
    """What was changed without words of its own holds in the workshop's language; the others stay as they were."""
    activity = state.need(Activity, e.id)
    plan = replace(activity.plan, title=e.title, prompt=e.prompt, minutes=e.minutes, rules=e.rules)
    words = reworded(activity.plan, e, here(state).languages[:1]) if e.words is None else e.words
    plan = replace(plan, words=words, pinned=plan.pinned if e.pinned is None else e.pinned)
    same_eyes = plan.rules == activity.plan.rules
    state.put(replace(activity, plan=plan), at, trace=True)
    if not same_eyes:
        touch_contents(state, e.id, at)


def reworded(before: Planned, e: ActivitySet, own: tuple[str, ...]) -> dict[str, Any]:
    """The words by language with what was changed laid over the workshop's own, where it has any."""
    fields = (("title", before.title, e.title), ("prompt", before.prompt, e.prompt))
    made = {name: to for name, was, to in fields if was != to}
    return {lang: said | made if lang in own else said for lang, said in before.words.items()}


def reordered(state: State, e: ActivitiesOrdered, at: Stamp) -> None:
    for order, id in enumerate(e.ids):
        activity = state.need(Activity, id)
        if activity.order != order:
            state.put(replace(activity, order=order), at, trace=True)


def revert(state: State, before: Activity, after: Activity, now: Activity) -> list[Event]:
    """What brings back the plan as it was where nobody else has changed it; order is left to the hand."""
    plan = before.plan
    if plan == after.plan or now.plan != after.plan or not now.keeps_its_word(plan.rules):
        return []
    return [
        ActivitySet(
            id=now.id, title=plan.title, prompt=plan.prompt, minutes=plan.minutes, rules=plan.rules,
            words=plan.words, pinned=plan.pinned,
        )
    ]  # fmt: skip


def revert_removal(state: State, before: Activity) -> list[Event]:
    """What brings back an activity that was taken away, into its place."""
    agenda = [state.need(Activity, id) for id in ordered(state)]
    place = sum(each.order < before.order for each in agenda)
    back: list[Event] = [ActivityAdded(plan=before.plan, order=last_place(state))]
    if before.closed:
        back.append(ActivityClosed(id=before.id))
    if place < len(agenda):
        ids = tuple(each.id for each in agenda)
        back.append(ActivitiesOrdered(ids=(*ids[:place], before.id, *ids[place:])))
    return back


def ordered(state: State) -> list[str]:
    """The ids of the agenda, first to last."""
    return [found.id for found in sorted(state.all(Activity), key=lambda found: found.order)]


def last_place(state: State) -> int:
    """The order of whatever comes at the end."""
    return max((found.order for found in state.all(Activity)), default=-1) + 1


EVOLVE = {
    ActivityAdded: added, ActivityStarted: begun, ActivityRevealed: revealed, ActivityHidden: hidden,
    ActivityLocked: lambda s, e, at: put(s, e.id, at, locked=e.to),
    ActivityClosed: lambda s, e, at: put(s, e.id, at, closed=True),
    ActivitySet: activity_set, ActivitiesOrdered: reordered,
    ActivityRemoved: lambda s, e, at: s.drop(e.id, at, trace=True),
}  # fmt: skip
