"""The state of one workshop: its records, who changed what last, and how far each may be seen."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

from .refusal import Refused
from .types import Record, Stamp

R = TypeVar("R", bound=Record)
Reach = frozenset[str]
NOBODY: Reach = frozenset()
PERSONAL = ("alias", "text", "title", "media")  # what records hold of a person's own
UNRULED = "without a rule"  # where the index has the records of which no rule says who may see them
TRAIL = 400  # acts that can still be undone


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone(Record):
    """The tombstone of a removed record; it keeps what was there so that it can come back and be traced."""

    id: str
    was: Record


@dataclass(frozen=True, slots=True)
class Step:
    """One record changed by one act: what it was, and what it became (None: it was not there)."""

    id: str
    before: Record | None
    after: Record | None


@dataclass(frozen=True, slots=True)
class Trace:
    """What one act changed, kept a while for undo."""

    person: str
    act: str
    at: int
    steps: tuple[Step, ...]


class State:
    """Records by id, with what is needed to answer "what did this viewer miss since then?".

    `changed` holds every id ever used with the sequence number of its last change, in order of last change.
    `reach` holds, for each id, the (sequence number, reach) pairs at which its visibility became different.
    `index` holds small immutable summaries, by tuple key, so that rules need not scan the records.
    """

    __slots__ = (
        "workshop",
        "seq",
        "records",
        "changed",
        "reach",
        "index",
        "trail",
        "last",
        "fresh",
        "refs",
        "focus",
        "blurred",
        "urgent",
    )

    def __init__(self, workshop: str) -> None:
        self.workshop = workshop
        self.seq = 0
        self.records: MutableMapping[str, Record] = {}
        self.changed: MutableMapping[str, int] = {}
        self.reach: MutableMapping[str, tuple[tuple[int, Reach], ...]] = {}
        self.index: MutableMapping[tuple[str, ...], Any] = {}
        self.trail: MutableMapping[tuple[str, str], Trace] = {}
        self.last: MutableMapping[str, str] = {}  # who changed each record last
        self.refs: dict[tuple[str, str], int] = {}  # which event each personal field is from
        self.fresh: list[str] = []  # the ids changed or touched by the event being folded
        self.focus = 0  # since when phones look at what they look at now
        self.blurred = 0  # up to here, personal records were rewritten in the journal
        self.urgent = 0  # the last event that nobody should wait for

    def overlay(self) -> State:
        """A state on top of this one that can be changed without changing it: for deciding acts that wait."""
        above = State(self.workshop)
        above.seq = self.seq
        above.records = ChainMap({}, cast("dict[str, Record]", self.records))
        above.index = ChainMap({}, cast("dict[tuple[str, ...], Any]", self.index))
        above.changed = ChainMap({}, cast("dict[str, int]", self.changed))
        above.reach = ChainMap({}, cast("dict[str, tuple[tuple[int, Reach], ...]]", self.reach))
        above.trail = ChainMap({}, cast("dict[tuple[str, str], Trace]", self.trail))
        above.last = ChainMap({}, cast("dict[str, str]", self.last))
        above.focus, above.blurred, above.urgent = self.focus, self.blurred, self.urgent
        return above

    def get(self, kind: type[R], id: str | None) -> R | None:
        """The record of this kind and id, or None if it was never there or is gone."""
        found = self.records.get(id) if id is not None else None
        return found if isinstance(found, kind) else None

    def need(self, kind: type[R], id: str | None) -> R:
        """The record of this kind and id; refuses when there is none."""
        found = self.get(kind, id)
        if found is None:
            raise Refused("not_found")
        return found

    def gone(self, kind: type[R], id: str) -> R | None:
        """What the removed record of this id was, if it was of this kind."""
        found = self.records.get(id)
        return found.was if isinstance(found, Gone) and isinstance(found.was, kind) else None

    def all(self, kind: type[R]) -> Iterator[R]:
        """Every present record of this kind, oldest first."""
        return (record for record in list(self.records.values()) if isinstance(record, kind))

    def put(self, record: Record, stamp: Stamp, *, trace: bool = False) -> None:
        """Store a new or changed record."""
        before = self.records.get(record.id)
        self.records[record.id] = record
        self._note(record.id, before, record, stamp, trace)

    def drop(self, id: str, stamp: Stamp, *, trace: bool = False) -> None:
        """Remove a record, leaving its tombstone."""
        before = self.records.get(id)
        if before is None or isinstance(before, Gone):
            return
        self.records[id] = Gone(id=id, was=before)
        self._note(id, before, None, stamp, trace)

    def blank(self, id: str) -> None:
        """Forget what a tombstone's record said, so that nothing can bring it back."""
        found = self.records.get(id)
        if isinstance(found, Gone):
            said = {name: type(getattr(found.was, name))() for name in PERSONAL if hasattr(found.was, name)}
            self.records[id] = Gone(id=id, was=replace(found.was, **said))  # type: ignore[type-var]

    def purge(self, id: str) -> None:
        """Forget that there ever was this record; on an overlay, where nothing can be taken out, it is only gone."""
        if not isinstance(self.records, dict):
            self.records[id] = Gone(id=id, was=self.records[id])
            return
        for kept in (self.records, self.changed, self.reach, self.last):
            kept.pop(id, None)
        if id in self.ids(UNRULED):
            self.index[(UNRULED,)] = self.ids(UNRULED) - {id}
        self.fresh = [one for one in self.fresh if one != id]

    def touch(self, id: str, seq: int) -> None:
        """Say that viewers may see this record differently from now on, though it did not change itself."""
        self.changed.pop(id, None)
        self.changed[id] = seq
        self.fresh.append(id)

    def _note(self, id: str, before: Record | None, after: Record | None, stamp: Stamp, trace: bool) -> None:
        self.touch(id, stamp.seq)
        if stamp.person is not None:
            self.last[id] = stamp.person
        if not trace or stamp.act is None or stamp.person is None:
            return
        key = (stamp.person, stamp.act)
        so_far = self.trail.get(key)
        step = Step(id, None if isinstance(before, Gone) else before, after)
        steps = (*so_far.steps, step) if so_far else (step,)
        self.trail[key] = Trace(stamp.person, stamp.act, stamp.at, steps)
        if isinstance(self.trail, dict) and len(self.trail) > TRAIL:
            del self.trail[next(iter(self.trail))]

    def count(self, *key: str) -> int:
        """A counter of the index, 0 when it was never set."""
        return int(self.index.get(key, 0))

    def add(self, amount: int, *key: str) -> None:
        """Move a counter of the index."""
        self.index[key] = self.count(*key) + amount

    def ids(self, *key: str) -> frozenset[str]:
        """A set of ids of the index, empty when it was never set."""
        return cast("frozenset[str]", self.index.get(key, frozenset()))

    def see(self, id: str, reach: Reach, seq: int) -> None:
        """Remember from when on a record reaches these audiences."""
        so_far = self.reach.get(id, ())
        if not so_far:
            if reach:
                self.reach[id] = ((seq, reach),)
        elif so_far[-1][1] != reach:
            kept = so_far[:-1] if so_far[-1][0] == seq else so_far
            self.reach[id] = (*kept, (seq, reach))

    def seen(self, id: str, seq: int) -> Reach:
        """Whom a record reached when the journal stood at `seq`."""
        for since, reach in reversed(self.reach.get(id, ())):
            if since <= seq:
                return reach
        return NOBODY

    def since(self, seq: int, most: int | None = None) -> list[str]:
        """The ids changed or touched after `seq`, newest first; when there are more than `most`, some of them."""
        found: list[str] = []
        for id in reversed(cast("dict[str, int]", self.changed)):
            if self.changed[id] <= seq or (most is not None and len(found) > most):
                break
            found.append(id)
        return found
