"""`officina import …`: a workshop from a file, for whoever is at a terminal."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from app.core import check
from app.core.refusal import Refused
from app.place import Place, now, open_place
from app.settings import read_settings
from app.store.accounts import User

from . import keeping, notes, polis, records

imports = typer.Typer(help="A workshop from a file.", no_args_is_help=True)
File = Annotated[Path, typer.Argument(help="The file.", exists=True, dir_okay=False, readable=True)]
Folder = Annotated[Path, typer.Argument(help="The folder that Polis exported.", exists=True, file_okay=False)]
By = Annotated[
    str, typer.Option("--by", help="Who leads it here: an account's address. Else the first facilitator.")
]
Title = Annotated[str, typer.Option(help="What it is called. Else as the file is.")]


def spoken(tag: str) -> str:
    """A language's tag, as an option; wrong use when it is none."""
    try:
        return check.language(tag) or "it"
    except Refused:
        raise typer.BadParameter("a language is a tag such as it, en or zh-Hant") from None


Language = Annotated[str, typer.Option(help="The language it is written in.", callback=spoken)]


def new_id() -> str:
    """128 random bits in hex."""
    return secrets.token_hex(16)


@contextmanager
def opened(by: str) -> Iterator[tuple[Place, User]]:
    """All that is kept, and who imports."""
    place = open_place(read_settings())
    try:
        place.desk.notices.seed(now=now())
        yield place, keeping.leader(place, by)
    finally:
        place.database.close()


@imports.callback()
def import_() -> None:
    """A workshop from a file; prints its id."""


@imports.command("json")
def import_json(file: File, by: By = "") -> None:
    """A workshop that was exported as JSON, with everything that a librarian was shown of it."""
    with opened(by) as (place, user):
        found = read(place, file, user)
        id = keeping.keep(place, found.arrival, user)
    if found.missing:
        typer.echo(f"officina: pictures are in no JSON file: {found.missing} are missing here", err=True)
    if found.left_out:
        typer.echo(f"officina: left out, since they were erased here: {found.left_out} notes", err=True)
    if found.differs:
        typer.echo(f"officina: not all came out as it was: {', '.join(found.differs)}", err=True)
    typer.echo(id)


def read(place: Place, file: Path, by: User) -> records.Read:
    """The file, as it can come into this house."""
    erased = partial(keeping.erased, place)
    return records.read(file, by=by.id, now=now(), new_id=new_id, taken=known(place), erased=erased)


def known(place: Place) -> Callable[[str], bool]:
    """Whether a workshop or a document of this id is in this house already."""
    desk = place.desk
    return lambda id: desk.outcomes.get(id) is not None or desk.workshops.get(id) is not None


@imports.command("csv")
def import_csv(file: File, by: By = "", title: Title = "", language: Language = "it") -> None:
    """Notes, one a row: our own CSV, or columns zone, text, lang and author. All rows, or none."""
    with opened(by) as (place, user):
        named = (title or file.stem)[: check.TITLE_LENGTH]
        found = notes.read(file, title=named, language=language, by=user.id, now=now(), new_id=new_id)
        id = keeping.keep(place, found, user)
    typer.echo(id)


@imports.command("polis")
def import_polis(folder: Folder, by: By = "", title: Title = "", language: Language = "it") -> None:
    """A consultation held with Polis: statements as notes, agreement as the result of a ballot."""
    with opened(by) as (place, user):
        found = polis.read(folder, title=title, language=language, by=user.id, now=now(), new_id=new_id)
        id = keeping.keep(place, found, user)
    typer.echo(id)
