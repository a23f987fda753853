"""Notes and clusters in words: their records, and what can be asked of notes and happen to them."""

from __future__ import annotations

from dataclasses import dataclass

from ..types import Command, Event, Record, command, event, personal

MIDDLE = 500  # thousandths of the board
MEDIA = 4
ZONE_FREE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """A picture that belongs to a note: its id, its size in pixels, and words for who cannot see it."""

    id: str
    w: int = 0
    h: int = 0
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Record):
    kind = "note"
    id: str
    activity: str
    by: str
    zone: str = ZONE_FREE
    table: str | None = None
    x: int = MIDDLE
    y: int = MIDDLE
    text: str = ""
    lang: str = ""
    media: tuple[Medium, ...] = ()
    clusters: tuple[str, ...] = ()
    source: str | None = None  # the note or cluster that this card was carried from
    via: str | None = None
    at: int = 0
    anonymous: bool = False
    parked: bool = False
    aside: bool = False
    guest: str | None = None  # the visitor's own table, when the note lies on the board of another
    origin: str | None = None  # the workshop that `source` is in, when it was taken up from an earlier one


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster(Record):
    kind = "cluster"
    id: str
    activity: str
    title: str
    by: str  # who gave it the title it has
    table: str | None = None
    source: str | None = None


# What can be asked


@command("note.add")
class AddNote(Command):
    id: str
    activity: str
    zone: str = ZONE_FREE
    text: str = ""
    lang: str = ""
    media: tuple[str, ...] = ()
    x: int = MIDDLE
    y: int = MIDDLE
    table: str | None = None
    alt: str = ""
    sizes: tuple[Medium, ...] = ()  # filled in at the door, which knows what was uploaded


@command("note.edit")
class EditNote(Command):
    id: str
    text: str | None = None
    lang: str | None = None
    zone: str | None = None


@command("note.move")
class MoveNote(Command):
    id: str
    zone: str | None = None
    x: int | None = None
    y: int | None = None


@command("note.remove")
class RemoveNote(Command):
    id: str


@command("note.restore")
class RestoreNote(Command):
    id: str


@command("note.park")
class ParkNote(Command):
    id: str
    to: bool = True


@command("note.hide")
class HideNote(Command):
    id: str
    to: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A note that an earlier workshop left in its parking lot: `id` is of its copy, `by` whoever may have it erased."""

    id: str
    note: str
    workshop: str
    by: str
    text: str
    lang: str = ""


@command("parking.take", wire=False)
class TakeUp(Command):
    """What was parked in an earlier workshop lies in the parking lot of this one, its author unnamed."""

    notes: tuple[Left, ...]


# What can happen


@event("note.added")
class NoteAdded(Event):
    undoable = True
    id: str
    activity: str
    by: str
    zone: str = ZONE_FREE
    table: str | None = None
    x: int = MIDDLE
    y: int = MIDDLE
    text: str = personal()
    lang: str = ""
    media: tuple[Medium, ...] = personal(default=())
    source: str | None = None
    via: str | None = None
    anonymous: bool = False
    guest: str | None = None
    parked: bool = False
    origin: str | None = None


@event("note.edited")
class NoteEdited(Event):
    undoable = True
    id: str
    by: str  # the note's author, whoever edits it
    text: str = personal()
    lang: str = ""


@event("note.moved")
class NoteMoved(Event):
    undoable = True
    id: str
    zone: str
    x: int
    y: int


@event("note.removed")
class NoteRemoved(Event):
    undoable = True
    id: str


@event("note.restored")
class NoteRestored(Event):
    undoable = True
    id: str


@event("note.parked")
class NoteParked(Event):
    undoable = True
    id: str
    to: bool


@event("note.set_aside")
class NoteSetAside(Event):
    undoable = True
    id: str
    to: bool
