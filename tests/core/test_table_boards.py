"""Boards by table: each table works on its own until the room sees them side by side."""

from __future__ import annotations

import pytest

from app.core.refusal import Refused
from app.core.view import Audience, Viewer, view
from app.core.words import agenda, board, clusters
from tests.laws.world import ACTIVITIES, PEOPLE, TABLES, World

from .playing import ask, begun

BOARD = ACTIVITIES[2]
ANA, BEN, CLEO = PEOPLE[0], PEOPLE[1], PEOPLE[2]  # Ana and Cleo sit at the first table, Ben at the second


@pytest.fixture
def world() -> World:
    """The board by table has begun; everybody has written once."""
    made = begun()
    ask(made, agenda.Start(id=BOARD))
    for person in (ANA, BEN, CLEO):
        ask(made, board.AddNote(id=note_of(person), activity=BOARD, text=person), person, "participant")
    return made


def note_of(person: str) -> str:
    return person.replace("0", "9", 1)


def seen(world: World, role: str, table: str | None = None, kind: str = "note") -> set[str]:
    found = view(world.state, Viewer(Audience(role, table), None))
    return {one["id"] for one in found.values() if one["kind"] == kind and one["activity"] == BOARD}


def test_each_table_sees_its_own_board_until_the_room_sees_all(world: World) -> None:
    first, second = {note_of(ANA), note_of(CLEO)}, {note_of(BEN)}
    assert seen(world, "room", TABLES[0]) == first
    assert seen(world, "room", TABLES[1]) == second
    assert seen(world, "wall") == seen(world, "room") == set()
    assert seen(world, "facilitator") == first | second
    ask(world, agenda.Reveal(id=BOARD, to="room"))
    assert seen(world, "room", TABLES[1]) == seen(world, "wall") == first | second


def test_a_board_covered_again_is_revealed_to_each_table_before_the_room(world: World) -> None:
    ask(world, agenda.Hide(id=BOARD))
    assert seen(world, "room", TABLES[0]) == set()
    ask(world, agenda.Reveal(id=BOARD, to="facilitators"))
    ask(world, agenda.Reveal(id=BOARD, to="tables"))
    assert seen(world, "room", TABLES[1]) == {note_of(BEN)}
    ask(world, agenda.Start(id=ACTIVITIES[0]))
    with pytest.raises(Refused, match="bad_value"):
        ask(world, agenda.Reveal(id=ACTIVITIES[0], to="tables"))


def test_everyone_at_a_table_gathers_its_notes_and_nobody_else_does(world: World) -> None:
    group = world.id()
    made = clusters.CreateCluster(id=group, activity=BOARD, title="Orari", notes=(note_of(ANA),))
    ask(world, made, CLEO, "participant")
    assert world.state.need(board.Cluster, group).table == TABLES[0]
    assert seen(world, "room", TABLES[0], kind="cluster") == {group}
    assert seen(world, "room", TABLES[1], kind="cluster") == set()
    for stranger in (
        clusters.Assign(id=group, notes=(note_of(BEN),)),
        clusters.RenameCluster(id=group, title="Altro"),
        clusters.CreateCluster(id=world.id(), activity=BOARD, notes=(note_of(ANA),)),
    ):
        with pytest.raises(Refused, match="not_found"):
            ask(world, stranger, BEN, "participant")
    ask(world, agenda.Reveal(id=BOARD, to="room"))
    with pytest.raises(Refused, match="not_allowed"):
        ask(world, clusters.RenameCluster(id=group, title="Altro"), BEN, "participant")


def test_a_table_names_at_most_three_groups(world: World) -> None:
    made = [world.id() for _ in range(4)]
    for id in made[:3]:
        ask(world, clusters.CreateCluster(id=id, activity=BOARD, title=f"G {id}"), ANA, "participant")
    with pytest.raises(Refused, match="too_many_groups"):
        ask(world, clusters.CreateCluster(id=made[3], activity=BOARD, title="Un altro"), CLEO, "participant")
    ask(world, clusters.CreateCluster(id=made[3], activity=BOARD), CLEO, "participant")
    with pytest.raises(Refused, match="too_many_groups"):
        ask(world, clusters.RenameCluster(id=made[3], title="Un altro"), CLEO, "participant")
    ask(world, clusters.CreateCluster(id=world.id(), activity=BOARD, title="Altrove"), BEN, "participant")
    ask(world, clusters.Merge(id=made[0], into=made[1]), ANA, "participant")
    ask(world, clusters.RenameCluster(id=made[3], title="Adesso"), CLEO, "participant")


def test_without_tables_in_the_room_everybody_shares_one_board() -> None:
    made = begun(tables=())
    ask(made, agenda.Start(id=BOARD))
    ask(made, board.AddNote(id=note_of(ANA), activity=BOARD, text="x"), ANA, "participant")
    assert seen(made, "room") == {note_of(ANA)}
