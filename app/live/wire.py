"""The live protocol's messages: read at the door into typed values, and written as they go out."""

from __future__ import annotations

import json
from typing import Any, Literal

import msgspec

from app.core.check import name
from app.core.refusal import Refused
from app.core.types import COMMANDS, Command, Json

from .asked import Answer
from .faces import encode

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


class Check(msgspec.Struct, tag_field="t", tag="check", forbid_unknown_fields=True):
    """A wish for the digest."""


class Ping(msgspec.Struct, tag_field="t", tag="ping"):
    """A sign of life, with the sender's clock."""

    now: int = 0
    head: int | None = None


class Pong(msgspec.Struct, tag_field="t", tag="pong"):
    """The answer to a sign of life."""

    now: int = 0
    head: int | None = None


class Welcome(msgspec.Struct, tag_field="t", tag="welcome"):
    """The answer to a hello; `now` is the server's clock in ms, `you` None for a wall."""

    you: str | None
    role: str
    epoch: str
    head: int
    now: int
    limits: Json


class Frame(msgspec.Struct, tag_field="t", tag="frame"):
    """What brings a client from `from` to `to`; `whole` means forget first, `more` that chunks follow."""

    from_: int = msgspec.field(name="from")
    to: int
    mark: str
    put: list[Json]
    drop: list[str]
    whole: bool = False
    more: bool = False


class Ack(msgspec.Struct, tag_field="t", tag="ack", omit_defaults=True):
    """A command was accepted; `left` is what an undo left alone."""

    id: str
    first: int | None
    last: int | None
    dup: bool = False
    left: list[str] = []


class Reject(msgspec.Struct, tag_field="t", tag="reject", omit_defaults=True):
    """A command was not; `say` is for the person, `after` in ms when it may be sent again."""

    id: str | None
    code: str
    retry: Literal["never", "later"]
    say: str
    after: int | msgspec.UnsetType = msgspec.UNSET


class Digest(msgspec.Struct, tag_field="t", tag="check", forbid_unknown_fields=True):
    """The digest of what this viewer holds at a cursor."""

    at: int
    sha256: str


class Bye(msgspec.Struct, tag_field="t", tag="bye"):
    """The last word; `after` ms before coming back."""

    code: str
    after: int


class Eph(msgspec.Struct, tag_field="t", tag="eph"):
    """How many participants can be reached now; lossy, to facilitators, never while people write unseen or unnamed."""

    reached: int


FROM_CLIENT = (Hello, Cmd, Seen, Check)
FROM_BOTH = (Ping, Pong)
FROM_SERVER = (Welcome, Frame, Ack, Reject, Digest, Eph, Bye)
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


def ack(answer: Answer) -> bytes:
    """The answer to a command that was accepted."""
    return encode(
        Ack(id=answer.act, first=answer.first, last=answer.last, dup=answer.dup, left=list(answer.left))
    )


def reject(id: str | None, refused: Refused, say: str, after: int | None = None) -> bytes:
    """The answer to a command that was not; `after` in ms."""
    made = Reject(id=id, code=refused.code, retry="later" if refused.retry == "later" else "never", say=say)
    if refused.retry == "later":
        made.after = after if after is not None else 1000
    return encode(made)


def ping(now: int, head: int, *, pong: bool = False) -> bytes:
    """A sign of life, or the answer to one."""
    return encode(Pong(now=now, head=head) if pong else Ping(now=now, head=head))


def reached(number: int) -> bytes:
    """How many can be reached now."""
    return encode(Eph(reached=number))


def bye(code: str, after: int) -> bytes:
    """The last word; `after` ms before coming back."""
    return encode(Bye(code=code, after=after))
