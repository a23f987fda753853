"""The commands: what `officina …` does, for people at a terminal and for scripts."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from pydantic import ValidationError

from app import serve as serving
from app.settings import Settings, read_settings
from app.store.db import Database, connect
from app.store.migrate import migrate as bring_up_to_date
from app.store.trouble import Unavailable, Unreadable

app = typer.Typer(help="Officina: live co-design workshops in public libraries.", no_args_is_help=True,
                  add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)  # fmt: skip
FAULTS = (ValidationError, Unavailable, Unreadable, OSError)

Host = Annotated[str | None, typer.Option(help="The network address to listen on.")]
Port = Annotated[int | None, typer.Option(min=1, max=65535, help="The port to listen on.")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="How many processes; more than one wants Redis.")]


def main() -> None:
    """Run a command. Exit status 0 done, 2 wrong use, 1 failed, with one sentence on standard error."""
    try:
        app()
    except FAULTS as fault:
        sys.stderr.write(f"officina: {sentence(fault)}\n")
        sys.exit(1)


def sentence(fault: BaseException) -> str:
    """What went wrong, in one line."""
    if isinstance(fault, ValidationError):
        return "; ".join(str(error["msg"]).removeprefix("Value error, ") for error in fault.errors())
    if isinstance(fault, Unavailable):
        return f"the database cannot be reached, or cannot be written ({fault})"
    return " ".join(str(fault).split()) or type(fault).__name__


def chosen(host: str | None = None, port: int | None = None) -> Settings:
    """The settings, with what the command line says laid over them."""
    wishes = {"host": host, "port": port}
    return read_settings(**{name: value for name, value in wishes.items() if value is not None})


def opened(settings: Settings) -> Database:
    """The database, up to date."""
    database = connect(settings.database)
    bring_up_to_date(database)
    return database


@app.command()
def serve(host: Host = None, port: Port = None, workers: Workers = 1) -> None:
    """Serve, after bringing the database up to date."""
    settings = chosen(host, port)
    opened(settings).close()
    serving.run(settings, workers=workers,
                announce=lambda: typer.echo(f"Officina: {settings.address}", err=True))  # fmt: skip


@app.command()
def migrate() -> None:
    """Bring the database up to date without serving."""
    database = connect(read_settings().database)
    typer.echo(bring_up_to_date(database))
    database.close()


if __name__ == "__main__":
    main()
