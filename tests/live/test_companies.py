"""Those who are told together: whatever befalls one of them, each holds in the end what it may see, without a gap."""

from __future__ import annotations

import asyncio
import random
import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.core.refusal import Refused
from app.core.view import Audience, Viewer, view
from app.live.connection import Connection
from app.live.faces import Faces, Step
from app.live.fanout import Fanout
from app.live.framing import DEFLATED_TEXT, NEVER, NONE, PLAIN, TAIL
from app.live.line import Line
from app.live.packets import Packet, Shared
from tests.laws.fuzz import Broken, Phone
from tests.laws.world import FACILITATOR, LIBRARIAN, PEOPLE

from .test_room import two_rooms

STAFF = (("wall", None), ("facilitator", FACILITATOR), ("librarian", LIBRARIAN))
STEPS, SEEDS = 200, (1, 2, 3)
BEAT = 0.3  # seconds between two beats: some changes may wait, others not


class Set:
    """A phone with its pen and its inflater; it checks every message as it comes, and knows how it came."""

    def __init__(self, line: Line, law: str, deflate: int = PLAIN) -> None:
        self.phone = Phone(line.person or "", line.role, line.scope)
        self.line, self.law = line, law
        self.full = self.gone = False
        self.direct = self.short = 0
        self.deflate, self.inflater = deflate, zlib.decompressobj(-zlib.MAX_WBITS)
        self.over: Callable[[], None] = lambda: None

    def ready(self) -> bool:
        return not self.full

    def write(self, messages: list[bytes]) -> None:
        for message in messages:
            self.phone.take(message, self.law)

    def window(self) -> int:
        return self.deflate

    def tell(self, packets: list[Packet], window: int) -> int:
        for packet in packets:
            frame, window = packet.frame(window)
            self.read(frame)
        return window

    def taker(self) -> Callable[[bytes], None] | None:
        return None if self.full else self.take

    def take(self, frames: bytes) -> None:
        assert not self.full, "written to although it said that it can take no more"
        self.read(frames)
        self.direct += 1

    def read(self, frames: bytes) -> None:
        while frames:
            start = {126: 4, 127: 10}.get(frames[1], 2)
            size = int.from_bytes(frames[2:start], "big") if start > 2 else frames[1]
            body = frames[start : start + size]
            self.phone.take(self.inflated(body) if frames[0] == DEFLATED_TEXT else body, self.law)
            frames = frames[start + size :]

    def inflated(self, body: bytes) -> bytes:
        """As a browser does it: with all that it inflated before at hand, or with nothing where that was agreed."""
        assert self.deflate != PLAIN, "deflated for somebody who cannot inflate"
        self.short += 1
        if self.deflate == NEVER:
            self.inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            return self.inflater.decompress(body + TAIL)
        except zlib.error as wrong:
            raise Broken(f"{self.law}: not readable: {wrong}") from wrong

    def watch(self, over: Callable[[], None]) -> None:
        self.over = over

    def drop(self) -> None:
        self.gone = True


class Crowd:
    """Everybody who may look at a workshop, most of them twice, while it lives and their connections come and go."""

    def __init__(self, seed: int) -> None:
        self.seed, self.chance, self.now = seed, random.Random(seed), 1000.0

    async def run(self) -> Crowd:
        self.room, _, self.world = await two_rooms()
        self.fanout = Fanout(self.room, lambda: 0, lambda people, here: None)
        viewers = [*(("room", person) for person in PEOPLE), *STAFF]
        self.sets = [
            self.connect(Line(*each, scope)) for each in viewers for scope in ("all", "all", "current")
        ]
        for step in range(STEPS):
            self.law = f"seed {self.seed} step {step}"
            await self.live()
            self.disturb(self.chance.randrange(len(self.sets)))
            self.beat()
        self.settle()
        return self

    def connect(self, line: Line, since: Phone | None = None) -> tuple[Set, Connection]:
        """Somebody comes, or comes back with what they hold."""
        made = Set(line, f"seed {self.seed}", self.chance.choice((PLAIN, NEVER, NONE, NONE)))
        if since is not None:
            made.phone = since
            line.stand(self.room.faces.same(line.viewer(self.room.state).audience), since.cursor)
        connection = Connection(line, made)
        self.fanout.join(connection)
        return made, connection

    async def live(self) -> None:
        self.world.state = self.room.state
        act = self.world.next()
        try:
            await self.room.do(act)
        except Refused:
            return
        asked = [connection for _, connection in self.sets if connection.line.person == act.person]
        for connection in asked[:1]:
            self.fanout.answer(connection, self.room.state.seq, b'{"t":"said"}')

    def disturb(self, n: int) -> None:
        """Something befalls one of them."""
        found, connection = self.sets[n]
        what = self.chance.random()
        if what < 0.2 and not found.full:
            found.full = True
            found.over()
        elif what < 0.5:
            found.full = False
        elif what < 0.6:
            self.fanout.check(connection)
        elif what < 0.7:
            self.fanout.leave(connection)
            line = Line(found.line.role, found.line.person, found.line.scope)
            found.phone.stage = []
            self.sets[n] = self.connect(line, found.phone)
        elif what < 0.75:
            scope = self.chance.choice(("all", "current"))
            self.fanout.again(connection, Line(found.line.role, found.line.person, scope))

    def beat(self) -> None:
        self.now += self.chance.random() * BEAT
        list(self.fanout._tell_all(self.now))

    def settle(self) -> None:
        """All can take what there is, and are asked what they hold."""
        self.now += 10
        for found, connection in self.sets:
            found.full = False
            self.fanout.check(connection)
        list(self.fanout._tell_all(self.now))
        state = self.room.state
        for found, _ in self.sets:
            line = found.line
            viewer = Viewer(line.viewer(state).audience, line.person)
            if found.phone.held != view(state, viewer):
                raise Broken(f"{self.law}: {line.role} {line.scope} holds something else")


def play(seed: int) -> Crowd:
    return asyncio.run(Crowd(seed).run())


@pytest.mark.parametrize("seed", SEEDS)
def test_C1_C4_V3_each_holds_what_it_may_see_whoever_it_is_told_with(seed: int) -> None:
    crowd = play(seed)
    assert sum(found.direct for found, _ in crowd.sets) > 500, "hardly anybody was told with others"
    assert len(crowd.fanout.companies.found) > 3
    assert sum(found.short for found, _ in crowd.sets) > 500, "hardly anything was deflated"
    assert not any(found.gone for found, _ in crowd.sets)


def all_alike(true: Callable[..., Step]) -> Callable[..., Step]:
    """A fault: nobody is told more than the others."""

    def step(self: Faces, state: object, audience: Audience, since: int, mark: str) -> Step:
        return replace(true(self, state, audience, since, mark), apart=frozenset())

    return step


def test_F1_a_fault_in_who_is_told_together_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Faces, "_step", all_alike(Faces._step))
    with pytest.raises(Broken):
        play(1)


def one_window(true: Callable[..., tuple[bytes, int]]) -> Callable[..., tuple[bytes, int]]:
    """A fault: who was told otherwise is taken to read on where the stream is."""

    def frame(self: Shared, window: int) -> tuple[bytes, int]:
        said, now = true(self, window)
        return said, window if window > NONE else now

    return frame


def test_F1_a_fault_in_what_an_inflater_is_taken_to_hold_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Shared, "frame", one_window(Shared.frame))
    with pytest.raises(Broken):
        play(1)
