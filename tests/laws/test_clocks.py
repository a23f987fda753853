"""The law of a clock whose end locks (docs/LAWS.md, K1): nothing is written later, nothing refused before."""

from __future__ import annotations

from dataclasses import replace

from app.core import engine
from app.core.refusal import Refused
from app.core.types import Act, Command
from app.core.words import agenda, board, workshop

from .seeds import seeds
from .world import ACTIVITIES, FACILITATOR, PEOPLE, World, lived_in

FIRST = ACTIVITIES[0]
LAST = 600  # seconds
LOCKED = "activity_locked"


def asked(world: World, data: Command, person: str = FACILITATOR, at: int | None = None) -> str:
    """What becomes of an act, at this time: "" when it is granted, else the reason why not."""
    act: Act = world.act(person, "facilitator" if person == FACILITATOR else "participant", data)
    act = act if at is None else replace(act, at=at)
    try:
        engine.decide(world.state, act)
    except Refused as refused:
        return refused.code
    assert world.do(act) is not None
    return ""


def note(world: World) -> Command:
    return board.AddNote(id=world.id(), activity=FIRST, text="x")


def begun(seed: int, then: str) -> tuple[World, int]:
    """A lived-in workshop whose first activity runs, unlocked, under a clock; and when that ends."""
    world = lived_in(seed, 40)
    for data in (workshop.Open(), agenda.Start(id=FIRST), agenda.Unlock(id=FIRST)):
        asked(world, data)
    at, seconds = world.clock + 10_000, world.chance.randint(1, LAST)
    assert asked(world, workshop.StartTimer(seconds=seconds, then=then), at=at) == ""
    return world, at + seconds * 1000


def locked(seed: int) -> set[str]:
    """The law for one workshop: written before, at and after the end, in any order; what was said of it."""
    heard = set()
    for then in ("lock", ""):
        world, ends = begun(seed, then)
        around = [ends + world.chance.randint(-60_000, 60_000) for _ in range(6)]
        for at in [*around, ends, ends + workshop.GRACE, ends + workshop.GRACE + 1]:
            late = then == "lock" and at > ends + workshop.GRACE
            said = asked(world, note(world), world.chance.choice(PEOPLE), at)
            assert said != LOCKED or late, (seed, at - ends)
            assert said or not late, (seed, at - ends)
            assert asked(world, note(world), at=at) != LOCKED, seed
            heard.add(said)
        assert asked(world, agenda.Start(id=ACTIVITIES[1]), at=ends + 60_000) == ""
        assert world.state.need(agenda.Activity, FIRST).locked == (then == "lock"), seed
    return heard


@seeds(40)
def test_K1_nothing_is_written_after_the_end_of_a_clock_that_locks_and_nothing_is_refused_before(seed: int) -> None:
    locked(seed)


def test_K1_the_law_sees_both_what_is_written_and_what_comes_too_late() -> None:
    assert {"", LOCKED} <= set.union(*(locked(seed) for seed in range(5)))


def test_K1_more_time_and_a_clock_taken_away_open_it_again() -> None:
    for lifting in (workshop.AddTime(seconds=60), workshop.StopTimer(), workshop.StartTimer(seconds=60)):
        world, ends = begun(1, "lock")
        late = ends + workshop.GRACE + 1
        assert asked(world, note(world), PEOPLE[1], late) == LOCKED
        assert asked(world, lifting, at=late) == ""
        assert asked(world, note(world), PEOPLE[1], late) != LOCKED
