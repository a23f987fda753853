"""The engine: what follows from an act, and what becomes of the state when it has happened."""

from __future__ import annotations

from dataclasses import replace

from . import unruled
from .refusal import Refused
from .state import NOBODY, PERSONAL, Gone, State
from .tools import DECIDE, EVOLVE, FACES, RIGHTS
from .types import EVENTS, STAFF, Act, Event, Stamp, personal_fields
from .undo import UNDO_RIGHTS, Undo, Undone, decide_undo, forget
from .words.roster import Person

# The personal fields of each event that become fields of a record
PERSONAL_NAMES = {
    kind: tuple(name for name in personal_fields(event) if name in PERSONAL) for kind, event in EVENTS.items()
}


def decide(state: State, act: Act) -> list[Event]:
    """The events that follow from this act, none when it changes nothing; raises Refused when it may not be."""
    kind = type(act.data)
    rights = UNDO_RIGHTS if kind is Undo else RIGHTS.get(kind)
    if rights is None:
        raise Refused("unknown_command")
    role = role_of(state, act)
    act = act if role == act.role else replace(act, role=role)
    if act.role not in rights:
        raise Refused("not_allowed")
    if isinstance(act.data, Undo):
        return decide_undo(state, act, act.data, evolve)
    return DECIDE[kind](state, act, act.data)


def role_of(state: State, act: Act) -> str:
    """The role in which this act counts: the person's own, once the one who typed may speak for them."""
    if act.role == "door":
        return "door"
    person = state.get(Person, act.person)
    if act.via is None and act.role in STAFF:
        return act.role
    if person is None or person.removed:
        raise Refused("not_in_workshop")
    if act.via is not None and not (act.role in ("facilitator", "scribe") or act.person in act.holds):
        raise Refused("not_allowed")
    return person.role


def evolve(state: State, event: Event, stamp: Stamp) -> None:
    """Fold one event that has happened into the state."""
    state.seq = stamp.seq
    state.fresh.clear()
    for fold in EVOLVE.get(type(event), ()):
        fold(state, event, stamp)
    if isinstance(event, Undone):
        forget(state, event)
    owner = getattr(event, "id", None) or event.owner
    for name in PERSONAL_NAMES.get(event.kind, ()):
        state.refs[owner or "", name] = stamp.seq
    if not event.calm:
        state.urgent = stamp.seq
    settle(state, stamp.seq)


def settle(state: State, seq: int) -> None:
    """Work out anew whom the changed records reach; what is written about them is told anew too."""
    for id in dict.fromkeys(state.fresh):
        record = state.records[id]
        rule = FACES.get(type(record))
        if rule is None:
            unruled.mark(state, record)
        gone = isinstance(record, Gone) or rule is None
        state.see(id, NOBODY if gone or rule is None else rule.reach(state, record), seq)
        for section in state.ids("cited", id):
            state.touch(section, seq)
