"""The shape of a document as its author fills it: parts in order, each with the question it answers."""

from __future__ import annotations

from dataclasses import dataclass

LINKED, OTHERS = "linked", "others"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One section to be: its heading, the question asked while it is empty, and its place on the first page.

    `takes` says which material of its activities it is filled from: what is linked to the chosen idea (all of it where
    nothing is), or the `others` that were not chosen. `fact` puts its first sentences on page one.
    """

    key: str
    stage: str
    heading: str
    question: str
    takes: str = LINKED
    fact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A kind of document in one language; `parts` in the order they are printed."""

    id: str
    title: str
    parts: tuple[Part, ...]

    def part(self, key: str) -> Part | None:
        """The part of this key, if there is one."""
        return next((found for found in self.parts if found.key == key), None)
