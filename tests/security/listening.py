"""The application behind a socket of its own, so that both ways are there by which a live line is opened."""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from uvicorn.server import ServerState

from app.live.patience import PATIENCE, Patience
from app.live.straight import DOOR, Straight
from app.serve import configuration
from app.web import doorway
from tests.security.asking import Headers
from tests.security.world import World

ANSWERED = 20.0  # seconds


class Listening:
    """What listens, with the connections that were made, in order."""

    def __init__(self, world: World) -> None:
        config = configuration(world.house.settings, workers=1)
        config.app, config.factory = world.app, False
        config.load()
        self.given = (config, ServerState(), {DOOR: doorway.door(world.house), PATIENCE: Patience()})
        self.world, self.made, self.port = world, list[Straight](), 0

    def connection(self) -> Straight:
        """The next one."""
        self.made.append(Straight(*self.given))
        return self.made[-1]

    async def opened(self, path: str, headers: Headers) -> tuple[int, bool]:
        """The status that a handshake gets, and whether it went the short way."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        lines = [
            f"GET {path} HTTP/1.1", f"host: {urlsplit(self.world.base).netloc}", "upgrade: websocket",
            "connection: Upgrade", "sec-websocket-version: 13", "sec-websocket-protocol: officina.v1",
            f"sec-websocket-key: {base64.b64encode(os.urandom(16)).decode()}",
            *(f"{name}: {value}" for name, value in headers),
        ]  # fmt: skip
        try:
            writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
            first = await asyncio.wait_for(reader.readline(), ANSWERED)
            return int(first.split()[1]), self.made[-1].talk is not None
        finally:
            writer.close()


@asynccontextmanager
async def listening(world: World) -> AsyncIterator[Listening]:
    """Serve this world; all lines are closed at the end."""
    made = Listening(world)
    server = await asyncio.get_running_loop().create_server(made.connection, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        for connection in list(made.given[1].connections):
            connection.transport.abort()
        await server.wait_closed()
