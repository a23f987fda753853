"""Clocks: the room has one, and each table may have its own."""

from __future__ import annotations

import pytest

from app.core.refusal import Refused
from app.core.view import Audience, Viewer, view
from app.core.words import agenda, workshop
from tests.laws.world import ACTIVITIES, TABLES, WORKSHOP, World

from .playing import ask, begun

FIRST, SECOND = TABLES


def told(world: World) -> list[int | None]:
    """The seconds on the clocks of the room and of both tables, as everybody is told them."""
    seen = view(world.state, Viewer(Audience("room", FIRST), None))
    timers = [seen[id]["timer"] for id in (WORKSHOP, FIRST, SECOND)]
    return [timer["seconds"] if timer else None for timer in timers]


def test_a_table_has_its_own_clock_beside_the_rooms() -> None:
    world = begun()
    ask(world, workshop.StartTimer(seconds=600))
    ask(world, workshop.StartTimer(seconds=120, table=SECOND))
    assert told(world) == [600, None, 120]
    ask(world, workshop.AddTime(seconds=60, table=SECOND))
    ask(world, workshop.PauseTimer(table=SECOND))
    seen = view(world.state, Viewer(Audience("wall"), None))
    assert seen[SECOND]["timer"]["ends_at"] is None
    assert seen[WORKSHOP]["timer"]["ends_at"] is not None
    assert told(world) == [600, None, 180]
    ask(world, workshop.StartTimer(table=SECOND))
    ask(world, workshop.StopTimer(table=SECOND))
    assert told(world) == [600, None, None]


def test_the_next_step_begins_without_the_clocks_of_tables() -> None:
    world = begun()
    ask(world, workshop.StartTimer(seconds=120, table=FIRST))
    ask(world, agenda.Start(id=ACTIVITIES[0]))
    assert told(world) == [None, None, None]


def test_a_clock_needs_a_table_that_is_there() -> None:
    world = begun()
    for asked in (workshop.StartTimer(seconds=5, table="x"), workshop.StopTimer(table="x")):
        with pytest.raises(Refused, match="not_found"):
            ask(world, asked)
