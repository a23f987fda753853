"""What goes into the journal and comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.core.types import Event


@dataclass(frozen=True, slots=True)
class Stored:
    """One event as the journal holds it, with what is personal joined in.

    An unlinked vote has neither person nor act, and its `at` is 0.
    """

    seq: int
    at: int
    person: str | None
    act: str | None
    mark: str
    event: Event


@dataclass(frozen=True, slots=True)
class Accepted:
    """The journal's answer to a write; `first` and `last` are None when it was valid and nothing changed.

    `digest` is the keyed hash of the command's content: the same id with another digest is `id_reused`.
    It is empty when nothing was remembered, and once its author has been erased. `stored` holds the write's events as
    a reader would find them; it is empty when the same commit rewrote something, and for answers to acts known before.
    """

    act: str
    person: str
    first: int | None
    last: int | None
    digest: str
    stored: tuple[Stored, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Write:
    """The effect of one act; `remember=False` keeps no trace of its id (a resend would be done again)."""

    act: str | None
    person: str | None
    at: int
    events: tuple[Event, ...]
    digest: str = ""
    remember: bool = True


@dataclass(frozen=True, slots=True)
class Batch:
    """Writes decided on a workshop as it stood at `seen`; all are kept, or none."""

    workshop: str
    seen: int
    writes: tuple[Write, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """Where a workshop's journal stands; up to `purged` it was rewritten after it was first written."""

    seq: int
    epoch: str
    mark: str = ""
    purged: int = 0
