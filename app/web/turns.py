"""Paces those who have guessed too many codes: each code of theirs is looked up in its turn, a right one too."""

from __future__ import annotations

import time
from collections.abc import Callable

RATE = 25.0  # codes a second that are looked up for one place once its failures are at their end
LONGEST = 20.0  # seconds that somebody waits for their turn: 500 codes of one place
MANY = 10_000  # places that are remembered


class Turns:
    """The turns of places whose wrong codes are no longer told; everybody else goes straight on.

    A right code always opens the door, so wrong ones can't be refused before they are looked up. What bounds guessing
    is the pace: one place learns of at most RATE codes a second from one process. Whoever has a right code gives the
    turn back, so two hundred phones in one library don't wait for each other.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` in seconds, only forward."""
        self.clock = clock
        self.until: dict[str, float] = {}
        self.next: dict[str, float] = {}

    def slow(self, place: str, seconds: float) -> None:
        """From now on, and for so long, the codes of this place are looked up in their turn."""
        now = self.clock()
        if len(self.until) >= MANY:
            self.until = {key: end for key, end in self.until.items() if end > now}
            self.next = {key: at for key, at in self.next.items() if key in self.until}
        self.until[place] = now + seconds

    def turn(self, place: str) -> float | None:
        """Seconds until the turn of a code from there; None when more than LONGEST are waiting already."""
        now = self.clock()
        if self.until.get(place, 0.0) <= now:
            return 0.0
        at = max(now, self.next.get(place, 0.0))
        if at - now > LONGEST:
            return None
        self.next[place] = at + 1 / RATE
        return at - now

    def give_back(self, place: str) -> None:
        """The code was right: the next one comes a turn earlier."""
        if place in self.next:
            self.next[place] -= 1 / RATE
