"""Connections by hand, byte by byte where that is asked for: what is said, what came back, and when it was over."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

FOR_EVER = 10_000  # pieces: more than anybody listens to


@dataclass(frozen=True)
class Told:
    """What came back until the server closed: all bytes, and after how many seconds; None when it did not close."""

    said: bytes
    after: float | None

    @property
    def status(self) -> int:
        """The status of the last answer, 0 when there was none."""
        _, found, rest = self.said.rpartition(b"HTTP/1.1 ")
        return int(rest[:3]) if found else 0


async def knock(base: str, *parts: bytes, slowly: Iterable[bytes] = (), every: float = 0.0, wait: float) -> Told:
    """Say the parts at once, then the rest piece by piece; listen until the server closes, or for so many seconds."""
    there = urlsplit(base)
    began = time.monotonic()
    reader, writer = await asyncio.open_connection(there.hostname, there.port)
    talking = asyncio.create_task(_say(writer, parts, slowly, every))
    said, closed = b"", False
    try:
        async with asyncio.timeout(wait):
            with contextlib.suppress(ConnectionError):
                while piece := await reader.read(65536):
                    said += piece
            closed = True
    except TimeoutError:
        pass
    finally:
        talking.cancel()
        writer.transport.abort()
    return Told(said, time.monotonic() - began if closed else None)


async def _say(
    writer: asyncio.StreamWriter, parts: Iterable[bytes], slowly: Iterable[bytes], every: float
) -> None:
    with contextlib.suppress(ConnectionError):
        for part in parts:
            writer.write(part)
            await writer.drain()
        for piece in slowly:
            await asyncio.sleep(every)
            writer.write(piece)
            await writer.drain()


def bytes_of(text: bytes) -> list[bytes]:
    """Each byte a piece of its own."""
    return [bytes((byte,)) for byte in text]


def head(method: str, path: str, host: str, *more: str, body: int | None = None) -> bytes:
    """A request's head; `body` announces so many bytes."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", *more]
    if body is not None:
        lines.append(f"Content-Length: {body}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
