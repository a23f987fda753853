"""What participants are told before they join, in versions that never change once published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlmodel import func, select

from .db import Database
from .rows import NoticeRow

DEFAULT = Path(__file__).parent / "notice"
BASIS = "public_task"
MONTHS = 24


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice in one language: Markdown, with `{library}` and `{months}` still to be filled by `text_for`."""

    version: int
    language: str
    text: str
    basis: str
    months: int

    def text_for(self, library: str) -> str:
        """The text for a library's participants."""
        return self.text.replace("{library}", library).replace("{months}", str(self.months))


class Notices:
    """Versions of the notice, each in several languages."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def newest(self) -> int:
        """The version that new workshops use; 0 when none has been published."""
        with self.database.view() as session:
            return session.exec(select(func.coalesce(func.max(NoticeRow.version), 0))).one()

    def languages(self, version: int) -> tuple[str, ...]:
        """The languages in which a version exists."""
        query = select(NoticeRow.language).where(NoticeRow.version == version).order_by(NoticeRow.language)
        with self.database.view() as session:
            return tuple(session.exec(query))

    def get(self, version: int, language: str) -> Notice:
        """A version in a language, or in Italian when it doesn't exist in that. Raises `LookupError`."""
        with self.database.view() as session:
            row = session.get(NoticeRow, (version, language)) or session.get(NoticeRow, (version, "it"))
            if row is None:
                raise LookupError(version)
            return Notice(row.version, row.language, row.text, row.basis, row.months)

    def publish(self, texts: Mapping[str, str], *, now: int, basis: str = BASIS, months: int = MONTHS) -> int:
        """A new version in all its languages, Italian among them; returns its number."""
        if "it" not in texts:
            raise ValueError("texts")
        with self.database.session() as session:
            version = session.exec(select(func.coalesce(func.max(NoticeRow.version), 0))).one() + 1
            for language, text in texts.items():
                session.add(
                    NoticeRow(
                        version=version, language=language, text=text, basis=basis, months=months, at=now
                    )
                )
        return version

    def seed(self, *, now: int) -> None:
        """Publish the notice that comes with the program, where none has been published yet."""
        if self.newest() == 0:
            texts = {path.stem: path.read_text(encoding="utf-8") for path in DEFAULT.glob("*.md")}
            try:
                self.publish(texts, now=now)
            except IntegrityError:  # another process, starting at the same moment, was first
                return
