"""One connection, without any I/O: where it stands, what it must be told next, and which answers wait."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.core.state import State
from app.core.view import Audience, Viewer, clash, must_begin_anew, personal_part, view
from app.core.words.roster import Person

from .digest import digest
from .faces import Faces, encode, faces_bytes, message, spread
from .wire import Digest


@dataclass(slots=True)
class Line:
    """A viewer's place in one workshop.

    `person` is None for a wall. `role` is what the connection may see at most; a person's own role and table are read
    from the state each time, so that moving to another table is followed at once.
    """

    role: str
    person: str | None
    scope: str = "all"
    cursor: int = 0
    audience: Audience | None = None
    answers: list[tuple[int, bytes]] = field(default_factory=list)
    wants_check: bool = False

    def viewer(self, state: State) -> Viewer:
        """Who looks, as the state knows them now."""
        if self.role != "room":
            return Viewer(Audience(self.role, None, self.scope), self.person)
        person = state.get(Person, self.person)
        table = person.table if person is not None else None
        return Viewer(Audience("room", table, self.scope), self.person)

    def answer(self, last: int | None, said: bytes) -> None:
        """Say this once the frame that holds event `last` has been sent (None: with the next frame)."""
        self.answers.append((last or 0, said))

    def behind(self, state: State) -> bool:
        """Is there anything to tell?"""
        return self.cursor != state.seq or bool(self.answers) or self.wants_check

    def pull(self, state: State, faces: Faces, mark: str) -> list[bytes]:
        """The messages that bring this connection to now: chunks of one frame, then the answers that waited."""
        out = (
            []
            if self.cursor == state.seq and self.audience == self.viewer(state).audience
            else self._frame(state, faces, mark)
        )
        due = [said for last, said in self.answers if last <= self.cursor]
        self.answers = [(last, said) for last, said in self.answers if last > self.cursor]
        return out + due + self._check(state)

    def _check(self, state: State) -> list[bytes]:
        """The digest of everything this viewer holds now, if it was asked for."""
        if not self.wants_check:
            return []
        self.wants_check = False
        return [encode(Digest(at=self.cursor, sha256=digest(view(state, self.viewer(state)).values())))]

    def _frame(self, state: State, faces: Faces, mark: str) -> list[bytes]:
        viewer = self.viewer(state)
        since = self.cursor if viewer.audience == self.audience else 0
        whole = must_begin_anew(state, viewer, since)
        private = personal_part(state, viewer, 0 if whole else since)
        groups, drop = faces.shared(state, viewer.audience, 0 if whole else since)
        if not whole and clash(private, drop):
            whole, private = True, personal_part(state, viewer, 0)
            groups, drop = faces.shared(state, viewer.audience, 0)
        self.cursor, self.audience = state.seq, viewer.audience
        own = spread(faces_bytes(private.put), private.drop) if private.put or private.drop else []
        chunks = own + spread(groups, drop)
        return [
            message(since, state.seq, mark, put, gone, whole=whole, more=n < len(chunks) - 1)
            for n, (put, gone) in enumerate(chunks)
        ]
