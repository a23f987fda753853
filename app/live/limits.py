"""How much one participant may ask: a bucket of commands that refills."""

from __future__ import annotations

from dataclasses import dataclass

RATE = 10.0  # commands a second
BURST = 30
SOCKETS = 5
ANSWERS = 200  # that may wait for a connection to take them before it is heard again
ANSWERS_EVERY = 0.05  # seconds between two looks whether they were taken
SEEN_EVERY = 10.0  # seconds; what a phone says of itself unasked only tells that it is there
CHECK_EVERY = 10.0


@dataclass(slots=True)
class Bucket:
    """A token bucket; `take` answers how many milliseconds to wait, 0 when the command may pass."""

    left: float = BURST
    at: float = 0.0

    def take(self, now: float) -> int:
        """Take one command out; `now` in seconds of a clock that only goes forward."""
        self.left = min(BURST, self.left + (now - self.at) * RATE) if self.at else self.left
        self.at = now
        if self.left >= 1:
            self.left -= 1
            return 0
        return max(1, round((1 - self.left) / RATE * 1000))


class Buckets:
    """One bucket for each participant of each workshop, however many connections they have."""

    def __init__(self) -> None:
        self.buckets: dict[tuple[str, str], Bucket] = {}

    def take(self, workshop: str, person: str, now: float) -> int:
        """Milliseconds to wait before this person's next command; 0 when it may pass."""
        if len(self.buckets) > 20_000:
            full = BURST / RATE
            self.buckets = {key: found for key, found in self.buckets.items() if now - found.at < full}
        return self.buckets.setdefault((workshop, person), Bucket()).take(now)
