"""Faults in how what nobody says in good faith is taken: sizes believed, things kept, floods read as they come."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app.core.refusal import Refused
from app.core.types import COMMANDS
from app.live import pieces, straight, wire
from app.live.limits import Buckets
from app.live.straight import Straight
from app.web.socket import Talk

kept: list[bytes] = []


def believes_sizes() -> None:
    """Whatever a frame says of its size is waited for."""
    read = Straight._read

    def patient(self: Straight, conn: Any, data: bytes) -> None:
        conn.max_size = conn.max_message_size = None
        read(self, conn, data)

    Straight._read = patient  # type: ignore[method-assign]


def hears_no_more() -> None:
    """Who says what cannot be read is heard no more."""

    async def deaf(_: Talk, __: str | None) -> None:
        await asyncio.Event().wait()

    Talk._unreadable = deaf  # type: ignore[method-assign]


def keeps_what_was_said() -> None:
    """All that comes is kept, to be looked at one day."""
    received = Straight.data_received

    def keeping(self: Straight, data: bytes) -> None:
        kept.append(bytes(data) * 40)
        received(self, data)

    Straight.data_received = keeping  # type: ignore[method-assign]


def no_pace() -> None:
    """Everybody may ask as much as they like."""
    Buckets.take = lambda *_: 0  # type: ignore[method-assign]


def reads_all_at_once() -> None:
    """Whatever came is read, however many frames that are."""
    pieces.PIECE = straight.PIECE = straight.TEXTS = 2**30  # type: ignore[attr-defined]


def answers_every_ping() -> None:
    """A ping is answered, whether the answers are taken or not."""
    Straight.pause_writing = Straight.no_more  # type: ignore[method-assign]
    pieces.PieceByPiece.handle_ping = WebSocketsSansIOProtocol.handle_ping  # type: ignore[method-assign]


def believes_fields() -> None:
    """What cannot be read as a command is taken as it came; and at any pace."""
    command = wire.command

    def believing(kind: str, said: dict[str, Any]) -> Any:
        try:
            return command(kind, said)
        except Refused:
            return COMMANDS[kind](**said)

    no_pace()
    wire.command = believing


CREDULOUS = {"believes_fields": believes_fields, "no_pace": no_pace, "reads_all_at_once": reads_all_at_once,
             "answers_every_ping": answers_every_ping,
             "believes_sizes": believes_sizes, "hears_no_more": hears_no_more,
             "keeps_what_was_said": keeps_what_was_said}  # fmt: skip
