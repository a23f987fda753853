"""Planted faults: each a mistake that somebody could make, and each must turn the suites red.

A fault is planted into the real code for as long as the suites look for it; if none notices, they are blind.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from app.core import engine, state, view
from app.core.refusal import Refused
from app.core.tools import (
    DECIDE,
    EVOLVE,
    FACES,
    agenda_faces,
    agenda_folds,
    board_faces,
    hands,
    roster,
    seats,
    vote,
    vote_folds,
)
from app.core.words.agenda import Activity
from app.core.words.hands import PhonesReopened, ReopenPhones
from app.core.words.imported import WorkshopImported
from app.core.words.workshop import Timer
from app.live import faces
from app.live.asked import Waiting
from app.live.line import Line
from app.live.room import Room
from app.store.entries import Accepted, Batch
from app.store.trouble import Unavailable

from . import fuzz, test_ballots, test_clocks, test_promises, test_together, test_views
from .seeds import KEPT
from .world import lived_in

ATTEMPTS = 60
Plant = Callable[[pytest.MonkeyPatch], None]


def silent_reveal(plant: pytest.MonkeyPatch) -> None:
    """A reveal does not touch what it reveals."""
    plant.setattr(agenda_folds, "touch_contents", lambda *_: None)


def drop_by_name(plant: pytest.MonkeyPatch) -> None:
    """What goes is named to everybody, also to those who never saw it."""
    true = view.visible
    plant.setattr(
        view, "visible", lambda s, id, audience, seq: true(s, id, audience, seq) if seq == s.seq else True
    )


def never_drop(plant: pytest.MonkeyPatch) -> None:
    """What is hidden again stays on the screens."""
    true = view.visible
    plant.setattr(view, "visible", lambda s, id, audience, seq: true(s, id, audience, seq) and seq == s.seq)


def no_clash(plant: pytest.MonkeyPatch) -> None:
    """The shared part takes away what the private part has just given."""
    plant.setattr(view, "clash", lambda *_: False)


def no_focus(plant: pytest.MonkeyPatch) -> None:
    """Phones are not told afresh when they look at something else."""
    plant.setattr(view, "must_begin_anew", lambda s, viewer, since: not 0 < since <= s.seq)


def old_table(plant: pytest.MonkeyPatch) -> None:
    """Moving to another table goes unnoticed."""
    true = roster.EVOLVE[roster.PersonSeated]

    def seated(s: state.State, e: Any, at: Any) -> None:
        true(s, e, at)
        s.index[("moved", e.by)] = 0

    plant.setitem(EVOLVE, roster.PersonSeated, (seated,))


def silent_seats(plant: pytest.MonkeyPatch) -> None:
    """Nobody is told that fewer or more sit at a table now."""

    def moved(s: state.State, before: Any, after: Any, at: Any) -> None:
        for one, amount in ((before, -1), (after, 1)):
            if seats.sits(one) is not None:
                s.add(amount, "seated", one.table)

    plant.setattr(seats, "moved", moved)


def silent_import(plant: pytest.MonkeyPatch) -> None:
    """What a workshop from elsewhere brings along is counted, but nobody is told."""

    def brought(s: state.State, e: WorkshopImported, at: Any) -> None:
        s.add(e.people, "people")
        for key, figures in (("seated", e.seated), ("face_down", e.hidden)):
            for figure in figures:
                s.add(figure.count, key, figure.id)

    plant.setitem(EVOLVE, WorkshopImported, (brought,))


def old_name(plant: pytest.MonkeyPatch) -> None:
    """A new name does not reach the notes that carry it."""
    plant.setitem(
        EVOLVE, roster.PersonRenamed, (lambda s, e, at: roster.changed(s, e.by, at, alias=e.alias),)
    )


def lost_own(plant: pytest.MonkeyPatch) -> None:
    """Authors are not told of their own private notes."""
    plant.setattr(view, "own_ids", lambda *_: [])


def early_eyes(plant: pytest.MonkeyPatch) -> None:
    """The first step of a reveal already shows the room."""

    def reach(s: state.State, activity: Any, table: str | None = None) -> frozenset[str]:
        return frozenset({"staff", "room"}) if activity is not None and activity.revealed else frozenset()

    plant.setattr(board_faces, "contents_reach", reach)


def next_table(plant: pytest.MonkeyPatch) -> None:
    """Before the room sees them, a table's notes are read at the next table too."""
    true = agenda_faces.contents_reach

    def reach(s: state.State, activity: Any, table: str | None = None) -> frozenset[str]:
        seen = true(s, activity, table)
        return seen | {"room"} if activity is not None and activity.revealed == "tables" else seen

    plant.setattr(board_faces, "contents_reach", reach)


def hosts_read(plant: pytest.MonkeyPatch) -> None:
    """The table that was visited reads at once what the visitors write of it."""
    true = FACES[board_faces.Note]
    plant.setitem(
        FACES, board_faces.Note, replace(true, reach=lambda s, n: true.reach(s, replace(n, guest=None)))
    )


def foreign_groups(plant: pytest.MonkeyPatch) -> None:
    """A note names the groups it is in to those who may not see them."""
    plant.setattr(board_faces, "visible_clusters", lambda s, n, audience: list(n.clusters))


def signed(plant: pytest.MonkeyPatch) -> None:
    """Anonymous notes carry their author's name."""
    true = FACES[board_faces.Note]
    plant.setitem(
        FACES,
        board_faces.Note,
        replace(true, face=lambda s, n, a: true.face(s, n, a) | board_faces.signature(s, n)),
    )


def named(plant: pytest.MonkeyPatch) -> None:
    """Participants are told who else is here."""
    true = FACES[roster.Person]
    plant.setitem(FACES, roster.Person, replace(true, reach=lambda s, p: frozenset({"facilitator", "room"})))


def off_by_one(plant: pytest.MonkeyPatch) -> None:
    """The change right after the cursor is left out."""
    true = state.State.since
    plant.setattr(state.State, "since", lambda self, seq: true(self, seq + 1 if seq else seq))


def deaf_document(plant: pytest.MonkeyPatch) -> None:
    """A document does not follow the notes that it quotes."""
    true = engine.settle

    def settle(s: state.State, seq: int) -> None:
        kept = {key: s.index.pop(key) for key in list(s.index) if key[0] == "cited"}
        true(s, seq)
        s.index.update(kept)

    plant.setattr(engine, "settle", settle)


def leaky_overlay(plant: pytest.MonkeyPatch) -> None:
    """Deciding what waits changes what is served."""
    plant.setattr(state.State, "overlay", lambda self: self)


def no_memory(plant: pytest.MonkeyPatch) -> None:
    """A resent act is done again: nobody asks whether it is known."""

    async def unknown(self: Room, group: list[Waiting]) -> list[Waiting]:
        return group

    plant.setattr(Room, "_unknown", unknown)
    plant.setattr("tests.doubles.memory_journal.MemoryJournal.repeats", lambda *_: False)


def ack_before_frame(plant: pytest.MonkeyPatch) -> None:
    """The answer goes out before the frame that holds its effect."""
    true = Line.pull

    def pull(self: Line, *given: Any) -> list[bytes]:
        early = [said for _, said in self.answers]
        self.answers = []
        return early + true(self, *given)

    plant.setattr(Line, "pull", pull)


def ack_before_commit(plant: pytest.MonkeyPatch) -> None:
    """Acknowledged, and lost every so often before it reached the journal."""
    true = Room._commit

    async def commit(self: Room, ready: list[Waiting]) -> None:
        if len(self.marks) % 9 == 0:
            for waiting in ready:
                waiting.done.set_result(fuzz.wire.Answer(waiting.act.id, None, None))
            return
        await true(self, ready)

    plant.setattr(Room, "_commit", commit)


def cursor_by_hint(plant: pytest.MonkeyPatch) -> None:
    """A room believes the bell: it skips to the number it was told, without reading."""

    async def catch_up(self: Room) -> None:
        for one in self.journal.read(self.workshop, self.state.seq)[-1:]:
            self._fold(one)

    plant.setattr(Room, "catch_up", catch_up)


def blind_append(plant: pytest.MonkeyPatch) -> None:
    """Nobody compares before writing: two processes decide on the same number."""

    async def append(self: Any, batch: Batch) -> list[Accepted]:
        book = self.books[batch.workshop]
        del book.lines[batch.seen :]
        return await true(self, batch)

    from tests.doubles.memory_journal import MemoryJournal  # the fault sits in the double that the fuzz uses

    true: Callable[..., Awaitable[list[Accepted]]] = MemoryJournal.append
    plant.setattr(MemoryJournal, "append", append)


def remembered_choice(plant: pytest.MonkeyPatch) -> None:
    """After a secret ballot phones keep votes that a process which starts cold no longer knows."""
    plant.setattr(vote_folds, "forget_choices", lambda *_: None)


def silent_second_ballot(plant: pytest.MonkeyPatch) -> None:
    """A tied idea that was set aside is left out of the second ballot, and nobody says so."""
    plant.setattr(vote, "second_ballot", lambda *_: None)


def unsure_is_nothing(plant: pytest.MonkeyPatch) -> None:
    """Whoever says that they are not sure is taken to have taken their stance back."""
    true = vote.stance
    plant.setitem(vote.CHOICES, "stance", lambda s, act, b, ask: true(s, act, b, ask) if ask.value else 0)


def endless_time(plant: pytest.MonkeyPatch) -> None:
    """The end of a clock that locks lets everybody go on writing."""
    plant.setattr(Timer, "locks", lambda *_: False)


def early_end(plant: pytest.MonkeyPatch) -> None:
    """A clock locks at its very end, without letting arrive what was written before."""
    plant.setattr(
        Timer, "locks", lambda self, at: self.then == "lock" and self.ends_at is not None and at > self.ends_at
    )


def raised_twice(plant: pytest.MonkeyPatch) -> None:
    """Whoever voted by phone can be counted by hand once more."""
    plant.setattr(hands, "free", lambda s, ballot: s.count("people"))


def early_hands(plant: pytest.MonkeyPatch) -> None:
    """The room reads the count of hands while it goes on."""
    true = FACES[hands.Hands]
    plant.setitem(FACES, hands.Hands, replace(true, reach=lambda s, record: frozenset({"facilitator", "room"})))


def silent_comings(plant: pytest.MonkeyPatch) -> None:
    """Whoever counts is not told that somebody came or went."""
    for kind in (roster.PersonJoined, roster.PersonRemoved, roster.PersonRoleSet, roster.PersonErased):
        plant.setitem(EVOLVE, kind, tuple(each for each in EVOLVE[kind] if each is not hands.others_here))


def unforgotten(plant: pytest.MonkeyPatch) -> None:
    """A warm process goes on showing what was erased."""
    plant.setitem(EVOLVE, roster.PersonErased, ())


def stale_faces(plant: pytest.MonkeyPatch) -> None:
    """An encoded face outlives the change of its record."""
    true = fuzz.Room.__init__

    def init(self: Room, *given: Any, **named: Any) -> None:
        true(self, *given, **named)
        faces, made = self.faces, self.faces.of

        def of(s: state.State, record: Any, role: str) -> bytes:
            known = faces.known.get((role, record.id))
            return known[1] if known else made(s, record, role)

        self.faces.of = of  # type: ignore[method-assign]

    plant.setattr(Room, "__init__", init)


def reopened_anyway(plant: pytest.MonkeyPatch) -> None:
    """Phones vote again after hands were counted."""
    plant.setitem(DECIDE, ReopenPhones, lambda s, act, ask: [PhonesReopened(id=ask.id)])


def forgotten_promise(plant: pytest.MonkeyPatch) -> None:
    """Who signs, and who sees, can be changed while people are writing."""
    plant.setattr(Activity, "keeps_its_word", lambda *_: True)


def nobody_apart(plant: pytest.MonkeyPatch) -> None:
    """Authors are told what everybody is told, and never that it is theirs."""
    plant.setattr("app.live.faces.apart", lambda *_: frozenset())


def late_for_all(plant: pytest.MonkeyPatch) -> None:
    """What many are told is kept though the room has moved on."""
    plant.setattr(faces.Faces, "_move_on", lambda self, s: setattr(self, "at", s.seq))


FAULTS: list[Plant] = [
    silent_reveal, drop_by_name, never_drop, no_clash, no_focus, old_table, silent_seats, silent_import,
    old_name, lost_own,
    early_eyes, next_table, hosts_read, foreign_groups, signed, named, off_by_one, deaf_document, leaky_overlay,
    no_memory, ack_before_frame, ack_before_commit, cursor_by_hint, blind_append, remembered_choice,
    silent_second_ballot, unsure_is_nothing, raised_twice, early_hands, silent_comings, endless_time, early_end,
    unforgotten, stale_faces, forgotten_promise, reopened_anyway, nobody_apart, late_for_all,
]  # fmt: skip


def noticed(seed: int) -> str:
    """Which of the suites sees that something is wrong with this seed; empty when none does."""
    suites: list[Callable[[], object]] = [
        lambda: test_views.watch(seed, 80),
        lambda: test_views.nobody_is_told_too_much(seed + 1),
        lambda: test_views.overlay_is_apart(seed),
        lambda: test_together.follow(lived_in(seed, 25), seed),
        lambda: test_ballots.second(seed),
        lambda: test_clocks.locked(seed),
        lambda: test_ballots.by_hand(seed),
        lambda: test_promises.promised(seed),
        lambda: asyncio.run(asyncio.wait_for(fuzz.Fuzz(seed).run(), 20)),
    ]
    for suite in suites:
        try:
            suite()
        except (
            AssertionError,
            LookupError,
            TypeError,
            ValueError,
            Refused,
            TimeoutError,
            Unavailable,
            asyncio.InvalidStateError,
        ) as seen:
            return f"{type(seen).__name__}: {seen}"
    return ""


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_F1_every_planted_fault_turns_the_suites_red(fault: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    tried = dict.fromkeys((*KEPT, *range(ATTEMPTS)))  # those that once saw something see it again at once
    assert any(noticed(seed) for seed in tried), f"nobody notices: {fault.__doc__}"


def test_F1_without_a_fault_the_same_suites_are_green() -> None:
    assert [found for seed in range(12) if (found := noticed(seed))] == []
