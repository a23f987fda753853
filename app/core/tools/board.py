"""Notes on a board: written, moved, set aside, parked and carried on, each seen only as its activity allows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .. import check
from ..refusal import Refused
from ..state import Gone, Reach, State
from ..types import Act, Event, Json, Stamp
from ..words.agenda import Activity
from ..words.board import (
    MEDIA,
    ZONE_FREE,
    AddNote,
    Cluster,
    EditNote,
    HideNote,
    Medium,
    MoveNote,
    Note,
    NoteAdded,
    NoteEdited,
    NoteMoved,
    NoteParked,
    NoteRemoved,
    NoteRestored,
    NoteSetAside,
    ParkNote,
    RemoveNote,
    RestoreNote,
)
from ..words.roster import Person, PersonErased
from .agenda import contents_reach
from .common import EVERYONE, FACILITATORS, WRITERS, Face
from .workshop import need_open, put_out


def decide_add(state: State, act: Act, ask: AddNote) -> list[Event]:
    """A note may be added while its activity has begun and is not locked; it is its author's until revealed."""
    need_open(state)
    activity = state.need(Activity, ask.activity)
    need_writable(activity, act)
    if state.records.get(check.client_id(ask.id)) is not None:
        raise Refused("already_there")
    text = check.text(ask.text)
    if not text and not ask.media:
        raise Refused("empty")
    if ask.media and not activity.plan.rules.photo:
        raise Refused("photo_not_allowed")
    need_room(state, act, activity)
    return [
        NoteAdded(
            id=ask.id, activity=activity.id, by=act.person, via=act.via, zone=zone_of(activity, ask.zone),
            table=table_of(state, act, activity, ask.table), text=text, lang=check.language(ask.lang),
            x=on_board(ask.x), y=on_board(ask.y), media=media_of(ask), anonymous=activity.plan.rules.anonymous,
        )
    ]  # fmt: skip


def need_writable(activity: Activity, act: Act) -> None:
    """Refuses unless this person may put words on this activity's board now."""
    if activity.plan.tool != "board":
        raise Refused("not_allowed")
    if activity.started_at is None:
        raise Refused("activity_waiting")
    if activity.closed:
        raise Refused("activity_closed")
    if activity.locked and act.role != "facilitator":
        raise Refused("activity_locked")


def need_room(state: State, act: Act, activity: Activity) -> None:
    """Refuses a participant's note beyond those that each person has."""
    most = activity.plan.rules.notes
    if (
        act.role == "participant"
        and most is not None
        and state.count("notes", activity.id, act.person) >= most
    ):
        raise Refused("too_many_notes", most=most)


def zone_of(activity: Activity, zone: str) -> str:
    """One of the activity's zones; the first when none is named."""
    zones = [z.id for z in activity.plan.zones]
    if not zone:
        return zones[0] if zones else ZONE_FREE
    if zone not in zones:
        raise Refused("bad_value", field="zone")
    return zone


def table_of(state: State, act: Act, activity: Activity, table: str | None) -> str | None:
    """The table whose board this is: one's own, or any when one leads."""
    if act.role == "facilitator" and table is not None:
        return check.name(table)
    person = state.get(Person, act.person)
    return person.table if person is not None else None


def media_of(ask: AddNote) -> tuple[Medium, ...]:
    if len(ask.media) > MEDIA:
        raise Refused("too_many", most=MEDIA)
    known = {found.id: found for found in ask.sizes}
    if set(ask.media) - set(known):
        raise Refused("not_found")
    alt = check.text(ask.alt, 400)
    return tuple(replace(known[id], alt=alt) for id in dict.fromkeys(ask.media))


def on_board(thousandths: int) -> int:
    return check.between(thousandths, 0, 1000, "x")


def authored(state: State, act: Act, id: str) -> Note:
    """A note that this person may change: their own while its activity is open, any when they lead.

    Somebody who may not even see the note is told that it is not there.
    """
    note = state.need(Note, check.name(id))
    need_author(state, act, note)
    return note


def need_author(state: State, act: Act, note: Note) -> None:
    need_open(state)
    activity = state.need(Activity, note.activity)
    if act.role == "facilitator":
        if note.by != act.person and "staff" not in reach(state, note):
            raise Refused("not_found")
        return
    if note.by != act.person:
        raise Refused("not_allowed" if "room" in reach(state, note) else "not_found")
    need_writable(activity, act)


def decide_edit(state: State, act: Act, ask: EditNote) -> list[Event]:
    note = authored(state, act, ask.id)
    text = note.text if ask.text is None else check.text(ask.text)
    lang = note.lang if ask.lang is None else check.language(ask.lang)
    if not text and not note.media:
        raise Refused("empty")
    made: list[Event] = []
    if (text, lang) != (note.text, note.lang):
        made.append(NoteEdited(id=note.id, by=note.by, text=text, lang=lang))
    if ask.zone is not None:
        made += moved_to(state, note, ask.zone, note.x, note.y)
    return made


def decide_move(state: State, act: Act, ask: MoveNote) -> list[Event]:
    note = authored(state, act, ask.id)
    x = note.x if ask.x is None else on_board(ask.x)
    y = note.y if ask.y is None else on_board(ask.y)
    return moved_to(state, note, note.zone if ask.zone is None else ask.zone, x, y)


def moved_to(state: State, note: Note, zone: str, x: int, y: int) -> list[Event]:
    zone = zone_of(state.need(Activity, note.activity), zone) if zone != note.zone else zone
    return [NoteMoved(id=note.id, zone=zone, x=x, y=y)] if (zone, x, y) != (note.zone, note.x, note.y) else []


def decide_remove(state: State, act: Act, ask: RemoveNote) -> list[Event]:
    return [NoteRemoved(id=authored(state, act, ask.id).id)]


def decide_restore(state: State, act: Act, ask: RestoreNote) -> list[Event]:
    note = state.gone(Note, check.name(ask.id))
    if note is None or state.get(Person, note.by) is None:
        raise Refused("not_found")
    if act.role != "facilitator" and note.by != act.person:
        raise Refused("not_found")
    if note.by == act.person:
        need_author(state, act, note)
        need_room(state, act, state.need(Activity, note.activity))
    elif "staff" not in contents_reach(state, state.get(Activity, note.activity)):
        raise Refused("not_found")
    return [NoteRestored(id=note.id)]


def decide_park(state: State, act: Act, ask: ParkNote) -> list[Event]:
    note = authored(state, act, ask.id)
    return [NoteParked(id=note.id, to=ask.to)] if note.parked != ask.to else []


def decide_hide(state: State, act: Act, ask: HideNote) -> list[Event]:
    """One touch sets a note aside: kept, its author still sees it, the room does not."""
    note = authored(state, act, ask.id)
    return [NoteSetAside(id=note.id, to=ask.to)] if note.aside != ask.to else []


# What happens then


def added(state: State, e: NoteAdded, at: Stamp) -> None:
    note = Note(
        id=e.id, activity=e.activity, by=e.by, zone=e.zone, table=e.table, x=e.x, y=e.y, text=e.text, lang=e.lang,
        media=e.media, source=e.source, via=e.via, at=at.at, anonymous=e.anonymous,
    )  # fmt: skip
    state.index[("own", e.by)] = state.ids("own", e.by) | {e.id}
    state.put(note, at, trace=True)
    counted(state, None, note, at)


def change(state: State, id: str, at: Stamp, **fields: Any) -> None:
    note = state.get(Note, id)
    if note is None:
        return
    made = replace(note, **fields)
    state.put(made, at, trace=True)
    counted(state, note, made, at)


def removed(state: State, e: NoteRemoved, at: Stamp) -> None:
    note = state.get(Note, e.id)
    if note is not None:
        state.drop(e.id, at, trace=True)
        counted(state, note, None, at)
        put_out(state, e.id, at)


def restored(state: State, e: NoteRestored, at: Stamp) -> None:
    note = state.gone(Note, e.id)
    if note is not None:
        state.put(
            replace(note, clusters=tuple(c for c in note.clusters if state.get(Cluster, c))), at, trace=True
        )
        counted(state, None, note, at)


def set_aside(state: State, e: NoteSetAside, at: Stamp) -> None:
    change(state, e.id, at, aside=e.to)
    if e.to:
        put_out(state, e.id, at)


def counted(state: State, before: Note | None, after: Note | None, at: Stamp) -> None:
    """Keep count of each person's notes, and of those that lie face down for the room."""
    for note, amount in ((before, -1), (after, 1)):
        if note is not None:
            if note.source is None:
                state.add(amount, "notes", note.activity, note.by)
            if not note.aside and note.source is None:
                state.add(amount, "face_down", note.activity)
                activity = state.get(Activity, note.activity)
                if activity is not None and activity.revealed != "room":
                    state.touch(note.activity, at.seq)


def forgotten(state: State, e: PersonErased, at: Stamp) -> None:
    """Before a person's records go: their notes no longer count, no light rests on them, their titles are blank."""
    for id in sorted(state.ids("own", e.by)):
        note = state.get(Note, id)
        if note is not None:
            counted(state, note, None, at)
            put_out(state, id, at)
    for cluster in list(state.all(Cluster)):
        if cluster.by == e.by:
            state.put(replace(cluster, title=""), at)
    for id, gone in list(state.records.items()):
        if isinstance(gone, Gone) and isinstance(gone.was, Cluster) and gone.was.by == e.by:
            state.blank(id)


# Who sees what


def reach(state: State, note: Note) -> Reach:
    """Its author always, others as its activity is revealed, only those who lead once set aside.

    A carried card has been seen by the room before, so it stays face up in the activity it enters.
    """
    me = f"me:{note.by}"
    activity = state.get(Activity, note.activity)
    others = EVERYONE if note.source is not None else contents_reach(state, activity, note.table)
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
    if audience in ("facilitator", "librarian"):
        made["aside"] = n.aside
    if not n.anonymous:
        made |= signature(state, n)
    return made


def visible_clusters(state: State, n: Note, audience: str) -> list[str]:
    """The clusters of a note, without those that this audience has not been shown yet."""
    activity = state.get(Activity, n.activity)
    if audience in ("room", "wall") and (activity is None or activity.revealed != "room"):
        return []
    found = (state.get(Cluster, id) for id in n.clusters)
    return [c.id for c in found if c is not None and c.table in (None, n.table)]


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


RIGHTS = {
    AddNote: WRITERS, EditNote: WRITERS, MoveNote: WRITERS, RemoveNote: WRITERS, RestoreNote: WRITERS,
    ParkNote: FACILITATORS, HideNote: FACILITATORS,
}  # fmt: skip
DECIDE = {
    AddNote: decide_add, EditNote: decide_edit, MoveNote: decide_move, RemoveNote: decide_remove,
    RestoreNote: decide_restore, ParkNote: decide_park, HideNote: decide_hide,
}  # fmt: skip
EVOLVE = {
    PersonErased: forgotten, NoteAdded: added,
    NoteEdited: lambda s, e, at: change(s, e.id, at, text=e.text, lang=e.lang),
    NoteMoved: lambda s, e, at: change(s, e.id, at, zone=e.zone, x=e.x, y=e.y),
    NoteRemoved: removed, NoteRestored: restored,
    NoteParked: lambda s, e, at: change(s, e.id, at, parked=e.to), NoteSetAside: set_aside,
}  # fmt: skip
FACES = {Note: Face(reach, face, place)}


def revert(state: State, before: Note | None, after: Note | None, now: Note | None) -> list[Event]:
    """What brings a note back to how it was before one act."""
    if before is None:
        return [NoteRemoved(id=now.id)] if now is not None else []
    if after is None or now is None:
        return [NoteRestored(id=before.id)] if now is None and after is None else []
    made: list[Event] = []
    if (before.text, before.lang) != (after.text, after.lang):
        made.append(NoteEdited(id=now.id, by=now.by, text=before.text, lang=before.lang))
    if (before.zone, before.x, before.y) != (after.zone, after.x, after.y):
        made.append(NoteMoved(id=now.id, zone=before.zone, x=before.x, y=before.y))
    if before.parked != after.parked:
        made.append(NoteParked(id=now.id, to=before.parked))
    if before.aside != after.aside:
        made.append(NoteSetAside(id=now.id, to=before.aside))
    return made
