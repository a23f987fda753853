"""Leaks to plant in a server: each tells everybody a little of what is secret, as a careless change might."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.core.state import State
from app.core.tools import FACES
from app.core.types import Json, Record
from app.core.words.agenda import Activity
from app.core.words.board import Note
from app.core.words.vote import Ballot, Vote

Teller = Callable[[State, Any], Json]


def add_to_face(kind: type[Record], tell: Teller) -> None:
    """Every face of this kind of record says something more from now on."""
    entry = FACES[kind]

    def face(state: State, record: Any, audience: str) -> Json:
        return {**entry.face(state, record, audience), **tell(state, record)}

    FACES[kind] = replace(entry, face=face)


def author() -> None:
    """An anonymous note says by whom it is."""
    add_to_face(Note, lambda _, note: {"by": note.by})


def length() -> None:
    """An activity says how much has been written in it."""
    add_to_face(Activity, lambda state, activity: {"size": sum(
        len(note.text) for note in state.all(Note) if note.activity == activity.id)})  # fmt: skip


def choice() -> None:
    """An open ballot says for what the last dots were."""
    add_to_face(Ballot, lambda state, ballot: {"latest": [
        vote.target for vote in state.all(Vote) if vote.ballot == ballot.id][-1:]})  # fmt: skip


LEAKS: dict[str, Callable[[], None]] = {"": lambda: None, "author": author, "length": length, "choice": choice}
