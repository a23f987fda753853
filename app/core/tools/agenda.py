"""The agenda: activities planned from method cards, started, revealed in two steps, locked and closed."""

from __future__ import annotations

from dataclasses import replace

from .. import check
from ..refusal import Refused
from ..state import Reach, State
from ..types import STAGES, Act, Event, Json, Stamp
from ..words.agenda import (
    ACTIVITIES,
    CLUSTERERS,
    TOOLS,
    ActivitiesOrdered,
    Activity,
    ActivityAdded,
    ActivityClosed,
    ActivityHidden,
    ActivityLocked,
    ActivityRevealed,
    ActivitySet,
    ActivityStarted,
    AddActivity,
    CloseActivity,
    Create,
    Hide,
    Lock,
    Order,
    Planned,
    Reveal,
    Rules,
    SetActivity,
    Skip,
    Start,
    Unlock,
)
from ..words.roster import Person, PersonJoined, TableAdded
from ..words.workshop import WorkshopCreated, WorkshopOpened
from .common import DOOR, EVERYONE, FACILITATORS, Face
from .workshop import change, enter, here


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
        ),
        PersonJoined(
            by=ask.person, role="facilitator", alias=check.text(ask.alias, check.ALIAS_LENGTH, empty=False)
        ),
    ]
    made += [
        TableAdded(id=f"{state.workshop}:t{n}", order=n, title=title) for n, title in enumerate(ask.tables)
    ]
    return made + [ActivityAdded(plan=checked(plan), order=n) for n, plan in enumerate(ask.agenda)]


def checked(plan: Planned) -> Planned:
    """The plan, if a card could have made it."""
    check.name(plan.id)
    check.text(plan.title, check.TITLE_LENGTH, empty=False)
    check.text(plan.prompt, check.NOTE_LENGTH)
    check.between(plan.minutes, 0, 600, "minutes")
    if plan.stage not in STAGES or plan.tool not in TOOLS:
        raise Refused("bad_value", field="stage" if plan.stage not in STAGES else "tool")
    check_rules(plan.rules)
    return plan


def check_rules(rules: Rules) -> Rules:
    if rules.cluster not in CLUSTERERS or rules.phones not in ("up", "down"):
        raise Refused("bad_value", field="rules")
    if rules.notes is not None:
        check.between(rules.notes, 1, 500, "notes")
    return rules


def decide_add(state: State, act: Act, ask: AddActivity) -> list[Event]:
    """A new activity, after another or at the end."""
    if state.records.get(check.client_id(ask.plan.id)) is not None:
        raise Refused("already_there")
    ids = ordered(state)
    if len(ids) >= ACTIVITIES:
        raise Refused("too_many", most=ACTIVITIES)
    place = ids.index(state.need(Activity, ask.after).id) + 1 if ask.after else len(ids)
    added: list[Event] = [ActivityAdded(plan=checked(ask.plan), order=len(ids))]
    if place < len(ids):
        added.append(ActivitiesOrdered(ids=(*ids[:place], ask.plan.id, *ids[place:])))
    return added


def ordered(state: State) -> list[str]:
    """The ids of the agenda, first to last."""
    return [found.id for found in sorted(state.all(Activity), key=lambda found: found.order)]


def decide_start(state: State, act: Act, ask: Start) -> list[Event]:
    """Moving on is soft: what went before stays open for those who were without a network."""
    activity = state.need(Activity, ask.id)
    workshop = here(state)
    if workshop.state == "closed":
        raise Refused("workshop_closed")
    opening: list[Event] = [WorkshopOpened()] if workshop.state == "draft" else []
    return opening if workshop.current == activity.id else [*opening, ActivityStarted(id=activity.id)]


def decide_reveal(state: State, act: Act, ask: Reveal) -> list[Event]:
    """In two steps: to those who lead, then to the room."""
    activity = started(state, ask.id)
    if ask.to not in ("facilitators", "room"):
        raise Refused("bad_value", field="to")
    if activity.revealed == "room" or activity.revealed == ask.to:
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


def decide_set(state: State, act: Act, ask: SetActivity) -> list[Event]:
    plan = state.need(Activity, ask.id).plan
    made = ActivitySet(
        id=ask.id,
        title=plan.title if ask.title is None else check.text(ask.title, check.TITLE_LENGTH, empty=False),
        prompt=plan.prompt if ask.prompt is None else check.text(ask.prompt),
        minutes=plan.minutes if ask.minutes is None else check.between(ask.minutes, 0, 600, "minutes"),
        rules=plan.rules if ask.rules is None else check_rules(ask.rules),
    )
    same = (made.title, made.prompt, made.minutes, made.rules) == (
        plan.title,
        plan.prompt,
        plan.minutes,
        plan.rules,
    )
    return [] if same else [made]


def decide_order(state: State, act: Act, ask: Order) -> list[Event]:
    """The whole agenda in its new order, each activity once."""
    now = ordered(state)
    if sorted(ask.ids) != sorted(now):
        raise Refused("bad_value", field="ids")
    return [ActivitiesOrdered(ids=ask.ids)] if list(ask.ids) != now else []


def started(state: State, id: str) -> Activity:
    """An activity that has begun."""
    activity = state.need(Activity, id)
    if activity.started_at is None:
        raise Refused("activity_waiting")
    return activity


# What happens then


def put(state: State, id: str, at: Stamp, *, trace: bool = False, **fields: object) -> None:
    activity = state.get(Activity, id)
    if activity is not None:
        state.put(replace(activity, **fields), at, trace=trace)  # type: ignore[arg-type]


def added(state: State, e: ActivityAdded, at: Stamp) -> None:
    state.put(Activity(id=e.plan.id, order=e.order, plan=e.plan), at)


def begun(state: State, e: ActivityStarted, at: Stamp) -> None:
    """The activity becomes the current one; everybody's readiness begins anew."""
    activity = state.need(Activity, e.id)
    revealed = activity.revealed or ("" if activity.plan.rules.private else "room")
    started_at = activity.started_at if activity.started_at is not None else at.at
    state.put(replace(activity, started_at=started_at, revealed=revealed, closed=False), at)
    change(state, at, current=e.id, stage=activity.plan.stage, timer=None, spotlight=None)
    if here(state).state != "open":
        enter(state, "open", at)
    state.focus = at.seq
    for person in state.all(Person):
        if person.ready:
            state.put(replace(person, ready=False), at)
    touch_contents(state, e.id, at)


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
    activity = state.need(Activity, e.id)
    plan = replace(activity.plan, title=e.title, prompt=e.prompt, minutes=e.minutes, rules=e.rules)
    same_eyes = plan.rules == activity.plan.rules
    state.put(replace(activity, plan=plan), at, trace=True)
    if not same_eyes:
        touch_contents(state, e.id, at)


def reordered(state: State, e: ActivitiesOrdered, at: Stamp) -> None:
    for order, id in enumerate(e.ids):
        activity = state.need(Activity, id)
        if activity.order != order:
            state.put(replace(activity, order=order), at, trace=True)


def revert(state: State, before: Activity, after: Activity, now: Activity) -> list[Event]:
    """What brings back the plan as it was where nobody else has changed it; order is left to the hand."""
    if before.plan == after.plan or now.plan != after.plan:
        return []
    plan = before.plan
    return [
        ActivitySet(id=now.id, title=plan.title, prompt=plan.prompt, minutes=plan.minutes, rules=plan.rules)
    ]


# Who sees what


def contents_reach(state: State, activity: Activity | None, table: str | None = None) -> Reach:
    """Whom the contents of an activity reach: nobody, then those who lead, then the room or the table."""
    if activity is None or not activity.revealed:
        return frozenset()
    if activity.revealed == "facilitators":
        return frozenset({"staff"})
    if activity.plan.rules.tables and table is not None:
        return frozenset({"staff", "wall", f"table:{table}"})
    return EVERYONE


def reach(state: State, activity: Activity) -> Reach:
    return EVERYONE


def place(state: State, activity: Activity) -> str:
    return activity.id


def face(state: State, a: Activity, audience: str) -> Json:
    plan, staff = a.plan, audience in ("facilitator", "librarian")
    words = {
        lang: {k: v for k, v in said.items() if staff or k not in SPEAKER}
        for lang, said in plan.words.items()
    }
    return {
        "order": a.order, "stage": plan.stage, "tool": plan.tool, "method": plan.method, "title": plan.title,
        "prompt": plan.prompt, "minutes": plan.minutes, "zones": [{"id": z.id, "title": z.title} for z in plan.zones],
        "rules": face_rules(plan.rules), "state": a.state, "revealed": a.revealed == "room", "words": words,
        "hidden": 0 if a.revealed == "room" else state.count("face_down", a.id), "started_at": a.started_at,
        "pinned": plan.pinned,
    }  # fmt: skip


SPEAKER = frozenset({"say", "see", "silence", "tips", "steps"})


def face_rules(rules: Rules) -> Json:
    ballot = rules.ballot and {
        "method": rules.ballot.method, "dots": rules.ballot.dots, "max": rules.ballot.max,
        "secret": rules.ballot.secret, "shuffle": rules.ballot.shuffle,
    }  # fmt: skip
    return {
        "private": rules.private, "anonymous": rules.anonymous, "notes": rules.notes, "cluster": rules.cluster,
        "tables": rules.tables, "phones": rules.phones, "carry": rules.carry, "photo": rules.photo,
        "feeds": list(rules.feeds), "ballot": ballot,
    }  # fmt: skip


LED = (AddActivity, Start, Reveal, Hide, Lock, Unlock, Skip, CloseActivity, SetActivity, Order)
RIGHTS = dict.fromkeys(LED, FACILITATORS) | {Create: DOOR}
DECIDE = {
    Create: decide_create, AddActivity: decide_add, Start: decide_start, Reveal: decide_reveal, Hide: decide_hide,
    Lock: decide_lock, Unlock: decide_unlock, Skip: decide_skip, CloseActivity: decide_close,
    SetActivity: decide_set, Order: decide_order,
}  # fmt: skip
EVOLVE = {
    ActivityAdded: added, ActivityStarted: begun, ActivityRevealed: revealed, ActivityHidden: hidden,
    ActivityLocked: lambda s, e, at: put(s, e.id, at, locked=e.to),
    ActivityClosed: lambda s, e, at: put(s, e.id, at, closed=True),
    ActivitySet: activity_set, ActivitiesOrdered: reordered,
}  # fmt: skip
FACES = {Activity: Face(reach, face, place)}
