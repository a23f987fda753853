"""Notes on a board: who may write, move, set aside and park them, and what follows from it."""

from __future__ import annotations

from dataclasses import replace

from .. import check
from ..refusal import Refused
from ..state import State
from ..types import Act, Event
from ..words.agenda import Activity
from ..words.board import (
    MEDIA,
    ZONE_FREE,
    AddNote,
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
from ..words.roster import Person
from .agenda_faces import contents_reach
from .board_faces import FACES, reach
from .board_folds import EVOLVE
from .common import FACILITATORS, WRITERS
from .visits import visited
from .workshop import need_open, time_locks

__all__ = ["DECIDE", "EVOLVE", "FACES", "RIGHTS"]


def decide_add(state: State, act: Act, ask: AddNote) -> list[Event]:
    """A note may be added while its activity has begun and is not locked; it is its author's until revealed."""
    need_open(state)
    activity = state.need(Activity, ask.activity)
    need_writable(state, activity, act)
    if state.records.get(check.client_id(ask.id)) is not None:
        raise Refused("already_there")
    text = check.text(ask.text)
    if not text and not ask.media:
        raise Refused("empty")
    if ask.media and not activity.plan.rules.photo:
        raise Refused("photo_not_allowed")
    need_room(state, act, activity)
    table = table_of(state, act, activity, ask.table)
    abroad = visited(state, activity, state.get(Person, act.person)) if act.role == "participant" else None
    return [
        NoteAdded(
            id=ask.id, activity=activity.id, by=act.person, via=act.via, zone=zone_of(activity, ask.zone),
            table=abroad or table, guest=table if abroad else None, text=text, lang=check.language(ask.lang),
            x=on_board(ask.x), y=on_board(ask.y), media=media_of(ask),
            anonymous=activity.plan.rules.anonymous or abroad is not None,
        )
    ]  # fmt: skip


def need_writable(state: State, activity: Activity, act: Act) -> None:
    """Refuses unless this person may put words on this activity's board now."""
    if activity.plan.tool != "board":
        raise Refused("not_allowed")
    if activity.started_at is None:
        raise Refused("activity_waiting")
    if activity.closed:
        raise Refused("activity_closed")
    if act.role != "facilitator" and (activity.locked or time_locks(state, activity.id, act.at)):
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
    need_writable(state, activity, act)


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


RIGHTS = {
    AddNote: WRITERS, EditNote: WRITERS, MoveNote: WRITERS, RemoveNote: WRITERS, RestoreNote: WRITERS,
    ParkNote: FACILITATORS, HideNote: FACILITATORS,
}  # fmt: skip
DECIDE = {
    AddNote: decide_add, EditNote: decide_edit, MoveNote: decide_move, RemoveNote: decide_remove,
    RestoreNote: decide_restore, ParkNote: decide_park, HideNote: decide_hide,
}  # fmt: skip
