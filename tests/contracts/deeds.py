"""What people do in a workshop, one thing after the other, and what must be left of it in the end."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Any

from tests.contracts.canon import law
from tests.contracts.client import Message
from tests.contracts.gathering import Gathering, Person
from tests.contracts.ledger import Ledger

DOTS = 3
REREAD = 60.0  # seconds in which every phone of a large room reads the whole board again, in one process


class Deeds:
    """Mixed commands of many people on one board with an open ballot: what they asked, and what must have come of it.

    A person's own things depend on their own commands alone, which run in order, so that the end is known.
    """

    def __init__(self, g: Gathering, ledger: Ledger, ideas: list[str], ballot: str) -> None:
        """`ideas` are notes that everybody may gather and vote on in `ballot`."""
        self.g, self.ledger, self.ideas, self.ballot = g, ledger, ideas, ballot
        self.mine: dict[str, dict[str, Message]] = {}
        self.gone: dict[str, set[str]] = {}
        self.votes: dict[str, dict[str, int]] = {}
        self.turn = 0

    async def work(self, who: Person, stop: asyncio.Event, chance: random.Random, pace: float) -> None:
        """Do one thing about every `pace` seconds until told to stop."""
        self.mine[who.id], self.gone[who.id], self.votes[who.id] = {}, set(), {}
        while not stop.is_set():
            self.turn += 1
            chance.choice((self._add, self._edit, self._move, self._remove, self._vote, self._gather, self._ready))(
                who, chance
            )
            try:
                await asyncio.wait_for(stop.wait(), chance.uniform(0, 2 * pace))
            except TimeoutError:
                continue

    def _ask(self, who: Person, k: str, d: Message) -> None:
        answer = who.line.offer(k, d)
        answer.add_done_callback(self._answered(who))

    def _answered(self, who: Person) -> Callable[[asyncio.Future[Message]], None]:
        def heard(answer: asyncio.Future[Message]) -> None:
            if answer.cancelled():
                return
            if trouble := answer.exception():
                who.line.broken = who.line.broken or trouble  # type: ignore[assignment]
                return
            self.ledger.acked(answer.result())

        return heard

    def _add(self, who: Person, chance: random.Random) -> None:
        note, text = who.line.new_id(), f"{who.id[:6]} {self.turn}"
        place = {"zone": chance.choice(self.g.zones), "x": chance.randrange(1001), "y": chance.randrange(1001)}
        self.mine[who.id][note] = place
        self.ledger.offered(note, text)
        self._ask(who, "note.add", {"id": note, "activity": self.g.board, "text": text, "lang": "it", **place})

    def _own(self, who: Person, chance: random.Random) -> str | None:
        standing = [note for note in self.mine[who.id] if note not in self.gone[who.id]]
        return chance.choice(standing) if standing else None

    def _edit(self, who: Person, chance: random.Random) -> None:
        note = self._own(who, chance)
        if note is None:
            self._add(who, chance)
            return
        text = f"{who.id[:6]} {self.turn} corretto"
        self.ledger.offered(note, text)
        self._ask(who, "note.edit", {"id": note, "text": text})

    def _move(self, who: Person, chance: random.Random) -> None:
        note = self._own(who, chance)
        if note is None:
            self._add(who, chance)
            return
        place = {"zone": chance.choice(self.g.zones), "x": chance.randrange(1001), "y": chance.randrange(1001)}
        self.mine[who.id][note] = place
        self._ask(who, "note.move", {"id": note, **place})

    def _remove(self, who: Person, chance: random.Random) -> None:
        """Take a note away, or bring one back."""
        if self.gone[who.id]:
            note = self.gone[who.id].pop()
            self._ask(who, "note.restore", {"id": note})
        elif note := self._own(who, chance) or "":
            self.gone[who.id].add(note)
            self._ask(who, "note.remove", {"id": note})

    def _vote(self, who: Person, chance: random.Random) -> None:
        given, target = self.votes[who.id], chance.choice(self.ideas)
        if target in given:
            del given[target]
            self._ask(who, "vote.take_back", {"ballot": self.ballot, "target": target})
        elif len(given) < DOTS:
            given[target] = 1
            self._ask(who, "vote.cast", {"ballot": self.ballot, "target": target, "value": 1})

    def _gather(self, who: Person, chance: random.Random) -> None:
        notes = chance.sample(self.ideas, 2)
        d = {"id": who.line.new_id(), "activity": self.g.board, "title": f"gruppo {self.turn}", "notes": notes}
        self._ask(who, "cluster.create", d)

    def _ready(self, who: Person, chance: random.Random) -> None:
        self._ask(who, "person.ready", {"id": who.id, "to": chance.random() < 0.5})

    def forget_gone(self) -> None:
        """What was taken away and not brought back must not be there."""
        for note in {note for gone in self.gone.values() for note in gone}:
            self.ledger.texts.pop(note)

    async def settle(self, people: list[Person]) -> None:
        """Notes lie where their authors put them last; the result is the sum of what people gave last."""
        known: dict[str, Any] = self.g.boss.mirror.records
        for person in people:
            for note, place in self.mine[person.id].items():
                if note not in self.gone[person.id]:
                    found = {name: known[note][name] for name in place}
                    law(found == place, "the last acknowledged place is the one kept", note, found, place)
        await self.g.boss.do("ballot.close", {"id": self.ballot})
        await self.g.quiet(wait=REREAD)
        counted = {r["target"]: r["dots"] for r in self.g.boss.of("tally")}
        given = {idea: sum(votes.get(idea, 0) for votes in self.votes.values()) for idea in self.ideas}
        law(counted == given, "tally = fold of ballots", counted, given)
