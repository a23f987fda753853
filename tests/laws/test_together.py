"""The law of what many are told together (docs/LAWS.md, V8): byte for byte what each of them would be told alone."""

from __future__ import annotations

import random
from copy import copy

from app.core.view import Audience
from app.live.faces import Faces
from app.live.line import Line

from .seeds import seeds
from .world import World, everybody, lived_in

STEPS = 60


def follow(world: World, seed: int, steps: int = STEPS) -> tuple[int, int]:
    """Lines that follow a workshop, some of them seldom; how often one was told together, and how often alone."""
    chance, faces, together, alone = random.Random(seed), Faces(), 0, 0
    viewers = {(v.audience.role, v.person, v.audience.scope) for v in everybody(world.state)}
    lines = [Line(*each) for each in sorted(viewers, key=repr)]
    for _ in range(steps):
        world.do(world.next())
        state = world.state
        for line in lines:
            if chance.random() < 0.3 or line.cursor == state.seq:
                continue  # this one is slow
            by_itself = copy(line)
            told = [message for packet in by_itself._frame(state, Faces(), "mark") for message in packet.messages]
            packet = line.common(state, faces, "mark")
            if packet is not None:
                assert packet.messages == told, f"V8 seed {seed} at {state.seq}: {line}"
            together, alone = together + (packet is not None), alone + (packet is None)
            assert line.pull(state, faces, "mark") == told
            assert (line.cursor, line.audience) == (by_itself.cursor, by_itself.audience)
    return together, alone


@seeds(40)
def test_V8_what_many_are_told_together_is_what_each_would_be_told_alone(seed: int) -> None:
    follow(lived_in(seed, 25), seed)


def test_V8_there_is_much_to_tell_together_and_something_alone() -> None:
    told = [follow(lived_in(seed, 25), seed) for seed in range(6)]
    together, alone = (sum(one) for one in zip(*told, strict=True))
    assert together > 1000
    assert alone > 300


def test_V8_equal_audiences_are_one_object_while_the_room_lives() -> None:
    faces = Faces()
    assert faces.same(Audience("room", "t1", "all")) is faces.same(Audience("room", "t1", "all"))
