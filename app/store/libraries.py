"""Libraries: the organisations that hold workshops."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import select

from .db import Database
from .plain import plain
from .purge import Chance
from .rows import LibraryRow


@dataclass(frozen=True, slots=True)
class Library:
    """An organisation; `isil` is its code in the international register, or empty."""

    id: str
    name: str
    isil: str


class Libraries:
    """Organisations; every method is a transaction of its own."""

    def __init__(self, database: Database, chance: Chance) -> None:
        self.database, self.chance = database, chance

    def add_library(self, name: str, isil: str = "", *, id: str = "") -> Library:
        """Add an organisation."""
        row = LibraryRow(id=id or self.chance(16), name=plain(name), isil=plain(isil))
        with self.database.session() as session:
            session.add(row)
            return plain_library(row)

    def change_library(self, id: str, *, name: str, isil: str = "") -> None:
        """Give an organisation another name or code. Raises `LookupError`."""
        with self.database.session() as session:
            row = session.get(LibraryRow, id)
            if row is None:
                raise LookupError(id)
            row.name, row.isil = plain(name), plain(isil)

    def libraries(self) -> list[Library]:
        """Every organisation, by name."""
        with self.database.view() as session:
            return [plain_library(row) for row in session.exec(select(LibraryRow).order_by(LibraryRow.name))]

    def library(self, id: str) -> Library | None:
        """The organisation of this id."""
        with self.database.view() as session:
            row = session.get(LibraryRow, id)
            return plain_library(row) if row else None


def plain_library(row: LibraryRow) -> Library:
    """A row as plain data."""
    return Library(row.id, row.name, row.isil)
