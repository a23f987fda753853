"""What somebody says is read piece by piece, so that others are heard in between."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

PIECE = 4096  # bytes: as many frames as can be in there are read in some milliseconds
AWHILE = 0.002  # seconds of pieces that are read in one go
TEXTS = 64  # whole messages that are taken in one go
TIMES = 4.0  # as long as it took to read a piece, and to take what was in it, whoever has more rests
LONGEST = 0.25  # seconds of rest


def rest(began: float) -> float:
    """The seconds until more is read of somebody, with a piece of whom we began then."""
    return min(LONGEST, (time.perf_counter() - began) * TIMES)


def long_enough(began: float) -> bool:
    """Has somebody been read for a while, who began then?"""
    return time.perf_counter() - began > AWHILE


class PieceByPiece(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket protocol; of what came in one go it reads a piece, rests, and reads nothing more meanwhile.

    A thousand empty frames are six kilobytes: read as they come, those of one phone alone would fill our time.
    """

    unread = b""
    due: asyncio.TimerHandle | None = None
    began = 0.0
    resting = False  # have we stopped reading, for what is unread?

    def data_received(self, data: bytes) -> None:
        """A request, or frames."""
        if not self.handshake_initiated:
            super().data_received(data)
            return
        self.unread += data
        if self.due is None:
            self._go_on()

    def connection_lost(self, exc: Exception | None) -> None:
        """What is unread stays so."""
        self.no_more_unread()
        super().connection_lost(exc)

    def no_more_unread(self) -> None:
        """Forget what was not read."""
        self.unread, self.resting = b"", False
        if self.due is not None:
            self.due.cancel()
            self.due = None

    def _go_on(self) -> None:
        self.due = None
        if self.resting and not self.queue.empty() and not self.close_sent:
            self.due = self.loop.call_later(rest(self.began), self._go_on)
            return
        self.began = time.perf_counter()
        data, at = self.unread, 0
        while at < len(data) and (not at or not long_enough(self.began)):
            super().data_received(data[at : at + PIECE])
            at += PIECE
        self.unread = data[at:] if self.conn.parser_exc is None else b""
        if self.unread and not self.transport.is_closing():
            self.transport.pause_reading()
            self.resting, self.read_paused = True, False  # uvicorn need not read on when a message is taken: we do
            self.due = self.loop.call_later(rest(self.began), self._go_on)
        elif self.resting:
            self.resting = False
            if not self.read_paused and not self.transport.is_closing():
                self.transport.resume_reading()

    def handle_cont(self, event: Any) -> None:
        """A part of a message; one that is empty, and not the last, is not kept: there may be any number of these."""
        if event.data or event.fin:
            super().handle_cont(event)

    def handle_ping(self) -> None:
        """A ping is answered, but not somebody who takes no answers: these would pile up here."""
        answer = b"".join(self.conn.data_to_send())
        if self.writable.is_set() or self.conn.close_sent is not None:
            self.transport.write(answer)
