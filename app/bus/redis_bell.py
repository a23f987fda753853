"""The doorbell over Redis publish/subscribe, for several processes on one or more machines."""

from __future__ import annotations

import asyncio
import contextlib

from redis.asyncio import Redis
from redis.exceptions import RedisError

from .bell import Heard, Met

CHANNEL = "officina:bell"
PRESENCE = "officina:presence"
CROWD = 500  # people of one message
PATIENCE = 1.0  # seconds for one ring, and between attempts to listen again


class RedisBell:
    """Rings, and tells who is there, each on its channel; when Redis is away both are dropped and heard again later."""

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

    async def tell(self, workshop: str, people: list[str], *, here: bool) -> None:
        """In messages of some hundred people; dropped when Redis is away, since all are named again soon."""
        for at in range(0, len(people), CROWD):
            said = " ".join((workshop, "+" if here else "-", *people[at : at + CROWD]))
            with contextlib.suppress(RedisError, OSError, asyncio.TimeoutError):
                await asyncio.wait_for(self.redis.publish(PRESENCE, said), PATIENCE)

    async def listen(self, heard: Heard, met: Met) -> None:
        """Until closed; a message that is no ring is ignored, since a forged hint must change timing only."""
        while not self.closed:
            with contextlib.suppress(RedisError, OSError, asyncio.TimeoutError):
                async with self.redis.pubsub(ignore_subscribe_messages=True) as channel:
                    await channel.subscribe(CHANNEL, PRESENCE)
                    await self._hear(channel, heard, met)
            if not self.closed:
                await asyncio.sleep(PATIENCE)

    async def _hear(self, channel: object, heard: Heard, met: Met) -> None:
        while not self.closed:
            message = await channel.get_message(timeout=5.0)  # type: ignore[attr-defined]
            if not message or not isinstance(message.get("data"), bytes):
                continue
            if message.get("channel") == PRESENCE.encode():
                crowd = crowd_of(message["data"])
                if crowd is not None:
                    met(*crowd)
            else:
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


def crowd_of(said: bytes) -> tuple[str, list[str], bool] | None:
    """The workshop, people and state of one message; None for what is not of this form."""
    words = said[:65536].decode("ascii", "ignore").split()
    if len(words) < 3 or words[1] not in ("+", "-"):
        return None
    return words[0], [word for word in words[2 : CROWD + 2] if len(word) <= 64], words[1] == "+"
