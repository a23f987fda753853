"""Takes away, within the journal's own transaction, what was promised to go: an erased person's content, and
who chose what once a secret ballot has closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

import msgspec
from sqlalchemy import Connection, and_, bindparam, delete, insert, select, update

from app.core.types import Event
from app.core.words.roster import PersonErased
from app.core.words.vote import BallotClosed, VoteCast, VoteUnlinked

from . import shelf
from .codec import decode, encode
from .rows import table
from .terms import fold

Chance = Callable[[int], str]  # so many random bytes, in hex
TELLING = 12  # characters

event_t, act_t, vault_t, workshop_t = table("event"), table("act"), table("vault"), table("workshop")
snapshot_t, erasure_t, participant_t = table("snapshot"), table("erasure"), table("participant")

BLANK = (
    update(vault_t)
    .where(vault_t.c.workshop == bindparam("w"), vault_t.c.ref == bindparam("r"))
    .values(content=bindparam("blank"))
)
UNLINK = (
    update(event_t)
    .where(event_t.c.workshop == bindparam("w"), event_t.c.seq == bindparam("s"))
    .values(act=None, at=None, person=None, kind=bindparam("k"), version=bindparam("v"), body=bindparam("b"))
)
FORGET_ACT = delete(act_t).where(
    act_t.c.workshop == bindparam("w"), act_t.c.person == bindparam("p"), act_t.c.act_id == bindparam("a")
)


@dataclass(frozen=True, slots=True)
class Purge:
    """What was taken away; `traces` are strings that must not be found in live files any more."""

    workshop: str
    person: str | None
    traces: tuple[str, ...]


def purge(connection: Connection, workshop: str, events: Iterable[Event], *, seq: int, at: int, chance: Chance
          ) -> list[Purge]:  # fmt: skip
    """Do what the events of a batch that ends at `seq` call for; most call for nothing."""
    done = []
    for event in events:
        if isinstance(event, PersonErased):
            traces = erase(connection, workshop, event.by, at)
            done.append(note(connection, workshop, seq, at, person=event.by, traces=traces))
        elif isinstance(event, BallotClosed) and event.secret:
            traces = unlink(connection, workshop, event.id, chance)
            done.append(note(connection, workshop, seq, at, ballot=event.id, traces=traces))
    return done


def note(connection: Connection, workshop: str, seq: int, at: int, *, traces: list[str], person: str | None = None,
         ballot: str | None = None) -> Purge:  # fmt: skip
    """Drop the folds made before, and leave a line so that ledger, media and files follow even after a crash."""
    connection.execute(delete(snapshot_t).where(snapshot_t.c.workshop == workshop))
    connection.execute(update(workshop_t).where(workshop_t.c.id == workshop).values(purged=seq))
    row = {"workshop": workshop, "person": person, "ballot": ballot, "seq": seq, "at": at, "settled": False}
    connection.execute(insert(erasure_t), row)
    return Purge(workshop, person, tuple(traces))


def erase(connection: Connection, workshop: str, person: str, at: int) -> list[str]:
    """Blank everything this person gave in the workshop; returns what it was."""
    theirs = and_(vault_t.c.workshop == workshop, vault_t.c.person == person)
    found = connection.execute(select(vault_t.c.ref, vault_t.c.content).where(theirs)).all()
    blank(connection, workshop, [(ref, content) for ref, content in found])
    shelf.forget(connection, workshop)
    terms = and_(participant_t.c.workshop == workshop, participant_t.c.person == person)
    connection.execute(update(participant_t).where(terms).values(language="", extras="", erased_at=at))
    acts = and_(act_t.c.workshop == workshop, act_t.c.person == person)
    connection.execute(update(act_t).where(acts).values(digest=""))
    traces = [trace for _, content in found for trace in traces_of(content)]
    return traces + searched(traces)


def searched(texts: list[str]) -> list[str]:
    """Texts as searching keeps them: folded, and their longer words one by one."""
    lines = [fold(text) for text in texts]
    words = {word for line in lines for word in line.split() if len(word) >= TELLING}
    return [line for line in lines if len(line) >= TELLING] + sorted(words)


def traces_of(content: str) -> list[str]:
    """A vault content, and each text in it that is long enough to be told from others."""
    if not content.strip():
        return []
    return [content, *(said for said in strings(msgspec.json.decode(content)) if len(said) >= TELLING)]


def strings(value: Any) -> Iterator[str]:
    """Every text within JSON data, as it is written in JSON."""
    if isinstance(value, str):
        yield msgspec.json.encode(value)[1:-1].decode()
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


def blank(connection: Connection, workshop: str, found: list[tuple[int, str]]) -> None:
    """Overwrite contents by as many spaces, so that the bytes go where they lie.

    A deleted row would make SQLite move its neighbours between pages, and `secure_delete` doesn't wipe what such
    moves leave in a page's unused middle: an erasure could leave copies of what somebody else erases tomorrow.
    """
    if found:
        rows = [{"w": workshop, "r": ref, "blank": " " * len(content.encode())} for ref, content in found]
        connection.execute(BLANK, rows)


def alike(found: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Contents as long as the longest of them, so that what overwrites a choice doesn't tell how long it was."""
    longest = max((content for _, content in found), key=lambda content: len(content.encode()), default="")
    return [(ref, longest) for ref, _ in found]


def unlink(connection: Connection, workshop: str, ballot: str, chance: Chance) -> list[str]:
    """Rewrite a ballot's votes in random order, without person, act or time; returns what linked them."""
    votes = votes_of(connection, workshop, ballot)
    if not votes:
        return []
    left = [VoteUnlinked(ballot=ballot, target=target, value=value) for target, value in standing(votes)]
    left += [VoteUnlinked(ballot=ballot)] * (len(votes) - len(left))
    left.sort(key=lambda _: chance(16))
    rows = []
    for (seq, *_), choice in zip(votes, left, strict=True):
        made = encode(choice)
        rows.append({"w": workshop, "s": seq, "k": made.kind, "v": made.version, "b": made.body})
    connection.execute(UNLINK, rows)
    blank(connection, workshop, alike([(seq, content) for seq, _, _, content, _ in votes if content]))
    acts = [{"w": workshop, "p": person, "a": act} for _, person, act, _, _ in votes if act and person]
    if acts:
        connection.execute(FORGET_ACT, acts)
    return [act for _, _, act, _, _ in votes if act] + [
        f"{vote.by}{content}" for _, _, _, content, vote in votes
    ]


Vote = tuple[int, str | None, str | None, str, VoteCast]  # seq, person, act, vault content, event


def votes_of(connection: Connection, workshop: str, ballot: str) -> list[Vote]:
    """The ballot's votes in the order they were cast."""
    vault = and_(vault_t.c.workshop == event_t.c.workshop, vault_t.c.ref == event_t.c.seq)
    columns = (
        event_t.c.seq,
        event_t.c.person,
        event_t.c.act,
        event_t.c.version,
        event_t.c.body,
        vault_t.c.content,
    )
    votes = and_(event_t.c.workshop == workshop, event_t.c.kind == VoteCast.kind)
    query = (
        select(*columns).select_from(event_t.outerjoin(vault_t, vault)).where(votes).order_by(event_t.c.seq)
    )
    found = []
    for seq, person, act, version, body, content in connection.execute(query):
        event = cast(VoteCast, decode(VoteCast.kind, version, body, content))
        if event.ballot == ballot:
            found.append((seq, person, act, content or "", event))
    return found


def standing(votes: list[Vote]) -> list[tuple[str, int]]:
    """The choices that counted: each person's last on each target, unless it was taken back or erased."""
    last = {(vote.by, vote.target): vote.value for *_, vote in votes if vote.target}
    return [(target, value) for (_, target), value in last.items() if value]
