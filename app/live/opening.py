"""A WebSocket's opening request and our answer (RFC 6455, section 4), where both are as browsers write them."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

ACCEPTS = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3
SUBPROTOCOL = "officina.v1"


@dataclass(frozen=True, slots=True)
class Opening:
    """What is asked: a path and headers, their names in lower case."""

    path: str
    headers: dict[str, str]


def opening(request: bytes) -> Opening | None:
    """The request, when it is a plain one that asks for our subprotocol; None when somebody must look closer."""
    head, end, rest = request.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, _, wanted = first.partition(" ")
    path, _, version = wanted.partition(" ")
    pairs = [(name.strip().lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    headers = dict(pairs)
    plain = end and not rest and (method, version) == ("GET", "HTTP/1.1") and len(headers) == len(pairs)
    if not plain or not path.isascii() or "?" in path or "%" in path or not upgrades(headers):
        return None
    return Opening(path, headers)


def upgrades(headers: dict[str, str]) -> bool:
    """Is this a handshake of the version and the subprotocol that we speak?"""
    try:
        key = base64.b64decode(headers.get("sec-websocket-key", "").encode("ascii"), validate=True)
    except (ValueError, binascii.Error):
        return False
    return (
        len(key) == 16
        and headers.get("upgrade", "").lower() == "websocket"
        and "upgrade" in listed(headers.get("connection", "").lower())
        and headers.get("sec-websocket-version") == "13"
        and SUBPROTOCOL in listed(headers.get("sec-websocket-protocol", ""))
    )


def listed(value: str) -> list[str]:
    """The words of a header that lists some."""
    return [word.strip() for word in value.split(",")]


def accepting(asked: Opening, extensions: str, more: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The answer that opens the line; `extensions` are agreed on, `more` the server says with every answer."""
    key = asked.headers["sec-websocket-key"].encode("ascii")
    accept = base64.b64encode(hashlib.sha1(key + ACCEPTS, usedforsecurity=False).digest())
    said = [b"HTTP/1.1 101 Switching Protocols", b"Upgrade: websocket", b"Connection: Upgrade",
            b"Sec-WebSocket-Accept: " + accept, b"Sec-WebSocket-Protocol: " + SUBPROTOCOL.encode(),
            *([b"Sec-WebSocket-Extensions: " + extensions.encode()] if extensions else []),
            *(name + b": " + value for name, value in more)]  # fmt: skip
    return b"\r\n".join([*said, b"", b""])
