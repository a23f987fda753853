"""Who is signed in: random tokens, of which only hashes are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlmodel import col, delete, select

from .accounts import Accounts, User, user
from .db import Database
from .purge import Chance
from .rows import SessionRow, UserRow

LIFETIME = 12 * 3600 * 1000  # ms: a long working day
TOKEN_BYTES = 32


class Sessions:
    """Sign-ins; a session ends with its time, its sign-out, or the revocation of all of its user's."""

    def __init__(self, database: Database, accounts: Accounts, chance: Chance) -> None:
        self.database, self.accounts, self.chance = database, accounts, chance

    def sign_in(self, email: str, password: str, *, now: int, before: str = "") -> tuple[str, User] | None:
        """A new token and its user, or None; `before`, the token that the browser had, is dead from then on."""
        who = self.accounts.check(email, password)
        return (self.begin(who, now=now, before=before), who) if who else None

    def begin(self, who: User, *, now: int, before: str = "") -> str:
        """A new token for a user whose password, or whose word on the command line, was right."""
        token = self.chance(TOKEN_BYTES)
        row = SessionRow(
            token=hashed(token), user=who.id, revoked=who.revoked, created_at=now, expires_at=now + LIFETIME
        )
        with self.database.session() as session:
            session.exec(delete(SessionRow).where(col(SessionRow.expires_at) <= now))
            session.exec(delete(SessionRow).where(col(SessionRow.token) == hashed(before)))
            session.add(row)
        return token

    def who(self, token: str, *, now: int) -> User | None:
        """The user who holds this token, while it is good."""
        query = select(SessionRow, UserRow).where(
            SessionRow.token == hashed(token), SessionRow.user == UserRow.id
        )
        with self.database.view() as session:
            for found, row in session.exec(query):
                if found.expires_at > now and row.active and row.revoked == found.revoked:
                    return user(row)
        return None

    def alive(self, tokens: Iterable[str], *, now: int) -> set[str]:
        """Those of the tokens that are still good, in one query: for connections that stay open."""
        by_hash = {hashed(token): token for token in tokens}
        query = select(SessionRow.token).where(
            col(SessionRow.token).in_(list(by_hash)), SessionRow.user == UserRow.id, col(UserRow.active).is_(True),
            SessionRow.expires_at > now, SessionRow.revoked == UserRow.revoked,
        )  # fmt: skip
        with self.database.view() as session:
            return {by_hash[found] for found in session.exec(query)}

    def sign_out(self, token: str) -> None:
        """End this session."""
        with self.database.session() as session:
            session.exec(delete(SessionRow).where(col(SessionRow.token) == hashed(token)))


def hashed(token: str) -> str:
    """What is kept of a token. It has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
