"""Workshops as lists and doors know them, and the staff who lead them; what happens inside is in the journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, delete, func, select

from .codes import new_code, typed
from .db import Database
from .plain import plain
from .purge import Chance
from .rows import RehearsalRow, StaffRow, WorkshopRow

SHORT, LONG = 6, 8  # letters of a join code
MANY = 100  # workshops that can be joined, from which on codes are long
STAFF_ROLES = ("facilitator", "librarian", "mediator", "scribe", "observer")


@dataclass(frozen=True, slots=True)
class Workshop:
    """A workshop; `state` is draft, lobby, open or closed, times are milliseconds."""

    id: str
    library: str
    code: str
    title: str
    question: str
    pack: str
    languages: tuple[str, ...]
    state: str
    notice: int
    created_at: int
    starts_at: int | None
    started_at: int | None
    closed_at: int | None
    origin: str | None = None  # the workshop that this one rehearses; nothing of it is ever listed or kept


class Gatherings:
    """Workshops and their staff. Title, question, languages and state follow the journal by themselves."""

    def __init__(self, database: Database, chance: Chance) -> None:
        self.database, self.chance = database, chance

    def begin(self, *, library: str, by: str, title: str, languages: tuple[str, ...], notice: int, now: int,
              question: str = "", pack: str = "", starts_at: int | None = None, id: str = "",
              origin: str | None = None) -> Workshop:  # fmt: skip
        """Make a workshop with an empty journal and a free code; its maker `by` leads it.

        With an `origin` it is a rehearsal of that one.
        """
        row = WorkshopRow(
            id=id or self.chance(16), epoch=self.chance(16), library=library, code="", title=plain(title),
            question=plain(question, 400), pack=pack, languages=" ".join(languages), notice=notice, created_at=now,
            starts_at=starts_at, origin=origin,
        )  # fmt: skip
        with self.database.session() as session:
            row.code = self._free_code(session)
            session.add(row)
            session.flush()
            session.add(StaffRow(workshop=row.id, user=by, role="facilitator"))
            if origin is not None:
                session.add(RehearsalRow(workshop=row.id, at=now))
            return workshop(row)

    def withdraw(self, id: str) -> None:
        """Take back a workshop whose beginning could not be kept; one that has begun stays."""
        with self.database.session() as session:
            row = session.get(WorkshopRow, id)
            if row is not None and row.last_seq == 0:
                session.exec(delete(RehearsalRow).where(col(RehearsalRow.workshop) == id))
                session.exec(delete(StaffRow).where(col(StaffRow.workshop) == id))
                session.exec(delete(WorkshopRow).where(col(WorkshopRow.id) == id))

    def _free_code(self, session: Session) -> str:
        """A code that no workshop has ever had, so that an old slip of paper opens no new room."""
        live = select(func.count()).select_from(WorkshopRow).where(WorkshopRow.state != "closed")
        length = LONG if session.exec(live).one() >= MANY else SHORT
        while True:
            code = new_code(length, self.chance)
            if session.exec(select(WorkshopRow.id).where(WorkshopRow.code == code)).first() is None:
                return code

    def get(self, id: str) -> Workshop | None:
        """The workshop of this id."""
        with self.database.view() as session:
            row = session.get(WorkshopRow, id)
            return workshop(row) if row else None

    def by_code(self, text: str) -> Workshop | None:
        """The workshop that somebody typed the code of, in whatever state it is."""
        with self.database.view() as session:
            row = session.exec(select(WorkshopRow).where(WorkshopRow.code == typed(text))).first()
            return workshop(row) if row and row.code else None

    def of_library(self, library: str) -> list[Workshop]:
        """A library's workshops, newest first."""
        return self._list(WorkshopRow.library == library)

    def of_user(self, user: str) -> list[Workshop]:
        """The workshops that a user is staff of, newest first."""
        return self._list(col(WorkshopRow.id).in_(select(StaffRow.workshop).where(StaffRow.user == user)))

    def _list(self, which: Any) -> list[Workshop]:
        """Real ones that have begun: a row whose first event could not be kept is nobody's workshop."""
        begun, real = WorkshopRow.last_seq > 0, col(WorkshopRow.origin).is_(None)
        query = (
            select(WorkshopRow)
            .where(which, begun, real)
            .order_by(col(WorkshopRow.created_at).desc(), WorkshopRow.id)
        )
        with self.database.view() as session:
            return [workshop(row) for row in session.exec(query)]

    def role(self, id: str, user: str) -> str | None:
        """In which role a user is staff of a workshop; None when they aren't."""
        with self.database.view() as session:
            row = session.get(StaffRow, (id, user))
            return row.role if row else None

    def staff(self, id: str) -> dict[str, str]:
        """A workshop's staff: user → role."""
        with self.database.view() as session:
            return {
                row.user: row.role for row in session.exec(select(StaffRow).where(StaffRow.workshop == id))
            }

    def set_staff(self, id: str, user: str, role: str) -> None:
        """Make a user staff, or change their role. Raises `ValueError("role")`."""
        if role not in STAFF_ROLES:
            raise ValueError("role")
        with self.database.session() as session:
            session.merge(StaffRow(workshop=id, user=user, role=role))

    def remove_staff(self, id: str, user: str) -> None:
        """A user is no longer staff of a workshop."""
        here = (col(StaffRow.workshop) == id, col(StaffRow.user) == user)
        with self.database.session() as session:
            session.exec(delete(StaffRow).where(*here))


def workshop(row: WorkshopRow) -> Workshop:
    """A row as plain data."""
    return Workshop(
        row.id, row.library, row.code, row.title, row.question, row.pack, tuple(row.languages.split()), row.state,
        row.notice, row.created_at, row.starts_at, row.started_at, row.closed_at,
        row.origin,
    )  # fmt: skip
