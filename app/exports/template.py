"""The shape of a document as its author fills it: parts in order, each with the question it answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One section to be: its heading, and the question asked while it is empty.

    `fact` puts its first sentences on page one. `tells` is what a draft says of the workshop itself where the room
    wrote nothing: its `question`, or its `attendance`. `lead` is said before what the room wrote, `lead_tables`
    instead where tables visited each other.
    """

    key: str
    stage: str
    heading: str
    question: str
    fact: bool = False
    tells: str = ""
    lead: str = ""
    lead_tables: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A kind of document in one language; `parts` in the order they are printed."""

    id: str
    title: str
    parts: tuple[Part, ...]

    def part(self, key: str) -> Part | None:
        """The part of this key, if there is one."""
        return next((found for found in self.parts if found.key == key), None)
