"""Laws of snapshots (docs/LAWS.md, W1 and W2): disposable, equal to the journal, and without anything personal."""

from __future__ import annotations

import asyncio
import json
import random
from typing import Any

from app.core import view
from app.core.refusal import Refused
from app.core.words import vote
from app.live import fold
from app.live.room import Room
from tests.doubles.memory_journal import MemoryJournal, seeded

from .fuzz import inline
from .seeds import seeds
from .world import FACILITATOR, WORKSHOP, World, everybody, lived_in

SEEDS = range(40)


async def lived(seed: int, steps: int = 200) -> tuple[MemoryJournal, Room, World]:
    """A workshop in a journal, after so many steps."""
    journal = MemoryJournal(chance=seeded(seed))
    journal.create(WORKSHOP)
    room, world = Room(WORKSHOP, journal, lambda head: None, inline), World(random.Random(seed))
    await room.load()
    world.state = room.state
    for act in world.beginning():
        await room.do(act)
    for _ in range(steps):
        try:
            await room.do(world.next())
        except Refused:
            continue
    for ballot in [b.id for b in world.state.all(vote.Ballot) if b.open]:
        await room.do(world.act(FACILITATOR, "facilitator", vote.CloseBallot(id=ballot)))
    return journal, room, world


def told(room_state: Any) -> dict[Any, Any]:
    """What everybody sees, and what they would be told after each of the last numbers."""
    said: dict[Any, Any] = {}
    for viewer in everybody(room_state):
        said[viewer] = view.view(room_state, viewer)
        for since in range(max(0, room_state.seq - 40), room_state.seq, 7):
            said[viewer, since] = view.frame(room_state, viewer, since)
    return said


@seeds(30)
def test_W1_a_snapshot_is_the_journal_up_to_there(seed: int) -> None:
    journal, room, _ = asyncio.run(lived(seed))
    assert fold.can_be_kept(room.state)
    again = fold.read(WORKSHOP, fold.write(room.state), lambda refs: journal.contents(WORKSHOP, refs))
    assert told(again) == told(room.state)
    assert again.records == room.state.records


def test_W1_a_state_in_which_people_are_voting_is_not_written_down() -> None:
    voting = [world.state for seed in SEEDS if any((world := lived_in(seed, 120)).state.all(vote.Vote))]
    assert len(voting) > 5
    assert not any(fold.can_be_kept(state) for state in voting)


@seeds(10)
def test_W2_a_snapshot_holds_nothing_personal(seed: int) -> None:
    journal, room, _ = asyncio.run(lived(seed))
    words = [text for line in journal.books[WORKSHOP].lines for text in personal_texts(line.encoded.content)]
    assert len(words) > 20, "there must be something to leak"
    kept = fold.write(room.state).decode()
    assert [word for word in words if word in kept] == []


def personal_texts(content: str | None) -> list[str]:
    found = json.loads(content) if content else {}
    return [
        value
        for key, value in found.items()
        if key in ("text", "alias", "title") and isinstance(value, str) and len(value) > 5
    ]
