"""The agenda in words: activities with their rules, what can be asked of them and what can happen to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..types import Command, Event, Record, command, event

ACTIVITIES = 60
TOOLS = ("none", "board", "vote", "draft")
REVEALED = ("", "facilitators", "tables", "room")
CLUSTERERS = ("all", "facilitators", "none")
PHONES = ("up", "down", "break")  # in use; down while people talk; down because it is a break
SAID = ("title", "prompt", "say", "see", "silence", "late")  # what an activity says in each language


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotRules:
    """How a ballot of this activity is meant to be."""

    method: str = "dots"
    dots: int = 3
    max: int = 1
    secret: bool = True
    shuffle: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What holds while an activity runs.

    `notes` is the most per person, `clusters` the most with a name per table (in all, without tables); None: no limit.
    `carry` lets each person pass on one card of theirs, `carry_table` each table so many. With `visitors` each table
    keeps one host and the others write on other tables' boards, round by round. `inputs` are the methods of earlier
    activities whose cards are offered to be brought in, the first that has any; `take` is how many of a result, 0: all.
    """

    private: bool = False
    anonymous: bool = False
    notes: int | None = None
    cluster: str = "facilitators"
    tables: bool = False
    phones: str = "up"
    carry: bool = False
    photo: bool = True
    feeds: tuple[str, ...] = ()
    ballot: BallotRules | None = None
    clusters: int | None = None
    visitors: bool = False
    carry_table: int = 0
    inputs: tuple[str, ...] = ()
    take: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A part of a board; `feeds` is the one section that its notes go into, else they go where the rules say."""

    id: str
    title: str
    feeds: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One step of an agenda, as the planner makes it from a card; `words` by language."""

    id: str
    stage: str
    tool: str
    method: str
    title: str
    prompt: str = ""
    minutes: int = 10
    zones: tuple[Zone, ...] = ()
    rules: Rules = Rules()
    words: dict[str, Any]
    pinned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity(Record):
    kind = "activity"
    id: str
    order: int
    plan: Planned
    started_at: int | None = None
    revealed: str = ""  # as far as REVEALED: nobody, those who lead, each table its own, the room
    locked: bool = False
    closed: bool = False
    round: int = 0  # which round of visits it is

    @property
    def state(self) -> str:
        """Where it stands, in the protocol's words."""
        if self.closed:
            return "closed"
        if self.started_at is None:
            return "waiting"
        if self.locked:
            return "locked"
        return {"room": "shared", "tables": "shared", "facilitators": "facilitators"}.get(
            self.revealed, "private"
        )

    def keeps_its_word(self, rules: Rules) -> bool:
        """May the rules become these? Once people were told who sees and who signs, they only come to protect more."""
        now = self.plan.rules
        looser = now.private > rules.private or now.anonymous > rules.anonymous
        return self.started_at is None or not (looser or (now.tables, now.visitors) != (rules.tables, rules.visitors))


# What can be asked


@command("workshop.create", wire=False)
class Create(Command):
    title: str
    question: str
    languages: tuple[str, ...]
    agenda: tuple[Planned, ...]
    person: str
    alias: str
    tables: tuple[str, ...] = ()
    closing_at: int | None = None
    rehearsal: bool = False


@command("activity.add")
class AddActivity(Command):
    plan: Planned
    after: str | None = None


@command("activity.start")
class Start(Command):
    id: str


@command("activity.reveal")
class Reveal(Command):
    id: str
    to: str = "room"


@command("activity.hide")
class Hide(Command):
    id: str


@command("activity.lock")
class Lock(Command):
    id: str


@command("activity.unlock")
class Unlock(Command):
    id: str


@command("activity.skip")
class Skip(Command):
    id: str


@command("activity.close")
class CloseActivity(Command):
    id: str


@command("activity.set")
class SetActivity(Command):
    id: str
    title: str | None = None
    prompt: str | None = None
    minutes: int | None = None
    rules: Rules | None = None
    words: dict[str, dict[str, str]] | None = None  # of SAID or `zone.<id>`, by language
    pinned: bool | None = None


@command("activity.remove")
class RemoveActivity(Command):
    id: str


@command("activity.order")
class Order(Command):
    ids: tuple[str, ...]


@command("visit.next")
class NextVisit(Command):
    """The visitors of an activity go on to the next table."""

    activity: str


# What can happen


@event("activity.added")
class ActivityAdded(Event):
    plan: Planned
    order: int


@event("activity.started")
class ActivityStarted(Event):
    id: str


@event("activity.revealed")
class ActivityRevealed(Event):
    id: str
    to: str


@event("activity.hidden")
class ActivityHidden(Event):
    id: str


@event("activity.locked")
class ActivityLocked(Event):
    id: str
    to: bool


@event("activity.closed")
class ActivityClosed(Event):
    id: str


@event("activity.set")
class ActivitySet(Event):
    undoable = True
    id: str
    title: str
    prompt: str
    minutes: int
    rules: Rules
    words: dict[str, Any] | None = None  # all of them; None: as they were
    pinned: bool | None = None


@event("activity.removed")
class ActivityRemoved(Event):
    undoable = True
    id: str


@event("activities.ordered")
class ActivitiesOrdered(Event):
    undoable = True
    ids: tuple[str, ...]


@event("activity.turned")
class ActivityTurned(Event):
    id: str
    round: int
