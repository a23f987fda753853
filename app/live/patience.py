"""How long a connection may take to say what it wants: one look a second at all that are still saying it."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol

PATIENCE = "officina.patience"
SLOW = 12.0  # seconds to say something whole, or to go on with something long
PACE = 500  # bytes a second that something long must keep up
BEAT = 1.0  # seconds between two looks
LATE = 1.0  # seconds by which a look may come late before it is the process that was slow


class Speaker(Protocol):
    """A connection that has not yet said what it wants."""

    def too_slow(self) -> None:
        """It took too long. Whoever finds that it was not the other side's doing asks for more time."""


class Patience:
    """Who is being waited for, and until when. Nothing runs while that is nobody."""

    __slots__ = ("until", "timer", "due")

    def __init__(self) -> None:
        self.until: dict[Speaker, float] = {}
        self.timer: asyncio.TimerHandle | None = None
        self.due = 0.0

    def wait(self, speaker: Speaker) -> None:
        """Wait for this one from now on."""
        self.until[speaker] = time.monotonic() + SLOW
        self._keep_looking()

    def begin(self, speaker: Speaker) -> None:
        """Wait for this one, unless that is done already."""
        if speaker not in self.until:
            self.wait(speaker)

    def hand_on(self, speaker: Speaker, other: Speaker) -> None:
        """Wait for another in its stead, no longer than for itself."""
        self.until[other] = self.until.pop(speaker, time.monotonic() + SLOW)
        self._keep_looking()

    def heard(self, speaker: Speaker, size: int) -> None:
        """So many bytes of something long came: that much longer, and never longer than from the beginning."""
        until = self.until.get(speaker)
        if until is not None:
            self.until[speaker] = min(time.monotonic() + SLOW, until + size / PACE)

    def done(self, speaker: Speaker) -> None:
        """It has said all, or is gone."""
        self.until.pop(speaker, None)

    def _keep_looking(self) -> None:
        if self.timer is None:
            self.due = time.monotonic() + BEAT
            self.timer = asyncio.get_running_loop().call_later(BEAT, self._look)

    def _look(self) -> None:
        """Whoever could not be heard because this process was busy is not slow."""
        self.timer, now = None, time.monotonic()
        if now - self.due < LATE:
            for speaker in [speaker for speaker, until in self.until.items() if until <= now]:
                self.done(speaker)
                speaker.too_slow()
        if self.until:
            self._keep_looking()
