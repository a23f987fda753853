"""Faces as bytes: each encoded once per change and role, and joined into frames."""

from __future__ import annotations

import msgspec

from app.core.state import State
from app.core.types import Json, Record
from app.core.view import Audience, changes, face

CHUNK = 60_000  # bytes of faces in one message, under the protocol's 64 KiB
DROPS, RIDING = 600, 40  # ids in a chunk of their own; ids beside faces (each up to 82 bytes)
encode = msgspec.json.Encoder().encode


class Faces:
    """The encoded faces of one room, kept while their records do not change."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], tuple[int, bytes]] = {}
        self.parts: dict[tuple[Audience, int], tuple[list[list[bytes]], list[str]]] = {}
        self.at = 0

    def of(self, state: State, record: Record, role: str) -> bytes:
        """The JSON of a record's face for a role, encoded once per change."""
        key, age = (role, record.id), state.changed[record.id]
        found = self.known.get(key)
        if found is None or found[0] != age:
            found = (age, encode(face(state, record, role)))
            self.known[key] = found
        return found[1]

    def shared(self, state: State, audience: Audience, since: int) -> tuple[list[list[bytes]], list[str]]:
        """The shared part of a frame: faces in messages' worth of bytes, and the ids to drop.

        Computed once for all who stand at the same place; forgotten when the state moves on.
        """
        if self.at != state.seq:
            self.parts.clear()
            self.at = state.seq
        key = (audience, since)
        if key not in self.parts:
            put, drop = changes(state, audience, since)
            self.parts[key] = (chunked([self.of(state, record, audience.role) for record in put]), drop)
        return self.parts[key]


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
