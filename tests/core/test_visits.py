"""Visits: who stays, where the others go, and who reads what they write, and when."""

from __future__ import annotations

import pytest

from app.core.refusal import Refused
from app.core.view import Audience, Viewer, view
from app.core.words import agenda, board, roster, tables
from tests.laws.world import ACTIVITIES, PEOPLE, TABLES, World

from .playing import ask, begun

TEST = ACTIVITIES[4]
FIRST, SECOND, THIRD = (*TABLES, TABLES[0][:-1] + "2")
ANA, BEN, CLEO, DINO = PEOPLE[:4]  # Ana and Cleo sit at the first table, Ben and Dino at the second


@pytest.fixture
def world() -> World:
    made = begun(tables=("Uno", "Due", "Tre"))
    ask(made, agenda.Start(id=TEST))
    return made


def write(world: World, person: str) -> board.Note:
    note = world.id()
    ask(world, board.AddNote(id=note, activity=TEST, text="riscontro"), person, "participant")
    return world.state.need(board.Note, note)


def readers(world: World, note: str) -> list[str]:
    eyes = {"facilitator": Audience("facilitator"), "wall": Audience("wall"), "nowhere": Audience("room")}
    eyes |= {
        name: Audience("room", id) for name, id in (("first", FIRST), ("second", SECOND), ("third", THIRD))
    }
    return [name for name, audience in eyes.items() if note in view(world.state, Viewer(audience, None))]


def test_visitors_write_where_they_visit_and_only_their_own_table_reads_it_before_the_end(
    world: World,
) -> None:
    note = write(world, ANA)
    assert (note.table, note.guest) == (SECOND, FIRST)
    assert readers(world, note.id) == ["facilitator", "first"]
    ask(world, agenda.Reveal(id=TEST, to="room"))
    assert readers(world, note.id) == ["facilitator", "wall", "nowhere", "first", "second", "third"]


def test_a_visitors_note_is_signed_by_their_table_never_by_name(world: World) -> None:
    note = write(world, ANA)
    told = view(world.state, Viewer(Audience("facilitator"), None))[note.id]
    assert told["guest"] == FIRST
    assert not {"by", "alias", "at", "via"} & told.keys()


def test_round_by_round_visitors_go_one_table_further_and_never_to_their_own(world: World) -> None:
    found = []
    for _ in range(4):
        note = write(world, ANA)
        found.append(note.table)
        ask(world, board.RemoveNote(id=note.id))
        ask(world, agenda.NextVisit(activity=TEST))
    assert found == [SECOND, THIRD, SECOND, THIRD]


def test_a_host_stays_and_writes_at_their_own_table(world: World) -> None:
    ask(world, tables.Host(id=FIRST, person=CLEO), CLEO, "participant")
    for person, why in ((ANA, "host_taken"), (BEN, "not_found")):
        with pytest.raises(Refused, match=why):
            ask(world, tables.Host(id=FIRST, person=person), person, "participant")
    note = write(world, CLEO)
    assert (note.table, note.guest) == (FIRST, None)
    told = view(world.state, Viewer(Audience("room", SECOND), BEN))
    assert [told[table]["hosted"] for table in (FIRST, SECOND)] == [True, False]
    ask(world, tables.Host(id=FIRST, person=ANA))
    assert [world.state.need(roster.Person, one).host for one in (ANA, CLEO)] == [True, False]
    ask(world, roster.Sit(id=ANA, table=SECOND))
    assert not world.state.need(roster.Person, ANA).host
    assert view(world.state, Viewer(Audience("wall"), None))[FIRST]["hosted"] is False


def test_nobody_changes_table_to_read_what_is_said_of_their_own(world: World) -> None:
    with pytest.raises(Refused, match="visits_under_way"):
        ask(world, roster.Sit(id=BEN, table=FIRST), BEN, "participant")
    ask(world, agenda.Reveal(id=TEST, to="room"))
    ask(world, roster.Sit(id=BEN, table=FIRST), BEN, "participant")
    assert world.state.need(roster.Person, DINO).table == SECOND
