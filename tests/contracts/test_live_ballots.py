"""Ballots of dots: budgets, secrecy while open, and what is left once closed."""

from __future__ import annotations

import asyncio
import json
import time

import pytest

from tests.contracts.client import Rejected
from tests.contracts.gathering import Gathering, Person, gathered, play
from tests.contracts.house import House


async def cast(who: Person, ballot: str, target: str, value: int) -> None:
    await who.line.do("vote.cast", {"ballot": ballot, "target": target, "value": value})


async def refused(who: Person, ballot: str, target: str, value: object) -> str:
    with pytest.raises(Rejected) as no:
        await who.line.do("vote.cast", {"ballot": ballot, "target": target, "value": value})
    return str(no.value.code)


async def stage(g: Gathering, n: int = 3) -> list[str]:
    """Some notes to vote on."""
    return [await g.note(g.boss, f"idea {i}") for i in range(n)]


def values(who: Person, ballot: str) -> dict[str, int]:
    """What this person's own records say they gave."""
    return {r["target"]: r["value"] for r in who.line.of("vote") if r["ballot"] == ballot}


def test_a_vote_sets_and_never_adds_within_ones_dots(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            a, b, c = await stage(g)
            ballot = await g.vote([a, b, c], dots=3, most=2)
            await ana.line.until(lambda known: known.get(ballot, {}).get("state") == "open")
            await cast(ana, ballot, a, 2)
            await cast(ana, ballot, a, 2)
            await cast(ana, ballot, b, 1)
            assert values(ana, ballot) == {a: 2, b: 1}
            await refused(ana, ballot, c, 1)
            for wrong in (3, -1, True, "1", None, [a]):
                await refused(ana, ballot, a, wrong)
            await refused(ana, ballot, "0" * 32, 1)
            await ana.line.do("vote.take_back", {"ballot": ballot, "target": a})
            assert values(ana, ballot) == {b: 1}
            await cast(ana, ballot, c, 2)
            await cast(ana, ballot, c, 0)
            assert {target: n for target, n in values(ana, ballot).items() if n} == {b: 1}

    play(scene)


def test_while_open_nobody_learns_a_choice_not_even_the_facilitator(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana, ben = await g.person("Ana"), await g.person("Ben", there=True)
            a, b, _ = targets = await stage(g)
            wall = await g.wall()
            for line in (g.boss, ben.line, wall):
                line.keep = True
            ballot = await g.vote(targets)
            await cast(ana, ballot, b, 1)
            for line in (g.boss, ben.line, wall):
                await line.until(lambda known: known[ballot]["voted"] == 1)
                assert not line.of("tally")
                assert not line.of("vote")
                assert not any(f"vote:{ballot}:{b}" in text for text in line.heard)
            assert values(ana, ballot) == {b: 1}, "there is something to leak"
            exported = await g.calls.call("GET", f"/workshops/{g.id}/export.json")
            assert exported.status == 200
            assert ana.id not in _near(exported.json, ballot)
            await cast(ana, ballot, a, 1)
            await g.quiet()
            assert g.boss.mirror.records[ballot]["voted"] == 1, "voted counts people"

    play(scene)


def _near(value: object, ballot: str) -> str:
    """Everything in an export that stands in one object with this ballot's id."""
    if isinstance(value, list):
        return "".join(_near(item, ballot) for item in value)
    if isinstance(value, dict):
        flat = json.dumps([item for item in value.values() if isinstance(item, str | int)])
        return (flat if ballot in flat else "") + "".join(_near(item, ballot) for item in value.values())
    return ""


def test_closing_counts_states_ties_and_unlinks_the_choices(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            people = [await g.person(f"P{i}", there=i % 2 == 1) for i in range(4)]
            a, b, c = targets = await stage(g)
            ballot = await g.vote(targets, dots=2, most=2)
            for who, choices in zip(people, ({a: 2}, {b: 1, a: 1}, {b: 2}, {}), strict=True):
                for target, n in choices.items():
                    await cast(who, ballot, target, n)
            await g.boss.do("ballot.close", {"id": ballot})
            await g.quiet()
            for line in (g.boss, people[0].line, people[3].line):
                known = line.mirror.records
                assert (known[ballot]["state"], known[ballot]["voted"], known[ballot]["dots"]) == (
                    "closed",
                    3,
                    6,
                )
                tally = {t["target"]: (t["dots"], t["rank"], t["tied"]) for t in line.of("tally")}
                assert tally == {a: (3, 1, True), b: (3, 1, True), c: (0, 3, False)}
                assert set(known) >= {f"tally:{ballot}:{target}" for target in targets}
                assert not line.of("vote"), "what one chose is nobody's any more, one's own neither"
            for target in targets:
                await refused(people[3], ballot, target, 1)
            with pytest.raises(Rejected):
                await people[0].line.do("vote.take_back", {"ballot": ballot, "target": a})
            with pytest.raises(Rejected):
                await people[0].line.do(
                    "vote.cast", {"ballot": ballot, "target": b, "value": 2}, act="f" * 32
                )
            assert (await g.boss.do("ballot.close", {"id": ballot}))["last"] is None, "closed once"

    play(scene)


def test_who_arrives_after_the_closing_sees_the_result(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            targets = await stage(g)
            ballot = await g.vote(targets)
            await cast(ana, ballot, targets[0], 1)
            await g.boss.do("ballot.close", {"id": ballot})
            late = await g.person("Eva", there=True)
            assert {t["target"]: t["dots"] for t in late.line.of("tally")} == dict(
                zip(targets, (1, 0, 0), strict=True)
            )

    play(scene)


def test_under_a_secret_ballot_everyone_is_served_every_quarter_second_and_acks_ride_it(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            people = [await g.person(f"P{i}") for i in range(6)]
            targets = await stage(g, 5)
            ballot = await g.vote(targets, dots=5)
            await g.quiet()
            watcher = await g.person("Eva", there=True)
            lines = [watcher.line, people[0].line]
            before = [line.mirror.frames for line in lines]
            began = time.monotonic()
            for target in targets:
                votes = [
                    p.line.offer("vote.cast", {"ballot": ballot, "target": target, "value": 1})
                    for p in people
                ]
                await asyncio.wait_for(asyncio.gather(*votes), 10)
            spent = time.monotonic() - began
            assert spent >= 4 * 0.25 * 0.8, "an ack waits for its tick"
            for line, frames in zip(lines, before, strict=True):
                assert line.mirror.frames - frames <= spent / 0.25 + 3, "one frame a tick, the voter's too"

    play(scene)


def test_only_a_tablet_or_the_facilitator_votes_for_somebody_on_paper(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            paper = g.boss.new_id()
            await g.boss.do("person.add", {"id": paper, "alias": "Nonno", "paper": True})
            targets = await stage(g)
            ballot = await g.vote(targets)
            vote = {"ballot": ballot, "target": targets[1], "value": 1}
            with pytest.raises(Rejected):
                await ana.line.do("vote.cast", vote, for_=paper)
            await g.boss.do("vote.cast", vote, for_=paper)
            await g.boss.until(lambda known: known[ballot]["voted"] == 1)
            await g.boss.do("ballot.close", {"id": ballot})
            await ana.line.until(lambda known: known.get(f"tally:{ballot}:{targets[1]}", {}).get("dots") == 1)

    play(scene)


def test_an_open_ballot_shows_its_count_when_it_is_not_secret_only_after_closing_too(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            targets = await stage(g)
            ballot = await g.vote(targets, secret=False)
            await cast(ana, ballot, targets[2], 1)
            await g.boss.until(lambda known: known[ballot]["voted"] == 1)
            assert not g.boss.of("tally")
            await g.boss.do("ballot.close", {"id": ballot})
            await g.boss.until(lambda known: known.get(f"tally:{ballot}:{targets[2]}", {}).get("dots") == 1)

    play(scene)


def test_hands_are_counted_after_the_phones_and_the_room_learns_of_them_at_the_close(house: House) -> None:
    """Two vote by phone, a slip is typed in, two more raise their hands: nobody is counted twice, nothing leaks."""

    async def refuses(g: Gathering, k: str, d: dict[str, object]) -> str:
        with pytest.raises(Rejected) as no:
            await g.boss.do(k, d)
        return str(no.value.code)

    async def scene() -> None:
        async with gathered(house) as g:
            ana, ben = await g.person("Ana"), await g.person("Ben", there=True)
            papers = [g.boss.new_id() for _ in range(3)]
            for at, id in enumerate(papers):
                await g.boss.do("person.add", {"id": id, "alias": f"Carta {at}", "paper": True})
            a, b, c = targets = await stage(g)
            wall = await g.wall()
            ballot = await g.vote(targets, dots=2)
            for who, target in ((ana, a), (ben, b)):
                await who.line.until(lambda known: known.get(ballot, {}).get("state") == "open")
                await cast(who, ballot, target, 1)
            await g.boss.do("vote.cast", {"ballot": ballot, "target": b, "value": 1}, for_=papers[0])
            assert await refuses(g, "ballot.hands", {"id": ballot, "target": a, "count": 1}) == "phones_open"
            with pytest.raises(Rejected):
                await ana.line.do("ballot.phones", {"id": ballot})
            await g.boss.do("ballot.phones", {"id": ballot})
            assert (await g.boss.do("ballot.phones", {"id": ballot}))["last"] is None, "closed once"
            for line in (ben.line, wall, g.boss):
                line.keep = True
                await line.until(lambda known: known[ballot]["state"] == "counting")
            assert await refused(ana, ballot, c, 1) == "phones_closed"
            with pytest.raises(Rejected) as late:
                await g.boss.do("vote.cast", {"ballot": ballot, "target": c, "value": 1}, for_=papers[1])
            assert late.value.code == "phones_closed"
            assert await refuses(g, "ballot.hands", {"id": ballot, "target": c, "count": 3}) == "too_many_hands"
            assert await refuses(g, "ballot.hands", {"id": ballot, "target": c, "count": 1, "value": 1}) == "bad_value"
            assert await refuses(g, "ballot.hands", {"id": ballot, "target": "0" * 32, "count": 1}) == "not_found"
            await g.boss.do("ballot.reopen", {"id": ballot})
            await ana.line.until(lambda known: known[ballot]["state"] == "open")
            assert await refuses(g, "ballot.hands", {"id": ballot, "target": a, "count": 1}) == "phones_open"
            await g.boss.do("ballot.phones", {"id": ballot})
            for line in (ana.line, ben.line, wall, g.boss):
                await line.until(lambda known: known[ballot]["state"] == "counting")
            for target, count in ((c, 2), (a, 2), (a, 1)):
                await g.boss.do("ballot.hands", {"id": ballot, "target": target, "count": count})
            await g.boss.until(lambda known: known[f"hands:{ballot}"]["people"] == 2)
            assert g.boss.mirror.records[f"hands:{ballot}"]["free"] == 2
            assert await refuses(g, "ballot.reopen", {"id": ballot}) == "hands_counted"
            exported = await g.calls.call("GET", f"/workshops/{g.id}/export.json")
            assert not [each for each in exported.json["records"] if each["kind"] in ("hands", "tally")]
            await g.boss.do("ballot.close", {"id": ballot})
            for line in (ben.line, wall, g.boss):
                await line.until(lambda known: known[ballot]["state"] == "closed")
                got = {t["target"]: (t["dots"], t["hands"]) for t in line.of("tally")}
                assert got == {a: (2, {"dots": 1}), b: (2, {"dots": 0}), c: (2, {"dots": 2})}
                told = line.mirror.records[ballot]
                assert (told["voted"], told["paper"], told["hands"], told["dots"]) == (5, 1, 2, 6)
                assert not line.of("hands")
            for line in (ben.line, wall):
                assert not any('"hands"' in text for text in line.heard if '"tally"' not in text), "nobody heard before"
            assert await refuses(g, "ballot.hands", {"id": ballot, "target": a, "count": 0}) == "ballot_closed"

    play(scene)


def test_a_decision_can_be_set_again_until_another_activity_begins(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            a, b, c = targets = await stage(g)
            ana = await g.person("Ana")
            ballot = await g.vote(targets, dots=2)
            await ana.line.until(lambda known: known.get(ballot, {}).get("state") == "open")
            for target in (a, b):
                await cast(ana, ballot, target, 1)
            await g.boss.do("ballot.close", {"id": ballot})
            for target in (a, b):
                await g.boss.do("ballot.decide", {"id": ballot, "target": target})
            with pytest.raises(Rejected) as no:
                await g.boss.do("ballot.decide", {"id": ballot, "target": c})
            assert no.value.code == "only_the_tied"
            await ana.line.until(lambda known: known[ballot].get("decided") == b)
            told = ana.line.mirror.records[ballot]
            assert (told["decisions"], sorted(told["tied"]), told["first"]) == ([a, b], sorted([a, b]), [b])
            await g.boss.do("activity.start", {"id": g.boards[1]})
            with pytest.raises(Rejected) as late:
                await g.boss.do("ballot.decide", {"id": ballot, "target": a})
            assert late.value.code == "decided"

    play(scene)
