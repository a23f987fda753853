"""Four phones and a console, two rooms that crash on one journal, a lossy bell, lossy wires: do all hold the same?"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from app.core import view
from app.core.refusal import Refused
from app.core.types import Act
from app.core.words.roster import Erase
from app.core.words.vote import VoteUnlinked
from app.live import wire
from app.live.digest import digest
from app.live.line import Line
from app.live.room import Room
from tests.doubles.memory_journal import MemoryJournal, seeded

from .world import FACILITATOR, PEOPLE, WORKSHOP, World


class Broken(AssertionError):
    """A law that does not hold."""


async def inline(call: Callable[..., Any], *given: Any) -> Any:
    """Run a journal's call here and now, but let others have a turn before it."""
    await asyncio.sleep(0)
    return call(*given)


@dataclass
class Phone:
    """A client as the protocol asks it to be: an outbox, a cursor, and records that only frames change."""

    person: str
    role: str
    scope: str
    held: dict[str, Any] = field(default_factory=dict)
    cursor: int = 0
    mark: str = ""
    epoch: str = ""
    outbox: list[Act] = field(default_factory=list)
    acked: dict[str, tuple[Act, tuple[Any, Any]]] = field(default_factory=dict)
    refused: int = 0
    line: Line | None = None
    room: Room | None = None
    stage: list[dict[str, Any]] = field(default_factory=list)

    def take(self, raw: bytes, law: str) -> None:
        """One message from the server."""
        said = json.loads(raw)
        if said["t"] == "frame":
            self.frame(said, law)
        elif self.stage:
            raise Broken(f"C3 {law}: an answer between two chunks")
        elif said["t"] == "ack":
            self.ack(said, law)
        elif said["t"] == "reject" and said["retry"] == "never":
            self.outbox = [act for act in self.outbox if act.id != said["id"]]
            self.refused += 1
        elif said["t"] == "check" and said["sha256"] != digest(self.held.values()):
            raise Broken(f"C4 {law}: another digest at {said['at']}")

    def frame(self, said: dict[str, Any], law: str) -> None:
        if not said.get("whole") and said["from"] != self.cursor + 1:
            raise Broken(f"C1 {law}: from {said['from']} at cursor {self.cursor}")
        if said["to"] < self.cursor and not said.get("whole"):
            raise Broken(f"C1 {law}: back to {said['to']}")
        self.stage.append(said)
        if said.get("more"):
            return
        held = {} if said.get("whole") else dict(self.held)
        for chunk in self.stage:
            held |= {one["id"]: one for one in chunk["put"]}
            for id in chunk["drop"]:
                if id not in held:
                    raise Broken(f"V2 {law}: dropped {id}, which was not there")
                del held[id]
        self.held, self.cursor, self.mark, self.stage = held, said["to"], said["mark"], []

    def ack(self, said: dict[str, Any], law: str) -> None:
        if said["last"] is not None and said["last"] > self.cursor:
            raise Broken(f"C2 {law}: an ack of {said['last']} before its frame, at {self.cursor}")
        act = next((act for act in self.outbox if act.id == said["id"]), None)
        answer = (said["first"], said["last"])
        known = self.acked.get(said["id"])
        if known and known[1] != answer:
            raise Broken(f"C5 {law}: first {known[1]}, then {answer}")
        if act is not None:
            self.acked[act.id] = (act, answer)
            self.outbox.remove(act)

    def cut(self) -> None:
        """The network goes: what was on its way is lost, half a frame is forgotten."""
        self.line, self.stage = None, []


class Fuzz:
    """One run: a lived-in workshop, then `steps` random moves, then the faults end."""

    def __init__(self, seed: int, *, steps: int = 300, room: type[Room] = Room) -> None:
        self.seed, self.steps = seed, steps
        self.chance = random.Random(seed)
        self.journal = MemoryJournal(chance=seeded(seed))
        self.journal.create(WORKSHOP)
        self.world = World(self.chance)
        self.room = lambda: room(WORKSHOP, self.journal, lambda head: None, inline)
        self.rooms = [self.room() for _ in range(2)]
        people = [("participant", person) for person in PEOPLE[:4]]
        self.phones = [
            Phone(person, role, "current" if n % 2 else "all") for n, (role, person) in enumerate(people)
        ]
        self.phones.append(Phone(FACILITATOR, "facilitator", "all"))
        self.law = f"seed {seed}"
        self.moves: list[Callable[[Phone], Awaitable[None]]] = [
            self.propose, self.propose, self.send, self.send, self.send, self.deliver, self.deliver, self.lose_answer,
            self.resend, self.walk_over, self.drop_off, self.ring, self.check, self.erase, self.crash,
        ]  # fmt: skip

    async def run(self) -> Fuzz:
        """Live in it, break it, mend it, compare."""
        for act in self.world.beginning():
            self.world.do(act)
            await self.rooms[0].do(act)
        for phone in self.phones:
            await self.connect(phone, self.chance.choice(self.rooms))
        for step in range(self.steps):
            self.law = f"seed {self.seed} step {step}"
            await self.chance.choice(self.moves)(self.chance.choice(self.phones))
        await self.mend()
        await self.compare()
        return self

    async def propose(self, phone: Phone) -> None:
        """Something is asked on this phone; the world that imagines it follows the first room."""
        self.world.state = self.rooms[0].state
        act = self.world.next()
        for _ in range(30):
            if (act.via or act.person) == phone.person and act.role == phone.role:
                phone.outbox.append(act)
                return
            act = self.world.next()

    async def send(self, phone: Phone) -> None:
        """The oldest thing in the outbox goes out; its answer waits on the line."""
        if phone.line is not None and phone.room is not None and phone.outbox:
            await self.submit(phone, phone.room, phone.outbox[0])

    async def submit(self, phone: Phone, room: Room, act: Act) -> None:
        line = phone.line
        assert line is not None
        try:
            answer = await room.do(act, self.journal.digest(act.data))
        except Refused as refused:
            line.answer(None, wire.reject(act.id, refused, "no"))
        else:
            line.answer(answer.last, wire.ack(answer))

    async def deliver(self, phone: Phone) -> None:
        """What the line has to say arrives."""
        if phone.line is not None and phone.room is not None:
            for raw in phone.line.pull(phone.room.state, phone.room.faces, phone.room.mark):
                phone.take(raw, self.law)

    async def lose_answer(self, phone: Phone) -> None:
        """Sent and done, but the network goes before the phone hears of it."""
        await self.send(phone)
        await self.drop_off(phone)

    async def resend(self, phone: Phone) -> None:
        """The same command twice in one breath."""
        if phone.line is not None and phone.room is not None and phone.outbox:
            act = phone.outbox[0]
            await asyncio.gather(*(self.submit(phone, phone.room, act) for _ in range(2)))

    async def walk_over(self, phone: Phone) -> None:
        """Gone before the answer, back at the other process, which has not heard of anything yet."""
        await self.send(phone)
        others = [room for room in self.rooms if room is not phone.room]
        await self.connect(phone, others[0])
        await self.send(phone)

    async def drop_off(self, phone: Phone) -> None:
        if phone.line is not None and phone.room is not None:
            raw = phone.line.pull(phone.room.state, phone.room.faces, phone.room.mark)
            for one in raw[: self.chance.randint(0, len(raw))]:
                phone.take(one, self.law)
            phone.cut()
        elif phone.line is None:
            await self.connect(phone, self.chance.choice(self.rooms))

    async def ring(self, phone: Phone) -> None:
        """The bell is heard in one of the rooms."""
        await self.chance.choice(self.rooms).catch_up()

    async def crash(self, phone: Phone) -> None:
        """A process dies in the middle of whatever its phones have just asked; another begins cold in its place."""
        if self.chance.random() > 0.3:
            return
        room = self.chance.choice(self.rooms)
        here = [each for each in self.phones if each.room is room]
        sending = [each for each in here if each.line and each.outbox]
        asked = [asyncio.create_task(self.submit(each, room, each.outbox[0])) for each in sending]
        for _ in range(self.chance.randint(0, 15)):
            await asyncio.sleep(0)
        dying = [task for task in (*asked, room._worker) if task is not None]
        for task in dying:
            task.cancel()
        await asyncio.gather(*dying, return_exceptions=True)
        self.rooms[self.rooms.index(room)] = fresh = self.room()
        await fresh.load()
        for each in here:
            each.cut()
            each.room = None

    async def erase(self, phone: Phone) -> None:
        """Now and then somebody takes back everything they gave."""
        if self.chance.random() < 0.08:
            person = self.chance.choice(PEOPLE[2:])
            with contextlib.suppress(Refused):
                await self.chance.choice(self.rooms).do(self.world.act(person, "door", Erase(id=person)))

    async def check(self, phone: Phone) -> None:
        if phone.line is not None:
            phone.line.wants_check = True

    async def connect(self, phone: Phone, room: Room) -> None:
        """Hello, with where the phone was."""
        phone.cut()
        await room.catch_up() if room.epoch else await room.load()
        line = Line("room" if phone.role == "participant" else phone.role, phone.person, phone.scope)
        if phone.epoch == room.epoch and await room.marked(phone.cursor, phone.mark):
            line.stand(line.viewer(room.state).audience, phone.cursor)
        phone.line, phone.room, phone.epoch = line, room, room.epoch

    async def mend(self) -> None:
        """The faults end: everybody is connected and empties their outbox."""
        self.law = f"seed {self.seed} at the end"
        for phone in self.phones:
            await self.connect(phone, self.chance.choice(self.rooms))
            while phone.outbox:
                await self.send(phone)
                await self.deliver(phone)
        for room in self.rooms:
            await room.catch_up()
        for phone in self.phones:
            assert phone.line is not None
            phone.line.wants_check = True
            await self.deliver(phone)

    async def compare(self) -> None:
        """C6: every client holds the server's view, in either process and in one that starts cold."""
        cold = Room(WORKSHOP, self.journal, lambda head: None, inline)
        await cold.load()
        for phone in self.phones:
            assert phone.line is not None
            for name, room in (("first", self.rooms[0]), ("second", self.rooms[1]), ("cold", cold)):
                theirs = view.view(room.state, phone.line.viewer(room.state))
                if json.loads(json.dumps(theirs)) != phone.held:
                    odd = sorted(
                        i for i in theirs.keys() | phone.held.keys() if theirs.get(i) != phone.held.get(i)
                    )
                    raise Broken(
                        f"C6 {self.law}: {phone.role} {phone.scope} differs from the {name} room in {odd}"
                    )
        self.once()

    def once(self) -> None:
        """C7: what was acknowledged is in the journal exactly once, and nothing else is."""
        stored = self.journal.read(WORKSHOP)
        if [one.seq for one in stored] != list(range(1, len(stored) + 1)):
            raise Broken(f"C7 {self.law}: holes in the journal")
        spans: dict[tuple[str | None, str | None], list[int]] = {}
        for one in stored:
            if not isinstance(one.event, VoteUnlinked):
                spans.setdefault((one.person, one.act), []).append(one.seq)
        unlinked = {one.seq for one in stored if isinstance(one.event, VoteUnlinked)}
        for phone in self.phones:
            for act, (first, last) in phone.acked.values():
                found = spans.get((act.person, act.id), [])
                expected = [] if first is None else list(range(first, last + 1))
                if found != expected and not set(expected) <= unlinked:
                    raise Broken(
                        f"C7 {self.law}: {act.data} was acknowledged as {expected}, stored as {found}"
                    )


def run(seed: int, **options: Any) -> Fuzz:
    """One run of the fuzz; raises Broken with its seed."""
    return asyncio.run(Fuzz(seed, **options).run())
