"""Those who talk with our server while others are measured: whoever leads, and who asks whether it still answers."""

from __future__ import annotations

import contextlib
import http.client
import json
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

from .plan import framed, handshake
from .seeded import EMAIL, PASSWORD

EVERY = 0.01  # seconds between two questions


def signed_in(port: int) -> str:
    """The token of whoever leads."""
    said = json.dumps({"email": EMAIL, "password": PASSWORD})
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request("POST", "/api/v1/sessions", said, {"content-type": "application/json"})
    with line.getresponse() as answer:
        return str(json.load(answer)["token"])


class Speaker:
    """A live line, one word after the other."""

    def __init__(self, port: int, workshop: str, token: str, scope: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.read = self.socket.makefile("rb")
        asks = (f"Authorization: Bearer {token}", "Sec-WebSocket-Protocol: officina.v1")
        self.socket.sendall(handshake(port, f"/live/{workshop}", *asks))
        while self.read.readline().strip():
            pass
        self.say({"t": "hello", "v": 1, "scope": scope})
        self.until(lambda said: said.get("t") == "frame" and not said.get("more"))

    def say(self, message: dict[str, Any]) -> None:
        """Send this."""
        self.socket.sendall(framed(json.dumps(message).encode()))

    def hear(self) -> dict[str, Any]:
        """The next message."""
        _, size = self.read.read(2)
        size = int.from_bytes(self.read.read({126: 2, 127: 8}[size]), "big") if size > 125 else size
        said: dict[str, Any] = json.loads(self.read.read(size))
        return said

    def until(self, wanted: Any) -> dict[str, Any]:
        """Hear until this comes."""
        while not wanted(said := self.hear()):
            pass
        return said

    def do(self, kind: str, **data: Any) -> None:
        """Give a command and wait for its answer. Raises RuntimeError when it is refused."""
        id = secrets.token_hex(16)
        self.say({"t": "cmd", "id": id, "k": kind, "d": data})
        said = self.until(lambda said: said.get("id") == id)
        if said["t"] != "ack":
            raise RuntimeError(f"{kind}: {said}")


class Pauses:
    """How long one who asks all the time waited at most for an answer, in ms."""

    def __init__(self, port: int) -> None:
        self.longest = 0.0
        self.over = threading.Event()
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(self) -> None:
        """Ask until it is over."""
        while not self.over.wait(EVERY):
            begun = time.perf_counter()
            self.line.request("GET", "/healthz")
            self.line.getresponse().read()
            self.longest = max(self.longest, (time.perf_counter() - begun) * 1e3)


@contextlib.contextmanager
def asking(port: int) -> Iterator[Pauses]:
    """Ask meanwhile whether the server still answers."""
    pauses = Pauses(port)
    thread = threading.Thread(target=pauses.ask)
    thread.start()
    try:
        yield pauses
    finally:
        pauses.over.set()
        thread.join()
