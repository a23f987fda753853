"""Packets: messages that one or many are told, and how they go over the wire to each."""

from __future__ import annotations

from .framing import NONE, PLAIN, Stream, deflated_alone, text_frames


class Packet:
    """Messages for one alone: never deflated, since their length would tell of what nobody else may know."""

    __slots__ = ("messages", "_plain")

    def __init__(self, messages: list[bytes]) -> None:
        self.messages = messages
        self._plain: bytes | None = None

    def plain(self) -> bytes:
        """The messages as frames, made once."""
        if self._plain is None:
            self._plain = text_frames(self.messages)
        return self._plain

    def frame(self, window: int) -> tuple[bytes, int]:
        """What goes over the wire to somebody whose inflater holds `window`, and what it holds then."""
        return self.plain(), window


class Shared(Packet):
    """Messages for all of an audience who stand at one place."""

    __slots__ = ("since", "to", "deflates", "_number", "_begins", "_streamed", "_alone")

    def __init__(self, messages: list[bytes], since: int, to: int, *, deflates: bool) -> None:
        """What leads an audience from `since` to `to`; deflated only where all in it is known to the whole audience."""
        super().__init__(messages)
        self.since, self.to, self.deflates = since, to, deflates
        self._number, self._begins = NONE, False
        self._streamed: bytes | None = None
        self._alone: bytes | None = None

    def enter(self, stream: Stream) -> None:
        """Go into the stream of the audience, unless that is further already."""
        if not self.deflates or self._streamed is not None or stream.at > self.since:
            return
        self._streamed, self._begins = stream.take(self.messages, self.since, self.to)
        self._number = stream.number

    def frame(self, window: int) -> tuple[bytes, int]:
        """In the stream for whoever can read that; else each message by itself, and then they have left any stream."""
        if window == PLAIN:
            return self.plain(), window
        if self._streamed is not None and (window == self._number or (self._begins and window >= NONE)):
            return self._streamed, self._number
        if not self.deflates:
            return self.plain(), min(window, NONE)
        if self._alone is None:
            self._alone = deflated_alone(self.messages)
        return self._alone, min(window, NONE)
