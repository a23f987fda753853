"""The demo: made by acts, whole, and made once."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

from app.core.words import board, draft, roster, vote, workshop
from app.live.room import Room
from app.main import open_house
from app.seed import Demo, seed
from app.settings import read_settings


async def twice(folder: Path) -> tuple[Demo, Demo, Room, Room, tuple[int, int]]:
    """The demo made, and looked for again, with both of its rooms."""
    house = open_house(read_settings(data_dir=folder, development=True, database_url="", redis_url=""))
    house.rooms.start()
    try:
        first = await seed(house)
        finished, lobby = await house.rooms.get(first.finished), await house.rooms.get(first.lobby)
        before = (finished.state.seq, lobby.state.seq)
        second = await seed(house)
        await finished.catch_up()
        await lobby.catch_up()
        return first, second, finished, lobby, before
    finally:
        await house.rooms.close()
        await house.journal.close()


def test_the_demo_is_an_evening_as_people_would_have_it(tmp_path: Path) -> None:
    first, second, finished, lobby, before = asyncio.run(twice(tmp_path))
    state = finished.state
    written = [note for note in state.all(board.Note) if note.source is None]
    assert len(written) >= 60
    assert {"it", "ar", "zh", "es", "uk", "ro"} <= {note.lang for note in written}
    assert len([person for person in state.all(roster.Person) if person.paper]) == 3
    assert sorted(cluster.title for cluster in state.all(board.Cluster)) == [
        "I figli come interpreti", "Non so se è per me", "Paura di sbagliare davanti agli altri",
        "So fare cose che qui nessuno chiede",
    ]  # fmt: skip
    ranks = Counter(tally.rank for tally in state.all(vote.Tally))
    assert ranks[1] == 1
    assert ranks[2] == 2
    ballot = next(state.all(vote.Ballot))
    assert (ballot.open, ballot.voted, ballot.paper, ballot.dots) == (False, 23, 3, 60)
    sections = {section.key: section for section in state.all(draft.Section)}
    assert sections["ask"].sentences[0].evidence
    assert not sections["resources"].sentences, "a gap stays a question"
    assert state.need(workshop.Workshop, first.finished).state == "closed"
    waiting = lobby.state.need(workshop.Workshop, first.lobby)
    assert (waiting.state, lobby.state.count("people")) == ("lobby", 9)
    assert second == first
    assert before == (finished.state.seq, lobby.state.seq)
