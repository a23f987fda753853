"""Writes batches into the journal within one transaction; a compare-and-set says who was first."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, bindparam, insert, update

from app.core.types import Event

from .codec import Encoded, decode, encode
from .entries import Accepted, Batch, Stored, Write
from .index import reflect
from .prompt import run
from .purge import Chance, Purge, purge
from .rows import table
from .trouble import Conflict

event_t, act_t, vault_t, workshop_t = table("event"), table("act"), table("vault"), table("workshop")

ADVANCE = (
    update(workshop_t)
    .where(workshop_t.c.id == bindparam("w"), workshop_t.c.last_seq == bindparam("seen"))
    .values(last_seq=workshop_t.c.last_seq + bindparam("k"))
)
ADD_EVENTS, ADD_ACTS, ADD_CONTENTS = insert(event_t), insert(act_t), insert(vault_t)
MARK_BYTES = 8


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch whose events are already encoded, so that the transaction is short."""

    batch: Batch
    encoded: tuple[tuple[Encoded, ...], ...]
    events: tuple[Event, ...]


@dataclass(slots=True)
class Sheet:
    """The rows that a group of batches adds, and what came of each batch."""

    events: list[dict[str, Any]] = field(default_factory=list)
    contents: list[dict[str, Any]] = field(default_factory=list)
    acts: list[dict[str, Any]] = field(default_factory=list)
    outcomes: dict[int, list[Accepted] | Conflict] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """What a committed group came to: for each batch its answers or its conflict, and what was purged."""

    outcomes: list[list[Accepted] | Conflict]
    purges: list[Purge]


def prepare(batch: Batch) -> Prepared:
    """Encode a batch; raises here, before anybody else's batch is touched, if an event can't be stored.

    Raises `ValueError` when an act comes twice in the batch.
    """
    acts = [(write.person, write.act) for write in batch.writes if write.act is not None and write.remember]
    if len(set(acts)) < len(acts):
        raise ValueError("an act comes twice in one batch")
    encoded = tuple(tuple(encode(event) for event in write.events) for write in batch.writes)
    return Prepared(batch, encoded, tuple(event for write in batch.writes for event in write.events))


def write_group(connection: Connection, group: list[Prepared], chance: Chance) -> Written:
    """Add a group of batches; the caller commits. A batch whose workshop has moved on is left out whole.

    Raises `IntegrityError` if one repeats an act that is known: the group must then be discarded.
    """
    sheet = Sheet()
    # In the order of their ids, two processes can't wait for each other's workshops in a circle.
    for place in sorted(range(len(group)), key=lambda n: group[n].batch.workshop):
        sheet.outcomes[place] = enter(connection, sheet, group[place], chance)
    for statement, rows in (
        (ADD_EVENTS, sheet.events),
        (ADD_CONTENTS, sheet.contents),
        (ADD_ACTS, sheet.acts),
    ):
        run(connection, statement, rows)
    purges = []
    for place, prepared in enumerate(group):
        accepted = sheet.outcomes[place]
        if isinstance(accepted, Conflict):
            continue
        purged = follow_up(connection, prepared, chance)
        if purged:
            sheet.outcomes[place] = [replace(one, stored=()) for one in accepted]
        purges += purged
    return Written([sheet.outcomes[place] for place in range(len(group))], purges)


def enter(
    connection: Connection, sheet: Sheet, prepared: Prepared, chance: Chance
) -> list[Accepted] | Conflict:
    """Claim the batch's numbers and put its rows on the sheet, unless somebody else was first."""
    batch = prepared.batch
    claim = {"w": batch.workshop, "seen": batch.seen, "k": len(prepared.events)}
    if run(connection, ADVANCE, [claim]) == 0:
        return Conflict(batch.workshop)
    seq, accepted = batch.seen, []
    for write, encoded in zip(batch.writes, prepared.encoded, strict=True):
        stored = [
            add_event(sheet, batch.workshop, place, write, made, chance)
            for place, made in enumerate(encoded, seq + 1)
        ]
        accepted.append(answer(write, seq, tuple(stored)))
        seq += len(stored)
        if write.act is not None and write.remember:
            add_act(sheet, batch.workshop, accepted[-1])
    return accepted


def answer(write: Write, seq: int, stored: tuple[Stored, ...]) -> Accepted:
    """What the writer is told when the journal stood at `seq` before."""
    count = len(write.events)
    first, last = (seq + 1, seq + count) if count else (None, None)
    return Accepted(write.act or "", write.person or "", first, last, write.digest, stored)


def add_event(sheet: Sheet, workshop: str, seq: int, write: Write, made: Encoded, chance: Chance) -> Stored:
    """Put an event's row on the sheet, and its vault row when something in it is personal; the event as it is read."""
    mark = chance(MARK_BYTES)
    sheet.events.append(
        {"workshop": workshop, "seq": seq, "act": write.act, "at": write.at, "person": write.person,
         "kind": made.kind, "version": made.version, "body": made.body, "mark": mark}
    )  # fmt: skip
    if made.content is not None:
        sheet.contents.append(
            {"workshop": workshop, "ref": seq, "person": made.owner, "content": made.content}
        )
    event = decode(made.kind, made.version, made.body, made.content)
    return Stored(seq, write.at, write.person, write.act, mark, event)


def add_act(sheet: Sheet, workshop: str, accepted: Accepted) -> None:
    """Put an act's row on the sheet, so that a resend gets the same answer."""
    sheet.acts.append(
        {"workshop": workshop, "person": accepted.person, "act_id": accepted.act, "digest": accepted.digest,
         "first": accepted.first, "last": accepted.last}
    )  # fmt: skip


def follow_up(connection: Connection, prepared: Prepared, chance: Chance) -> list[Purge]:
    """What else the batch's events change in the same transaction: lists, catalogue, and what must go."""
    batch = prepared.batch
    for write in batch.writes:
        reflect(connection, batch.workshop, write.events, write.at)
    at = batch.writes[-1].at if batch.writes else 0
    last = batch.seen + len(prepared.events)
    return purge(connection, batch.workshop, prepared.events, seq=last, at=at, chance=chance)
