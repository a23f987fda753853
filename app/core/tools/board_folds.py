"""What becomes of notes when something has happened to them, and what takes it back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..state import Gone, State
from ..types import Event, Stamp
from ..words.agenda import Activity
from ..words.board import (
    Cluster,
    Note,
    NoteAdded,
    NoteEdited,
    NoteMoved,
    NoteParked,
    NoteRemoved,
    NoteRestored,
    NoteSetAside,
)
from ..words.roster import PersonErased
from .workshop import put_out


def added(state: State, e: NoteAdded, at: Stamp) -> None:
    note = Note(
        id=e.id, activity=e.activity, by=e.by, zone=e.zone, table=e.table, x=e.x, y=e.y, text=e.text, lang=e.lang,
        media=e.media, source=e.source, via=e.via, at=at.at, anonymous=e.anonymous,
        guest=e.guest, parked=e.parked, origin=e.origin,
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


EVOLVE = {
    PersonErased: forgotten, NoteAdded: added,
    NoteEdited: lambda s, e, at: change(s, e.id, at, text=e.text, lang=e.lang),
    NoteMoved: lambda s, e, at: change(s, e.id, at, zone=e.zone, x=e.x, y=e.y),
    NoteRemoved: removed, NoteRestored: restored,
    NoteParked: lambda s, e, at: change(s, e.id, at, parked=e.to), NoteSetAside: set_aside,
}  # fmt: skip
