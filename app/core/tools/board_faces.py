"""Whom a note reaches, and what each audience sees of it."""

from __future__ import annotations

from ..state import Reach, State
from ..types import Json
from ..words.agenda import Activity
from ..words.board import Cluster, Note
from ..words.roster import Person
from .agenda_faces import contents_reach
from .common import EVERYONE, Face


def reach(state: State, note: Note) -> Reach:
    """Its author always, others as its activity is revealed, only those who lead once set aside.

    A carried card has been seen by the room before, so it stays face up in the activity it enters; on a table's own
    board it lies there alone, with the table's notes. What visitors write is their own table's until the room sees it.
    """
    me = f"me:{note.by}"
    activity = state.get(Activity, note.activity)
    apart = activity is not None and activity.revealed == "tables" and note.table is not None
    others = (
        EVERYONE
        if note.source is not None and not apart
        else contents_reach(state, activity, note.guest or note.table)
    )
    return (others & {"staff"} if note.aside else others) | {me}


def place(state: State, note: Note | Cluster) -> str:
    return note.activity


def face(state: State, n: Note, audience: str) -> Json:
    made: Json = {
        "activity": n.activity, "zone": n.zone, "table": n.table, "x": n.x, "y": n.y, "text": n.text, "lang": n.lang,
        "translations": {}, "clusters": visible_clusters(state, n, audience), "parked": n.parked,
        "media": [{"id": m.id, "w": m.w, "h": m.h, "alt": m.alt} for m in n.media],
    }  # fmt: skip
    if n.source is not None:
        made["from"] = n.source
    if n.origin is not None:
        made["workshop"] = n.origin
    if n.guest is not None:
        made["guest"] = n.guest
    if state.count("passed", n.id):
        made["passed"] = True
    if audience in ("facilitator", "librarian"):
        made["aside"] = n.aside
    if not n.anonymous:
        made |= signature(state, n)
    return made


def visible_clusters(state: State, n: Note, audience: str) -> list[str]:
    """The clusters of a note, without those that this audience has not been shown yet."""
    activity = state.get(Activity, n.activity)
    found = [c for id in n.clusters if (c := state.get(Cluster, id)) is not None]
    if audience in ("facilitator", "librarian") or (activity is not None and activity.revealed == "room"):
        return [c.id for c in found]
    if activity is None or activity.revealed != "tables" or n.table is None or activity.plan.rules.visitors:
        return []
    return [c.id for c in found if c.table == n.table]


def signature(state: State, n: Note) -> Json:
    """Who wrote it and when, only where the activity asks for names."""
    person = state.get(Person, n.by)
    made: Json = {
        "by": n.by,
        "alias": person.alias if person else "",
        "at": n.at,
        "paper": bool(person and person.paper),
    }
    return made | ({"via": n.via} if n.via else {})


FACES = {Note: Face(reach, face, place)}
