"""One socket of the client: reads and writes whole messages, keeps the line alive, notices silence."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidMessage, InvalidStatus

from tests.contracts.canon import MESSAGE_BYTES, law

PING_AFTER, SILENCE = 10.0, 25.0
COMPRESSION = itertools.cycle(("deflate", None))  # every other line can inflate, as browsers can


class Refused(Exception):
    """The server would not begin: an HTTP status at the handshake, or a bye before welcome."""

    def __init__(
        self, *, status: int | None = None, bye: dict | None = None, close: int | None = None
    ) -> None:
        super().__init__(f"status={status} bye={bye} close={close}")
        self.status, self.bye, self.close = status, bye, close


LOST = (OSError, Refused)  # what a phone may meet on its way back, and tries again after


class Line:
    """A standing connection; `hear` gets every text in turn, `ended` the reason once it is over.

    `beat` is called about once a second, `ping` when nothing was heard or said for ten seconds.
    """

    def __init__(
        self,
        socket: ClientConnection,
        *,
        hear: Callable[[str], None],
        ended: Callable[[Exception | None, int | None], None],
        beat: Callable[[], None],
        ping: Callable[[], None],
    ) -> None:
        self._socket, self._hear, self._ended, self._beat, self._ping = socket, hear, ended, beat, ping
        self._out: asyncio.Queue[str | bytes] = asyncio.Queue()
        self.said_at = self.heard_at = time.monotonic()
        self._tasks = [asyncio.create_task(work()) for work in (self._read, self._write, self._live)]

    def say(self, data: str | bytes) -> None:
        """Send it after all that was said before."""
        self.said_at = time.monotonic()
        self._out.put_nowait(data)

    def abort(self) -> None:
        """Cut the wire: no close frame."""
        self._socket.transport.abort()

    async def close(self) -> None:
        """Leave in good order."""
        await self._socket.close()

    async def stop(self) -> None:
        """End it: whatever still stands is cut, and gone when this returns."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.abort()
        await self._socket.wait_closed()

    async def _read(self) -> None:
        fault: Exception | None = None
        try:
            async for text in self._socket:
                self._judge(text)
        except ConnectionClosed:
            pass
        except Exception as broken:  # noqa: BLE001  (a law is broken, or what was said cannot even be judged)
            fault = broken
            self.abort()
        self._ended(fault, self._socket.close_code)

    def _judge(self, text: str | bytes) -> None:
        law(isinstance(text, str), "messages are JSON text", text)
        assert isinstance(text, str)
        law(
            len(text.encode()) <= MESSAGE_BYTES, "a message is at most 64 KiB", len(text.encode()), text[:300]
        )
        self.heard_at = time.monotonic()
        self._hear(text)

    async def _write(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                await self._socket.send(await self._out.get())

    async def _live(self) -> None:
        while True:
            await asyncio.sleep(1.0)
            now = time.monotonic()
            if now - self.heard_at > SILENCE:
                self.abort()
            elif now - max(self.heard_at, self.said_at) >= PING_AFTER:
                self._ping()
            self._beat()


async def dial(base: str, path: str, *, headers: dict[str, str], origin: str | None) -> ClientConnection:
    """Shake hands; Refused when the server answers with a status instead, OSError when it goes away meanwhile."""
    parts = urlsplit(base)
    uri = f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}{path}"
    try:
        socket = await connect(
            uri,
            subprotocols=["officina.v1"],
            additional_headers=headers,
            origin=origin,
            compression=next(COMPRESSION),
            max_size=None,
            ping_interval=None,
            open_timeout=15,
            close_timeout=2,
            proxy=None,
            user_agent_header=None,
        )
    except InvalidStatus as refused:
        raise Refused(status=refused.response.status_code) from None
    except (InvalidMessage, ConnectionClosed) as gone:
        raise ConnectionResetError("gone in the middle of the handshake") from gone
    law(socket.subprotocol == "officina.v1", "the subprotocol is officina.v1", socket.subprotocol)
    return socket
