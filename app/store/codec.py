"""Turns events into what is stored and back: a body without what is personal, and a vault content with it."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import msgspec

import app.core.engine  # noqa: F401  every tool registers its events
from app.core.tools import FACES
from app.core.types import COMMANDS, EVENTS, Event, Json, personal_fields

from .trouble import Unreadable

# (kind, version) → how an event stored in that version becomes one of the next; personal fields included.
# An entry is never removed: every event ever stored stays readable (tests/golden/events.jsonl).
UPCASTERS: dict[tuple[str, int], Callable[[Json], Json]] = {}


@dataclass(frozen=True, slots=True)
class Encoded:
    """An event ready to be stored; `content` is None when nothing in it is personal."""

    kind: str
    version: int
    body: str
    content: str | None
    owner: str | None


def encode(event: Event) -> Encoded:
    """Split an event into its body and what goes to the vault, both JSON objects."""
    plain, private, defaults = plan(cast(Hashable, type(event)))
    body = msgspec.json.encode({name: getattr(event, name) for name in plain})
    given = {name: getattr(event, name) for name in private}
    content = None if given == defaults else msgspec.json.encode(given).decode()
    return Encoded(event.kind, event.version, body.decode(), content, event.owner if private else None)


def decode(kind: str, version: int, body: str, content: str | None) -> Event:
    """The event that was stored; its personal fields have their empty defaults when `content` is gone.

    Raises `Unreadable` when this program doesn't know the kind, or knows only older versions of it.
    """
    cls = EVENTS.get(kind)
    if cls is None or version > cls.version:
        raise Unreadable(f"event {kind} version {version}")
    whole = joined(body, content)
    try:
        return reader(cast(Hashable, cls)).decode(
            whole if version == cls.version else upcast(kind, version, cls.version, whole)
        )
    except msgspec.ValidationError as error:
        raise Unreadable(f"event {kind} version {version}: {error}") from error


def joined(body: str, content: str | None) -> str:
    """One JSON object out of two; much cheaper than reading and writing both."""
    if content is None or len(content := content.strip()) <= len("{}"):
        return body
    if body == "{}":
        return content
    return f"{body[:-1]},{content[1:]}"


def upcast(kind: str, version: int, current: int, whole: str) -> bytes:
    """Carry an old event forward, one version at a time."""
    data = msgspec.json.decode(whole, type=dict[str, Any])
    for step in range(version, current):
        try:
            data = UPCASTERS[kind, step](data)
        except KeyError:
            raise Unreadable(f"event {kind} version {step} has no way to version {step + 1}") from None
    return msgspec.json.encode(data)


@cache
def plan(cls: Any) -> tuple[tuple[str, ...], tuple[str, ...], Json]:
    """The plain fields of an event's class, its personal ones, and the empty defaults of these."""
    private = personal_fields(cls)
    fields = cls.__dataclass_fields__
    plain = tuple(name for name in fields if name not in private)
    return plain, private, {name: fields[name].default for name in private}


@cache
def reader(cls: Any) -> msgspec.json.Decoder[Event]:
    """The typed reader of an event's class."""
    return msgspec.json.Decoder(cls)


def content_digest(key: bytes, command: object) -> str:
    """A keyed hash of a command's content: tells whether an id came again with other content, no more.

    `command` is a dataclass or plain JSON data. Whoever lacks the key can't test guesses of short notes.
    """
    said = msgspec.json.encode([getattr(command, "kind", ""), command], order="deterministic")
    return hmac.digest(key, said, "sha256").hex()[:32]


def learn(kinds: Iterable[type]) -> None:
    """Let msgspec learn these types now, in one thread: a thread that reads by a type which another one is just
    learning ends the process (msgspec 0.22, a segmentation fault)."""
    for kind in kinds:
        msgspec.json.Decoder(kind)


learn([*EVENTS.values(), *COMMANDS.values(), *FACES])
