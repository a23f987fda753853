"""Phones that take little or nothing of what they are told, and what a server still holds for them (Linux)."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

from tests.contracts.client import Message

SMALL = 4096  # bytes that the kernel takes in for who does not read
LAST = 4096
HELD_STATES = ("01", "08")  # established; ended by the other side, and not yet by ours


class Stalled:
    """A connection by hand: it says hello, and from then on reads as its tasks do, or not at all."""

    def __init__(self, base: str, workshop: str, token: str) -> None:
        self.there, self.workshop, self.token = urlsplit(base), workshop, token
        self.socket = socket.socket()
        self.last = b""  # of what was read
        self.tasks: list[asyncio.Task[None]] = []

    @property
    def port(self) -> int:
        """Where it comes from, as the server sees it."""
        return int(self.socket.getsockname()[1])

    async def open(self) -> Stalled:
        """Shake hands and say hello; nothing after that has been read."""
        await self.knock()
        heard = b""
        while not heard.endswith(b"\r\n\r\n"):
            heard += await asyncio.get_running_loop().sock_recv(self.socket, 1)
        assert heard.startswith(b"HTTP/1.1 101"), heard
        await self.say({"t": "hello", "v": 1, "scope": "all"})
        return self

    async def knock(self) -> None:
        """Ask for the live line."""
        loop = asyncio.get_running_loop()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
        self.socket.setblocking(False)
        await loop.sock_connect(self.socket, (self.there.hostname, self.there.port))
        asked = (
            f"GET /live/{self.workshop} HTTP/1.1", f"Host: {self.there.netloc}", "Upgrade: websocket",
            "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: officina.v1",
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            f"Authorization: Bearer {self.token}",
        )  # fmt: skip
        await loop.sock_sendall(self.socket, "\r\n".join((*asked, "", "")).encode())

    async def say(self, *messages: Message) -> None:
        """Send messages in one piece, masked with zeros."""
        await asyncio.get_running_loop().sock_sendall(self.socket, b"".join(map(framed, messages)))

    def crawl(self, seconds: float) -> None:
        """From now on read one byte in so many seconds."""
        self._begin(self._read(1, seconds))

    def drain(self, seconds: float) -> None:
        """From now on read everything, and say something once in so many seconds."""
        self._begin(self._read(64 * 1024, 0))
        self._begin(self._talk([{"t": "ping", "now": 0}], seconds))

    def talk(self, messages: list[Message], seconds: float) -> None:
        """From now on say these messages, again and again."""
        self._begin(self._talk(messages, seconds))

    async def close(self) -> None:
        """Gone, without a word."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.socket.close()

    def _begin(self, work: object) -> None:
        self.tasks.append(asyncio.create_task(work))  # type: ignore[arg-type]

    async def _read(self, size: int, pause: float) -> None:
        with contextlib.suppress(OSError):
            while data := await asyncio.get_running_loop().sock_recv(self.socket, size):
                self.last = (self.last + data)[-LAST:]
                await asyncio.sleep(pause)

    async def _talk(self, messages: list[Message], pause: float) -> None:
        with contextlib.suppress(OSError):
            while True:
                await self.say(*messages)
                await asyncio.sleep(pause)


def framed(message: Message) -> bytes:
    """One text frame from a client (RFC 6455, section 5.2), masked with zeros."""
    said = json.dumps(message).encode()
    size = bytes((0x80 | len(said),)) if len(said) < 126 else b"\xfe" + len(said).to_bytes(2, "big")
    return b"\x81" + size + bytes(4) + said


def held(server_port: int) -> set[int]:
    """Where those connections come from that a process at this port still holds open."""
    found = set()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, ours, theirs, state, *_ = said = line.split()
        inode = said[9]
        if int(ours.split(":")[1], 16) == server_port and state in HELD_STATES and inode != "0":
            found.add(int(theirs.split(":")[1], 16))
    return found


def megabytes(pid: int) -> float:
    """The memory that a process holds now."""
    said = Path(f"/proc/{pid}/status").read_text()
    return int(said.split("VmRSS:")[1].split()[0]) / 1024
