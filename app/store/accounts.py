"""Users: the people who have an account with a library."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlmodel import Session, col, select

from .db import Database
from .libraries import Libraries
from .plain import address, plain
from .purge import Chance
from .rows import UserRow

ROLES = frozenset({"admin", "facilitator", "librarian"})
SHORTEST = 12  # characters of a password
LONGEST = 1024
# OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, 2 iterations, 1 lane.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


class Taken(Exception):
    """Somebody has an account with this address already."""


@dataclass(frozen=True, slots=True)
class User:
    """A person with an account. `revoked` grows whenever all their sessions end."""

    id: str
    library: str
    email: str
    name: str
    roles: frozenset[str]
    active: bool
    revoked: int


class Accounts(Libraries):
    """Libraries, users and their passwords; every method is a transaction of its own."""

    def __init__(self, database: Database, chance: Chance) -> None:
        super().__init__(database, chance)
        self._nobody = nobody()

    def add(
        self, email: str, name: str, password: str, *, roles: Iterable[str], library: str, now: int
    ) -> User:
        """Open an account. Raises `Taken`, or `ValueError` naming the field that is wrong."""
        row = UserRow(
            id=self.chance(16), library=library, email=checked_address(email), name=plain(name),
            password=HASHER.hash(checked_password(password)), roles=checked_roles(roles), created_at=now,
        )  # fmt: skip
        with self.database.session() as session:
            if found(session, row.email) is not None:
                raise Taken(row.email)
            session.add(row)
            return user(row)

    def user(self, id: str) -> User | None:
        """The user of this id."""
        with self.database.view() as session:
            row = session.get(UserRow, id)
            return user(row) if row else None

    def by_email(self, email: str) -> User | None:
        """The user with this address."""
        with self.database.view() as session:
            row = found(session, address(email))
            return user(row) if row else None

    def users(self, library: str) -> list[User]:
        """A library's users, by name."""
        query = select(UserRow).where(UserRow.library == library).order_by(UserRow.name)
        with self.database.view() as session:
            return [user(row) for row in session.exec(query)]

    def check(self, email: str, password: str) -> User | None:
        """The active user whose password this is; takes as long when there is none."""
        with self.database.view() as session:
            row = found(session, address(email))
            known, right = (user(row), row.password) if row else (None, self._nobody)
        if not matches(right, password) or known is None or not known.active:
            return None
        if HASHER.check_needs_rehash(right):
            self._store_password(known.id, password)
        return known

    def set_password(self, id: str, password: str) -> None:
        """Change a password; every session of that user ends."""
        self._store_password(id, checked_password(password))
        self.revoke(id)

    def _store_password(self, id: str, password: str) -> None:
        made = HASHER.hash(password)
        with self.database.session() as session:
            the(session, id).password = made

    def set_roles(self, id: str, roles: Iterable[str]) -> None:
        """Give a user these roles and no others; every session of theirs ends."""
        wanted = checked_roles(roles)
        with self.database.session() as session:
            row = the(session, id)
            row.roles, row.revoked = wanted, row.revoked + 1

    def set_active(self, id: str, *, to: bool) -> None:
        """Let a user in, or no longer; every session of theirs ends."""
        with self.database.session() as session:
            row = the(session, id)
            row.active, row.revoked = to, row.revoked + 1

    def revoke(self, id: str) -> None:
        """End every session of a user."""
        with self.database.session() as session:
            the(session, id).revoked += 1

    def revocations(self, ids: Iterable[str]) -> dict[str, int]:
        """How often the sessions of these users were ended, in one query."""
        query = select(UserRow.id, UserRow.revoked).where(col(UserRow.id).in_(list(ids)))
        with self.database.view() as session:
            return {id: revoked for id, revoked in session.exec(query)}  # noqa: C416


@cache
def nobody() -> str:
    """A hash that no password fits, so that an unknown address costs as much time as a known one."""
    return HASHER.hash(secrets.token_bytes(16))


def found(session: Session, email: str) -> UserRow | None:
    """The row with this address."""
    return session.exec(select(UserRow).where(UserRow.email == email)).first()


def the(session: Session, id: str) -> UserRow:
    """The row of this id, locked until the transaction ends; raises `LookupError` when there is none."""
    row = session.exec(select(UserRow).where(UserRow.id == id).with_for_update()).first()
    if row is None:
        raise LookupError(id)
    return row


def matches(right: str, password: str) -> bool:
    """Whether a password is the one that was hashed."""
    try:
        return HASHER.verify(right, password[:LONGEST].encode("utf-8", "replace"))
    except (VerificationError, InvalidHashError):
        return False


def checked_address(email: str) -> str:
    """An address that can be one; raises `ValueError("email")`."""
    made = address(email)
    name, _, host = made.partition("@")
    if not name or not host or " " in made or "@" in host:
        raise ValueError("email")
    return made


def checked_password(password: str) -> str:
    """A password long enough, and not the same few letters over; raises `ValueError("password")`."""
    if not SHORTEST <= len(password) <= LONGEST or len(set(password)) < 5:
        raise ValueError("password")
    password.encode("utf-8")
    return password


def checked_roles(roles: Iterable[str]) -> str:
    """Roles as they are stored; raises `ValueError("roles")`."""
    given = set(roles)
    if not given or not given <= ROLES:
        raise ValueError("roles")
    return " ".join(sorted(given))


def user(row: UserRow) -> User:
    """A row without the password."""
    roles = frozenset(row.roles.split())
    return User(row.id, row.library, row.email, row.name, roles, row.active, row.revoked)
