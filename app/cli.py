"""The commands: what `officina …` does, for people at a terminal and for scripts."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from getpass import getpass
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from app import serve as serving
from app.core.refusal import Refused
from app.incoming.commands import imports
from app.place import Place, now, open_place
from app.settings import Settings, read_settings
from app.store.accounts import SHORTEST, Taken
from app.store.backup import backup as make_backup
from app.store.db import connect
from app.store.desk import Desk
from app.store.migrate import migrate as bring_up_to_date
from app.store.restore import restore as bring_back
from app.store.trouble import Unavailable, Unreadable

app = typer.Typer(help="Officina: live co-design workshops in public libraries.", no_args_is_help=True,
                  add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)  # fmt: skip
users = typer.Typer(help="People with an account.", no_args_is_help=True)
app.add_typer(users, name="user")
app.add_typer(imports, name="import")
DEMO = "demo"  # the folder of the demo's own data, inside the data folder
FIRST_LIBRARY = "Biblioteca"
WRONG = {
    "email": "this is no e-mail address",
    "password": f"a password needs at least {SHORTEST} characters, and not the same few over and over",
}

Host = Annotated[str | None, typer.Option(help="The network address to listen on.")]
Port = Annotated[int | None, typer.Option(min=1, max=65535, help="The port to listen on.")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="How many processes; more than one wants Redis.")]
Backup = Annotated[Path, typer.Argument(help="The backup's file.", dir_okay=False)]


class Role(StrEnum):
    """What an account may do."""

    admin = "admin"
    facilitator = "facilitator"
    librarian = "librarian"


FORMS = "json: all records; csv: its notes; xlsx: its figures; md, pdf, odt, docx: its record; zip: everything."


class Form(StrEnum):
    """How a workshop can leave."""

    json = "json"
    csv = "csv"
    xlsx = "xlsx"
    md = "md"
    pdf = "pdf"
    odt = "odt"
    docx = "docx"
    zip = "zip"


class Failed(Exception):
    """A command could not do what it was asked; the words say why."""


FAULTS = (Failed, ValidationError, Unavailable, Unreadable, OSError)


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


def chosen(host: str | None = None, port: int | None = None, **more: Any) -> Settings:
    """The settings, with what the command line says laid over them."""
    wishes = {"host": host, "port": port, **more}
    return read_settings(**{name: value for name, value in wishes.items() if value is not None})


@contextmanager
def opened() -> Iterator[Place]:
    """All that is kept, until the command is done."""
    place = open_place(read_settings())
    try:
        yield place
    finally:
        place.database.close()


@app.command()
def serve(host: Host = None, port: Port = None, workers: Workers = 1) -> None:
    """Serve, after bringing the database up to date."""
    settings = chosen(host, port)
    open_place(settings).database.close()
    serving.run(settings, workers=workers,
                announce=lambda: typer.echo(f"Officina: {settings.address}", err=True))  # fmt: skip


@app.command()
def demo(host: Host = None, port: Port = None) -> None:
    """Serve a demo on data of its own: a finished workshop, and one waiting in its lobby."""
    from app.demo import furnish, introduced  # the whole house: other commands do without and are quicker

    own = chosen(host, port).data_dir / DEMO
    settings = chosen(host, port, data_dir=own, database_url="", redis_url="")
    made = furnish(settings)
    serving.run(settings, announce=lambda: typer.echo(introduced(settings, made)))


@app.command()
def migrate() -> None:
    """Bring the database up to date without serving."""
    database = connect(read_settings().database)
    typer.echo(bring_up_to_date(database))
    database.close()


@app.command()
def reindex() -> None:
    """Make the catalogue's shelf again from the journals; may be done while it serves."""
    from app.main import open_house  # the whole house: other commands do without and are quicker
    from app.outgoing import shelved

    typer.echo(f"{shelved(open_house(read_settings()))} workshops")


@users.callback()
def user() -> None:
    """People with an account."""


@users.command("add")
def add_user(
    email: Annotated[str, typer.Argument(help="The address to sign in with.")],
    role: Annotated[list[Role], typer.Option(help="What they may do; may be said several times.")],
    name: Annotated[str, typer.Option(help="How others see them; else the address's first part.")] = "",
    library: Annotated[str, typer.Option(help="Their library's name; made if it is new.")] = "",
) -> None:
    """Open an account. The password is read from standard input, or asked for at a terminal."""
    password = asked_password()
    with opened() as place:
        try:
            made = place.desk.accounts.add(
                email, name or email.partition("@")[0], password, roles={str(one) for one in role},
                library=library_called(place.desk, library), now=now(),
            )  # fmt: skip
        except Taken as taken:
            raise Failed(f"{taken} has an account already") from taken
        except ValueError as wrong:
            raise Failed(WRONG.get(str(wrong), str(wrong))) from wrong
    typer.echo(made.id)


def asked_password() -> str:
    """The password: a line of standard input, or typed twice unseen at a terminal."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass("Password: ")
    if getpass("Again: ") != password:
        raise Failed("the two passwords differ")
    return password


def library_called(desk: Desk, name: str) -> str:
    """The id of the library of this name, made if it is new; without a name the first one there is."""
    known = desk.accounts.libraries()
    fitting = [one for one in known if not name or one.name == name]
    return (fitting[0] if fitting else desk.accounts.add_library(name or FIRST_LIBRARY)).id


@app.command()
def backup(file: Backup) -> None:
    """Copy everything into one file, while it serves."""
    with opened() as place:
        manifest = make_backup(place.database, place.files, file, now=now())
    typer.echo(f"{sum(manifest.rows.values())} rows, {manifest.media} files")


@app.command()
def restore(file: Backup) -> None:
    """Replace everything by a backup. Nothing may be serving meanwhile."""
    with opened() as place:
        manifest = bring_back(file, place.database, place.ledger, place.files, now=now())
    typer.echo(f"{sum(manifest.rows.values())} rows, {manifest.media} files")


@app.command()
def export(
    workshop: Annotated[str, typer.Argument(help="The workshop's id.")],
    form: Annotated[Form, typer.Option("--format", help=FORMS)],
    out: Annotated[Path, typer.Option(help="The file to write.", dir_okay=False)],
) -> None:
    """Write a workshop's data into a file."""
    from app.main import open_house  # the whole house: other commands do without and are quicker
    from app.outgoing import export as written

    try:
        content = written(open_house(read_settings()), workshop, str(form))
    except LookupError as unknown:
        raise Failed(f"there is no workshop {workshop}") from unknown
    except Refused as no:
        raise Failed("this is a rehearsal: nothing of it is kept") from no
    out.write_bytes(content)


@app.command(add_help_option=False, context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def bench(context: typer.Context) -> None:
    """Measure it beside others, as `docs/marks.md` says; in a checkout of the source."""
    root = Path(__file__).parent.parent
    if not (root / "bench" / "__main__.py").is_file():
        raise Failed("the benchmarks come with the source: run this in a checkout of it")
    sys.argv[1:] = context.args
    sys.path.insert(0, str(root))
    runpy.run_module("bench", run_name="__main__")


if __name__ == "__main__":
    main()
