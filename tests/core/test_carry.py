"""Cards passed on: one by each person, three by each table, and taken back until they are used."""

from __future__ import annotations

import pytest

from app.core.refusal import Refused
from app.core.undo import Undo
from app.core.view import Audience, Viewer, view
from app.core.words import agenda, board, clusters
from tests.laws.world import ACTIVITIES, FACILITATOR, PEOPLE, TABLES, World

from .playing import ask, begun

SHARED, BOARD, VOTE = ACTIVITIES[1], ACTIVITIES[2], ACTIVITIES[3]  # one card each; three a table; a vote
ANA, BEN, CLEO = PEOPLE[0], PEOPLE[1], PEOPLE[2]  # Ana and Cleo sit at the first table, Ben at the second


def written(world: World, person: str, activity: str) -> str:
    note = world.id()
    ask(world, board.AddNote(id=note, activity=activity, text="carta"), person, "participant")
    return note


def carry(world: World, note: str, person: str) -> None:
    ask(world, clusters.Carry(id=note, as_=world.id()), person, "participant")


def arrived(world: World, activity: str) -> list[str | None]:
    return [note.source for note in world.state.all(board.Note) if note.activity == activity]


def test_each_table_passes_on_three_of_its_cards_whoever_wrote_them() -> None:
    world = begun()
    ask(world, agenda.Start(id=BOARD))
    notes = [written(world, person, BOARD) for person in (ANA, CLEO, ANA, CLEO)]
    away = written(world, BEN, BOARD)
    for note in notes[:3]:
        carry(world, note, CLEO)
    for note, why in ((notes[3], "table_carried"), (notes[0], "already_carried"), (away, "not_revealed")):
        with pytest.raises(Refused, match=why):
            carry(world, note, ANA)
    carry(world, away, BEN)
    assert arrived(world, VOTE) == [*notes[:3], away]
    told = view(world.state, Viewer(Audience("room", TABLES[0]), None))
    assert [told[note].get("passed", False) for note in notes] == [True, True, True, False]


def test_a_group_is_passed_on_by_its_title() -> None:
    world = begun()
    ask(world, agenda.Start(id=BOARD))
    group = world.id()
    made = clusters.CreateCluster(
        id=group, activity=BOARD, title="Orari", notes=(written(world, ANA, BOARD),)
    )
    ask(world, made, ANA, "participant")
    carry(world, group, CLEO)
    card = next(note for note in world.state.all(board.Note) if note.source == group)
    assert (card.activity, card.text, card.table) == (VOTE, "Orari", TABLES[0])


def test_each_person_passes_on_one_thing_of_their_own() -> None:
    world = begun()
    ask(world, agenda.Start(id=SHARED))
    first, second, other = (written(world, person, SHARED) for person in (ANA, ANA, BEN))
    carry(world, first, ANA)
    with pytest.raises(Refused, match="one_carried"):
        carry(world, second, ANA)
    with pytest.raises(Refused, match="not_allowed"):
        carry(world, other, ANA)
    ask(world, clusters.CallBack(id=first), ANA, "participant")
    carry(world, second, ANA)
    assert arrived(world, BOARD) == [second]


def test_a_card_comes_back_until_it_is_used() -> None:
    world = begun()
    ask(world, agenda.Start(id=BOARD))
    note = written(world, ANA, BOARD)
    carry(world, note, ANA)
    with pytest.raises(Refused, match="not_found"):
        ask(world, clusters.CallBack(id=note), BEN, "participant")
    ask(world, clusters.CallBack(id=note), CLEO, "participant")
    carry(world, note, CLEO)
    ask(world, agenda.Start(id=VOTE))
    with pytest.raises(Refused, match="carried_in_use"):
        ask(world, clusters.CallBack(id=note), CLEO, "participant")


def test_what_lies_face_down_is_not_passed_on() -> None:
    world = begun()
    ask(world, agenda.Start(id=BOARD))
    note = written(world, ANA, BOARD)
    ask(world, agenda.Hide(id=BOARD))
    with pytest.raises(Refused, match="not_revealed"):
        carry(world, note, ANA)


def bring(world: World, to: str, *cards: tuple[str, str | None], person: str = FACILITATOR) -> str:
    """Cards brought together, each to a table or to its own; the id of the act."""
    named = tuple(clusters.Brought(id=id, card=world.id(), table=table) for id, table in cards)
    role = "facilitator" if person == FACILITATOR else "participant"
    return ask(world, clusters.CarryAll(to=to, cards=named), person, role)


def lying(world: World, activity: str) -> list[tuple[str | None, str | None]]:
    return [(note.source, note.table) for note in world.state.all(board.Note) if note.activity == activity]


def test_whoever_leads_brings_several_cards_at_once_each_to_its_table_and_takes_all_back() -> None:
    world = begun()
    ask(world, agenda.Start(id=BOARD))
    first, second, away = (written(world, person, BOARD) for person in (ANA, CLEO, BEN))
    ask(world, agenda.Reveal(id=BOARD))
    act = bring(world, VOTE, (first, None), (second, TABLES[1]), (away, None))
    assert lying(world, VOTE) == [(first, TABLES[0]), (second, TABLES[1]), (away, TABLES[1])]
    ask(world, Undo(of=act))
    assert lying(world, VOTE) == []


def test_cards_are_brought_all_or_none() -> None:
    world = begun()
    ask(world, agenda.Start(id=BOARD))
    shown, covered = written(world, ANA, BOARD), written(world, ANA, BOARD)
    ask(world, agenda.Reveal(id=BOARD))
    ask(world, agenda.Hide(id=BOARD))
    with pytest.raises(Refused, match="not_revealed"):
        bring(world, VOTE, (shown, None), (covered, None))
    ask(world, agenda.Reveal(id=BOARD))
    for cards, why in (((shown, "w:t99"),), "not_found"), (((shown, None), ("9" * 32, None)), "not_found"):
        with pytest.raises(Refused, match=why):
            bring(world, VOTE, *cards)
    with pytest.raises(Refused, match="not_allowed"):
        bring(world, VOTE, (shown, None), person=ANA)
    card = world.id()
    twice = tuple(clusters.Brought(id=id, card=card) for id in (shown, covered))
    with pytest.raises(Refused, match="already_there"):
        ask(world, clusters.CarryAll(to=VOTE, cards=twice))
    assert lying(world, VOTE) == []
