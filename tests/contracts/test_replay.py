"""A real crowd: 1,921 people vote on 197 statements, in the order in which they did, as fast as they are heard."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.contracts import figures, polis
from tests.contracts.calls import Calls
from tests.contracts.canon import Broken, law
from tests.contracts.conftest import HOUSES
from tests.contracts.doubled import house_of
from tests.contracts.gathering import Gathering, play
from tests.contracts.house import House
from tests.contracts.ledger import Ledger
from tests.contracts.phone import Phone, Shelf
from tests.contracts.polis import TAIWAN, Vote
from tests.contracts.test_seattle import few_at_once
from tests.effort import FULL, effort, windows

CROWD, FEW, BURST = effort(40, 1921), 6, 30
BEAT = 8.0
DOUBLE = "tests.doubles.faulty_server"
FAULTS = {"take_back_lost": "as the source's last votes", "vote_doubled": "as the source's last votes"}


def crowd(most: int) -> list[int]:
    """So many people; those first who changed their mind, and in a small crowd nobody who has much to say."""
    votes = polis.votes(TAIWAN)
    given = Counter(vote.voter for vote in votes)
    last: dict[tuple[int, int], int] = {}
    fickle = set()
    for vote in votes:
        if last.get((vote.voter, vote.statement)) == 1 != vote.value:
            fickle.add(vote.voter)
        last[vote.voter, vote.statement] = vote.value
    found = [one for one in polis.people(TAIWAN) if FULL or given[one] <= BURST]
    return sorted(found, key=lambda one: one not in fickle)[:most]


@dataclass
class Replay:
    """Everybody of a conversation in one workshop, its statements on the board, and what all this came to."""

    g: Gathering
    phones: dict[int, Phone]
    ledger: Ledger
    notes: dict[int, str]

    async def write(self) -> None:
        """Each author writes their statements; whoever is not in this crowd has somebody there write them."""
        there = list(self.phones)
        for said in polis.statements(TAIWAN):
            phone = self.phones.get(said.author) or self.phones[there[said.number % len(there)]]
            name = self.notes[said.number] = f"{phone.chance.getrandbits(128):032x}"
            zone = self.g.zones[said.number % len(self.g.zones)]
            asked = {"id": name, "activity": self.g.board, "zone": zone, "text": said.text.strip(), "lang": "zh"}
            self.ledger.offered(name, said.text.strip())
            phone.ask("note.add", asked)
        await self.answered()

    async def vote(self, *, secret: bool) -> str:
        """All votes through a ballot with as many dots as statements; a dot where one agrees, else none."""
        await self.open(secret)
        given = [vote for vote in polis.votes(TAIWAN) if vote.voter in self.phones]
        began, acks = time.monotonic(), sum(phone.acks for phone in self.phones.values())
        for vote in given:
            self.phones[vote.voter].ask(*self.command(vote))
        await self.answered()
        seconds = time.monotonic() - began
        assert sum(phone.acks for phone in self.phones.values()) - acks == len(given)
        laters = sum(phone.laters for phone in self.phones.values())
        return (f"{len(self.phones)} people, {len(given)} votes in {seconds:.1f} s, {len(given) / seconds:.0f} a "
                f"second; {laters} told to come later")  # fmt: skip

    async def open(self, secret: bool) -> None:
        """A ballot on all statements, with a dot for each."""
        self.ballot, most = self.g.boss.new_id(), len(self.notes)
        settings = {"dots": most, "max": 1, "secret": secret, "shuffle": True}
        asked = {"id": self.ballot, "activity": self.g.board, "method": "dots", "settings": settings}
        self.ledger.acked(await self.g.boss.do("ballot.open", {**asked, "targets": list(self.notes.values())}))

    def command(self, vote: Vote) -> tuple[str, dict[str, object]]:
        """What a vote is here."""
        asked: dict[str, object] = {"ballot": self.ballot, "target": self.notes[vote.statement]}
        return ("vote.cast", {**asked, "value": 1}) if vote.value == 1 else ("vote.take_back", asked)

    async def answered(self) -> None:
        """Wait until every command of everybody has its answer."""
        await asyncio.gather(*(phone.wait(phone.idle, 900) for phone in self.phones.values()))

    async def settle(self) -> None:
        """All hold what the server would show them; nothing is lost, done twice, or missing in the journal."""
        view = (await self.g.calls.call("GET", f"/workshops/{self.g.id}")).json
        self.ledger.settle(view)
        await asyncio.gather(*(phone.check() for phone in self.phones.values()))

    async def close(self) -> None:
        """The ballot is closed; everybody is told the source's last votes, counted."""
        self.ledger.acked(await self.g.boss.do("ballot.close", {"id": self.ballot}, wait=120))
        at = await self.g.quiet()
        agreed = polis.agreements(TAIWAN, self.phones)
        truth = {note: agreed[number] for number, note in self.notes.items()}
        for phone in self.phones.values():
            await phone.reach(at, 120)
            told = {tally["target"]: tally["dots"] for tally in phone.of("tally")}
            law(told == truth, "all are told the tally as the source's last votes give it", told, truth)
        assert self.g.boss.mirror.records[self.ballot]["dots"] == sum(truth.values())


async def beats(phones: list[Phone]) -> None:
    """All say from time to time that they are there."""
    while True:
        await asyncio.sleep(BEAT)
        for phone in phones:
            phone.beat()


@contextlib.asynccontextmanager
async def together(house: House, most: int) -> AsyncIterator[Replay]:
    """A crowd with open phones, half of it at each process."""
    g = Gathering(house)
    await g.begin(title="UberX")
    shelf, ledger, people = Shelf(), Ledger(0), crowd(most)

    async def come(number: int) -> Phone:
        base = house.there if number % 2 else house.here
        joined = await asyncio.to_thread(Calls(base).join, g.code, f"Voce {number}", notice=notice)
        phone = Phone(base, g.id, joined["token"], shelf, ledger)
        open_.append(phone)
        return await phone.open()

    open_: list[Phone] = []
    beating = asyncio.create_task(beats(open_))
    notice = (await g.calls.call("GET", f"/join/{g.code}")).json["notice"]["version"]
    try:
        phones = dict(zip(people, await few_at_once(come(one) for one in people), strict=True))
        ledger.began = await g.quiet()
        yield Replay(g, phones, ledger, {})  # type: ignore[arg-type]
    finally:
        beating.cancel()
        for phone in open_:
            phone.hang_up()
        await g.end()


async def replay(house: House, *, secret: bool, most: int = CROWD) -> None:
    """The whole conversation."""
    async with together(house, most) as crowd:
        await crowd.write()
        figures.note(await crowd.vote(secret=secret))
        await crowd.close()
        await crowd.settle()


@pytest.mark.slow
@pytest.mark.parametrize("kind", windows(("open", "secret"), "secret"))
@pytest.mark.parametrize("house", HOUSES if FULL else HOUSES[:1], indirect=True)
def test_a_real_crowd_votes_and_the_tally_is_what_they_thought_in_the_end(house: House, kind: str) -> None:
    play(lambda: replay(house, secret=kind == "secret"))


@pytest.mark.slow
@pytest.mark.parametrize("fault", windows(FAULTS, "take_back_lost"))
def test_a_vote_that_is_lost_or_counted_twice_is_found(tmp_path: Path, fault: str) -> None:
    with (
        pytest.raises(Broken, match=FAULTS[fault]),
        house_of(DOUBLE, tmp_path, {"OFFICINA_PLANTED_FAULT": fault}) as house,
    ):
        play(lambda: replay(house, secret=True, most=FEW))
