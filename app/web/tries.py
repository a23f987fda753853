"""Trying a code at a door: what is right passes, what is wrong is counted, and at their end no longer told."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from app.core.refusal import Refused
from app.store.doors import Doors

from .turns import LONGEST, Turns

Found = TypeVar("Found")


class Wait(Exception):
    """Too many wrong codes; `after` milliseconds before they are told again. `everywhere`, or only from there."""

    def __init__(self, after: int, *, everywhere: bool = False) -> None:
        super().__init__(after)
        self.after, self.everywhere = after, everywhere


class Tries:
    """What this process has seen of wrong codes: whom it paces, and figures by door and answer."""

    def __init__(self) -> None:
        self.turns = Turns()
        self.figures: Counter[tuple[str, str]] = Counter()


async def tried(tries: Tries, doors: Doors, door: str, place: str, look: Callable[[], Found | None],
                *, now: Callable[[], int]) -> Found:  # fmt: skip
    """What `look` (in a thread) finds for a code that somebody at `place` gave.

    Raises Refused `not_found` for a wrong code, and Wait once too many were wrong, from there or everywhere. Failures
    are counted in a table that all processes share; whoever has come to their end is paced in each process alone.
    """
    turn = tries.turns.turn(f"{door} {place}")
    if turn is None:
        tries.figures[door, "crowded"] += 1
        raise Wait(int(LONGEST * 1000))
    if turn:
        await asyncio.sleep(turn)
    found = await asyncio.to_thread(look)
    if found is not None:
        tries.turns.give_back(f"{door} {place}")
        return found
    cap = await asyncio.to_thread(lambda: doors.cap(door, place, now=now()))
    if cap is None:
        tries.figures[door, "wrong"] += 1
        await asyncio.to_thread(lambda: doors.failed(door, place, now=now()))
        raise Refused("not_found")
    tries.figures[door, "capped everywhere" if cap.everywhere else "capped"] += 1
    tries.turns.slow(f"{door} {place}", cap.after / 1000)
    raise Wait(cap.after, everywhere=cap.everywhere)
