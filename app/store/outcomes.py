"""The catalogue's index of outcomes; the documents themselves are in their workshops' journals."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from .db import Database
from .rows import OutcomeRow


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where an outcome is, and what it is called; `at` is when it was drafted, in milliseconds."""

    id: str
    workshop: str
    library: str
    title: str
    type: str
    status: str
    at: int


class Outcomes:
    """Read only: rows are written with the events that draft and change outcomes."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def get(self, id: str) -> Outcome | None:
        """The outcome of this id."""
        with self.database.view() as session:
            row = session.get(OutcomeRow, id)
            return outcome(row) if row else None

    def of_library(self, library: str) -> list[Outcome]:
        """A library's outcomes, newest first."""
        return self._list(OutcomeRow.library == library)

    def of_workshop(self, workshop: str) -> list[Outcome]:
        """What came of a workshop, newest first."""
        return self._list(OutcomeRow.workshop == workshop)

    def _list(self, which: bool) -> list[Outcome]:
        query = select(OutcomeRow).where(which).order_by(col(OutcomeRow.at).desc(), OutcomeRow.id)
        with self.database.view() as session:
            return [outcome(row) for row in session.exec(query)]


def outcome(row: OutcomeRow) -> Outcome:
    """A row as plain data."""
    return Outcome(row.id, row.workshop, row.library, row.title, row.type, row.status, row.at)
