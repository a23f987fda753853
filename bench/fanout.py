"""The modes of the fan-out benchmark: beside the peers, to the highest rate, over the size of a room."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from .plan import Load
from .processes import Broken
from .rooms import KINDS, phones
from .round import Figure, measure

AGAIN = 1  # times that a disturbed round is measured again
SIZES = (10, 100, 500, 2000)
FINE = 3  # halvings once the highest rate is between two
MOST_RATE = 20_000.0
STEP_SECONDS, STEP_WAIT = 2.0, 2.0
CLOCKED = 10.0  # changes a second that one phone may make: what our limits allow
Say = Callable[[str], None]


class Lost(Exception):
    """A phone missed a change, or got it twice: such a room has no figure."""


def usable(names: Iterable[str], say: Say) -> list[str]:
    """The kinds of room that can be measured here; says what the others lack. Raises Broken without the generator."""
    phones()
    found = []
    for name in names:
        lacks = KINDS[name].missing()
        if lacks:
            say(f"without {KINDS[name].label}: {lacks}")
        else:
            found.append(name)
    return found


def steady(kind: str, load: Load, say: Say, *, wait: float = 3.0) -> Figure:
    """One round; measured again when the generator itself was held up, for then others use this machine."""
    best: Figure | None = None
    for _ in range(1 + AGAIN):
        found = measure(kind, load, wait=wait)
        best = found if best is None or found.late < best.late else best
        if not best.disturbed:
            break
    assert best
    say(line(best))
    return best


def beside(names: list[str], load: Load, rounds: int, say: Say) -> list[Figure]:
    """The same load on each kind of room, in turn, another one first each time. Raises Lost."""
    found: list[Figure] = []
    for n in range(rounds):
        for kind in names[n % len(names) :] + names[: n % len(names)]:
            found.append(steady(kind, load, say))
            if not found[-1].whole:
                raise Lost(f"{KINDS[kind].label}: {line(found[-1])}")
    return found


def highest(names: list[str], count: int, rounds: int, say: Say, groups: int = 1) -> list[Figure]:
    """For each kind of room the last round in which it kept up, as the rate was raised."""
    found: list[Figure] = []
    at: dict[str, float] = {}
    for _ in range(rounds):
        for kind in names:
            best = climbed(kind, count, at.get(kind, 20.0 * groups), say, groups)
            if best is not None:
                found.append(best)
                at[kind] = best.rate / 2
    return found


def climbed(kind: str, count: int, rate: float, say: Say, groups: int) -> Figure | None:
    """Twice the rate until the room no longer keeps up, then halving what is between."""
    most = min(MOST_RATE, CLOCKED * count)
    best, good, bad = None, 0.0, most * 2
    for _ in range(24):
        tried = step(kind, Load(count, rate, STEP_SECONDS, groups), say)
        if tried is not None and tried.keeps_up:
            best, good = tried, rate
        else:
            bad = rate
        if good >= most or (good and bad / good <= 2 ** (1 / 2**FINE)) or rate < 1:
            break
        rate = min(most, good * 2) if bad > most else (good * bad) ** 0.5 if good else rate / 2
    return best


def step(kind: str, load: Load, say: Say) -> Figure | None:
    """One step of a climb; None when the room broke down. Losing something is no fault here: it is not keeping up."""
    try:
        found = measure(kind, load, wait=STEP_WAIT)
    except Broken as why:
        say(f"  {KINDS[kind].label} at {load.rate:.0f}/s: {str(why).splitlines()[0][:80]}")
        return None
    say(line(found))
    return found


def shape(names: list[str], rate: float, seconds: float, rounds: int, say: Say) -> list[Figure]:
    """The same changes to ever more phones: does one delivery cost the same in a large room?"""
    found = []
    for _ in range(rounds):
        for size in SIZES:
            for kind in names:
                found.append(steady(kind, Load(size, min(rate, size * CLOCKED / 2), seconds), say))
                if not found[-1].whole:
                    raise Lost(line(found[-1]))
    return found


def line(one: Figure) -> str:
    """A round in a line."""
    faults = {name: getattr(one, name) for name in ("missing", "doubled", "refused", "closed")}
    lost = "".join(f"  {name} {count}" for name, count in faults.items() if count)
    held = "  (disturbed)" if one.disturbed else ""
    return (
        f"  {KINDS[one.kind].label:14} {one.phones:5} phones {one.rate:7.0f}/s {one.per_second:9.0f} d/s "
        f"{one.microseconds:7.2f} µs/d  p50 {one.p50:7.1f} p99 {one.p99:7.1f} ms  generator {one.busy:4.0%}{held}{lost}"
    )


def rounded(one: Figure) -> Figure:
    """A figure without digits that mean nothing."""
    return replace(one, **{name: round(getattr(one, name), 4) for name in ("cpu", "busy", "size", "seconds")})
