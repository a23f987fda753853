"""Commands sent again and again, shuffled, over two connections each: done once, answered alike, never exchanged."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.contracts import figures
from tests.contracts.canon import law, parse
from tests.contracts.client import Broken, Client, Message, Rejected
from tests.contracts.doubled import house_of
from tests.contracts.gathering import Gathering, Person
from tests.contracts.house import House, one_on_sqlite
from tests.contracts.ledger import Ledger
from tests.contracts.test_live_commands import note_of
from tests.effort import effort, windows

SEED = 20260404
COMMANDS, PEOPLE, TIMES = effort(204, 1000), effort(12, 50), effort(3, 5)
AT_ONCE, PACE = 25, 9.0  # sendings at once, and then a second: under the limit of 30 and 10
DOUBLE = "tests.doubles.faulty_server"
FAULTS = {
    "no_memory_at_all": "answered the same|already_there|done twice",
    "answers_anew": "repeated ack = first ack",
    "content_unseen": "other content",
}


@dataclass
class Sender:
    """Somebody with two connections, and what they send over either."""

    person: Person
    lines: list[Client]
    commands: list[Message] = field(default_factory=list)
    sent: Counter[tuple[int, str]] = field(default_factory=Counter)
    heard: list[int] = field(default_factory=lambda: [0, 0])
    acks: dict[tuple[int, str], list[Message]] = field(default_factory=dict)

    async def send(self, times: int, chance: random.Random) -> None:
        """Send each command so often, over both connections in turn, all of it shuffled."""
        due = [(n % 2, command) for command in self.commands for n in range(times)]
        chance.shuffle(due)
        for n, (way, command) in enumerate(due):
            line = self.lines[way]
            if (way, command["id"]) not in self.sent:
                line.mirror.note_sent(command)
                line.mirror.sent[command["id"]] += 1  # it may be known already by the other connection
            self.sent[way, command["id"]] += 1
            line.say(command)
            await asyncio.sleep(0 if n < AT_ONCE else 1 / PACE)

    def all_answered(self) -> bool:
        """Read what has been heard since; has every sending its answer? A no is raised."""
        for way, line in enumerate(self.lines):
            fresh, self.heard[way] = line.heard[self.heard[way] :], len(line.heard)
            for message in map(parse, fresh):
                if message["t"] == "reject":
                    raise Rejected(message)
                if message["t"] == "ack":
                    self.acks.setdefault((way, message["id"]), []).append(message)
        return {key: len(acks) for key, acks in self.acks.items()} == self.sent


async def sender(g: Gathering, name: str) -> Sender:
    """Somebody joins and opens two connections that keep what they hear."""
    person = await g.person(name, open_=False)
    person.line.keep = True
    lines = [person.line, await g.line(token=person.joined["token"], scope="all", keep=True, open_=False)]
    for line in lines:
        await line.open()
    return Sender(person, lines)


async def prepare(g: Gathering, who: Sender, ideas: list[str], ballot: str, wanted: int, ledger: Ledger) -> None:
    """Commands that each have their effect in whatever order they come."""
    line = who.lines[0]
    corrected = [await g.note(line, f"prima {n}") for n in range(wanted // 4)]
    asked: list[tuple[str, Message]] = []
    for note in corrected:
        ledger.offered(note, f"{note[:6]} corretto")
        asked.append(("note.edit", {"id": note, "text": f"{note[:6]} corretto"}))
    asked += [("vote.cast", {"ballot": ballot, "target": idea, "value": 1}) for idea in ideas]
    gathers = {"activity": g.board, "title": "gruppo", "notes": ideas}
    asked += [("cluster.create", {"id": line.new_id(), **gathers}) for _ in range(2)]
    while len(asked) < wanted:
        note = note_of(g, line, f"{line.new_id()[:8]} nuova")
        ledger.offered(note["id"], note["text"])
        asked.append(("note.add", note))
    who.commands = [{"t": "cmd", "id": line.new_id(), "k": k, "d": d} for k, d in asked[:wanted]]


async def resent(house: House, *, commands: int, people: int, times: int, seed: int) -> None:
    """The whole scene: prepare, send and send again, and then the reckoning."""
    figures.note(f"resent: seed {seed}, {commands} commands of {people} people, {times} times")
    chance = random.Random(seed)
    g = Gathering(house, chance=chance)
    try:
        await g.begin()
        ideas = [await g.note(g.boss, f"idea {n}") for n in range(3)]
        ballot = await g.vote(ideas, dots=3, secret=False)
        senders = [await sender(g, f"P{n}") for n in range(people)]
        ledger = Ledger(0)
        ledger.texts.update({idea: [f"idea {n}"] for n, idea in enumerate(ideas)})
        share = -(-commands // people)
        await asyncio.gather(*(prepare(g, who, ideas, ballot, share, ledger) for who in senders))
        for line in g.lines:
            line.heard.clear()
        ledger.began = await g.quiet()
        await asyncio.gather(*(who.send(times, random.Random(chance.random())) for who in senders))
        for who in senders:
            for line in who.lines:
                await line.expect(who.all_answered, 20, "every sending is answered")
        reckon(senders, ledger)
        await asyncio.gather(*(exchanged(who) for who in senders))
        await g.quiet()
        await g.agree()
        ledger.settle((await g.calls.call("GET", f"/workshops/{g.id}")).json)
        figures.note(f"{sum(sum(who.sent.values()) for who in senders)} sendings, {len(ledger.spans)} effects")
    finally:
        await g.end()


def reckon(senders: list[Sender], ledger: Ledger) -> None:
    """Each command had one effect; each of its answers is the first, and all but one say so."""
    for who in senders:
        for command in who.commands:
            acks = [ack for (_, name), acks in who.acks.items() if name == command["id"] for ack in acks]
            for ack in acks:
                law(ack["last"] is not None, "the command had an effect", command, ack)
                ledger.acked(ack)
            fresh = [ack for ack in acks if not ack.get("dup")]
            law(len(fresh) == 1, "one answer is the first, all others say dup: answered the same", acks)
    law(len(ledger.spans) == sum(len(who.commands) for who in senders), "as many effects as commands")


async def exchanged(who: Sender) -> None:
    """The same id with other content is refused."""
    for k in ("note.add", "vote.cast"):
        command = next(command for command in who.commands if command["k"] == k)
        other = {"text": "scambiata"} if k == "note.add" else {"value": 0}
        try:
            ack = await who.lines[1].do(k, {**command["d"], **other}, act=command["id"])
        except Rejected as no:
            law(no.code == "id_reused", "the same id with other content is refused as such", no.message)
        else:
            raise Broken(f"the same id with other content is refused | seen: {ack}")


@pytest.mark.slow
def test_commands_resent_and_shuffled_are_done_once_and_answered_alike(tmp_path: Path) -> None:
    with one_on_sqlite(tmp_path) as house:
        asyncio.run(resent(house, commands=COMMANDS, people=PEOPLE, times=TIMES, seed=SEED))


@pytest.mark.parametrize("fault", windows(FAULTS, "answers_anew"))
def test_a_planted_fault_is_caught(tmp_path: Path, fault: str) -> None:
    def rough() -> None:
        with house_of(DOUBLE, tmp_path, {"OFFICINA_PLANTED_FAULT": fault}) as house:
            asyncio.run(resent(house, commands=24, people=3, times=3, seed=7))

    with pytest.raises((Broken, Rejected), match=FAULTS[fault]):
        rough()
