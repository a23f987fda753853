"""Limits and liveness: how much one may ask, how long one may be silent, how the server says goodbye."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from tests.contracts.client import Client, Refused, Rejected
from tests.contracts.gathering import gathered, play
from tests.contracts.house import House, one_on_sqlite
from tests.contracts.test_live_commands import note_of


def test_thirty_at_once_then_ten_a_second_and_later_is_obeyed_in_order(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana, ben = await g.person("Ana"), await g.person("Ben")
            began = time.monotonic()
            offers = [ana.line.offer("note.add", note_of(g, ana.line, f"{i:02}")) for i in range(55)]
            other = await ben.line.do("note.add", note_of(g, ben.line, "io intanto"))
            assert not all(each.done() for each in offers), "others do not wait"
            answers = await asyncio.wait_for(asyncio.gather(*offers), 30)
            assert time.monotonic() - began >= 1.8, "thirty at once, and then ten a second"
            assert ana.line.outbox.laters >= 1
            lasts = [answer["last"] for answer in answers]
            assert lasts == sorted(lasts), "what was refused for later kept its place"
            assert other["last"] not in lasts

    play(scene)


def test_who_does_not_wait_is_told_later_each_time_and_nothing_is_done(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana", open_=False)
            ana.line.outbox.patient = False
            await ana.line.open()
            began = time.monotonic()
            offers = [ana.line.offer("note.add", note_of(g, ana.line, f"{i}")) for i in range(80)]
            answers = await asyncio.gather(*offers, return_exceptions=True)
            seconds = time.monotonic() - began
            noes = [a for a in answers if isinstance(a, Rejected)]
            assert all(no.retry == "later" and no.message["after"] > 0 for no in noes)
            assert 30 <= len(answers) - len(noes) <= 31 + 10 * seconds
            assert noes, "more was asked than may be"
            await g.quiet()
            assert len(g.boss.of("note")) == len(answers) - len(noes)

    play(scene)


def test_a_person_has_at_most_five_sockets(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            lines = [ana.line]
            for _ in range(6):
                line = Client(house.here, g.id, token=ana.joined["token"])
                g.lines.append(line)
                lines.append(line)
                try:
                    await line.open()
                except Refused:
                    continue
            await asyncio.sleep(0.3)
            standing = [line for line in lines if line.connected]
            assert len(standing) == 5, [line.mirror.bye for line in lines]
            await standing[0].close()
            ben = await g.person("Ben")
            assert ben.line.connected, "the limit is each person's own"

    play(scene)


def test_a_note_holds_two_thousand_code_points(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            note = await g.note(ana.line, "𝄞" * 2000)
            assert len(ana.line.mirror.records[note]["text"]) == 2000
            with pytest.raises(Rejected):
                await g.note(ana.line, "a" * 2001)

    play(scene)


def test_a_second_check_at_once_does_no_harm(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            for _ in range(5):
                ana.line.say({"t": "check"})
            await ana.line.expect(lambda: ana.line.mirror.checks >= 1, 8, "the first is answered")
            note = await g.note(ana.line, "ancora qui")
            assert note in ana.line.mirror.records
            assert ana.line.mirror.checks == 1, "at most one in limits.check"
            await ana.line.close()

    play(scene)


@pytest.mark.slow
def test_silence_is_noticed_and_a_quiet_line_is_kept(tmp_path: Path) -> None:
    async def scene(house: House) -> None:
        async with gathered(house) as g:
            quiet, dead = await g.person("Ana"), await g.person("Ben")
            dead.line.deaf()
            began = time.monotonic()
            await dead.line.gone(wait=40)
            assert 20 <= time.monotonic() - began <= 32
            assert quiet.line.connected
            assert quiet.line.pings_heard + quiet.line.pings_said >= 1, "after ten quiet seconds somebody asks"

    with one_on_sqlite(tmp_path) as house:
        asyncio.run(scene(house))
