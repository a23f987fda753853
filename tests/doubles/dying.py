"""A server that kills itself at a named point, once a file tells it to: OFFICINA_DIES names the file.

The file says `point n`: at the n-th passing of that point from then on the process is gone, as by `kill -9`.
"""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from app.live.framing import text_frames
from app.live.packets import Packet
from app.live.pens import DirectPen
from app.store import writer
from app.store.writer import Writer
from app.web import socket
from app.web.socket import Talk

POINTS = ("received", "before_commit", "after_commit", "before_ack", "in_a_frame")
passed: dict[str, itertools.count[int]] = {}


def due(point: str) -> bool:
    """Is this the passing at which to die? The file is gone then, so that the next process lives."""
    told = Path(os.environ["OFFICINA_DIES"])
    if not told.exists():
        return False
    named, times = told.read_text().split()
    if named != point or next(passed.setdefault(point, itertools.count(1))) < int(times):
        return False
    told.unlink()
    return True


def die() -> None:
    """Be gone at once; nothing is flushed, nobody is told."""
    os.kill(os.getpid(), signal.SIGKILL)


def before(point: str, work: Callable[..., Any]) -> Callable[..., Any]:
    """The same work; when it is due the process dies first."""

    @wraps(work)
    def mortal(*given: Any, **named: Any) -> Any:
        if due(point):
            die()
        return work(*given, **named)

    return mortal


def after(point: str, work: Callable[..., Any]) -> Callable[..., Any]:
    """The same work; when it is due the process dies as soon as it is done."""

    @wraps(work)
    def mortal(*given: Any, **named: Any) -> Any:
        made = work(*given, **named)
        if due(point):
            die()
        return made

    return mortal


def half(pen: DirectPen, said: bytes) -> None:
    """When it is due only half of what tells of a record leaves, and the process dies."""
    if b'"put":[{' in said and due("in_a_frame"):
        os.write(pen.protocol.transport.get_extra_info("socket").fileno(), said[: len(said) // 2])
        die()


def writing(write: Callable[..., None]) -> Callable[..., None]:
    """Writing to a connection, unless it is due to die of it."""

    def mortal(self: DirectPen, messages: list[bytes]) -> None:
        half(self, text_frames(messages))
        write(self, messages)

    return mortal


def telling(tell: Callable[..., int]) -> Callable[..., int]:
    """Telling a connection, unless it is due to die of it."""

    def mortal(self: DirectPen, packets: list[Packet], window: int) -> int:
        half(self, b"".join(packet.plain() for packet in packets))
        return tell(self, packets, window)

    return mortal


def taking(taker: Callable[..., Any]) -> Callable[..., Any]:
    """What takes frames for a connection, unless it is due to die of it."""

    def mortal(self: DirectPen) -> Any:
        take = taker(self)

        def taken(frame: bytes) -> None:
            half(self, frame)
            take(frame)

        return taken if take is not None else None

    return mortal


def mortal() -> None:
    """Plant every point, if a file is named."""
    if "OFFICINA_DIES" not in os.environ:
        return
    Talk._command = before("received", Talk._command)  # type: ignore[method-assign]
    writer.write_group = after("before_commit", writer.write_group)
    Writer._transaction = after("after_commit", Writer._transaction)  # type: ignore[method-assign]
    socket.wire.ack = before("before_ack", socket.wire.ack)
    DirectPen.write = writing(DirectPen.write)  # type: ignore[method-assign]
    DirectPen.tell = telling(DirectPen.tell)  # type: ignore[method-assign]
    DirectPen.taker = taking(DirectPen.taker)  # type: ignore[method-assign]
