"""The parking lot that returns: what an earlier workshop left there is taken up by the next one."""

from __future__ import annotations

from .. import check
from ..refusal import Refused
from ..state import State
from ..types import Act, Event, Record
from ..words.agenda import Activity
from ..words.board import Left, Note, NoteAdded, TakeUp
from .agenda_folds import ordered
from .common import DOOR, Face
from .workshop import here


def left_over(state: State) -> list[Note]:
    """What lies in the parking lot in words that the room has seen, and may be taken up elsewhere."""
    parked = [note for note in state.all(Note) if note.parked and not note.aside and note.text]
    return [note for note in parked if "room" in state.seen(note.id, state.seq)]


def taken(state: State) -> set[str]:
    """The notes of earlier workshops that were taken up here, also those that went again."""
    found = (getattr(each, "was", each) for each in state.records.values())
    return {note.source for note in found if isinstance(note, Note) and note.origin and note.source}


def decide_take_up(state: State, act: Act, ask: TakeUp) -> list[Event]:
    """Each once; they lie beside the first board, and count as nobody's."""
    if here(state).state == "closed":
        raise Refused("workshop_closed")
    activities = [state.need(Activity, id) for id in ordered(state)]
    board = next((one for one in activities if one.plan.tool == "board" and not one.closed), None)
    if board is None:
        raise Refused("nowhere_to_carry")
    known = taken(state)
    return [copy(board, left) for left in ask.notes if left.note not in known]


def copy(board: Activity, left: Left) -> NoteAdded:
    """The note as it was, without a name, with where it is from."""
    return NoteAdded(
        id=left.id, activity=board.id, by=left.by, zone=board.plan.zones[0].id if board.plan.zones else "",
        text=check.text(left.text, empty=False), lang=check.language(left.lang), source=left.note,
        origin=left.workshop, anonymous=True, parked=True,
    )  # fmt: skip


RIGHTS = {TakeUp: DOOR}
DECIDE = {TakeUp: decide_take_up}
EVOLVE: dict[type[Event], object] = {}
FACES: dict[type[Record], Face] = {}
