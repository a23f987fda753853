"""What is kept of all that an audience holds is what a room would make of it anew, whenever it is asked for."""

from __future__ import annotations

import random

import pytest

from app.core.state import State
from app.core.view import changes
from app.live.faces import Faces
from app.live.whole import Whole
from tests.effort import effort
from tests.laws.world import World, everybody, lived_in

STEPS = 40


def anew(state: State, whole: Whole) -> list[bytes]:
    put, _ = changes(state, whole.audience, 0)
    return [Faces().of(state, record, whole.audience.role) for record in put]


def follow(world: World, seed: int, steps: int) -> None:
    """Some audiences are asked for at every step, others seldom, others while they are being made in slices."""
    chance, faces, kept = random.Random(seed), Faces(), {}
    for _ in range(steps):
        world.do(world.next())
        for audience in {viewer.audience for viewer in everybody(world.state)}:
            if audience not in kept:
                kept[audience] = Whole(audience)
                for _ in kept[audience].begin(world.state, faces.of):
                    world.do(world.next())  # in the middle of a slice
            if chance.random() < 0.5:
                kept[audience].follow(world.state, faces.of)
                assert list(kept[audience].faces.values()) == anew(world.state, kept[audience]), f"seed {seed}"


def follow_some(many: int) -> None:
    for seed in range(many):
        follow(lived_in(seed, 25), seed, STEPS)


def test_what_an_audience_holds_is_what_would_be_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.live.whole.SLICE", 7)
    follow_some(effort(3, 60))


def test_a_drop_that_is_not_followed_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.live.whole.changes", lambda *what: (changes(*what)[0], []))
    with pytest.raises(AssertionError, match="seed"):
        follow_some(6)
