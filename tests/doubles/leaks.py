"""Leaks to plant in a server: each tells everybody a little of what is secret, as a careless change might."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import redis
import structlog

from app.core.state import State
from app.core.tools import FACES
from app.core.types import Act, Json, Record
from app.core.words.agenda import Activity
from app.core.words.board import Note
from app.core.words.vote import Ballot, Vote
from app.live.asked import Answer
from app.live.room import Room
from app.web import health

Teller = Callable[[State, Any], Json]


def add_to_face(kind: type[Record], tell: Teller) -> None:
    """Every face of this kind of record says something more from now on."""
    entry = FACES[kind]

    def face(state: State, record: Any, audience: str) -> Json:
        return {**entry.face(state, record, audience), **tell(state, record)}

    FACES[kind] = replace(entry, face=face)


def author() -> None:
    """An anonymous note says by whom it is."""
    add_to_face(Note, lambda _, note: {"by": note.by})


def length() -> None:
    """An activity says how much has been written in it."""
    add_to_face(Activity, lambda state, activity: {"size": sum(
        len(note.text) for note in state.all(Note) if note.activity == activity.id)})  # fmt: skip


def choice() -> None:
    """An open ballot says for what the last dots were."""
    add_to_face(Ballot, lambda state, ballot: {"latest": [
        vote.target for vote in state.all(Vote) if vote.ballot == ballot.id][-1:]})  # fmt: skip


def in_code() -> None:
    """An activity says all that was written in it, in base64."""
    add_to_face(Activity, lambda state, activity: {"seal": base64.b64encode(" / ".join(
        note.text for note in state.all(Note) if note.activity == activity.id).encode()).decode()})  # fmt: skip


def at_every_act(tell: Callable[[str], object]) -> None:
    """Whatever is asked is told to somebody."""
    do = Room.do

    async def talkative(self: Room, act: Act, digest: str = "") -> Answer:
        tell(repr(act.data))
        return await do(self, act, digest)

    Room.do = talkative  # type: ignore[method-assign]


def logged() -> None:
    """What is asked is in the log, as a library might write it that escapes what it does not know."""
    at_every_act(lambda said: structlog.get_logger().warning("asked", what=said.encode().hex()))


def rung() -> None:
    """What is asked goes through Redis, in the encoding of some other system."""
    bell = redis.Redis.from_url(os.environ["OFFICINA_REDIS_URL"])
    at_every_act(lambda said: bell.publish("officina:news", said.encode("utf-16-le")))


def counted() -> None:
    """What is asked is counted by its words."""
    asked: list[str] = []
    at_every_act(asked.append)
    latest = health.generate_latest
    health.generate_latest = lambda registry: latest(registry) + "".join(
        f'officina_asked{{what="{quote(said)}"}} 1\n' for said in asked).encode()  # fmt: skip


LEAKS: dict[str, Callable[[], None]] = {
    "": lambda: None, "author": author, "length": length, "choice": choice,
    "in_code": in_code, "logged": logged, "rung": rung, "counted": counted,
}  # fmt: skip
