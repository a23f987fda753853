"""Who is in the workshop: joining, names, seats, readiness, leaving and being forgotten."""

from __future__ import annotations

from dataclasses import replace

from .. import check
from ..refusal import Refused
from ..state import Reach, State
from ..types import ROLES, Act, Event, Json, Stamp
from ..words.board import Note
from ..words.roster import (
    AddPerson,
    CallForHelp,
    Erase,
    Join,
    Person,
    PersonErased,
    PersonHelped,
    PersonJoined,
    PersonReadied,
    PersonRemoved,
    PersonRenamed,
    PersonRoleSet,
    PersonSeated,
    PersonSpoke,
    Ready,
    Remove,
    Rename,
    SetRole,
    Sit,
    Speak,
)
from ..words.tables import Table
from . import seats, visits
from .common import DOOR, FACILITATORS, PEOPLE, Face
from .workshop import here, need_open, tell_people


def decide_join(state: State, act: Act, ask: Join) -> list[Event]:
    """Anybody with the code joins while the workshop is open; staff join whenever they look in."""
    if ask.role not in ROLES:
        raise Refused("bad_value", field="role")
    if state.records.get(ask.id) is not None:
        raise Refused("already_there")
    if ask.role == "participant":
        need_open(state)
    alias = check.text(ask.alias, check.ALIAS_LENGTH, empty=False)
    return [
        PersonJoined(
            by=check.name(ask.id), role=ask.role, alias=alias, language=check.language(ask.language),
            table=first_seat(state, ask.table, ask.role), notice=ask.notice, basis=ask.basis, retention=ask.retention,
            extras=ask.extras,
        )
    ]  # fmt: skip


def decide_erase(state: State, act: Act, ask: Erase) -> list[Event]:
    """Whoever holds the receipt is forgotten, whatever the workshop's state."""
    if not any(words_of(state.records.get(id)) for id in state.ids("own", ask.id)):
        state.need(Person, ask.id)  # who was never here may have notes here that were taken up from elsewhere
    return [PersonErased(by=ask.id)]


def words_of(found: object) -> str:
    """What a note says, also one that went but could come back."""
    note = getattr(found, "was", found)
    return note.text if isinstance(note, Note) else ""


def decide_add(state: State, act: Act, ask: AddPerson) -> list[Event]:
    """A facilitator adds somebody without a phone."""
    if state.records.get(check.client_id(ask.id)) is not None:
        raise Refused("already_there")
    alias = check.text(ask.alias, check.ALIAS_LENGTH, empty=False)
    language, table = check.language(ask.language), first_seat(state, ask.table, "participant")
    return [
        PersonJoined(
            by=ask.id, role="participant", alias=alias, language=language, table=table, paper=ask.paper
        )
    ]


def decide_rename(state: State, act: Act, ask: Rename) -> list[Event]:
    person = own_or_led(state, act, ask.id)
    alias = check.text(ask.alias, check.ALIAS_LENGTH, empty=False)
    return [PersonRenamed(by=person.id, alias=alias)] if alias != person.alias else []


def decide_remove(state: State, act: Act, ask: Remove) -> list[Event]:
    person = own_or_led(state, act, ask.id)
    if person.id == act.person and act.role == "facilitator":
        raise Refused("not_allowed")
    return [PersonRemoved(by=person.id)]


def decide_role(state: State, act: Act, ask: SetRole) -> list[Event]:
    """Participants may be given another part in the room; only a library makes facilitators."""
    person = present(state, ask.id)
    if ask.role not in ("participant", "observer", "mediator", "scribe") or person.role == "facilitator":
        raise Refused("bad_value", field="role")
    return [PersonRoleSet(by=person.id, role=ask.role)] if ask.role != person.role else []


def decide_table(state: State, act: Act, ask: Sit) -> list[Event]:
    """Whoever leads seats anybody; people choose for themselves where tables are not dealt."""
    person = own_or_led(state, act, ask.id)
    table = seat(state, ask.table)
    if act.role != "facilitator" and table != person.table:
        if here(state).seating != "choose":
            raise Refused("seats_are_dealt")
        if person.table is not None and visits.under_way(state):
            raise Refused("visits_under_way")
    return [PersonSeated(by=person.id, table=table)] if table != person.table else []


def decide_ready(state: State, act: Act, ask: Ready) -> list[Event]:
    person = own_or_led(state, act, ask.id)
    return [PersonReadied(by=person.id, to=ask.to)] if ask.to != person.ready else []


def decide_language(state: State, act: Act, ask: Speak) -> list[Event]:
    person = own_or_led(state, act, ask.id)
    language = check.language(ask.language)
    return [PersonSpoke(by=person.id, language=language)] if language != person.language else []


def decide_help(state: State, act: Act, ask: CallForHelp) -> list[Event]:
    person = own_or_led(state, act, ask.id)
    return [PersonHelped(by=person.id, to=ask.to)] if ask.to != person.help else []


def present(state: State, id: str) -> Person:
    """The person of this id who is still in the workshop."""
    person = state.get(Person, id)
    if person is None or person.removed:
        raise Refused("not_found")
    return person


def own_or_led(state: State, act: Act, id: str) -> Person:
    """Oneself, or anybody when one leads."""
    if act.role != "facilitator" and id != act.person:
        raise Refused("not_allowed")
    return present(state, id)


def seat(state: State, table: str | None) -> str | None:
    """The id of an existing table, or None."""
    return state.need(Table, table).id if table is not None else None


def first_seat(state: State, table: str | None, role: str) -> str | None:
    """The table that was asked for, or the one that is dealt to whoever comes in now."""
    if table is None and role == "participant":
        return seats.latecomer(state)
    return seat(state, table)


# What happens then


def joined(state: State, e: PersonJoined, at: Stamp) -> None:
    person = Person(id=e.by, alias=e.alias, role=e.role, language=e.language, table=e.table, paper=e.paper)
    state.put(person, at)
    seats.moved(state, None, person, at)
    if e.role == "participant":
        state.add(1, "people")
        tell_people(state, at)


def changed(state: State, id: str, at: Stamp, **fields: object) -> None:
    person = state.get(Person, id)
    if person is not None:
        made = replace(person, **fields)  # type: ignore[arg-type]
        state.put(made, at)
        seats.moved(state, person, made, at)


def renamed(state: State, e: PersonRenamed, at: Stamp) -> None:
    changed(state, e.by, at, alias=e.alias)
    for id in state.ids("own", e.by):
        state.touch(id, at.seq)


def removed(state: State, e: PersonRemoved, at: Stamp) -> None:
    person = state.get(Person, e.by)
    if person is None or person.removed:
        return
    changed(state, e.by, at, removed=True, ready=False, help=False, host=False)
    if person.role == "participant":
        state.add(-1, "people")
        tell_people(state, at)


def seated(state: State, e: PersonSeated, at: Stamp) -> None:
    """Another table is another view, told from the beginning."""
    state.index[("moved", e.by)] = at.seq
    changed(state, e.by, at, table=e.table, host=False)


def role_set(state: State, e: PersonRoleSet, at: Stamp) -> None:
    person = state.get(Person, e.by)
    if person is None:
        return
    state.index[("moved", e.by)] = at.seq
    state.add((e.role == "participant") - (person.role == "participant"), "people")
    changed(state, e.by, at, role=e.role, host=False)
    tell_people(state, at)


def erased(state: State, e: PersonErased, at: Stamp) -> None:
    """Everything this person gave goes; what others made of it keeps standing on tombstones."""
    person = state.get(Person, e.by)
    state.index[("moved", e.by)] = at.seq
    for id in sorted(state.ids("own", e.by) | {e.by}):
        state.drop(id, at)
        state.blank(id)
    seats.moved(state, person, None, at)
    if person is not None and person.role == "participant" and not person.removed:
        state.add(-1, "people")
        tell_people(state, at)
    forget_trails(state, e.by)


def forget_trails(state: State, person: str) -> None:
    """No undo may bring back what was erased."""
    own = state.ids("own", person)
    for key, trace in list(state.trail.items()):
        if trace.person == person or any(step.id in own for step in trace.steps):
            if isinstance(state.trail, dict):
                del state.trail[key]
            else:
                state.trail[key] = replace(trace, steps=())


# Who sees what


def reach_person(state: State, person: Person) -> Reach:
    """Facilitators see who is here; the wall only names people while the lobby fills; everyone sees themselves."""
    wall = {"wall"} if lobby(state) and person.role == "participant" and not person.removed else set()
    return frozenset({"facilitator", f"me:{person.id}", *wall})


def lobby(state: State) -> bool:
    return state.index.get(("state",)) == "lobby"


def face_person(state: State, person: Person, audience: str) -> Json:
    if audience == "wall":
        return {"alias": person.alias} | ({"table": person.table} if person.table else {})
    return {
        "alias": person.alias, "role": person.role, "table": person.table, "ready": person.ready,
        "language": person.language, "paper": person.paper, "help": person.help, "gone": person.removed,
        "host": person.host,
    }  # fmt: skip


def face_me(person: Person) -> Json:
    """What a person is told of themselves."""
    return {
        "alias": person.alias, "role": person.role, "table": person.table, "ready": person.ready,
        "language": person.language, "help": person.help, "gone": person.removed,
        "host": person.host,
    }  # fmt: skip


RIGHTS = {
    Join: DOOR, Erase: DOOR, AddPerson: FACILITATORS, Rename: PEOPLE, Remove: PEOPLE,
    SetRole: FACILITATORS, Sit: PEOPLE, Ready: PEOPLE, Speak: PEOPLE, CallForHelp: PEOPLE,
}  # fmt: skip
DECIDE = {
    Join: decide_join, Erase: decide_erase, AddPerson: decide_add, Rename: decide_rename, Remove: decide_remove,
    SetRole: decide_role, Sit: decide_table, Ready: decide_ready, Speak: decide_language, CallForHelp: decide_help,
}  # fmt: skip
EVOLVE = {
    PersonJoined: joined, PersonRenamed: renamed, PersonRemoved: removed, PersonRoleSet: role_set,
    PersonSeated: seated,
    PersonReadied: lambda s, e, at: changed(s, e.by, at, ready=e.to),
    PersonSpoke: lambda s, e, at: changed(s, e.by, at, language=e.language),
    PersonHelped: lambda s, e, at: changed(s, e.by, at, help=e.to),
    PersonErased: erased,
}  # fmt: skip
FACES = {Person: Face(reach_person, face_person)}
