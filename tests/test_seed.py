"""The demo: made by acts, whole, and made once."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from pathlib import Path

from app.core.state import State
from app.core.words import agenda, board, draft, roster, vote, workshop
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


def told_as_a_room_lives_it(state: State) -> None:
    """Minutes as planned, and what a real evening leaves behind: set aside, parked, said to all, promised."""
    steps = sorted(state.all(agenda.Activity), key=lambda found: found.order)
    begun = [found.started_at or 0 for found in steps]
    lasted = [round((after - before) / 60_000) for before, after in itertools.pairwise(begun)]
    assert lasted == [found.plan.minutes for found in steps[:-1]]
    notes = {note.text: note for note in state.all(board.Note)}
    ballot = next(state.all(vote.Ballot))
    starts = {found.id: found.started_at or 0 for found in steps}
    within = [(note.at - starts[note.activity]) / 60_000 for note in notes.values()]
    assert 0 <= min(within) <= max(within) <= 12
    assert sorted(text[:12] for text, note in notes.items() if note.aside) == ["Lucia non è ", "Quello coi b"]
    assert [text[:20] for text, note in notes.items() if note.parked] == ["Come potremmo avere "]
    assert "Nostalgia di casa, e non sa dove metterla" in notes
    assert len(list(state.all(workshop.Message))) == 3
    room = next(state.all(workshop.Workshop))
    assert room.answer_by is not None
    assert 29 < (room.answer_by - begun[-1]) / 86_400_000 < 31
    assert not any(person.help for person in state.all(roster.Person))
    assert ballot.activity == next(found.id for found in steps if found.plan.tool == "vote")
    said = " ".join(sentence.text for section in state.all(draft.Section) for sentence in section.sentences)
    assert "Renzo" not in said
    quoted = {sentence.quote for section in state.all(draft.Section) for sentence in section.sentences}
    assert not quoted & {note.id for note in notes.values() if note.aside}


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
    told_as_a_room_lives_it(state)
    assert second == first
    assert before == (finished.state.seq, lobby.state.seq)
