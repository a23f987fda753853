"""The catalogue's index of outcomes; the documents themselves are in their workshops' journals."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from .db import Database
from .rows import OutcomeRow, WorkshopRow

ROWS = select(OutcomeRow, WorkshopRow.title).join(
    WorkshopRow, col(WorkshopRow.id) == col(OutcomeRow.workshop), isouter=True
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where an outcome is, and what it is called; `at` is when it was drafted, in milliseconds.

    One that is not `named` goes by its workshop's title here: the words of its idea are in the vault.
    """

    id: str
    workshop: str
    library: str
    title: str
    type: str
    status: str
    at: int
    named: bool = True


class Outcomes:
    """Read only: rows are written with the events that draft and change outcomes."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def get(self, id: str) -> Outcome | None:
        """The outcome of this id."""
        with self.database.view() as session:
            found = session.exec(ROWS.where(OutcomeRow.id == id)).first()
            return outcome(*found) if found else None

    def of_library(self, library: str) -> list[Outcome]:
        """A library's outcomes, newest first."""
        return self._list(OutcomeRow.library == library)

    def of_workshop(self, workshop: str) -> list[Outcome]:
        """What came of a workshop, newest first."""
        return self._list(OutcomeRow.workshop == workshop)

    def _list(self, which: bool) -> list[Outcome]:
        query = ROWS.where(which).order_by(col(OutcomeRow.at).desc(), OutcomeRow.id)
        with self.database.view() as session:
            return [outcome(*found) for found in session.exec(query)]


def outcome(row: OutcomeRow, workshop: str | None) -> Outcome:
    """A row as plain data, with its workshop's title."""
    title = row.title or workshop or ""
    return Outcome(row.id, row.workshop, row.library, title, row.type, row.status, row.at, bool(row.title))
