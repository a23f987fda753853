"""The words every core module shares: acts asked, events that happened, records that are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, TypeVar, dataclass_transform

STAGES = ("frame", "empathize", "define", "ideate", "prototype", "test", "scale")
ROLES = ("participant", "observer", "mediator", "scribe", "librarian", "facilitator")
STAFF = frozenset({"facilitator", "librarian"})

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something a person asks for; `id` is made by the client and is what makes a resend harmless.

    `person` is whom the act counts for, `via` who typed it when that is somebody else (a scribe, a tablet).
    `at` is the server's clock in milliseconds since 1970; `chance` is 128 random bits in hex, so that the
    core needs neither clock nor randomness of its own. `holds` are the participants this device speaks for.
    """

    id: str
    person: str
    role: str
    data: Command
    at: int
    chance: str = ""
    via: str | None = None
    holds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Where and when an event stands in the journal; `person` and `act` are None once unlinked."""

    seq: int
    at: int
    person: str | None
    act: str | None


class Command:
    """Base of everything that can be asked; `kind` is its name on the wire."""

    __slots__ = ()
    kind: ClassVar[str] = ""
    wire: ClassVar[bool] = True  # may it come in by the live socket, or only by a door of ours?


class Event:
    """Base of everything that can happen; stored for ever under `kind` and `version`.

    Fields declared with `personal()` hold what people gave of themselves. They are stored apart, under the
    person that `owner` names, and read back as their empty default once that person has erased them.
    """

    __slots__ = ()
    kind: ClassVar[str] = ""
    version: ClassVar[int] = 1
    undoable: ClassVar[bool] = False
    calm: ClassVar[bool] = False  # may wait a second before the room is told

    @property
    def owner(self) -> str | None:
        """The person whose erasure takes the personal fields of this event away."""
        return getattr(self, "by", None)


class Record:
    """Base of everything a viewer may be told of; one face per audience is made by `view.show`."""

    __slots__ = ()
    kind: ClassVar[str] = ""
    id: str


COMMANDS: dict[str, type[Command]] = {}
EVENTS: dict[str, type[Event]] = {}

C = TypeVar("C", bound=type)


def personal(*, default: Any = "") -> Any:
    """A field whose content is kept in the vault; `default` is what is read once it has been erased."""
    return field(default=default, metadata={"personal": True})


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field, personal))
def command(kind: str, *, wire: bool = True) -> Callable[[C], C]:
    """Register a command's dataclass under its name; `wire=False` keeps it off the live socket."""

    def register(cls: C) -> C:
        made: Any = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        made.kind, made.wire = kind, wire
        COMMANDS[kind] = made
        return made  # type: ignore[no-any-return]

    return register


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field, personal))
def event(kind: str, version: int = 1) -> Callable[[C], C]:
    """Register an event's dataclass under its stored name and version."""

    def register(cls: C) -> C:
        made: Any = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        made.kind, made.version = kind, version
        EVENTS[kind] = made
        return made  # type: ignore[no-any-return]

    return register


def personal_fields(cls: type) -> tuple[str, ...]:
    """The names of the personal fields of an event's class, in declaration order."""
    return tuple(found.name for found in fields(cls) if found.metadata.get("personal"))
