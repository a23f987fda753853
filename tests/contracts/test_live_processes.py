"""People in different processes are in one workshop (PROTOCOL.md: Principles 1 and 7)."""

from __future__ import annotations

import asyncio
import time

from tests.contracts.gathering import gathered, play
from tests.contracts.house import House
from tests.contracts.test_live_commands import note_of


def test_what_is_written_here_is_read_there_soon(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana, ben = await g.person("Ana"), await g.person("Ben", there=True)
            for writer, reader in ((ana, ben), (ben, ana)) * 3:
                began = time.monotonic()
                note = await g.note(writer.line, "ciao")
                await reader.line.until(lambda known, name=note: name in known)
                assert time.monotonic() - began < 2.5

    play(scene)


def test_many_hands_in_both_processes_leave_one_truth(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            people = [await g.person(f"P{i}", there=i % 2 == 1) for i in range(10)]
            shared = await g.note(g.boss, "di tutti")
            wall = await g.wall(there=True)
            offers = []
            for turn in range(8):
                for person in people:
                    offers.append(person.line.offer("note.add", note_of(g, person.line, f"{turn}")))
                    if turn == 4:
                        await person.line.lose()
                        person.line.base = house.there if person.line.base == house.here else house.here
                        await person.line.open()
                offers.append(g.boss.offer("note.move", {"id": shared, "x": turn * 100, "y": 0}))
                await asyncio.sleep(0.02)
            answers = await asyncio.wait_for(asyncio.gather(*offers), 30)
            spans = sorted((a["first"], a["last"]) for a in answers if a["last"])
            assert len(spans) == len(set(spans)), "no two commands made the same event"
            await g.quiet()
            digests = {person.line.mirror.records[shared]["x"] for person in people} | {
                wall.mirror.records[shared]["x"]
            }
            assert digests == {700}
            assert len(g.boss.of("note")) == 81
            marks = [line.mirror.marks for line in g.lines]
            merged: dict[int, str] = {}
            for known in marks:
                for seq, mark in known.items():
                    assert merged.setdefault(seq, mark) == mark, "an event has one mark, in every process"

    play(scene)


def test_the_epoch_is_the_workshops_not_the_processs(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            await ana.line.lose()
            ana.line.base = house.there
            await ana.line.open()
            assert ana.line.mirror.wholes == 1, "the other process knows the mark"

    play(scene)
