"""What a crowd was promised, and whether the workshop still holds exactly that."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from tests.contracts.canon import law
from tests.contracts.client import Message

Span = tuple[int, int]


@dataclass
class Ledger:
    """Every command offered with what it should leave behind, and every ack that came for it.

    `began` is the place in the journal before the first of them.
    """

    began: int
    texts: dict[str, list[str]] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)

    def offered(self, note: str, text: str) -> None:
        """A note was offered, or a new text for it."""
        self.texts.setdefault(note, []).append(text)

    def acked(self, ack: Message) -> None:
        """An ack has come; a second one for the same command must say the same."""
        if ack["last"] is None:
            return
        span = (ack["first"], ack["last"])
        law(
            self.spans.setdefault(ack["id"], span) == span,
            "repeated ack = first ack",
            ack,
            self.spans[ack["id"]],
        )

    def settle(self, view: dict[str, Any]) -> None:
        """Once all is quiet: nothing acknowledged is lost, nothing is done twice, seq has no holes."""
        notes = [record for record in view["records"] if record["kind"] == "note"]
        law(len(notes) == len({note["id"] for note in notes}), "a note is there once", len(notes))
        found = {note["id"]: note["text"] for note in notes}
        lost = {name: texts for name, texts in self.texts.items() if name not in found}
        law(not lost, "acknowledged means stored, after any crash: notes lost", lost)
        law(set(found) == set(self.texts), "nothing is there that nobody wrote", set(found) - set(self.texts))
        wrong = {
            name: (found[name], texts[-1]) for name, texts in self.texts.items() if found[name] != texts[-1]
        }
        law(not wrong, "the last acknowledged text is the one kept", wrong)
        self._seamless(view["at"])

    def _seamless(self, head: int) -> None:
        spans = sorted(self.spans.values())
        for low, high in itertools.pairwise(spans):
            law(low[1] < high[0], "two commands never share an event: done twice", low, high)
        covered = {seq for first, last in spans for seq in range(first, last + 1)}
        holes = sorted(set(range(self.began + 1, head + 1)) - covered)
        law(
            not holes,
            "each event is one acknowledged command's: done twice, or not acknowledged",
            holes[:20],
            head,
        )
        beyond = sorted(covered - set(range(self.began + 1, head + 1)))
        law(not beyond, "seq is 1..last: acknowledged events are gone", beyond[:20], head)
