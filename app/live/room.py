"""One workshop, warm in this process: decides acts in turn, commits them together, folds what was committed."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from app.core.engine import decide, evolve
from app.core.refusal import Refused
from app.core.state import State
from app.core.types import Act, Stamp
from app.core.undo import Undone
from app.core.words.vote import BallotClosed
from app.store.entries import Accepted, Batch, Stored, Write
from app.store.trouble import Conflict, IdReused, Unavailable

from . import fold
from .asked import Answer, Waiting, doubt
from .faces import Faces
from .looks import Looks
from .needs import Ledger, Shelf

TOGETHER = 64  # acts in one commit
SLICE = 400  # events folded before others get their turn (≤ 20 ms)
MARKS = 5000
ANSWERS = 5000
EVERY = 1000  # events between two snapshots
LOST_RACES = 30
STALE_NOES = 4  # how often a refusal is thought over when other processes keep writing
Away = Callable[..., Awaitable[Any]]


class Room:
    """The warm copy of one workshop. Everything that it serves has been committed."""

    def __init__(
        self,
        workshop: str,
        journal: Ledger,
        rung: Callable[[int], None],
        away: Away = asyncio.to_thread,
        shelf: Shelf | None = None,
    ) -> None:
        """`away` runs a blocking call to the journal off the loop; `shelf` keeps snapshots for cold starts."""
        self.workshop = workshop
        self.journal = journal
        self.state = State(workshop)
        self.faces = Faces()
        self.epoch = ""
        self.marks: OrderedDict[int, str] = OrderedDict()
        self.answers: OrderedDict[tuple[str, str], tuple[Answer, str]] = OrderedDict()
        self.moved = asyncio.Event()
        self.looks = Looks(self.catch_up)
        self._rung, self._away, self._shelf = rung, away, shelf
        self._kept = 0
        self._folding = asyncio.Lock()
        self._queue: list[Waiting] = []
        self._worker: asyncio.Task[None] | None = None

    @property
    def mark(self) -> str:
        """The random tag of the last event folded."""
        return self.marks.get(self.state.seq, "")

    async def load(self) -> None:
        """Fold the journal for the first time, from a snapshot on when there is one."""
        self.epoch = (await self._away(self.journal.head, self.workshop)).epoch
        found = await self._away(self._take_down) if self._shelf else None
        if found is not None:
            self.state, mark = found
            self.marks[self.state.seq] = mark
            self._kept = self.state.seq
        await self.catch_up()
        await self._keep()

    def _take_down(self) -> tuple[State, str] | None:
        """The state of the snapshot and the tag of its last event."""
        assert self._shelf is not None
        kept = self._shelf.load(self.workshop, version=fold.VERSION)
        mark = self.journal.mark(self.workshop, kept[0]) if kept else None
        if kept is None or mark is None:
            return None
        return fold.read(
            self.workshop, kept[1], lambda refs: self.journal.contents(self.workshop, refs)
        ), mark

    async def _keep(self) -> None:
        """Leave a snapshot behind when much has been folded since the last."""
        if self._shelf is None or self.state.seq - self._kept < EVERY or not fold.can_be_kept(self.state):
            return
        seq = self._kept = self.state.seq
        content = await self._away(fold.write, self.state)  # nobody is served yet, so nothing changes meanwhile
        await self._away(
            lambda: self._shelf and self._shelf.save(self.workshop, seq, content, version=fold.VERSION)
        )

    async def catch_up(self) -> None:
        """Fold what is in the journal and not yet in the state: live and late take this same road."""
        async with self._folding:
            while True:
                stored = await self._away(self.journal.read, self.workshop, self.state.seq, None, SLICE)
                for one in stored:
                    self._fold(one)
                if stored:
                    self.moved.set()
                if len(stored) < SLICE:
                    return

    def _fold(self, one: Stored) -> None:
        evolve(self.state, one.event, Stamp(seq=one.seq, at=one.at, person=one.person, act=one.act))
        if isinstance(one.event, BallotClosed):
            self.answers.clear()  # a closed secret ballot leaves no act that points at a choice
        self.marks[one.seq] = one.mark
        if len(self.marks) > MARKS:
            self.marks.popitem(last=False)

    async def marked(self, seq: int, mark: str) -> bool:
        """Is this the tag of that event in this epoch's journal?"""
        if not 0 < seq <= self.state.seq:
            return False
        known = self.marks.get(seq) or await self._away(self.journal.mark, self.workshop, seq)
        return known == mark

    async def do(self, act: Act, digest: str = "") -> Answer:
        """Decide, append, fold, ring, answer. An act that is known gets its first answer again.

        Raises Refused when it may not be, Unavailable when it could not be stored; then nothing has happened.
        """
        waiting = Waiting(act, digest)
        self._queue.append(waiting)
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work())
        return await waiting.done

    async def _work(self) -> None:
        while self._queue:
            group, self._queue = self._queue[:TOGETHER], self._queue[TOGETHER:]
            try:
                await self._settle([waiting for waiting in group if not waiting.done.done()])
            except Exception as trouble:  # noqa: BLE001  (whatever it was, it is raised where the act was asked)
                for waiting in group:
                    waiting.refuse(trouble)

    async def _settle(self, group: list[Waiting]) -> None:
        for attempt in range(LOST_RACES):
            fresh = await self._unknown(group)
            ready, refused = self._decide(fresh)
            if doubt(waiting for waiting, _ in refused):
                group = fresh  # what was done long ago or elsewhere may look forbidden now
                continue
            if refused and attempt < STALE_NOES and await self._was_behind():
                group = fresh  # a no may only be said of what is so now, in whatever process it became so
                continue
            for waiting, why in refused:
                waiting.refuse(why)
            if not ready:
                return
            try:
                await self._commit(ready)
                return
            except (Conflict, IdReused):
                await self.looks.fresh()
                doubt(ready)
                group = ready
        raise Unavailable("other processes were faster too often")

    async def _unknown(self, group: list[Waiting]) -> list[Waiting]:
        """Answer the acts that are known; the others remain.

        Most were never seen before. The journal is asked only about those in doubt: it takes no act twice anyway.
        """
        asked = [w for w in group if w.doubted and (w.act.person, w.act.id) not in self.answers]
        if asked:
            keys = [(waiting.act.person, waiting.act.id) for waiting in asked]
            known = await self._away(self.journal.known_among, self.workshop, keys)
            for waiting, key in zip(asked, keys, strict=True):
                if found := known.get(key):
                    self._remember(waiting, Answer(found.act, found.first, found.last), found.digest)
        fresh: dict[tuple[str, str], Waiting] = {}
        again: list[Waiting] = []
        for waiting in group:
            key = (waiting.act.person, waiting.act.id)
            if key in self.answers:
                self._answer_again(waiting)
            elif key in fresh:
                again.append(waiting)
            else:
                fresh[key] = waiting
        self._queue[:0] = (
            again  # the same id twice in one breath: the second asks again once the first is known
        )
        return list(fresh.values())

    def _answer_again(self, waiting: Waiting) -> None:
        answer, digest = self.answers[waiting.act.person, waiting.act.id]
        if digest and waiting.digest and digest != waiting.digest:
            waiting.refuse(Refused("id_reused"))
        else:
            waiting.answer(Answer(answer.act, answer.first, answer.last, True, answer.left))

    async def _was_behind(self) -> bool:
        """Catch up; was there anything to learn?"""
        before = self.state.seq
        await self.looks.fresh()
        return self.state.seq != before

    def _decide(self, group: list[Waiting]) -> tuple[list[Waiting], list[tuple[Waiting, Refused]]]:
        """Decide each on top of those before it, without touching the state: what may be done, and what may not."""
        trial = self.state.overlay() if len(group) > 1 else self.state  # deciding alone changes nothing
        ready: list[Waiting] = []
        noes: list[tuple[Waiting, Refused]] = []
        for waiting in group:
            act = waiting.act
            try:
                waiting.events = tuple(decide(trial, act))
            except Refused as refused:
                noes.append((waiting, refused))
                continue
            ready.append(waiting)
            if trial is not self.state:
                for event in waiting.events:
                    evolve(trial, event, Stamp(seq=trial.seq + 1, at=act.at, person=act.person, act=act.id))
        return ready, noes

    async def _commit(self, ready: list[Waiting]) -> None:
        writes = tuple(
            Write(w.act.id, w.act.person, w.act.at, w.events, w.digest, remember=w.act.role != "door")
            for w in ready
        )
        seen = self.state.seq
        accepted = await self.journal.append(Batch(self.workshop, seen, writes))
        await self._take_in(seen, [one for each in accepted for one in each.stored], accepted)
        self._rung(self.state.seq)
        for waiting, one in zip(ready, accepted, strict=True):
            left = next((e.left for e in waiting.events if isinstance(e, Undone)), ())
            answer = Answer(waiting.act.id, one.first, one.last, False, left)
            self._remember(waiting, answer, waiting.digest)
            waiting.answer(answer)

    async def _take_in(self, seen: int, stored: list[Stored], accepted: list[Accepted]) -> None:
        """Fold what was committed on top of `seen`: as the journal gave it back, or else as it is read from it."""
        upto = max((one.last for one in accepted if one.last is not None), default=seen)
        async with self._folding:
            whole = 0 < len(stored) == upto - seen
            if whole and self.state.seq == seen:
                for one in stored:
                    self._fold(one)
                self.moved.set()
                return
        await self.catch_up()

    def _remember(self, waiting: Waiting, answer: Answer, digest: str) -> None:
        if waiting.act.role == "door":
            return
        self.answers[waiting.act.person, waiting.act.id] = (answer, digest)
        if len(self.answers) > ANSWERS:
            self.answers.popitem(last=False)

    @property
    def secret(self) -> bool:
        """Is a secret ballot open, so that everybody is served at a fixed beat?"""
        return bool(self.state.ids("open_ballots"))
