"""The clock of a running house: it goes on evenly, whatever is done to the machine's date meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable


def ticks() -> int:
    """Milliseconds of a clock that nobody sets and that goes on while the machine sleeps, where there is one."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000
    return time.monotonic_ns() // 1_000_000


class Clock:
    """Milliseconds since 1970, UTC: the date as it was when it was last asked for, and the ticks since.

    A date that jumps would end sessions in the middle of a workshop and make every timer wrong, so it is asked for
    again only by `set_right`, when nobody is there to notice.
    """

    def __init__(self, date: Callable[[], int], ticks: Callable[[], int] = ticks) -> None:
        """`date` is what the machine says, `ticks` what nobody can set; milliseconds both."""
        self.date, self.ticks = date, ticks
        self.set_right()

    def __call__(self) -> int:
        """The time now."""
        return self.ahead + self.ticks()

    def set_right(self) -> None:
        """Ask for the date again."""
        self.ahead = self.date() - self.ticks()
