"""A house to test against: one process on SQLite, or two on one PostgreSQL with Redis between them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.contracts.calls import Calls
from tests.serving import Served, serve

PASSWORD = "una-parola-lunga-per-le-prove"
USERS = {"facilitator": "fara@prove.example", "librarian": "lia@prove.example", "admin": "ada@prove.example"}


@dataclass
class House:
    """Running servers on one database; `urls` are their addresses, the last one may be the first."""

    servers: list[Served]
    _tokens: dict[str, Calls] = field(default_factory=dict)

    @property
    def urls(self) -> list[str]:
        """Where it answers, one address for each process."""
        return [server.url for server in self.servers]

    @property
    def here(self) -> str:
        """The first process."""
        return self.urls[0]

    @property
    def there(self) -> str:
        """Another process when there is one."""
        return self.urls[-1]

    def add_user(self, email: str, role: str) -> None:
        """One more user, with the password of all."""
        name = email.split("@")[0].title()
        self.servers[0].officina("user", "add", email, "--role", role, "--name", name, stdin=PASSWORD + "\n")

    def user(self, role: str, *, there: bool = False) -> Calls:
        """The calls of a signed-in user of this role; the account is opened when it is first wanted."""
        if role not in self._tokens:
            self.add_user(USERS[role], role)
            self._tokens[role] = Calls(self.here).sign_in(USERS[role], PASSWORD)
        return Calls(self.there if there else self.here, self._tokens[role].token)


@contextlib.contextmanager
def one_on_sqlite(folder: Path, env: dict[str, str] | None = None) -> Iterator[House]:
    """One process, its data in a file."""
    with serve(data_dir=folder, env=env) as server:
        yield House([server])


@contextlib.contextmanager
def two_on_postgres(
    folder: Path, database: str, redis: str, env: dict[str, str] | None = None
) -> Iterator[House]:
    """Two processes on two ports, one database, and a bell between them."""
    wishes = {"data_dir": folder, "database_url": database, "redis_url": redis, "env": env}
    with serve(**wishes) as first, serve(**wishes) as second:  # type: ignore[arg-type]
        yield House([first, second])
