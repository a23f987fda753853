"""Asks the application as a server does, by ASGI: one request or one handshake, and what came back."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

HERE = "http://testserver"
Headers = tuple[tuple[str, str], ...]
_places = itertools.count()


@dataclass(frozen=True)
class Answer:
    """Status, headers in order with names in lower case, and the body; of a handshake 101 when it was let in."""

    status: int
    headers: Headers
    body: bytes

    def get(self, name: str) -> str:
        """A header's value, all values with a comma between them when there are several, "" without one."""
        return ", ".join(value for key, value in self.headers if key == name)

    def all(self, name: str) -> list[str]:
        """Every value of a header."""
        return [value for key, value in self.headers if key == name]


def scope_of(app: Any, method: str, target: str, headers: Iterable[tuple[str, str]], base: str) -> dict[str, Any]:
    """What a server would say of this request; each comes from an address of its own, so that none must wait."""
    place, parts, asked = next(_places), urlsplit(target), urlsplit(base)
    host = () if any(name.lower() == "host" for name, _ in headers) else (("host", asked.netloc),)
    return {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1", "method": method,
        "path": unquote(parts.path), "raw_path": parts.path.encode(), "query_string": parts.query.encode(),
        "scheme": asked.scheme, "root_path": "", "app": app, "state": {},
        "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in (*host, *headers)],
        "client": (f"10.{place >> 16 & 255}.{place >> 8 & 255}.{place & 255}", 40_000), "server": ("testserver", 80),
    }  # fmt: skip


async def ask(
    app: Any, method: str, target: str, headers: Iterable[tuple[str, str]] = (), body: bytes = b"", base: str = HERE
) -> Answer:
    """One request and its whole answer; a fault in the application is answered as a server would, with 500."""
    headers = list(headers)
    if body:
        headers.append(("content-length", str(len(body))))
    given = [{"type": "http.request", "body": body, "more_body": False}]
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if not given:
            await asyncio.sleep(3600)
        return given.pop()

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    try:
        await app(scope_of(app, method, target, headers, base), receive, send)
    except Exception:
        if not said:  # the application answers, then lets the server know of the fault
            raise
    return whole(said, "http.response")


async def shake(app: Any, target: str, headers: Iterable[tuple[str, str]] = (), base: str = HERE) -> Answer:
    """A handshake for the live line: 101 when it was let in, else what it was refused with; then hang up."""
    headers = [*headers, ("sec-websocket-protocol", "officina.v1")]
    scope = scope_of(app, "GET", target, headers, base) | {
        "type": "websocket", "scheme": "ws", "subprotocols": ["officina.v1"],
        "extensions": {"websocket.http.response": {}},
    }  # fmt: skip
    given: list[dict[str, Any]] = [{"type": "websocket.connect"}]
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return given.pop(0) if given else {"type": "websocket.disconnect", "code": 1005}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    await app(scope, receive, send)
    if said[0]["type"] == "websocket.accept":
        return Answer(101, (), b"")
    if said[0]["type"] == "websocket.close":
        return Answer(403, (), b"")
    return whole(said, "websocket.http.response")


def whole(said: list[dict[str, Any]], kind: str) -> Answer:
    """The messages of an answer put together."""
    start = next(message for message in said if message["type"] == f"{kind}.start")
    headers = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in start["headers"])
    body = b"".join(message.get("body", b"") for message in said if message["type"] == f"{kind}.body")
    return Answer(start["status"], headers, body)
