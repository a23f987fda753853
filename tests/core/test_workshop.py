"""The workshop's own words: what is named changes, what is not stays, and a promised day can be taken back."""

from __future__ import annotations

import random

from app.core.words import workshop
from tests.laws.world import FACILITATOR, WORKSHOP, World


def test_a_promised_day_is_set_kept_and_taken_back() -> None:
    world = World(random.Random(1))
    world.found()

    def ask(**fields: object) -> list[object] | None:
        return world.do(world.act(FACILITATOR, "facilitator", workshop.SetWorkshop(**fields)))  # type: ignore[arg-type,return-value]

    def told() -> tuple[str, int | None]:
        found = world.state.need(workshop.Workshop, WORKSHOP)
        return found.title, found.answer_by

    assert ask(answer_by=1_811_671_200_000)
    assert ask(title="La sera")
    assert told() == ("La sera", 1_811_671_200_000)
    assert ask(answer_by=-1) is None
    assert ask(answer_by=0)
    assert told() == ("La sera", None)
    assert ask(answer_by=0) == []
