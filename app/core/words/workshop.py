"""The gathering itself in words: its record, its clock and messages, what can be asked of it and what can happen."""

from __future__ import annotations

from dataclasses import dataclass

from ..types import Command, Event, Record, command, event, personal

HOURS_12 = 12 * 3600
THENS = ("", "lock")  # what the end of a timer does: nothing, or it locks what people write
GRACE = 15_000  # ms after such an end in which what was written before it still arrives


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """Running when `ends_at` is set, paused when `left` is; milliseconds both, `seconds` is what it was set to.

    `then` is one of THENS. Nothing ticks: whether its end has locked anything is asked of the time of each act.
    """

    seconds: int
    ends_at: int | None = None
    left: int | None = None
    then: str = ""

    def locks(self, at: int) -> bool:
        """Has its end locked what people write, at this time?"""
        return self.then == "lock" and self.ends_at is not None and at > self.ends_at + GRACE


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop(Record):
    kind = "workshop"
    id: str
    title: str
    question: str
    languages: tuple[str, ...]
    state: str = "draft"  # draft, lobby, open, closed
    current: str | None = None
    stage: str = "frame"
    timer: Timer | None = None
    spotlight: str | None = None
    gather: int = 0
    starts_at: int | None = None  # when people are expected
    closing_at: int | None = None
    answer_by: int | None = None  # until when the library has promised to answer
    started_at: int | None = None
    seating: str = "choose"  # do people choose their table, or are they dealt to one?
    rehearsal: bool = False  # only a rehearsal: it is wiped, and nothing of it goes out


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Record):
    kind = "message"
    id: str
    text: str
    lang: str
    at: int


# What can be asked


@command("workshop.open")
class Open(Command):
    pass


@command("workshop.close")
class Close(Command):
    pass


@command("workshop.set")
class SetWorkshop(Command):
    title: str | None = None
    question: str | None = None
    closing_at: int | None = None
    answer_by: int | None = None
    languages: tuple[str, ...] | None = None  # the workshop's own stays the first
    starts_at: int | None = None


@command("timer.start")
class StartTimer(Command):
    seconds: int | None = None
    table: str | None = None
    then: str = ""  # of THENS; only the room's clock locks


@command("timer.add")
class AddTime(Command):
    seconds: int
    table: str | None = None


@command("timer.pause")
class PauseTimer(Command):
    table: str | None = None


@command("timer.stop")
class StopTimer(Command):
    table: str | None = None


@command("spotlight.set")
class SetSpotlight(Command):
    target: str | None = None


@command("room.gather")
class Gather(Command):
    pass


@command("message.send")
class SendMessage(Command):
    text: str
    lang: str = ""


# What can happen


@event("workshop.created")
class WorkshopCreated(Event):
    title: str
    question: str
    languages: tuple[str, ...]
    closing_at: int | None = None
    rehearsal: bool = False


@event("workshop.opened")
class WorkshopOpened(Event):
    pass


@event("workshop.closed")
class WorkshopClosed(Event):
    pass


@event("workshop.set")
class WorkshopSet(Event):
    title: str
    question: str
    closing_at: int | None
    answer_by: int | None = None
    languages: tuple[str, ...] | None = None
    starts_at: int | None = None


@event("timer.set")
class TimerSet(Event):
    seconds: int | None  # None: no timer any more
    ends_at: int | None = None
    left: int | None = None
    table: str | None = None  # whose clock; None: the room's
    then: str = ""


@event("spotlight.set")
class SpotlightSet(Event):
    target: str | None


@event("room.gathered")
class RoomGathered(Event):
    pass


@event("message.sent")
class MessageSent(Event):
    id: str
    by: str
    text: str = personal()
    lang: str = ""
