"""Opens the database, SQLite or PostgreSQL, so that everything above is written once for both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from .trouble import Unavailable, is_away

OLDEST_SQLITE = (3, 51, 3)  # before it, a race while the WAL is reset could corrupt the file
BUSY_MS = 5_000
POOL: dict[str, Any] = {"pool_size": 8, "max_overflow": 8, "pool_timeout": 10}
SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # a commit has reached the disk before anybody is told
    "secure_delete=ON",
    "foreign_keys=ON",
    "temp_store=MEMORY",  # nothing personal in temporary files
    f"busy_timeout={BUSY_MS}",
    "journal_size_limit=67108864",
)
JOINED = {"joined": True}  # for a connection whose transactions are begun by its holder
POSTGRES_OPTIONS = "-c synchronous_commit=on -c lock_timeout=5000 -c timezone=UTC"
POSTGRES_LIVENESS = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}


@dataclass(frozen=True)
class Database:
    """An engine, with the only two ways in: `read` and `write`. Reads are to be over within five seconds."""

    engine: Engine

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite, for the few things that only one of the two needs."""
        return self.engine.dialect.name == "sqlite"

    @property
    def path(self) -> Path | None:
        """The file of a SQLite database; None for PostgreSQL."""
        return Path(self.engine.url.database or "") if self.is_sqlite else None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one moment throughout; raises `Unavailable` when the database is away."""
        with guarded(), self.engine.connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that commits at the end, or leaves nothing; raises `Unavailable` when it can't.

        On SQLite it takes the writer's lock at once (BEGIN IMMEDIATE): a transaction that read first and
        wanted to write later could be refused in the middle.
        """
        with (
            guarded(),
            self.engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session of SQLModel rows over one writing transaction, committed at the end."""
        with self.write() as connection, Session(connection) as session:
            yield session
            session.flush()

    @contextmanager
    def view(self) -> Iterator[Session]:
        """A session of SQLModel rows over one reading transaction."""
        with self.read() as connection, Session(connection, autoflush=False) as session:
            yield session

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


@contextmanager
def guarded() -> Iterator[None]:
    """Turn errors of a database that is away into `Unavailable`; let bugs through."""
    try:
        yield
    except SQLAlchemyError as error:
        if is_away(error):
            raise Unavailable(type(error).__name__) from error
        raise


def connect(url: str) -> Database:
    """Open `sqlite:///path` or `postgresql://…`; raises `SystemExit` for an SQLite unfit to be trusted."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return Database(open_sqlite(address))
    return Database(open_postgres(address))


def open_sqlite(address: URL) -> Engine:
    """An engine on our own build of SQLite, set up for durability and for real deletion."""
    import pysqlite3  # type: ignore[import-untyped]  # not needed where PostgreSQL serves

    refuse_old_sqlite(pysqlite3.sqlite_version_info)
    Path(address.database or "").parent.mkdir(parents=True, exist_ok=True)
    file = address.set(drivername="sqlite+pysqlite")
    engine = create_engine(file, module=pysqlite3, hide_parameters=True, **POOL)
    event.listen(engine, "connect", prepare_sqlite)
    event.listen(engine, "begin", begin_sqlite)
    return engine


def refuse_old_sqlite(version: tuple[int, ...]) -> None:
    """Stop with one sentence when SQLite is one of those with the WAL-reset fault."""
    if version < OLDEST_SQLITE:
        found, needed = (".".join(map(str, v)) for v in (version, OLDEST_SQLITE))
        raise SystemExit(
            f"SQLite {found} can corrupt its file under load: {needed} or newer is needed (pysqlite3)."
        )


def prepare_sqlite(connection: Any, record: object) -> None:
    """Set up a new connection: the driver must not begin transactions by itself."""
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def begin_sqlite(connection: Connection) -> None:
    """Begin as a writer when the connection was asked to write, as a reader otherwise, unless it has begun already."""
    options = connection.get_execution_options()
    if options.get("joined"):
        return
    writes = options.get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def open_postgres(address: URL) -> Engine:
    """An engine on PostgreSQL that notices a dead server and a restarted one."""
    return create_engine(
        address.set(drivername="postgresql+psycopg"),
        hide_parameters=True, pool_pre_ping=True, **POOL,
        connect_args={"options": POSTGRES_OPTIONS, **POSTGRES_LIVENESS},
    )  # fmt: skip
