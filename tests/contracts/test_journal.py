"""The journal's promises, the same for memory, SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.core.types import Event
from app.core.words.board import NoteAdded, NoteRemoved
from app.core.words.roster import PersonErased, PersonJoined
from app.core.words.vote import BallotClosed, BallotOpened, Result, Settings, VoteCast, VoteUnlinked
from app.store.db import Database
from app.store.journal import Accepted, Batch, Conflict, Journal, Stored, Unavailable, Write
from app.store.trouble import Unreadable
from tests.doubles.memory_journal import MemoryJournal
from tests.doubles.stores import open_journal, plant_workshop

NOON = 1_790_000_000_000


def new_id() -> str:
    return secrets.token_hex(16)


@dataclass
class Place:
    """A journal to be tested, and how a workshop is begun in it."""

    journal: Any
    begin: Callable[[], str]
    database: Database | None = None


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "memory":
        memory = MemoryJournal()
        yield Place(memory, lambda: begin_in_memory(memory))
        return
    url = f"sqlite:///{tmp_path / 'o.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    journal, database = open_journal(url, tmp_path)
    yield Place(journal, lambda: plant_workshop(database), database)
    asyncio.run(journal.close())
    database.close()


def begin_in_memory(memory: MemoryJournal) -> str:
    workshop = new_id()
    memory.create(workshop)
    return workshop


def note(text: str = "Più sedie accanto alle finestre", by: str | None = None) -> NoteAdded:
    return NoteAdded(id=new_id(), activity="a1", by=by or new_id(), text=text, lang="it")


def write(*events: Event, act: str | None = "", person: str | None = None, digest: str = "d", at: int = NOON,
          remember: bool = True) -> Write:  # fmt: skip
    """A write as a room makes it; `act=None` is the server's own."""
    act = new_id() if act == "" else act
    return Write(act, person or new_id(), at, events, digest, remember)


def append(journal: Any, workshop: str, seen: int, *writes: Write) -> list[Accepted]:
    found: list[Accepted] = asyncio.run(journal.append(Batch(workshop, seen, writes)))
    return found


def test_what_was_appended_is_read_back_whole(place: Place) -> None:
    workshop, event = place.begin(), note(text="NUL \x00, عربي, 中文, 🙂 e \u202e rovescio")
    made = write(event, PersonJoined(by="p", role="participant", alias="Ada"))
    answer = append(place.journal, workshop, 0, made)
    assert answer == [Accepted(made.act or "", made.person or "", 1, 2, "d")]
    first, second = place.journal.read(workshop)
    assert first == Stored(1, NOON, made.person, made.act, place.journal.mark(workshop, 1), event)
    assert (second.seq, second.event) == (2, made.events[1])
    assert len(first.mark) >= 8
    assert first.mark != second.mark


def test_numbers_have_no_holes_and_slices_agree(place: Place) -> None:
    workshop = place.begin()
    for start in range(0, 30, 3):
        append(place.journal, workshop, start, write(note(), note()), write(note()))
    whole = place.journal.read(workshop)
    assert [stored.seq for stored in whole] == list(range(1, 31))
    assert place.journal.read(workshop, after=10, upto=20) == whole[10:20]
    assert place.journal.read(workshop, after=25, limit=3) == whole[25:28]
    assert place.journal.read(workshop, after=30) == []
    assert place.journal.read(new_id()) == []


def test_head_tells_where_it_stands(place: Place) -> None:
    workshop, other = place.begin(), place.begin()
    before = place.journal.head(workshop)
    assert (before.seq, before.mark, before.purged) == (0, "", 0)
    append(place.journal, workshop, 0, write(note(), note()))
    after = place.journal.head(workshop)
    assert (after.seq, after.epoch, after.mark) == (2, before.epoch, place.journal.mark(workshop, 2))
    assert place.journal.head(other).epoch != after.epoch
    assert place.journal.heads([workshop, other, new_id()]) == {workshop: 2, other: 0}
    assert place.journal.mark(workshop, 3) is None
    with pytest.raises(LookupError):
        place.journal.head(new_id())


def test_who_saw_less_than_all_is_refused_whole(place: Place) -> None:
    workshop = place.begin()
    append(place.journal, workshop, 0, write(note()))
    late = write(note(), note())
    for seen in (0, 2):
        with pytest.raises(Conflict):
            append(place.journal, workshop, seen, write(note()), late)
    assert place.journal.head(workshop).seq == 1
    assert len(place.journal.read(workshop)) == 1
    assert place.journal.known(workshop, late.person, late.act) is None
    with pytest.raises(Conflict):
        append(place.journal, new_id(), 0, write(note()))


def test_an_act_is_known_with_its_first_answer(place: Place) -> None:
    workshop, made = place.begin(), write(note(), digest="first")
    answers = append(place.journal, workshop, 0, made)
    assert place.journal.known(workshop, made.person, made.act) == answers[0]
    assert place.journal.known(workshop, new_id(), made.act) is None
    assert place.journal.known(place.begin(), made.person, made.act) is None
    keys = [(made.person, made.act), (new_id(), made.act), (made.person, new_id())]
    assert place.journal.known_among(workshop, keys) == {keys[0]: answers[0]}
    assert place.journal.known_among(workshop, []) == {}
    for again in (made, write(note(), act=made.act, person=made.person, digest="other")):
        with pytest.raises(Conflict):
            append(place.journal, workshop, 1, again)
    assert place.journal.known(workshop, made.person, made.act) == answers[0]
    assert len(place.journal.read(workshop)) == 1


def test_an_act_that_changed_nothing_is_known_too(place: Place) -> None:
    workshop, made = place.begin(), write(digest="x")
    answers = append(place.journal, workshop, 0, made)
    assert answers == [Accepted(made.act or "", made.person or "", None, None, "x")]
    assert place.journal.known(workshop, made.person, made.act) == answers[0]
    assert place.journal.head(workshop).seq == 0
    with pytest.raises(Conflict):
        append(place.journal, workshop, 0, made)


def test_what_is_not_to_be_remembered_is_not(place: Place) -> None:
    workshop, made = place.begin(), write(note(), remember=False)
    append(place.journal, workshop, 0, made, write(note(), act=None, person=None))
    assert place.journal.known(workshop, made.person, made.act) is None
    assert append(place.journal, workshop, 2, made)[0].first == 3


def test_one_act_twice_in_a_batch_is_refused(place: Place) -> None:
    workshop, made = place.begin(), write(note())
    with pytest.raises(ValueError, match="twice"):
        append(place.journal, workshop, 0, made, made)
    assert place.journal.head(workshop).seq == 0


def test_the_digest_depends_on_content_and_key(place: Place) -> None:
    digest = place.journal.digest
    assert digest(note("a", by="x")) != digest(note("b", by="x"))
    same = NoteRemoved(id="n")
    assert digest(same) == digest(NoteRemoved(id="n"))
    assert digest({"b": 1, "a": 2}) == digest({"a": 2, "b": 1})
    assert MemoryJournal(key=b"other").digest(same) != digest(same)


def test_what_cannot_be_stored_harms_nobody_else(place: Place) -> None:
    workshop, other = place.begin(), place.begin()

    async def both() -> list[Any]:
        bad = place.journal.append(Batch(workshop, 0, (write(note(text="\ud800")),)))
        good = place.journal.append(Batch(other, 0, (write(note()),)))
        return await asyncio.gather(bad, good, return_exceptions=True)

    bad, good = asyncio.run(both())
    assert isinstance(bad, UnicodeEncodeError)
    assert good[0].last == 1
    assert place.journal.head(workshop).seq == 0


def test_many_at_once_are_all_kept_in_order(place: Place) -> None:
    """Forty writers race on three workshops; each is told the numbers under which its own notes are read."""
    workshops = [place.begin() for _ in range(3)]

    async def one(n: int) -> tuple[str, Accepted, str]:
        workshop, event = workshops[n % 3], note(text=f"nota {n}")
        while True:
            seen = place.journal.head(workshop).seq
            try:
                answers = await place.journal.append(Batch(workshop, seen, (write(event),)))
            except Conflict:
                continue
            return workshop, answers[0], event.text

    async def all_of_them() -> list[tuple[str, Accepted, str]]:
        return await asyncio.gather(*(one(n) for n in range(40)))

    told = asyncio.run(all_of_them())
    for workshop in workshops:
        kept = {stored.seq: stored.event.text for stored in place.journal.read(workshop)}
        assert kept == {answer.first: text for where, answer, text in told if where == workshop}
        assert list(kept) == list(range(1, len(kept) + 1))


def test_after_closing_nothing_is_taken_and_nothing_lost(place: Place) -> None:
    workshop = place.begin()

    async def close_under_load() -> list[Any]:
        waiting = [
            asyncio.ensure_future(place.journal.append(Batch(workshop, n, (write(note()),))))
            for n in range(20)
        ]
        await asyncio.sleep(0)
        await place.journal.close()
        answers = await asyncio.gather(*waiting)
        with pytest.raises(Unavailable):
            await place.journal.append(Batch(workshop, 20, (write(note()),)))
        return answers

    assert [answers[0].first for answers in asyncio.run(close_under_load())] == list(range(1, 21))
    assert len(place.journal.read(workshop)) == 20


def test_giving_up_on_an_answer_does_not_disturb(place: Place) -> None:
    workshop = place.begin()

    async def impatient() -> None:
        task = asyncio.ensure_future(place.journal.append(Batch(workshop, 0, (write(note()),))))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        for _ in range(200):
            if place.journal.head(workshop).seq:
                break
            await asyncio.sleep(0.01)
        await place.journal.append(Batch(workshop, place.journal.head(workshop).seq, (write(note()),)))

    if place.database is not None:  # in memory there is no moment between asking and being answered
        asyncio.run(impatient())
        assert [stored.seq for stored in place.journal.read(workshop)] == [1, 2]


def test_contents_are_joined_by_number(place: Place) -> None:
    workshop = place.begin()
    append(place.journal, workshop, 0, write(note("uno"), NoteRemoved(id="x"), note("tre")))
    found = place.journal.contents(workshop, [1, 2, 3, 9])
    assert found == {1: {"text": "uno", "media": []}, 3: {"text": "tre", "media": []}}


def test_erasing_takes_everything_somebody_gave(place: Place) -> None:
    workshop, other = place.begin(), place.begin()
    gone, stays = new_id(), new_id()
    mine = write(note("di chi va", by=gone), person=gone, digest="secret")
    for where in (workshop, other):
        append(
            place.journal, where, 0, mine, write(note("di chi resta", by=stays), person=stays, digest="kept")
        )
    erase = write(PersonErased(by=gone), person=gone)
    append(place.journal, workshop, 2, erase)
    assert [stored.event.text for stored in place.journal.read(workshop)[:2]] == ["", "di chi resta"]
    assert [stored.event.text for stored in place.journal.read(other)] == ["di chi va", "di chi resta"]
    assert place.journal.known(workshop, gone, mine.act).digest == ""
    assert place.journal.known(workshop, gone, mine.act).last == 1
    assert place.journal.known(other, gone, mine.act).digest == "secret"
    assert place.journal.contents(workshop, [1, 2]) == {2: {"text": "di chi resta", "media": []}}
    assert place.journal.head(workshop).purged == 3
    assert place.journal.settled(30)


def ballot(*, secret: bool) -> BallotOpened:
    settings = Settings(dots=3, max=2, secret=secret)
    return BallotOpened(id=new_id(), activity="a1", method="dots", targets=("t1", "t2"), settings=settings)


def closing(opened: BallotOpened) -> BallotClosed:
    return BallotClosed(id=opened.id, secret=opened.settings.secret, voted=2, dots=4,
                        results=(Result(target="t1", dots=3), Result(target="t2", dots=1)))  # fmt: skip


def vote_in(place: Place, opened: BallotOpened) -> tuple[str, list[Write]]:
    """Ada puts 1, then 2 on t1 and takes back t2; Bice puts 1 and 1; a note stands in between."""
    workshop = place.begin()
    append(place.journal, workshop, 0, write(opened))
    cast = [
        ("ada", "t1", 1),
        ("ada", "t2", 1),
        ("bice", "t1", 1),
        ("ada", "t1", 2),
        ("ada", "t2", 0),
        ("bice", "t2", 1),
    ]
    votes = [
        write(VoteCast(ballot=opened.id, by=by, target=target, value=value), person=by, at=NOON + n)
        for n, (by, target, value) in enumerate(cast)
    ]
    append(place.journal, workshop, 1, *votes[:3], write(note("in mezzo")), *votes[3:])
    return workshop, votes


def test_a_secret_ballot_is_unlinked_when_it_closes(place: Place) -> None:
    opened = ballot(secret=True)
    workshop, votes = vote_in(place, opened)
    before = place.journal.read(workshop)
    assert {(s.person, s.event.target) for s in before if isinstance(s.event, VoteCast)} >= {
        ("ada", "t1"),
        ("bice", "t2"),
    }
    append(place.journal, workshop, 8, write(closing(opened)))
    after = place.journal.read(workshop)
    assert [s.seq for s in after] == list(range(1, 10))
    left = [s for s in after if s.event.kind.startswith("vote.")]
    assert [s.seq for s in left] == [2, 3, 4, 6, 7, 8]
    assert all((s.person, s.act, s.at, type(s.event)) == (None, None, 0, VoteUnlinked) for s in left)
    choices = sorted((s.event.target, s.event.value) for s in left)
    assert choices == [("", 0), ("", 0), ("", 0), ("t1", 1), ("t1", 2), ("t2", 1)]
    assert all(place.journal.known(workshop, vote.person, vote.act) is None for vote in votes)
    assert place.journal.contents(workshop, range(1, 10)) == {5: {"text": "in mezzo", "media": []}}
    assert place.journal.head(workshop).purged == 9
    assert [(s.mark, s.seq) for s in after[:8]] == [(s.mark, s.seq) for s in before]
    assert place.journal.settled(30)


def test_the_order_left_by_a_secret_ballot_is_random(place: Place) -> None:
    """Over many ballots with the same votes, a choice doesn't stay where it was cast."""
    orders = set()
    for _ in range(6):
        opened = ballot(secret=True)
        workshop, _ = vote_in(place, opened)
        append(place.journal, workshop, 8, write(closing(opened)))
        orders.add(tuple(s.event.target + str(s.event.value) for s in place.journal.read(workshop)
                         if isinstance(s.event, VoteUnlinked)))  # fmt: skip
    assert len(orders) > 2


def test_an_open_ballot_keeps_its_names(place: Place) -> None:
    opened = ballot(secret=False)
    workshop, votes = vote_in(place, opened)
    before = place.journal.read(workshop)
    append(place.journal, workshop, 8, write(closing(opened)))
    assert place.journal.read(workshop, upto=8) == before
    assert place.journal.known(workshop, votes[0].person, votes[0].act) is not None
    assert place.journal.head(workshop).purged == 0


def test_votes_and_their_close_in_one_batch_are_unlinked_too(place: Place) -> None:
    opened, other, workshop = ballot(secret=True), ballot(secret=True), place.begin()
    votes = [VoteCast(ballot=b.id, by="ada", target="t1", value=1) for b in (opened, other)]
    append(
        place.journal,
        workshop,
        0,
        write(opened),
        write(other),
        *(write(v) for v in votes),
        write(closing(opened)),
    )
    kinds = [s.event.kind for s in place.journal.read(workshop)]
    assert kinds == ["ballot.opened", "ballot.opened", "vote.unlinked", "vote.cast", "ballot.closed"]


def test_an_erased_voter_is_not_among_the_choices(place: Place) -> None:
    opened = ballot(secret=True)
    workshop, _ = vote_in(place, opened)
    append(place.journal, workshop, 8, write(PersonErased(by="ada")), write(closing(opened)))
    left = [s.event for s in place.journal.read(workshop) if isinstance(s.event, VoteUnlinked)]
    assert sorted((v.target, v.value) for v in left if v.target) == [("t1", 1), ("t2", 1)]
    assert len(left) == 6


def test_what_this_program_cannot_read_is_said(place: Place) -> None:
    from app.store.codec import decode

    with pytest.raises(Unreadable):
        decode("note.teleported", 1, "{}", None)
    with pytest.raises(Unreadable):
        decode("note.added", 99, "{}", None)
    with pytest.raises(Unreadable):
        decode("note.added", 1, "{}", None)


def test_the_double_has_the_journals_methods() -> None:
    public = {name for name in vars(Journal) if not name.startswith("_")}
    assert public <= set(dir(MemoryJournal))
