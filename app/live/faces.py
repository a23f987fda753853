"""Faces as bytes: each encoded once per change and role, and joined into frames."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass

import msgspec

from app.core.state import State
from app.core.types import Json, Record
from app.core.view import Audience, Viewer, apart, changes, face, must_begin_anew

from .framing import Stream
from .packets import Shared
from .whole import Wholes

CHUNK = 60_000  # bytes of faces in one message, under the protocol's 64 KiB
DROPS, RIDING = 600, 40  # ids in a chunk of their own; ids beside faces (each up to 82 bytes)
OPEN = frozenset({"room", "wall"})  # those of whom nobody is told anything that the others of the audience are not
REST = 0.05  # seconds between two whole frames that are deflated: each takes milliseconds, and only its own asker's
MOST_WHOLE = 4  # messages of a whole frame that is deflated
encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Step:
    """The step that an audience takes from one number to now.

    `packet` is None when nobody may take it as it is; those who are `apart` may be told more than it says.
    """

    audience: Audience  # held here so that its id is nobody else's as long as the step is kept
    apart: frozenset[str]
    packet: Shared | None


class Faces:
    """The encoded faces of one room, kept while their records do not change."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], tuple[int, bytes]] = {}
        self.parts: dict[tuple[Audience, int], tuple[list[list[bytes]], list[str]]] = {}
        self.audiences: dict[Audience, Audience] = {}
        self.steps: dict[tuple[int, int], Step] = {}
        self.packets: dict[tuple[Audience, int, bool], Shared] = {}
        self.streams: defaultdict[Audience, Stream] = defaultdict(Stream)
        self.rested = 0.0  # when a whole frame was deflated last
        self.wholes = Wholes(self.of)
        self.at = 0

    def of(self, state: State, record: Record, role: str) -> bytes:
        """The JSON of a record's face for a role, encoded once per change."""
        key, age = (role, record.id), state.changed[record.id]
        found = self.known.get(key)
        if found is None or found[0] != age:
            found = (age, encode(face(state, record, role)))
            self.known[key] = found
        return found[1]

    def same(self, audience: Audience) -> Audience:
        """One object for all who are of the same audience, so that they are found together at once."""
        return self.audiences.setdefault(audience, audience)

    def shared(self, state: State, audience: Audience, since: int) -> tuple[list[list[bytes]], list[str]]:
        """The shared part of a frame: faces in messages' worth of bytes, and the ids to drop.

        Computed once for all who stand at the same place; forgotten when the state moves on.
        """
        self._move_on(state)
        key = (audience, since)
        if key not in self.parts:
            put, drop = changes(state, audience, since) if since else ([], [])
            found = [self.of(state, record, audience.role) for record in put]
            self.parts[key] = (chunked(found if since else self.wholes.of(state, audience)), drop)
        return self.parts[key]

    def packet(self, state: State, audience: Audience, since: int, mark: str, *, whole: bool = False) -> Shared:
        """The shared part of a frame, as the last of its messages; made once for all who stand at the same place."""
        self._move_on(state)
        key = (audience, since, whole)
        if key not in self.packets:
            chunks = spread(*self.shared(state, audience, 0 if whole else since))
            made = messages(since, state.seq, mark, chunks, whole=whole)
            deflates = audience.role in OPEN and ((since > 0 and not whole) or self._spared(made))
            self.packets[key] = Shared(made, since, state.seq, deflates=deflates)
        return self.packets[key]

    def _spared(self, made: list[bytes]) -> bool:
        """Is there time to deflate a whole frame? Not when hundreds come at once, each to a state of its own."""
        now = time.monotonic()
        if len(made) > MOST_WHOLE or now - self.rested < REST:
            return False
        self.rested = now
        return True

    def goes_on(self, step: Step) -> None:
        """A step that many take goes into the stream of its audience."""
        if step.packet is not None and step.packet.deflates:
            step.packet.enter(self.streams[step.audience])

    def step(self, state: State, audience: Audience, since: int, mark: str) -> Step:
        """The step from `since` to now for all of this audience (as `same` gave it), made once."""
        if self.at != state.seq:
            self._move_on(state)
        step = self.steps.get((id(audience), since))
        if step is None:
            step = self.steps[id(audience), since] = self._step(state, audience, since, mark)
        return step

    def _step(self, state: State, audience: Audience, since: int, mark: str) -> Step:
        anew = must_begin_anew(state, Viewer(audience), since) or since < state.blurred
        if anew:
            return Step(audience, frozenset(), None)
        packet = self.packet(state, audience, since, mark)
        return Step(audience, apart(state, state.since(since)), packet)

    def _move_on(self, state: State) -> None:
        if self.at != state.seq:
            self.parts.clear()
            self.steps.clear()
            self.packets.clear()
            self.at = state.seq


def chunked(faces: list[bytes]) -> list[list[bytes]]:
    """The faces in groups that fit a message; one empty group when there are none."""
    groups: list[list[bytes]] = [[]]
    size = 0
    for found in faces:
        if size and size + len(found) > CHUNK:
            groups.append([])
            size = 0
        groups[-1].append(found)
        size += len(found) + 1
    return groups


def message(
    since: int, to: int, mark: str, faces: list[bytes], drop: list[str], *, whole: bool, more: bool
) -> bytes:
    """One frame or chunk of a frame, as it goes over the wire."""
    ends = (b',"whole":true' if whole else b"") + (b',"more":true' if more else b"")
    return b'{"t":"frame","from":%d,"to":%d,"mark":"%s","put":[%s],"drop":%s%s}' % (
        1 if whole else since + 1, to, mark.encode(), b",".join(faces), encode(drop), ends,
    )  # fmt: skip


def messages(
    since: int, to: int, mark: str, chunks: list[tuple[list[bytes], list[str]]], *, whole: bool = False,
    more: bool = False,
) -> list[bytes]:  # fmt: skip
    """The chunks of one frame, as they go over the wire; `more` when others follow them."""
    last = len(chunks) - (0 if more else 1)
    return [
        message(since, to, mark, put, gone, whole=whole, more=n < last)
        for n, (put, gone) in enumerate(chunks)
    ]


def spread(groups: list[list[bytes]], drop: list[str]) -> list[tuple[list[bytes], list[str]]]:
    """Faces and dropped ids as chunks: a few drops ride with the first faces, many go in chunks of their own."""
    if len(drop) <= RIDING:
        return [(group, drop if n == 0 else []) for n, group in enumerate(groups)]
    gone: list[tuple[list[bytes], list[str]]] = [
        ([], drop[n : n + DROPS]) for n in range(0, len(drop), DROPS)
    ]
    return gone + [(group, []) for group in groups if group]


def faces_bytes(found: list[Json]) -> list[list[bytes]]:
    """Personal faces, encoded for one person alone."""
    return chunked([encode(one) for one in found])
