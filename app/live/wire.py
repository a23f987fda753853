"""The live protocol's messages: read at the door into typed values, and written as they go out."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from app.core.check import name
from app.core.refusal import Refused
from app.core.types import COMMANDS, Command, Json

from .faces import encode
from .room import Answer

MOST = 65_536  # bytes of one message
NOT_YET = frozenset({"answer.put", "note.translate"})


class Hello(msgspec.Struct, tag_field="t", tag="hello"):
    """The first message: as whom, how much, and from where to go on."""

    v: int
    as_: str | None = msgspec.field(name="as", default=None)
    scope: str = "all"
    resume: Resume | None = None


class Resume(msgspec.Struct):
    """Where a client was: `mark` is the tag of the event at `cursor`."""

    epoch: str
    cursor: int
    mark: str


class Cmd(msgspec.Struct, tag_field="t", tag="cmd"):
    """A command; `for` names the person it is given for."""

    id: str
    k: str
    d: dict[str, Any]
    for_: str | None = msgspec.field(name="for", default=None)


class Seen(msgspec.Struct, tag_field="t", tag="seen"):
    """How far a client has come."""

    cursor: int


class Check(msgspec.Struct, tag_field="t", tag="check"):
    """A wish for the digest."""


class Ping(msgspec.Struct, tag_field="t", tag="ping"):
    """A sign of life, with the sender's clock."""

    now: int = 0
    head: int | None = None


class Pong(msgspec.Struct, tag_field="t", tag="pong"):
    """The answer to a sign of life."""

    now: int = 0
    head: int | None = None


Said = Hello | Cmd | Seen | Check | Ping | Pong
decoder: msgspec.json.Decoder[Said] = msgspec.json.Decoder(Said)


class Unreadable(Exception):
    """A message that is not of the protocol; `id` is the command's, when it could still be read."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id)
        self.id = id


def read(message: str | bytes) -> Said:
    """A typed message; raises Unreadable."""
    if len(message) > MOST:
        raise Unreadable
    try:
        return decoder.decode(message)
    except (msgspec.DecodeError, RecursionError, UnicodeError, ValueError):
        raise Unreadable(salvage(message)) from None


def salvage(message: str | bytes) -> str | None:
    """The id of a command that is otherwise wrong, so that its sender can be answered."""
    try:
        found = json.loads(message)
        id = found.get("id") if isinstance(found, dict) else None
        return name(id) if isinstance(id, str) else None
    except (RecursionError, UnicodeError, ValueError, Refused):
        return None


def command(kind: str, data: Json) -> Command:
    """The typed command; raises Refused for a kind that does not exist or a body that does not fit."""
    cls = COMMANDS.get(kind)
    if cls is None or not cls.wire:
        raise Refused("not_available" if kind in NOT_YET else "unknown_command")
    if "as" in data:
        data = {**data, "as_": data["as"]}
    try:
        return msgspec.convert(data, cls, strict=True)
    except msgspec.ValidationError as wrong:
        raise Refused("bad_message", detail=str(wrong)) from None


def welcome(*, you: str | None, role: str, epoch: str, head: int, now: int, limits: Json) -> bytes:
    """The answer to a hello."""
    return encode(
        {"t": "welcome", "you": you, "role": role, "epoch": epoch, "head": head, "now": now, "limits": limits}
    )


def ack(answer: Answer) -> bytes:
    """The answer to a command that was accepted."""
    said: Json = {"t": "ack", "id": answer.act, "first": answer.first, "last": answer.last}
    if answer.dup:
        said["dup"] = True
    if answer.left:
        said["left"] = list(answer.left)
    return encode(said)


def reject(id: str | None, refused: Refused, say: str, after: int | None = None) -> bytes:
    """The answer to a command that was not; `after` in ms."""
    said: Json = {"t": "reject", "id": id, "code": refused.code, "retry": refused.retry, "say": say}
    if refused.retry == "later":
        said["after"] = after if after is not None else 1000
    return encode(said)


def ping(now: int, head: int, *, pong: bool = False) -> bytes:
    """A sign of life, or the answer to one."""
    return encode({"t": "pong" if pong else "ping", "now": now, "head": head})


def check(at: int, sha256: str) -> bytes:
    """The digest of what this viewer holds at a cursor."""
    return encode({"t": "check", "at": at, "sha256": sha256})


def bye(code: str, after: int) -> bytes:
    """The last word; `after` ms before coming back."""
    return encode({"t": "bye", "code": code, "after": after})
