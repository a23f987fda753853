"""What a viewer may be told: one pure function decides it, whether live, late, revealed or reconnecting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from .state import Gone, State
from .tools import FACES
from .tools.roster import face_me
from .types import Json, Record
from .words.board import Note
from .words.roster import Person
from .words.vote import Vote

TOKENS = {
    "facilitator": frozenset({"staff", "facilitator"}),
    "librarian": frozenset({"staff"}),
    "wall": frozenset({"room", "wall"}),
}


@lru_cache(maxsize=1024)
def tokens(role: str, table: str | None) -> frozenset[str]:
    """The words by which a record's reach names an audience."""
    if role != "room":
        return TOKENS[role]
    return frozenset({"room"}) if table is None else frozenset({"room", f"table:{table}"})


@dataclass(frozen=True, slots=True)
class Audience:
    """Those who are told exactly the same: a role (`facilitator`, `librarian`, `wall`, `room`), a table, a scope."""

    role: str = "room"
    table: str | None = None
    scope: str = "all"

    @property
    def tokens(self) -> frozenset[str]:
        """The words by which a record's reach names this audience."""
        return tokens(self.role, self.table)


@dataclass(frozen=True, slots=True)
class Viewer:
    """One pair of eyes: an audience, and the person whose own records come on top (None: a wall)."""

    audience: Audience
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What is put and dropped: faces with their ids, oldest change first, ids ascending among equals."""

    put: list[Json] = field(default_factory=list)
    drop: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Frame:
    """What brings a viewer from one sequence number to another; `whole` means forget everything first."""

    since: int
    to: int
    whole: bool
    private: Part
    shared: Part


def looks_at(state: State, record: Record, audience: Audience) -> bool:
    """Is this within what the audience is looking at?"""
    if audience.scope == "all":
        return True
    place = FACES[type(record)].place
    if place is None:
        return True
    workshop = state.records.get(state.workshop)
    current = getattr(workshop, "current", None)
    where = place(state, record)
    if where == current and current is not None:
        return True
    return record.id == getattr(workshop, "spotlight", None) or (
        current is not None and record.id in state.ids("inputs", current)
    )


def visible(state: State, id: str, audience: Audience, seq: int) -> bool:
    """Did this record reach the audience when the journal stood at `seq`, among what it looks at now?"""
    found = state.records[id]
    record = found.was if isinstance(found, Gone) else found
    return bool(audience.tokens & state.seen(id, seq)) and looks_at(state, record, audience)


def show(state: State, record: Record, audience: Audience) -> Json | None:
    """The face of a record for an audience; None when it may not see it.

    This is the only place where privacy is decided. A kind of record without a rule is shown to nobody.
    """
    if type(record) not in FACES or not visible(state, record.id, audience, state.seq):
        return None
    return face(state, record, audience.role)


def face(state: State, record: Record, role: str) -> Json:
    """How a record that may be seen looks to a role."""
    return {"id": record.id, "kind": record.kind, **FACES[type(record)].face(state, record, role)}


def changes(state: State, audience: Audience, since: int) -> tuple[list[Record], list[str]]:
    """The shared records to put, and the ids to drop, after `since`; 0 stands for everything."""
    put: list[Record] = []
    drop: list[str] = []
    for id in order(state, state.since(since)):
        record = state.records[id]
        known = isinstance(record, Gone) or type(record) in FACES
        if known and not isinstance(record, Gone) and visible(state, id, audience, state.seq):
            put.append(record)
        elif known and since and visible(state, id, audience, since):
            drop.append(id)
    return put, drop


def order(state: State, ids: list[str]) -> list[str]:
    """Oldest change first; ids ascending among those of equal age."""
    return sorted(ids, key=lambda id: (state.changed[id], id))


def personal(state: State, person: str, audience: Audience, since: int) -> Part:
    """What only this person is told after `since`: their own records, and their notes that others may not see."""
    me = f"me:{person}"
    put: list[tuple[int, str, Json]] = []
    drop: list[str] = []
    own = state.ids("own", person) | {person}
    for id in order(state, changed_among(state, own, since)):
        record = state.records[id]
        now, before = me in state.seen(id, state.seq), bool(since) and me in state.seen(id, since)
        if now and not isinstance(record, Gone):
            faces = own_faces(state, record, audience, new=not before)
            put += [(state.changed[id], found["id"], found) for found in faces]
        elif before:
            was = record.was if isinstance(record, Gone) else record
            drop += own_ids(state, was, audience, since)
    put.sort(key=lambda found: found[:2])
    return Part([found for _, _, found in put], drop)


def changed_among(state: State, own: frozenset[str], since: int) -> list[str]:
    """Those of one's own records that changed after `since`, found among the fewer: the changes, or one's own."""
    recent = state.since(since, len(own)) if since else own
    found = recent if len(recent) <= len(own) else own
    return [id for id in found if id in own and state.changed.get(id, 0) > since]


def own_faces(state: State, record: Record, audience: Audience, *, new: bool) -> list[Json]:
    """The personal faces of one record."""
    if isinstance(record, Person):
        return [{"id": f"me:{record.id}", "kind": "me", **face_me(record)}]
    if isinstance(record, Vote):
        return [face(state, record, audience.role) | {"id": vote_face_id(record)}]
    if not isinstance(record, Note):
        return []
    faces: list[Json] = [{"id": f"own:{record.id}", "kind": "own", "note": record.id}] if new else []
    if not visible(state, record.id, audience, state.seq):
        faces.append(alone(face(state, record, audience.role), audience))
    return faces


def alone(face: Json, audience: Audience) -> Json:
    """A note that only its author sees: where the note is not to be seen neither are the groups it is in."""
    return face | {"clusters": []} if audience.role == "room" else face


def own_ids(state: State, was: Record, audience: Audience, since: int) -> list[str]:
    """The ids under which a person was told of one record that is theirs no more."""
    if isinstance(was, Person):
        return [f"me:{was.id}"]
    if isinstance(was, Vote):
        return [vote_face_id(was)]
    if not isinstance(was, Note):
        return []
    shared = visible(state, was.id, audience, since)
    return [f"own:{was.id}"] if shared else [f"own:{was.id}", was.id]


def vote_face_id(vote: Vote) -> str:
    """The id by which a voter knows their own vote."""
    return f"vote:{vote.ballot}:{vote.target}"


def must_begin_anew(state: State, viewer: Viewer, since: int) -> bool:
    """Is this cursor one from which the viewer can only be told everything?"""
    if not 0 < since <= state.seq:
        return True
    if viewer.audience.scope == "current" and since < state.focus:
        return True
    if viewer.person is None:
        return False
    hazy = viewer.audience.role == "room" and since < state.blurred
    return hazy or since < state.count("moved", viewer.person)


def frame(state: State, viewer: Viewer, since: int) -> Frame:
    """What this viewer must learn to come from `since` to now.

    Normally what changed; everything, when what they look at changed, or when one of their own notes leaves the shared
    view (its shared `drop` would otherwise take away what they are given back in private).
    """
    if not must_begin_anew(state, viewer, since):
        private, (put, drop) = personal_part(state, viewer, since), changes(state, viewer.audience, since)
        if not clash(private, drop):
            faces = [face(state, record, viewer.audience.role) for record in put]
            return Frame(since, state.seq, False, private, Part(faces, drop))
    put, _ = changes(state, viewer.audience, 0)
    faces = [face(state, record, viewer.audience.role) for record in put]
    return Frame(0, state.seq, True, personal_part(state, viewer, 0), Part(faces, []))


def personal_part(state: State, viewer: Viewer, since: int) -> Part:
    """The personal part of a viewer's frame; a wall has none."""
    return Part() if viewer.person is None else personal(state, viewer.person, viewer.audience, since)


def apart(state: State, changed: Iterable[str]) -> frozenset[str]:
    """The people for whom a frame with these changes may be more than what it is for all of their audience.

    Theirs is one of the records, or what it was before it went. Whoever was moved is among them by their own record.
    Nobody else has a personal part, and what makes a whole audience begin anew is asked of the audience.
    """
    found = set()
    for id in changed:
        record = state.records.get(id)
        true = record.was if isinstance(record, Gone) else record
        if isinstance(true, Person):
            found.add(id)
        elif isinstance(true, Note | Vote):
            found.add(true.by)
    return frozenset(found)


def clash(private: Part, drop: list[str]) -> bool:
    """Would the shared part take away what the private part gives?"""
    return bool(drop) and not {found["id"] for found in private.put}.isdisjoint(drop)


def view(state: State, viewer: Viewer) -> dict[str, Json]:
    """Everything this viewer may see now, by id."""
    whole = frame(state, viewer, 0)
    return {found["id"]: found for part in (whole.private, whole.shared) for found in part.put}
