"""The tables: what is kept, in which columns; the same on SQLite and PostgreSQL.

Times are milliseconds since 1970 UTC. The journal's tables (`event`, `vault`, `act`) have no foreign keys on
purpose: they are only ever appended to, by one writer, and each check would be paid on every note.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, LargeBinary, Table, Text
from sqlmodel import Field, SQLModel


class WorkshopRow(SQLModel, table=True):
    """One workshop: its place in the journal, and what lists and doors need to know of it."""

    __tablename__ = "workshop"
    id: str = Field(primary_key=True)
    last_seq: int = 0
    epoch: str
    purged: int = 0  # the journal up to here was rewritten by an erasure or by a secret ballot's close
    library: str = Field(foreign_key="library.id", index=True)
    code: str = Field(unique=True)
    title: str
    question: str = ""
    pack: str = ""
    languages: str = "it"  # separated by spaces
    state: str = "draft"
    notice: int = 1
    created_at: int = Field(sa_type=BigInteger)
    starts_at: int | None = Field(default=None, sa_type=BigInteger)
    started_at: int | None = Field(default=None, sa_type=BigInteger)
    closed_at: int | None = Field(default=None, sa_type=BigInteger)
    origin: str | None = None  # the workshop that this one rehearses


class EventRow(SQLModel, table=True):
    """The journal: what happened, in order, without what is personal."""

    __tablename__ = "event"
    workshop: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    act: str | None = None
    at: int | None = Field(default=None, sa_type=BigInteger)
    person: str | None = None
    kind: str
    version: int
    body: str = Field(sa_type=Text)
    mark: str


class ActRow(SQLModel, table=True):
    """Which commands were accepted, so that one sent twice is done once."""

    __tablename__ = "act"
    workshop: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    act_id: str = Field(primary_key=True)
    digest: str
    first: int | None = None
    last: int | None = None


class VaultRow(SQLModel, table=True):
    """What is personal in an event, under whoever's erasure takes it away; `ref` is the event's seq."""

    __tablename__ = "vault"
    __table_args__ = (Index("ix_vault_person", "workshop", "person"),)
    workshop: str = Field(primary_key=True)
    ref: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    person: str | None = None
    content: str = Field(sa_type=Text)


class SnapshotRow(SQLModel, table=True):
    """A disposable fold of a workshop, without personal content."""

    __tablename__ = "snapshot"
    workshop: str = Field(primary_key=True)
    seq: int
    version: int
    content: bytes = Field(sa_type=LargeBinary)


class ErasureRow(SQLModel, table=True):
    """A removal that the journal has committed; `settled` once ledger, media and live files agree."""

    __tablename__ = "erasure"
    id: int | None = Field(default=None, primary_key=True)
    workshop: str
    person: str | None = None
    ballot: str | None = None
    seq: int
    at: int | None = Field(default=None, sa_type=BigInteger)
    settled: bool = False


class MediaRow(SQLModel, table=True):
    """A picture or a recording, kept as a file."""

    __tablename__ = "media"
    __table_args__ = (Index("ix_media_person", "workshop", "person"),)
    workshop: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    person: str
    type: str
    w: int
    h: int
    size: int
    digest: str
    at: int = Field(sa_type=BigInteger)


class OutcomeRow(SQLModel, table=True):
    """The catalogue's index of outcomes, written with the events that make them."""

    __tablename__ = "outcome"
    id: str = Field(primary_key=True)
    workshop: str = Field(index=True)
    library: str = Field(index=True)
    title: str
    type: str
    status: str
    at: int = Field(sa_type=BigInteger)


class ShelfRow(SQLModel, table=True):
    """What the catalogue shows and finds of a workshop or a proposal; remade from the journal at any time.

    `head` and `words` are the title and everything that is searched, folded. Of a workshop's own row, `seq` is up to
    where the journal is on the shelf, and it is to be done again while `asked` is ahead of `done`.
    """

    __tablename__ = "shelf"
    __table_args__ = (Index("ix_shelf_library", "library", "at"),)
    n: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    kind: str
    workshop: str = Field(index=True)
    library: str
    title: str = ""
    type: str = ""
    status: str = ""
    stage: str = ""
    languages: str = ""  # separated by spaces
    head: str = Field(default="", sa_type=Text)
    body: str = Field(default="", sa_type=Text)
    words: str = Field(default="", sa_type=Text)
    people: int = 0
    notes: int = 0
    seq: int = 0
    asked: int = 0
    done: int = 0
    version: int = 0
    at: int = Field(default=0, sa_type=BigInteger)


class LibraryRow(SQLModel, table=True):
    """An organisation."""

    __tablename__ = "library"
    id: str = Field(primary_key=True)
    name: str
    isil: str = ""


class UserRow(SQLModel, table=True):
    """A person with an account; `revoked` counts the times all their sessions were ended."""

    __tablename__ = "user"
    id: str = Field(primary_key=True)
    library: str = Field(foreign_key="library.id", index=True)
    email: str = Field(unique=True)
    name: str
    password: str
    roles: str  # separated by spaces
    active: bool = True
    revoked: int = 0
    created_at: int = Field(sa_type=BigInteger)


class SessionRow(SQLModel, table=True):
    """A sign-in, known by the hash of its token."""

    __tablename__ = "session"
    token: str = Field(primary_key=True)
    user: str = Field(foreign_key="user.id", index=True)
    revoked: int
    created_at: int = Field(sa_type=BigInteger)
    expires_at: int = Field(sa_type=BigInteger)


class StaffRow(SQLModel, table=True):
    """Which users lead or help in a workshop."""

    __tablename__ = "staff"
    workshop: str = Field(primary_key=True, foreign_key="workshop.id")
    user: str = Field(primary_key=True, foreign_key="user.id", index=True)
    role: str


class ParticipantRow(SQLModel, table=True):
    """On what terms somebody takes part, and the hash of the code by which they find what they gave."""

    __tablename__ = "participant"
    workshop: str = Field(primary_key=True, foreign_key="workshop.id")
    person: str = Field(primary_key=True)
    receipt: str = Field(unique=True)
    language: str = ""
    notice: int
    basis: str
    extras: str = ""  # what was freely allowed on top, separated by spaces
    joined_at: int = Field(sa_type=BigInteger)
    keep_until: int = Field(sa_type=BigInteger)
    erased_at: int | None = Field(default=None, sa_type=BigInteger)


class TicketRow(SQLModel, table=True):
    """A printed code that lets one person in: the hash of it, and whether it did; neither whom nor when."""

    __tablename__ = "ticket"
    code: str = Field(primary_key=True)
    workshop: str = Field(foreign_key="workshop.id", index=True)
    spent: bool = False


class RehearsalRow(SQLModel, table=True):
    """A workshop that is only rehearsed: how fast its scripted people are, and which process plays them until when."""

    __tablename__ = "rehearsal"
    workshop: str = Field(primary_key=True, foreign_key="workshop.id")
    pace: int = 1
    at: int = Field(sa_type=BigInteger)
    player: str = ""
    until: int = Field(default=0, sa_type=BigInteger)


class NoticeRow(SQLModel, table=True):
    """What participants are told before they join; a version never changes once somebody has seen it."""

    __tablename__ = "notice"
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    language: str = Field(primary_key=True)
    text: str = Field(sa_type=Text)
    basis: str
    months: int
    at: int = Field(sa_type=BigInteger)


class FailureRow(SQLModel, table=True):
    """Wrong codes and passwords, counted by door, place (a keyed hash of an address) and slot of time."""

    __tablename__ = "join_failure"
    door: str = Field(primary_key=True)
    place: str = Field(primary_key=True)
    slot: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    count: int


def table(name: str) -> Table:
    """The table of this name, for statements that speak of columns rather than of rows."""
    return SQLModel.metadata.tables[name]
