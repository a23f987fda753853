"""How far a document has come, in words: what can be asked of its state and of its earlier versions."""

from __future__ import annotations

from dataclasses import dataclass

from ..types import Command, Event, command, event
from .draft import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a section said in an earlier version."""

    key: str
    sentences: tuple[Sentence, ...]


@command("outcome.move", wire=False)
class Move(Command):
    id: str
    to: str
    reason: str = ""


@command("outcome.bring_back", wire=False)
class BringBack(Command):
    id: str
    upto: int  # the event after which the document said this
    sections: tuple[Kept, ...]


@event("outcome.moved")
class OutcomeMoved(Event):
    id: str
    by: str
    to: str
    reason: str = ""


@event("outcome.brought_back")
class OutcomeBroughtBack(Event):
    id: str
    by: str
    upto: int
