"""Tables: people dealt to them, choosing among them, and tables that come and go."""

from __future__ import annotations

from collections import Counter

import pytest

from app.core import engine
from app.core.refusal import Refused
from app.core.types import Act
from app.core.view import Audience, Viewer, view
from app.core.words import agenda, board, roster, tables
from tests.laws import world as worlds
from tests.laws.seeds import seeds
from tests.laws.world import FACILITATOR, PEOPLE, TABLES, World, lived_in

from .playing import ask, begun


@pytest.fixture
def world() -> World:
    """A workshop in which nobody has a table yet, in its lobby; tables Uno and Due."""
    return begun(seated=False)


def seats(world: World) -> Counter[str | None]:
    return Counter(person.table for person in world.state.all(roster.Person) if person.role == "participant")


def test_dealing_seats_everybody_evenly_and_latecomers_where_there_is_room(world: World) -> None:
    ask(world, tables.Deal())
    assert seats(world) == {TABLES[0]: 3, TABLES[1]: 3}
    ask(world, roster.Remove(id=next(p.id for p in world.state.all(roster.Person) if p.table == TABLES[1])))
    late = world.id()
    ask(world, roster.Join(id=late, alias="Tarda"), late, "door")
    paper = world.id()
    ask(world, roster.AddPerson(id=paper, alias="Carta"))
    places = [world.state.need(roster.Person, id).table for id in (late, paper)]
    assert places == [TABLES[1], TABLES[0]]


def test_dealing_leaves_those_who_sit_unless_everybody_is_dealt_anew(world: World) -> None:
    for person in PEOPLE[:4]:
        ask(world, roster.Sit(id=person, table=TABLES[0]), person, "participant")
    ask(world, tables.Deal())
    assert seats(world) == {TABLES[0]: 4, TABLES[1]: 2}
    ask(world, tables.Deal(all=True))
    assert seats(world) == {TABLES[0]: 3, TABLES[1]: 3}


def test_the_deal_follows_from_the_chance_that_came_with_it(world: World) -> None:
    orders = {
        tuple(
            event.by
            for event in engine.decide(
                world.state,
                Act(id="a", person=FACILITATOR, role="facilitator", data=tables.Deal(), at=1, chance=chance),
            )
            if isinstance(event, roster.PersonSeated)
        )
        for chance in ("1", "1", "2", "3")
    }
    assert len(orders) == 3


def test_people_choose_their_table_until_tables_are_dealt(world: World) -> None:
    ana = PEOPLE[0]
    ask(world, roster.Sit(id=ana, table=TABLES[1]), ana, "participant")
    ask(world, tables.Deal())
    with pytest.raises(Refused, match="seats_are_dealt"):
        ask(world, roster.Sit(id=ana, table=TABLES[0]), ana, "participant")
    ask(world, tables.SetSeating(to="choose"))
    ask(world, roster.Sit(id=ana, table=TABLES[0]), ana, "participant")
    assert world.state.need(roster.Person, ana).table == TABLES[0]


def test_a_table_goes_only_while_nobody_needs_it(world: World) -> None:
    ana, first = PEOPLE[0], world.state.need(agenda.Activity, worlds.ACTIVITIES[2])
    ask(world, roster.Sit(id=ana, table=TABLES[0]), ana, "participant")
    with pytest.raises(Refused, match="table_in_use"):
        ask(world, tables.RemoveTable(id=TABLES[0]))
    ask(world, agenda.Start(id=first.id))
    note = world.id()
    ask(world, board.AddNote(id=note, activity=first.id, text="x"), ana, "participant")
    ask(world, board.RemoveNote(id=note), ana, "participant")
    ask(world, roster.Sit(id=ana, table=None), ana, "participant")
    with pytest.raises(Refused, match="table_in_use"):
        ask(world, tables.RemoveTable(id=TABLES[0]))
    ask(world, tables.RemoveTable(id=TABLES[1]))
    new = world.id()
    ask(world, tables.AddTable(id=new, title="Finestra"))
    assert [(table.id, table.order) for table in world.state.all(tables.Table)] == [(TABLES[0], 0), (new, 1)]


@seeds(30)
def test_a_table_says_how_many_sit_at_it(seed: int) -> None:
    world = lived_in(seed, 150)
    seen = view(world.state, Viewer(Audience("wall"), None))
    told = {one["id"]: one["seated"] for one in seen.values() if one["kind"] == "table"}
    here = [one for one in world.state.all(roster.Person) if one.role == "participant" and not one.removed]
    brought: Counter[str] = Counter()
    for figures in world.brought:
        brought.update({one.id: one.count for one in figures.seated})
    assert told == {id: sum(one.table == id for one in here) + brought[id] for id in told}
