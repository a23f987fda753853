"""Tables: added, renamed, taken away while nobody needs them, and people dealt to them."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from .. import check
from ..refusal import Refused
from ..state import Gone, Reach, State
from ..types import Act, Event, Json, Stamp
from ..words.board import Cluster, Note
from ..words.roster import Person, PersonSeated
from ..words.tables import (
    SEATINGS,
    TABLES,
    AddTable,
    Deal,
    RemoveTable,
    RenameTable,
    SeatingSet,
    SetSeating,
    Table,
    TableAdded,
    TableRemoved,
    TableRenamed,
)
from . import seats
from .common import EVERYONE, FACILITATORS, Face
from .workshop import change, face_timer, here


def decide_add(state: State, act: Act, ask: AddTable) -> list[Event]:
    if state.records.get(check.client_id(ask.id)) is not None:
        raise Refused("already_there")
    tables = seats.ordered(state)
    if len(tables) >= TABLES:
        raise Refused("too_many", most=TABLES)
    order = tables[-1].order + 1 if tables else 0
    return [TableAdded(id=ask.id, order=order, title=check.text(ask.title, check.TITLE_LENGTH, empty=False))]


def decide_rename(state: State, act: Act, ask: RenameTable) -> list[Event]:
    table = state.need(Table, check.name(ask.id))
    title = check.text(ask.title, check.TITLE_LENGTH, empty=False)
    return [TableRenamed(id=table.id, title=title)] if title != table.title else []


def decide_remove(state: State, act: Act, ask: RemoveTable) -> list[Event]:
    """A table goes while nobody sits at it and nothing was written there, not even what could come back."""
    table = state.need(Table, check.name(ask.id))
    if seats.seated(state, table.id) or any(written(found, table.id) for found in state.records.values()):
        raise Refused("table_in_use")
    return [TableRemoved(id=table.id)]


def written(found: object, table: str) -> bool:
    """Does this note or cluster, present or gone, belong to the table?"""
    record = found.was if isinstance(found, Gone) else found
    return isinstance(record, Note | Cluster) and record.table == table


def decide_deal(state: State, act: Act, ask: Deal) -> list[Event]:
    """Everybody as evenly as can be, in an order that only chance decides; later ones go where there is room."""
    tables = seats.ordered(state)
    if not tables:
        raise Refused("no_tables")
    people = [one for one in state.all(Person) if one.role == "participant" and not one.removed]
    waiting = [one for one in people if ask.all or one.table is None]
    taken = {table.id: 0 if ask.all else seats.seated(state, table.id) for table in tables}
    made: list[Event] = [SeatingSet(to="dealt")] if here(state).seating != "dealt" else []
    for person in shuffled(waiting, act.chance):
        table = min(tables, key=lambda each: taken[each.id])
        taken[table.id] += 1
        if person.table != table.id:
            made.append(PersonSeated(by=person.id, table=table.id))
    return made


def shuffled(people: list[Person], chance: str) -> list[Person]:
    """In an order that follows from the chance that came with the act, the same on every machine."""
    return sorted(people, key=lambda one: sha256(f"{chance}:{one.id}".encode()).digest())


def decide_seating(state: State, act: Act, ask: SetSeating) -> list[Event]:
    """People choose their table themselves, or are dealt to one as they come."""
    if ask.to not in SEATINGS:
        raise Refused("bad_value", field="to")
    return [SeatingSet(to=ask.to)] if here(state).seating != ask.to else []


# What happens then


def added(state: State, e: TableAdded, at: Stamp) -> None:
    state.put(Table(id=e.id, order=e.order, title=e.title), at)


def renamed(state: State, e: TableRenamed, at: Stamp) -> None:
    state.put(replace(state.need(Table, e.id), title=e.title), at)


# Who sees what


def reach(state: State, table: Table) -> Reach:
    return EVERYONE


def face(state: State, table: Table, audience: str) -> Json:
    return {
        "order": table.order, "title": table.title, "seated": seats.seated(state, table.id),
        "timer": face_timer(table.timer), "hosted": state.index.get(("host", table.id)) is not None,
    }  # fmt: skip


RIGHTS = dict.fromkeys((AddTable, RenameTable, RemoveTable, Deal, SetSeating), FACILITATORS)
DECIDE = {
    AddTable: decide_add, RenameTable: decide_rename, RemoveTable: decide_remove, Deal: decide_deal,
    SetSeating: decide_seating,
}  # fmt: skip
EVOLVE = {
    TableAdded: added, TableRenamed: renamed, TableRemoved: lambda s, e, at: s.drop(e.id, at),
    SeatingSet: lambda s, e, at: change(s, at, seating=e.to),
}  # fmt: skip
FACES = {Table: Face(reach, face)}
