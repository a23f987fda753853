"""Planning: activities added, put into words and rules, ordered, and taken away before anything has come of them."""

from __future__ import annotations

from typing import Any

from .. import check
from ..refusal import Refused
from ..state import Gone, State
from ..types import STAGES, Act, Event
from ..words.agenda import (
    ACTIVITIES,
    CLUSTERERS,
    PHONES,
    SAID,
    TOOLS,
    ActivitiesOrdered,
    Activity,
    ActivityAdded,
    ActivityRemoved,
    ActivitySet,
    AddActivity,
    Order,
    Planned,
    RemoveActivity,
    Rules,
    SetActivity,
)
from .agenda_folds import last_place, ordered
from .common import FACILITATORS
from .workshop import here

LANGUAGES = 20  # that one activity can have words in
INPUTS = 8  # methods that one activity can take cards from


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
    if rules.cluster not in CLUSTERERS or rules.phones not in PHONES:
        raise Refused("bad_value", field="rules")
    if rules.notes is not None:
        check.between(rules.notes, 1, 500, "notes")
    if rules.visitors and not rules.tables:
        raise Refused("bad_value", field="rules")
    check.between(rules.carry_table, 0, 40, "carry_table")
    check.between(rules.take, 0, 40, "take")
    if len(rules.inputs) > INPUTS:
        raise Refused("too_many", most=INPUTS)
    for method in rules.inputs:
        check.name(method)
    if rules.clusters is not None:
        check.between(rules.clusters, 1, 40, "clusters")
    return rules


def decide_add(state: State, act: Act, ask: AddActivity) -> list[Event]:
    """A new activity, after another or at the end."""
    if state.records.get(check.client_id(ask.plan.id)) is not None:
        raise Refused("already_there")
    ids = ordered(state)
    if len(ids) >= ACTIVITIES:
        raise Refused("too_many", most=ACTIVITIES)
    place = ids.index(state.need(Activity, ask.after).id) + 1 if ask.after else len(ids)
    added: list[Event] = [ActivityAdded(plan=checked(ask.plan), order=last_place(state))]
    if place < len(ids):
        added.append(ActivitiesOrdered(ids=(*ids[:place], ask.plan.id, *ids[place:])))
    return added


def decide_set(state: State, act: Act, ask: SetActivity) -> list[Event]:
    """What was not named stays as it is. Words by language are laid over those there are, one by one."""
    activity = state.need(Activity, ask.id)
    plan = activity.plan
    if ask.rules is not None and not activity.keeps_its_word(check_rules(ask.rules)):
        raise Refused("promised")
    own = here(state).languages[:1]
    words = plan.words if ask.words is None else worded(plan, ask.words)
    said = ask.words.get(own[0], {}) if ask.words and own else {}
    title, prompt = said.get("title", ask.title), said.get("prompt", ask.prompt)
    made = ActivitySet(
        id=ask.id,
        title=plan.title if title is None else check.text(title, check.TITLE_LENGTH, empty=False),
        prompt=plan.prompt if prompt is None else check.text(prompt),
        minutes=plan.minutes if ask.minutes is None else check.between(ask.minutes, 0, 600, "minutes"),
        rules=plan.rules if ask.rules is None else ask.rules,
        words=words if words != plan.words else None,
        pinned=ask.pinned if ask.pinned is not None and ask.pinned != plan.pinned else None,
    )
    same = (made.title, made.prompt, made.minutes, made.rules) == (
        plan.title,
        plan.prompt,
        plan.minutes,
        plan.rules,
    )
    return [] if same and made.words is None and made.pinned is None else [made]


def worded(plan: Planned, asked: dict[str, dict[str, str]]) -> dict[str, Any]:
    """The words by language with those asked for laid over them, each checked; `zone.<id>` is a zone's title."""
    made, zones = dict(plan.words), {zone.id for zone in plan.zones}
    for lang, said in asked.items():
        zoned = {name.removeprefix("zone."): text for name, text in said.items() if name.startswith("zone.")}
        plain = {name: text for name, text in said.items() if not name.startswith("zone.")}
        if not plain.keys() <= set(SAID) or not zoned.keys() <= zones or not check.language(lang):
            raise Refused("bad_value", field="words")
        most = {name: check.TITLE_LENGTH if name == "title" else check.NOTE_LENGTH for name in plain}
        made[lang] = made.get(lang, {}) | {name: check.text(text, most[name]) for name, text in plain.items()}
        if zoned:
            titles = {id: check.text(text, check.TITLE_LENGTH) for id, text in zoned.items()}
            made[lang] |= {"zones": made[lang].get("zones", {}) | titles}
    if len(made) > LANGUAGES:
        raise Refused("too_many", most=LANGUAGES)
    return made


def decide_order(state: State, act: Act, ask: Order) -> list[Event]:
    """The whole agenda in its new order, each activity once."""
    now = ordered(state)
    if sorted(ask.ids) != sorted(now):
        raise Refused("bad_value", field="ids")
    return [ActivitiesOrdered(ids=ask.ids)] if list(ask.ids) != now else []


def decide_remove(state: State, act: Act, ask: RemoveActivity) -> list[Event]:
    """An activity goes while it has not begun and nothing lies in it, not even what could come back."""
    activity = state.need(Activity, check.name(ask.id))
    if activity.started_at is not None or any(within(found, activity.id) for found in state.records.values()):
        raise Refused("activity_in_use")
    return [ActivityRemoved(id=activity.id)]


def within(found: object, activity: str) -> bool:
    """Does this record, present or gone, belong to the activity?"""
    record = found.was if isinstance(found, Gone) else found
    return getattr(record, "activity", None) == activity


RIGHTS = dict.fromkeys((AddActivity, SetActivity, Order, RemoveActivity), FACILITATORS)
DECIDE = {
    AddActivity: decide_add, SetActivity: decide_set, Order: decide_order, RemoveActivity: decide_remove,
}  # fmt: skip
