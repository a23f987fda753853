"""Undo: one's own, anyone's for a facilitator, and never so that it tells who wrote an anonymous note."""

from __future__ import annotations

import random

from app.core import view
from app.core.undo import Undo
from app.core.view import Audience, Viewer
from app.core.words import agenda, board
from tests.laws.world import ACTIVITIES, FACILITATOR, PEOPLE, World

ANONYMOUS, NAMED = ACTIVITIES[0], ACTIVITIES[1]


def lived() -> World:
    world = World(random.Random(1))
    world.found()
    return world


def write(world: World, person: str, activity: str) -> str:
    note = board.AddNote(id=world.id(), activity=activity, text="parole")
    assert world.do(world.act(person, "participant", note)) is not None
    return note.id


def test_a_facilitator_takes_back_what_a_person_did_where_names_are_shown() -> None:
    world = lived()
    since = world.clock
    note = write(world, PEOPLE[4], NAMED)
    assert world.do(world.act(FACILITATOR, "facilitator", Undo(person=PEOPLE[4], since=since))) is not None
    assert world.state.get(board.Note, note) is None


def test_undoing_a_person_leaves_their_anonymous_notes_and_does_not_name_them() -> None:
    world = lived()
    world.do(world.act(FACILITATOR, "facilitator", agenda.Reveal(id=ANONYMOUS, to="room")))
    since = world.clock
    veiled = write(world, PEOPLE[4], ANONYMOUS)
    before = view.view(world.state, Viewer(Audience("facilitator"), FACILITATOR))
    assert veiled in before, "there is something that undoing would point at"
    assert world.do(world.act(FACILITATOR, "facilitator", Undo(person=PEOPLE[4], since=since))) is None
    named = write(world, PEOPLE[4], NAMED)
    events = world.do(world.act(FACILITATOR, "facilitator", Undo(person=PEOPLE[4], since=since)))
    assert events is not None
    assert events[-1].left == ()  # type: ignore[attr-defined]
    assert world.state.get(board.Note, named) is None
    assert world.state.get(board.Note, veiled) is not None


def test_a_person_takes_back_their_own_anonymous_note() -> None:
    world = lived()
    act = world.act(PEOPLE[5], "participant", board.AddNote(id=world.id(), activity=ANONYMOUS, text="parole"))
    assert world.do(act)
    assert world.do(world.act(PEOPLE[5], "participant", Undo(of=act.id)))
    assert world.state.get(board.Note, act.data.id) is None  # type: ignore[attr-defined]
