"""The bodies of requests: how much may be sent, and hearing somebody out before they are told no."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

MOST = 9 * 1024 * 1024  # bytes: a picture of 8 MB is the largest thing that anybody sends
HEARD_OUT = 4 * MOST  # bytes that are read and thrown away, so that the answer arrives
PATIENCE = 5.0  # seconds for that


class Body:
    """A request's body as it comes in, counted."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive = receive
        said = Headers(scope=scope).get("content-length", "0")
        self.announced = int(said) if said.isdecimal() and len(said) < 19 else 0
        self.size = 0
        self.over = scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS")

    async def receive(self) -> Message:
        """The next piece; raises HTTPException 413 once it is more than anybody may send."""
        message = await self._receive()
        if message["type"] == "http.request":
            self.size += len(message.get("body", b""))
            self.over = not message.get("more_body", False)
        elif message["type"] == "http.disconnect":
            self.over = True
        if self.size > MOST:
            raise HTTPException(413)
        return message

    async def hear_out(self) -> None:
        """Read what is still coming: a browser that is cut off while it sends never sees why."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not self.over and self.size < HEARD_OUT:
                    message = await self._receive()
                    self.size += len(message.get("body", b""))
                    self.over = message["type"] != "http.request" or not message.get("more_body", False)
        except TimeoutError:
            pass
