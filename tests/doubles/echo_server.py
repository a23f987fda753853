"""No house, but its sockets: what is said is said back, served by our own protocol classes with our own settings.

Run as `python -m tests.doubles.echo_server PORT`. At `/straight` a line without a coroutine answers
(`app.live.straight`), where the subprotocol is asked for; at `/long` an application does (`app.live.pens`). Only the
longest message is longer.
With OFFICINA_PLANTED_FAULT=no_fragments messages in fragments are answered by their last part.
"""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

from app import serve
from app.live.framing import Stream
from app.live.opening import Opening
from app.live.packets import Shared
from app.live.patience import PATIENCE, Patience
from app.live.pens import DirectPen
from app.live.straight import DOOR, Straight
from app.settings import read_settings
from tests.services import LOOPBACK

MOST = 64 * 1024 * 1024
STRAIGHT, LONG = "/straight", "/long"


class Bytes(str):
    """A message of bytes, as text of as many characters."""

    __slots__ = ()


class Echoing(Straight):
    """Our protocol class; bytes, which a live line has no use for, are handed on too."""

    __slots__ = ()

    def _whole(self, message: bytes, *, is_text: bool) -> None:
        if is_text:
            super()._whole(message, is_text=True)
        else:
            self._said(Bytes(message.decode("latin-1")))


class Echo:
    """A talk that says back what is said, as what many are told: in a stream, where the other side inflates."""

    def __init__(self, line: Straight) -> None:
        self.line, self.pen, self.begun = line, DirectPen(line), True
        self.window, self.stream, self.at = line.window, Stream(), 0

    async def take(self, text: str | None) -> None:
        """Say it back."""
        if isinstance(text, Bytes):
            self.line.transport.write(binary(text.encode("latin-1")))
        elif text is not None:
            packet = Shared([text.encode()], self.at, self.at + 1, deflates=True)
            packet.enter(self.stream)
            self.at += 1
            self.window = self.pen.tell([packet], self.window)

    def end(self) -> None:
        """Nothing was kept."""


def binary(message: bytes) -> bytes:
    """One frame of bytes, unmasked."""
    size = len(message)
    if size < 126:
        return bytes((0x82, size)) + message
    if size < 65536:
        return b"\x82\x7e" + size.to_bytes(2, "big") + message
    return b"\x82\x7f" + size.to_bytes(8, "big") + message


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
    """The door of the straight way; whoever asks for another goes the long one."""

    def door(asked: Opening, line: Straight) -> Echo | None:
        return Echo(line) if asked.path == STRAIGHT else None

    yield {DOOR: door, PATIENCE: Patience()}


app = FastAPI(lifespan=lifespan)


@app.get("/readyz")
async def ready() -> dict[str, str]:
    """It has begun."""
    return {"status": "ready"}


@app.websocket(LONG)
async def long(socket: WebSocket) -> None:
    """Say it back, the long way."""
    await socket.accept()
    try:
        while True:
            said = await socket.receive()
            if said["type"] == "websocket.disconnect":
                return
            if said.get("text") is not None:
                await socket.send_text(said["text"])
            else:
                await socket.send_bytes(said["bytes"])
    except WebSocketDisconnect:
        return


def forgetful() -> None:
    """Of a message in fragments only the last is kept."""

    def last(self: Straight, frame: Any) -> None:
        self.parts = None
        event(self, frame)

    event = Straight._event
    Straight._event = last  # type: ignore[method-assign]


def main(port: int) -> None:
    """Serve until told to stop."""
    if os.environ.get("OFFICINA_PLANTED_FAULT") == "no_fragments":
        forgetful()
    settings = read_settings(host=LOOPBACK, port=port)
    config = serve.configuration(settings, workers=1)
    config.app, config.factory, config.http, config.ws_max_size = app, False, Echoing, MOST
    uvicorn.Server(config).run(sockets=[serve.listen(settings)])


if __name__ == "__main__":
    main(int(sys.argv[1]))
