"""One connection, without any I/O: where it stands, what it must be told next, and which answers wait."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.core.state import State
from app.core.view import Audience, Viewer, clash, must_begin_anew, personal_part, view
from app.core.words.roster import Person

from .digest import digest
from .faces import Faces, encode, faces_bytes, messages, spread
from .framing import PLAIN
from .packets import Packet
from .wire import Digest


@dataclass(slots=True, eq=False)
class Place:
    """Where lines stand: the audience as which they were told last (None: nothing yet), and up to which number.

    Lines that go on together share one, and come to the next number by its moving there; `told` is when it did last,
    `window` what the inflaters at the other end hold (see framing).
    """

    audience: Audience | None = None
    cursor: int = 0
    told: float = 0.0
    window: int = PLAIN


@dataclass(slots=True)
class Line:
    """A viewer's way through one workshop.

    `person` is None for a wall. `role` is what the connection may see at most; a person's own role and table are read
    from the state each time, so that moving to another table is followed at once. `through` are the people whose
    device looks at a wall; nobody where staff do.
    """

    role: str
    person: str | None
    scope: str = "all"
    place: Place = field(default_factory=Place)
    answers: list[tuple[int, bytes]] = field(default_factory=list)
    wants_check: bool = False
    through: frozenset[str] = frozenset()

    @property
    def cursor(self) -> int:
        """Up to which number it has been told."""
        return self.place.cursor

    @property
    def audience(self) -> Audience | None:
        """As which audience it was told last."""
        return self.place.audience

    def stand(self, audience: Audience | None, cursor: int) -> None:
        """Go on from there, by oneself."""
        self.place = Place(audience, cursor, window=self.place.window)

    @property
    def follows(self) -> bool:
        """Has nothing been asked of it, so that it is told only what has changed?"""
        return not self.answers and not self.wants_check

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

    def common(self, state: State, faces: Faces, mark: str) -> Packet | None:
        """What this connection must be told, when that is what all of its audience who stand here are told; else None.

        Whoever has told it moves the cursor.
        """
        if self.audience is None or not self.follows or self.cursor == state.seq:
            return None
        step = faces.step(state, self.audience, self.cursor, mark)
        return None if self.person in step.apart else step.packet

    def pull(self, state: State, faces: Faces, mark: str) -> list[bytes]:
        """The messages that bring this connection to now: chunks of one frame, then the answers that waited."""
        return [message for packet in self.packets(state, faces, mark) for message in packet.messages]

    def packets(self, state: State, faces: Faces, mark: str) -> list[Packet]:
        """The same in packets: those that others are told too are theirs as well."""
        out = self._moves(state, faces, mark)
        due = [said for last, said in self.answers if last <= self.cursor]
        self.answers = [(last, said) for last, said in self.answers if last > self.cursor]
        alone = due + self._check(state)
        return [*out, Packet(alone)] if alone else out

    def _moves(self, state: State, faces: Faces, mark: str) -> list[Packet]:
        packet = self.common(state, faces, mark)
        if packet is not None:
            self.stand(self.audience, state.seq)
            return [packet]
        if self.cursor == state.seq and self.audience == self.viewer(state).audience:
            return []
        return self._frame(state, faces, mark)

    def _check(self, state: State) -> list[bytes]:
        """The digest of everything this viewer holds now, if it was asked for."""
        if not self.wants_check:
            return []
        self.wants_check = False
        return [encode(Digest(at=self.cursor, sha256=digest(view(state, self.viewer(state)).values())))]

    def _frame(self, state: State, faces: Faces, mark: str) -> list[Packet]:
        viewer = self.viewer(state)
        since = self.cursor if viewer.audience == self.audience else 0
        whole = must_begin_anew(state, viewer, since)
        private = personal_part(state, viewer, 0 if whole else since)
        if not whole and clash(private, faces.shared(state, viewer.audience, since)[1]):
            whole, private = True, personal_part(state, viewer, 0)
        self.stand(faces.same(viewer.audience), state.seq)
        shared = faces.packet(state, viewer.audience, 0 if whole else since, mark, whole=whole)
        if not private.put and not private.drop:
            return [shared]
        own = spread(faces_bytes(private.put), private.drop)
        return [Packet(messages(since, state.seq, mark, own, whole=whole, more=True)), shared]
