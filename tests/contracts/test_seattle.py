"""A real consultation at its size: 339 people of Seattle, their 54 statements, and where they agreed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable

import pytest

from tests.contracts import polis
from tests.contracts.conftest import HOUSES
from tests.contracts.gathering import Gathering, Person, gathered, play
from tests.contracts.house import House

AT_ONCE = 12


async def few_at_once(work: Iterable[Awaitable[object]], limit: int = AT_ONCE) -> list[object]:
    """Do all of it, only so much at the same time."""
    gate = asyncio.Semaphore(limit)

    async def one(job: Awaitable[object]) -> object:
        async with gate:
            return await job

    return await asyncio.gather(*(one(job) for job in work))


async def arrive(g: Gathering) -> dict[int, Person]:
    """Everybody joins, half of them through each process."""
    people = polis.people()

    async def come(number: int) -> Person:
        return await g.person(f"Voce {number}", there=number % 2 == 1, language="en")

    return dict(zip(people, await few_at_once(come(number) for number in people), strict=True))  # type: ignore[arg-type]


async def write(g: Gathering, room: dict[int, Person]) -> dict[int, str]:
    """Each author writes their statements in their order; returns which note is which statement."""
    names: dict[int, str] = {}
    offers = []
    for said in polis.statements():
        line = room[said.author].line
        names[said.number] = line.new_id()
        asked = {
            "id": names[said.number],
            "activity": g.board,
            "zone": g.zones[said.number % len(g.zones)],
            "text": said.text,
            "lang": "en",
        }
        offers.append(line.offer("note.add", asked))
    await asyncio.wait_for(asyncio.gather(*offers), 60)
    return names


async def vote(room: dict[int, Person], ballot: str, names: dict[int, str]) -> None:
    """Every vote in the order it was given: a dot where one agrees, taken back by who changes their mind."""
    offers = []
    for given in polis.votes():
        if given.statement not in names:
            continue
        line, target = room[given.voter].line, names[given.statement]
        if given.value == 1:
            offers.append(line.offer("vote.cast", {"ballot": ballot, "target": target, "value": 1}))
        elif (given.voter, given.statement) in CHANGED:
            offers.append(line.offer("vote.take_back", {"ballot": ballot, "target": target}))
        if len(offers) % 100 == 0:
            await asyncio.sleep(0.05)
    await asyncio.wait_for(asyncio.gather(*offers), 120)


def changed() -> set[tuple[int, int]]:
    """Who agreed with what at some time and not at another."""
    seen: dict[tuple[int, int], set[int]] = {}
    for given in polis.votes():
        seen.setdefault((given.voter, given.statement), set()).add(given.value)
    return {key for key, values in seen.items() if 1 in values and len(values) > 1}


CHANGED = changed()


@pytest.mark.slow
@pytest.mark.parametrize("house", HOUSES, indirect=True)
def test_339_people_write_and_vote_and_the_tally_is_where_they_agreed(house: House) -> None:
    async def scene() -> None:
        async with gathered(house, title="15 dollars an hour") as g:
            room = await arrive(g)
            assert len(room) == 339
            names = await write(g, room)
            out = [names[said.number] for said in polis.statements() if said.out]
            for note in out:
                await g.boss.do("note.hide", {"id": note, "to": True})
            shown = {number: note for number, note in names.items() if note not in out}
            assert (len(names), len(out), len(shown)) == (54, 23, 31)
            await g.quiet()
            for person in room.values():
                held = {r["id"] for r in person.line.of("note") if r.get("by") != person.id}
                assert not held & set(out)
                assert held <= set(shown.values())
            ballot = await g.vote(list(shown.values()), dots=len(shown), most=1)
            await vote(room, ballot, shown)
            await g.boss.do("ballot.close", {"id": ballot})
            await g.quiet()
            agreed = polis.agreements()
            truth = {note: agreed[number] for number, note in shown.items()}
            for line in (g.boss, *(person.line for person in room.values())):
                assert {t["target"]: t["dots"] for t in line.of("tally")} == truth
            voters = {given.voter for given in polis.votes() if given.value == 1 and given.statement in shown}
            assert g.boss.mirror.records[ballot]["dots"] == sum(truth.values())
            assert 0 < g.boss.mirror.records[ballot]["voted"] <= len(voters)

    play(scene)
