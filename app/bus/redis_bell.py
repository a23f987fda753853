"""The doorbell over Redis publish/subscribe, for several processes on one or more machines."""

from __future__ import annotations

import asyncio
import contextlib

from redis.asyncio import Redis
from redis.exceptions import RedisError

from .bell import Heard

CHANNEL = "officina:bell"
PATIENCE = 1.0  # seconds for one ring, and between attempts to listen again


class RedisBell:
    """Rings and listens on one channel; when Redis is away rings are dropped and listening starts again later."""

    def __init__(self, url: str) -> None:
        self.redis: Redis = Redis.from_url(
            url, socket_connect_timeout=PATIENCE, socket_timeout=None, health_check_interval=10
        )
        self.rings: asyncio.Queue[tuple[str, int]] = asyncio.Queue(maxsize=1000)
        self.task: asyncio.Task[None] | None = None
        self.closed = False

    async def ring(self, workshop: str, head: int) -> None:
        """Leave the ring to a task of its own: nobody who writes waits for Redis."""
        if self.task is None:
            self.task = asyncio.create_task(self._send())
        with contextlib.suppress(asyncio.QueueFull):
            self.rings.put_nowait((workshop, head))

    async def _send(self) -> None:
        while not self.closed:
            reached = dict([await self.rings.get()])
            while not self.rings.empty():
                workshop, head = self.rings.get_nowait()
                reached[workshop] = max(head, reached.get(workshop, 0))
            with contextlib.suppress(RedisError, OSError, asyncio.TimeoutError):
                said = " ".join(f"{workshop}={head}" for workshop, head in reached.items())
                await asyncio.wait_for(self.redis.publish(CHANNEL, said), PATIENCE)

    async def listen(self, heard: Heard) -> None:
        """Until closed; a message that is no ring is ignored, since a forged hint must change timing only."""
        while not self.closed:
            with contextlib.suppress(RedisError, OSError, asyncio.TimeoutError):
                async with self.redis.pubsub(ignore_subscribe_messages=True) as channel:
                    await channel.subscribe(CHANNEL)
                    await self._hear(channel, heard)
            if not self.closed:
                await asyncio.sleep(PATIENCE)

    async def _hear(self, channel: object, heard: Heard) -> None:
        while not self.closed:
            message = await channel.get_message(timeout=5.0)  # type: ignore[attr-defined]
            if message and isinstance(message.get("data"), bytes):
                for workshop, head in rings(message["data"]):
                    heard(workshop, head)

    async def close(self) -> None:
        """Stop ringing and listening."""
        self.closed = True
        if self.task is not None:
            self.task.cancel()
        with contextlib.suppress(RedisError, OSError):
            await self.redis.aclose()


def rings(said: bytes) -> list[tuple[str, int]]:
    """The (workshop, head) pairs of one message; nothing for what is not of this form."""
    found = []
    for word in said[:65536].decode("ascii", "ignore").split():
        workshop, sign, head = word.partition("=")
        if sign and head.isdigit() and len(head) < 16:
            found.append((workshop, int(head)))
    return found
