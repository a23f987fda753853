"""What an audience holds of a room: kept beside the state, and brought up to it by the same changes that are told."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator

from app.core.state import Gone, State
from app.core.tools import FACES
from app.core.types import Record
from app.core.view import Audience, Viewer, changes, must_begin_anew, order, visible

MOST = 24  # audiences of which this is kept
SLICE = 250  # records looked at before others get their turn
Encoded = Callable[[State, Record, str], bytes]


class Whole:
    """The faces that one audience holds at a number, oldest change first, by id among equals."""

    __slots__ = ("audience", "at", "faces")

    def __init__(self, audience: Audience) -> None:
        self.audience = audience
        self.at = 0
        self.faces: dict[str, bytes] = {}

    def follow(self, state: State, encoded: Encoded) -> None:
        """Come to where the state is."""
        if self.at == state.seq and self.at:
            return
        if self.lost(state):
            for _ in self.begin(state, encoded):
                pass
        put, drop = changes(state, self.audience, self.at) if self.at != state.seq else ([], [])
        for id in drop:
            self.faces.pop(id, None)
        for record in put:
            self.faces.pop(record.id, None)  # it goes to the end: what is told comes oldest change first
            self.faces[record.id] = encoded(state, record, self.audience.role)
        self.at = state.seq

    def lost(self, state: State) -> bool:
        """Is where it stands no place any more from which changes lead on?"""
        return must_begin_anew(state, Viewer(self.audience), self.at) or self.at < state.blurred

    def begin(self, state: State, encoded: Encoded) -> Iterator[None]:
        """Look at every record, a slice at a time; what changes meanwhile is left for the first step after it."""
        self.at, self.faces = 0, {}
        at, found = state.seq, {}
        for n, id in enumerate(order(state, list(state.changed))):
            if n % SLICE == SLICE - 1:
                yield
            record = state.records.get(id)
            if record is None or isinstance(record, Gone) or type(record) not in FACES or state.changed[id] > at:
                continue
            if visible(state, id, self.audience, state.seq):
                found[id] = encoded(state, record, self.audience.role)
        self.at, self.faces = at, found


class Wholes:
    """Of one room: those of the audiences that were asked for lately."""

    def __init__(self, encoded: Encoded) -> None:
        """`encoded` gives a record's face for a role as bytes."""
        self.encoded = encoded
        self.kept: OrderedDict[Audience, Whole] = OrderedDict()
        self.making: dict[Audience, asyncio.Task[None]] = {}

    def of(self, state: State, audience: Audience) -> list[bytes]:
        """All that this audience holds now."""
        whole = self.kept.get(audience) or Whole(audience)
        whole.follow(state, self.encoded)
        self._keep(whole)
        return list(whole.faces.values())

    async def ready(self, state: State, audience: Audience) -> None:
        """Make it so that `of` takes no long breath; all who ask meanwhile share the work."""
        whole = self.kept.get(audience)
        if whole is not None and not whole.lost(state):
            return
        if audience not in self.making:
            self.making[audience] = asyncio.create_task(self._make(state, audience))
        await asyncio.shield(self.making[audience])

    async def _make(self, state: State, audience: Audience) -> None:
        try:
            whole = Whole(audience)
            for _ in whole.begin(state, self.encoded):
                await asyncio.sleep(0)
            self._keep(whole)
        finally:
            del self.making[audience]

    def _keep(self, whole: Whole) -> None:
        self.kept[whole.audience] = whole
        self.kept.move_to_end(whole.audience)
        if len(self.kept) > MOST:
            self.kept.popitem(last=False)
