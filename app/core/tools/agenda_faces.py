"""Whom an activity and its contents reach, and what each audience sees of it."""

from __future__ import annotations

from ..state import Reach, State
from ..types import Json
from ..words.agenda import Activity, Rules, Zone
from .common import EVERYONE, Face


def contents_reach(state: State, activity: Activity | None, table: str | None = None) -> Reach:
    """Whom the contents of an activity reach: nobody, then those who lead, then each table its own, then the room."""
    if activity is None or not activity.revealed:
        return frozenset()
    if activity.revealed == "facilitators":
        return frozenset({"staff"})
    if activity.revealed == "tables":
        own = {f"table:{table}"} if activity.plan.rules.tables and table is not None else set()
        return frozenset({"staff", *own})
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
        "prompt": plan.prompt, "minutes": plan.minutes, "zones": [face_zone(zone) for zone in plan.zones],
        "rules": face_rules(plan.rules), "state": a.state, "revealed": a.revealed == "room",
        "by_table": a.revealed == "tables", "round": a.round, "words": words,
        "hidden": 0 if a.revealed == "room" else state.count("face_down", a.id), "started_at": a.started_at,
        "pinned": plan.pinned,
    }  # fmt: skip


SPEAKER = frozenset({"say", "see", "silence", "tips", "steps"})


def face_zone(zone: Zone) -> Json:
    return {"id": zone.id, "title": zone.title} | ({"feeds": zone.feeds} if zone.feeds else {})


def face_rules(rules: Rules) -> Json:
    ballot = rules.ballot and {
        "method": rules.ballot.method, "dots": rules.ballot.dots, "max": rules.ballot.max,
        "secret": rules.ballot.secret, "shuffle": rules.ballot.shuffle,
    }  # fmt: skip
    return {
        "private": rules.private, "anonymous": rules.anonymous, "notes": rules.notes, "cluster": rules.cluster,
        "tables": rules.tables, "phones": rules.phones, "carry": rules.carry, "photo": rules.photo,
        "feeds": list(rules.feeds), "ballot": ballot, "clusters": rules.clusters,
        "carry_table": rules.carry_table, "visitors": rules.visitors, "inputs": list(rules.inputs), "take": rules.take,
    }  # fmt: skip


FACES = {Activity: Face(reach, face, place)}
