"""Many are told at once: who cannot take it now is told later; a fault in what some are told silences no others."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from app.core.view import Audience
from app.core.words import workshop
from app.live.connection import Connection
from app.live.faces import Faces, Step
from app.live.fanout import Fanout
from app.live.framing import PLAIN
from app.live.line import Line
from app.live.packets import Packet
from tests.laws.world import FACILITATOR, World

from .test_room import two_rooms


class Paper:
    """A pen that keeps what it wrote; it takes nothing while it is full."""

    def __init__(self) -> None:
        self.wrote: list[dict[str, Any]] = []
        self.full = self.dropped = False

    def ready(self) -> bool:
        return not self.full

    def write(self, messages: list[bytes]) -> None:
        self.wrote += [json.loads(message) for message in messages]

    def window(self) -> int:
        return PLAIN

    def tell(self, packets: list[Packet], window: int) -> int:
        self.write([message for packet in packets for message in packet.messages])
        return window

    def taker(self) -> Callable[[bytes], None] | None:
        return None if self.full else self.take

    def take(self, frame: bytes) -> None:
        assert frame[:2] == b"\x81\x7e"
        self.wrote.append(json.loads(frame[4:]))

    def watch(self, over: Callable[[], None]) -> None:
        self.over = over

    def fill(self) -> None:
        """It can take no more, and says so."""
        self.full = True
        self.over()

    def drop(self) -> None:
        self.dropped = True

    def spans(self) -> list[tuple[int, int]]:
        return [(said["from"], said["to"]) for said in self.wrote if said["t"] == "frame"]


def connected(fanout: Fanout, scope: str) -> Paper:
    pen = Paper()
    fanout.join(Connection(Line("room", None, scope), pen))
    return pen


async def beats(world: World, fanout: Fanout) -> int:
    """Something is said to everybody, and everybody is told."""
    await fanout.room.do(world.act(FACILITATOR, "facilitator", workshop.SendMessage(text="Ciao", lang="it")))
    list(fanout._tell_all(1000.0))
    return fanout.room.state.seq


def test_who_cannot_take_it_now_gets_one_bigger_frame_later() -> None:
    async def scene() -> None:
        room, _, world = await two_rooms()
        fanout = Fanout(room, lambda: 0, lambda people, here: None)
        quick, slow = connected(fanout, "all"), connected(fanout, "all")
        first = await beats(world, fanout)
        slow.fill()
        second, third = await beats(world, fanout), await beats(world, fanout)
        slow.full = False
        fourth = await beats(world, fanout)
        assert quick.spans() == [(1, first), (first + 1, second), (second + 1, third), (third + 1, fourth)]
        assert slow.spans() == [(1, first), (first + 1, fourth)]

    asyncio.run(scene())


def test_a_fault_in_what_some_are_told_does_not_silence_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        room, _, world = await two_rooms()
        fanout = Fanout(room, lambda: 0, lambda people, here: None)
        whole, narrow = connected(fanout, "all"), connected(fanout, "current")
        first = await beats(world, fanout)
        true = Faces._step

        def broken(self: Faces, state: Any, audience: Audience, since: int, mark: str) -> Step:
            if audience.scope == "current":
                raise LookupError("a fault")
            return true(self, state, audience, since, mark)

        monkeypatch.setattr(Faces, "_step", broken)
        second = await beats(world, fanout)
        assert whole.spans() == [(1, first), (first + 1, second)]
        assert (narrow.spans(), narrow.dropped, whole.dropped) == ([(1, first)], True, False)

    asyncio.run(scene())


def test_a_fault_in_one_beat_does_not_end_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        room, _, world = await two_rooms()
        fanout = Fanout(room, lambda: 0, lambda people, here: None)
        faults = iter((LookupError("a fault"), LookupError("another")))
        true = fanout._sweep

        def sometimes(now: float) -> None:
            for fault in faults:
                raise fault
            true(now)

        monkeypatch.setattr(fanout, "_sweep", sometimes)
        heard = connected(fanout, "all")
        for _ in range(3):
            await room.do(world.act(FACILITATOR, "facilitator", workshop.SendMessage(text="Ciao", lang="it")))
            await asyncio.sleep(0.1)
        assert heard.spans()[-1][1] == room.state.seq
        assert next(faults, None) is None, "both faults befell it"
        for connection in list(fanout.connections):
            fanout.leave(connection)

    asyncio.run(scene())
