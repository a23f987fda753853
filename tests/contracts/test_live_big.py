"""A board of a thousand notes and more: frames come in chunks that fit a message, and vanish as they came."""

from __future__ import annotations

import asyncio

import pytest

from tests.contracts.canon import MESSAGE_BYTES
from tests.contracts.conftest import HOUSES
from tests.contracts.gathering import gathered, play
from tests.contracts.house import House
from tests.contracts.test_live_commands import note_of
from tests.contracts.test_seattle import few_at_once
from tests.effort import effort

WRITERS, EACH = effort(35, 70), 29


@pytest.mark.slow
@pytest.mark.parametrize("house", HOUSES, indirect=True)
def test_a_big_board_comes_in_chunks_is_hidden_and_shown_again(house: House) -> None:
    async def scene() -> None:
        async with gathered(house, private=True) as g:
            people = await few_at_once(g.person(f"P{i}", there=i % 2 == 1) for i in range(WRITERS))
            ben = await g.person("Ben", scope="all", open_=False)
            ben.line.keep = True
            await ben.line.open()
            offers = [
                person.line.offer("note.add", note_of(g, person.line, f"{turn} parole lunghe " * 12))
                for turn in range(EACH)
                for person in people
            ]
            await asyncio.wait_for(asyncio.gather(*offers), 60)
            await g.boss.do("activity.reveal", {"id": g.board, "to": "room"})
            for line in (ben.line, people[0].line):
                await line.expect(lambda line=line: len(line.of("note")) == WRITERS * EACH, 20, "all notes")
            assert len(ben.line.mirror.last_frame) > 1, "a revealed board does not fit one message"
            await g.boss.do("activity.hide", {"id": g.board})
            await ben.line.expect(lambda: not ben.line.of("note"), 20, "all notes are gone")
            await people[0].line.expect(lambda: len(people[0].line.of("note")) == EACH, 20, "one's own stay")
            await g.boss.do("activity.reveal", {"id": g.board, "to": "room"})
            late = await g.person("Eva", scope="all", there=True)
            assert len(late.line.of("note")) == WRITERS * EACH
            assert max(len(text.encode()) for text in ben.line.heard) <= MESSAGE_BYTES
            await g.quiet()

    play(scene)
