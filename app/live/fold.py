"""A room's state as a disposable snapshot: everything but what is personal, which is read from the vault again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from typing import Any

import msgspec

from app.core.state import PERSONAL, Gone, State
from app.core.tools import FACES
from app.core.types import Json, Record
from app.core.unruled import counted
from app.core.words.board import Medium
from app.core.words.vote import Vote

VERSION = 5  # of this format: a snapshot of another version is not read
KINDS: dict[str, type[Record]] = {kind.kind: kind for kind in FACES}
Contents = Callable[[Iterable[int]], dict[int, dict[str, Any]]]


def can_be_kept(state: State) -> bool:
    """Votes that still stand are personal by their very ids, so a state that has some is not written down.

    Neither is one with records of which nothing is known here, not even who may see them.
    """
    return not counted(state) and not any(
        isinstance(record, Vote) or was_vote(record) for record in state.records.values()
    )


def was_vote(record: Record) -> bool:
    """Is this the tombstone of a vote?"""
    return isinstance(record, Gone) and isinstance(record.was, Vote)


def write(state: State) -> bytes:
    """The state without what is personal; `refs` say which events hold that."""
    return msgspec.json.encode({
        "at": [state.seq, state.focus, state.blurred, state.urgent],
        "records": [bare(record) for record in state.records.values()],
        "changed": list(state.changed.items()),
        "reach": [[id, [[seq, sorted(seen)] for seq, seen in steps]] for id, steps in state.reach.items()],
        "index": [[list(key), sorted(v) if isinstance(v, frozenset) else v] for key, v in state.index.items()],
        "last": list(state.last.items()),
        "refs": [[id, name, seq] for (id, name), seq in state.refs.items()],
    })  # fmt: skip


def bare(record: Record) -> list[Any]:
    """A record as [kind, is it gone, its fields without the personal ones]."""
    gone = isinstance(record, Gone)
    true = record.was if isinstance(record, Gone) else record
    made: Json = msgspec.to_builtins(true)
    kept = {name: value for name, value in made.items() if not personal(true, name)}
    return [true.kind, gone, kept]


def personal(record: Record, name: str) -> bool:
    """Is this field kept in the vault? Titles of workshops, activities and documents are the library's own."""
    return name in PERSONAL and (name != "title" or record.kind == "cluster")


def read(workshop: str, content: bytes, contents: Contents) -> State:
    """The state that was written, joined with what the vault still has."""
    said = msgspec.json.decode(content)
    state = State(workshop)
    state.seq, state.focus, state.blurred, state.urgent = said["at"]
    state.refs = {(id, name): seq for id, name, seq in said["refs"]}
    state.changed = {id: seq for id, seq in said["changed"]}  # noqa: C416  (pairs come as lists)
    state.reach = {id: tuple((seq, frozenset(seen)) for seq, seen in steps) for id, steps in said["reach"]}
    state.index = {tuple(key): frozenset(v) if isinstance(v, list) else v for key, v in said["index"]}
    state.last = {id: person for id, person in said["last"]}  # noqa: C416
    vault = contents(sorted(set(state.refs.values())))
    for kind, gone, kept in said["records"]:
        record = joined(state, msgspec.convert(kept | blanks(KINDS[kind]), KINDS[kind]), vault)
        state.records[record.id] = Gone(id=record.id, was=record) if gone else record
    return state


def blanks(kind: type[Record]) -> Json:
    """Empty values for the personal fields of a kind."""
    names = {found.name for found in fields(kind)}  # type: ignore[arg-type]
    kept = names - {"title"} if kind.kind != "cluster" else names
    return {name: [] if name == "media" else "" for name in PERSONAL if name in kept}


def joined(state: State, record: Record, vault: dict[int, dict[str, Any]]) -> Record:
    """A record with its personal fields as the vault has them now; empty ones stay empty."""
    found = {}
    for name in PERSONAL:
        seq = state.refs.get((record.id, name))
        given = vault.get(seq or 0, {}).get(name)
        if given is not None and hasattr(record, name) and personal(record, name):
            found[name] = msgspec.convert(given, tuple[Medium, ...]) if name == "media" else given
    return replace(record, **found) if found else record  # type: ignore[type-var]
