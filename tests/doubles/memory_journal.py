"""A journal in memory, with the same promises as the one in the database, for fuzzing core and rooms.

Events go through the codec, so what can't be stored can't be appended, and what is read is never the same
object that was written. It passes tests/contracts/test_journal.py.
"""

from __future__ import annotations

import json
import random
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from app.core.words.roster import PersonErased
from app.core.words.vote import BallotClosed, VoteCast, VoteUnlinked
from app.store.codec import Encoded, content_digest, decode, encode
from app.store.entries import Accepted, Batch, Head, Stored, Write
from app.store.rehearsals import NotARehearsal
from app.store.trouble import Conflict, Unavailable
from app.store.writing import prepare


@dataclass(frozen=True)
class Line:
    """One event as a database would hold it."""

    at: int
    person: str | None
    act: str | None
    mark: str
    encoded: Encoded


@dataclass
class Book:
    """One workshop's journal."""

    epoch: str
    lines: list[Line] = field(default_factory=list)
    acts: dict[tuple[str, str], Accepted] = field(default_factory=dict)
    purged: int = 0


class MemoryJournal:
    """The interface of `app.store.journal.Journal`; `away = True` makes appends raise `Unavailable`.

    `chance(n)` gives n random bytes in hex; pass `seeded(n)` for runs that can be repeated.
    """

    def __init__(self, *, key: bytes = b"memory", chance: Callable[[int], str] = secrets.token_hex) -> None:
        self.key, self.chance = key, chance
        self.books: dict[str, Book] = {}
        self.erased: set[tuple[str, str]] = set()
        self.rehearsals: set[str] = set()
        self.away = self.closed = False

    def create(self, workshop: str) -> None:
        """Begin a workshop's journal."""
        self.books[workshop] = Book(epoch=self.chance(16))

    async def wipe(self, workshop: str, *, at: int) -> None:
        """Take a rehearsal away."""
        if workshop not in self.rehearsals:
            raise NotARehearsal(workshop)
        del self.books[workshop]

    def restore(self, workshop: str, upto: int) -> None:
        """Go back to an old backup: later events are lost, and the epoch is new."""
        book = self.books[workshop]
        acts = {key: acc for key, acc in book.acts.items() if acc.last is None or acc.last <= upto}
        self.books[workshop] = Book(self.chance(16), book.lines[:upto], acts, min(book.purged, upto))

    async def append(self, batch: Batch) -> list[Accepted]:
        if self.away or self.closed:
            raise Unavailable("memory")
        prepare(batch)
        encoded = [[encode(event) for event in write.events] for write in batch.writes]
        book = self.books.get(batch.workshop)
        if book is None or len(book.lines) != batch.seen or self.repeats(book, batch):
            raise Conflict(batch.workshop)
        answers = [self.enter(book, write, made) for write, made in zip(batch.writes, encoded, strict=True)]
        purged = book.purged
        for write in batch.writes:
            for event in write.events:
                self.follow(batch.workshop, book, event)
        return answers if book.purged == purged else [replace(one, stored=()) for one in answers]

    def repeats(self, book: Book, batch: Batch) -> bool:
        keys = [(w.person or "", w.act) for w in batch.writes if w.act is not None and w.remember]
        return any(key in book.acts for key in keys)

    def enter(self, book: Book, write: Write, made: list[Encoded]) -> Accepted:
        before = len(book.lines)
        lines = [Line(write.at, write.person, write.act, self.chance(8), one) for one in made]
        book.lines += lines
        first, last = (before + 1, before + len(made)) if made else (None, None)
        stored = tuple(found(seq, line) for seq, line in enumerate(lines, before + 1))
        answer = Accepted(write.act or "", write.person or "", first, last, write.digest, stored)
        if write.act is not None and write.remember:
            book.acts[answer.person, answer.act] = answer
        return answer

    def follow(self, workshop: str, book: Book, event: object) -> None:
        if isinstance(event, PersonErased):
            self.erase(workshop, book, event.by)
        elif isinstance(event, BallotClosed) and event.secret:
            self.unlink(book, event.id)

    def erase(self, workshop: str, book: Book, person: str) -> None:
        self.erased.add((workshop, person))
        book.purged = len(book.lines)
        book.acts = {k: replace(a, digest="") if k[0] == person else a for k, a in book.acts.items()}
        for n, line in enumerate(book.lines):
            if line.encoded.owner == person:
                book.lines[n] = replace(line, encoded=replace(line.encoded, content=None))

    def unlink(self, book: Book, ballot: str) -> None:
        book.purged = len(book.lines)
        votes = [
            (n, line, event)
            for n, line in enumerate(book.lines)
            if line.encoded.kind == VoteCast.kind
            and isinstance(event := read(line), VoteCast)
            and event.ballot == ballot
        ]
        last = {(event.by, event.target): event.value for *_, event in votes if event.target}
        left = [
            VoteUnlinked(ballot=ballot, target=target, value=value)
            for (_, target), value in last.items()
            if value
        ]
        left += [VoteUnlinked(ballot=ballot)] * (len(votes) - len(left))
        left.sort(key=lambda _: self.chance(16))
        for (n, line, _), choice in zip(votes, left, strict=True):
            book.acts.pop((line.person or "", line.act or ""), None)
            book.lines[n] = Line(0, None, None, line.mark, encode(choice))

    def read(
        self, workshop: str, after: int = 0, upto: int | None = None, limit: int | None = None
    ) -> list[Stored]:
        book = self.books.get(workshop)
        lines = book.lines[after:upto] if book else []
        lines = lines if limit is None else lines[:limit]
        return [found(seq, line) for seq, line in enumerate(lines, start=after + 1)]

    def head(self, workshop: str) -> Head:
        book = self.books.get(workshop)
        if book is None:
            raise LookupError(workshop)
        return Head(len(book.lines), book.epoch, book.lines[-1].mark if book.lines else "", book.purged)

    def heads(self, workshops: Iterable[str]) -> dict[str, int]:
        return {id: len(self.books[id].lines) for id in workshops if id in self.books}

    def mark(self, workshop: str, seq: int) -> str | None:
        book = self.books.get(workshop)
        return book.lines[seq - 1].mark if book and 0 < seq <= len(book.lines) else None

    def known(self, workshop: str, person: str, act: str) -> Accepted | None:
        book = self.books.get(workshop)
        return book.acts.get((person, act)) if book else None

    def known_among(self, workshop: str, acts: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Accepted]:
        found = {(person, act): self.known(workshop, person, act) for person, act in acts}
        return {key: accepted for key, accepted in found.items() if accepted is not None}

    def digest(self, command: object) -> str:
        return content_digest(self.key, command)

    def contents(self, workshop: str, refs: Iterable[int]) -> dict[int, dict[str, Any]]:
        lines = self.books[workshop].lines if workshop in self.books else []
        found = {ref: lines[ref - 1].encoded.content for ref in refs if 0 < ref <= len(lines)}
        return {ref: json.loads(content) for ref, content in found.items() if content}

    def settled(self, seconds: float = 60.0) -> bool:
        return True

    async def close(self) -> None:
        self.closed = True


def found(seq: int, line: Line) -> Stored:
    return Stored(seq, line.at, line.person, line.act, line.mark, read(line))


def read(line: Line) -> Any:
    made = line.encoded
    return decode(made.kind, made.version, made.body, made.content)


def seeded(seed: int) -> Callable[[int], str]:
    """A source of chance that repeats itself."""
    source = random.Random(seed)
    return lambda size: source.randbytes(size).hex()
