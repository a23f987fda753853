"""On what terms people take part, and the receipt codes by which they find or erase what they gave."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, func, select

from .codes import new_code, shown, typed
from .db import Database
from .keys import keyed
from .notices import Notice
from .purge import Chance
from .rows import ParticipantRow, VaultRow

LETTERS = 12  # 58 random bits
MONTH = 2_629_800_000  # ms: a twelfth of 365.25 days


@dataclass(frozen=True, slots=True)
class Terms:
    """What a participant was told and allowed; `erased_at` once they have taken everything back."""

    workshop: str
    person: str
    language: str
    notice: int
    basis: str
    extras: frozenset[str]
    joined_at: int
    keep_until: int
    erased_at: int | None


class Receipts:
    """Participants' terms; only keyed hashes of the codes are kept. Erasing itself is an act in the journal."""

    def __init__(self, database: Database, key: bytes, chance: Chance) -> None:
        self.database, self.key, self.chance = database, key, chance

    def give(
        self, workshop: str, person: str, notice: Notice, *, now: int, extras: frozenset[str] = frozenset()
    ) -> str:
        """Write down the terms on which somebody joins; returns the code to show them, this once."""
        code = new_code(LETTERS, self.chance)
        row = ParticipantRow(
            workshop=workshop, person=person, receipt=keyed(self.key, code), language=notice.language,
            notice=notice.version, basis=notice.basis, extras=" ".join(sorted(extras)), joined_at=now,
            keep_until=now + notice.months * MONTH,
        )  # fmt: skip
        with self.database.session() as session:
            session.add(row)
        return shown(code)

    def again(self, workshop: str, person: str) -> str:
        """A new code in place of one that was lost; the old one finds nothing any more. Raises `LookupError`."""
        code = new_code(LETTERS, self.chance)
        with self.database.session() as session:
            row = session.get(ParticipantRow, (workshop, person))
            if row is None or row.erased_at is not None:
                raise LookupError(person)
            row.receipt = keyed(self.key, code)
        return shown(code)

    def find(self, text: str) -> Terms | None:
        """The terms that somebody typed the receipt code of."""
        hashed = keyed(self.key, typed(text))
        with self.database.view() as session:
            row = session.exec(select(ParticipantRow).where(ParticipantRow.receipt == hashed)).first()
            return terms(row) if row else None

    def of(self, workshop: str, person: str) -> Terms | None:
        """The terms on which somebody takes part."""
        with self.database.view() as session:
            row = session.get(ParticipantRow, (workshop, person))
            return terms(row) if row else None

    def count(self, workshop: str) -> int:
        """How many people have joined, those who erased themselves included."""
        query = select(func.count()).select_from(ParticipantRow).where(ParticipantRow.workshop == workshop)
        with self.database.view() as session:
            return session.exec(query).one()

    def elsewhere(self, person: str, workshop: str) -> list[str]:
        """The other workshops that keep something this person wrote, because it was taken up there."""
        query = select(col(VaultRow.workshop)).where(VaultRow.person == person, VaultRow.workshop != workshop)
        with self.database.view() as session:
            return sorted(set(session.exec(query)))

    def due(self, *, now: int) -> list[Terms]:
        """Whose time is over: they are to be erased."""
        over = (ParticipantRow.keep_until <= now, col(ParticipantRow.erased_at).is_(None))
        with self.database.view() as session:
            return [terms(row) for row in session.exec(select(ParticipantRow).where(*over))]


def terms(row: ParticipantRow) -> Terms:
    """A row without the receipt's hash."""
    return Terms(
        row.workshop, row.person, row.language, row.notice, row.basis, frozenset(row.extras.split()), row.joined_at,
        row.keep_until, row.erased_at,
    )  # fmt: skip
