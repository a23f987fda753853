"""People in words: their records, what can be asked about them and what can happen to them."""

from __future__ import annotations

from dataclasses import dataclass

from ..types import Command, Event, Record, command, event, personal


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Record):
    kind = "person"
    id: str
    alias: str
    role: str
    language: str = ""
    table: str | None = None
    ready: bool = False
    paper: bool = False
    help: bool = False
    removed: bool = False
    host: bool = False  # stays at their table when the others visit


# What can be asked


@command("person.join", wire=False)
class Join(Command):
    id: str
    alias: str
    language: str = ""
    role: str = "participant"
    table: str | None = None
    notice: str = ""  # the version of the notice that was shown
    basis: str = "public_task"
    retention: int = 24  # months
    extras: tuple[str, ...] = ()  # what was freely allowed on top: photo, voice, contact


@command("person.erase", wire=False)
class Erase(Command):
    id: str


@command("person.add")
class AddPerson(Command):
    id: str
    alias: str
    language: str = ""
    table: str | None = None
    paper: bool = True


@command("person.rename")
class Rename(Command):
    id: str
    alias: str


@command("person.remove")
class Remove(Command):
    id: str


@command("person.role")
class SetRole(Command):
    id: str
    role: str


@command("person.table")
class Sit(Command):
    id: str
    table: str | None = None


@command("person.ready")
class Ready(Command):
    id: str
    to: bool = True


@command("person.language")
class Speak(Command):
    id: str
    language: str


@command("person.help")
class CallForHelp(Command):
    id: str
    to: bool = True


# What can happen


@event("person.joined")
class PersonJoined(Event):
    calm = True
    by: str
    role: str
    alias: str = personal()
    language: str = ""
    table: str | None = None
    paper: bool = False
    notice: str = ""
    basis: str = "public_task"
    retention: int = 24
    extras: tuple[str, ...] = ()


@event("person.renamed")
class PersonRenamed(Event):
    by: str
    alias: str = personal()


@event("person.removed")
class PersonRemoved(Event):
    by: str


@event("person.role_set")
class PersonRoleSet(Event):
    by: str
    role: str


@event("person.seated")
class PersonSeated(Event):
    by: str
    table: str | None


@event("person.readied")
class PersonReadied(Event):
    calm = True
    by: str
    to: bool


@event("person.spoke")
class PersonSpoke(Event):
    by: str
    language: str


@event("person.helped")
class PersonHelped(Event):
    by: str
    to: bool


@event("person.erased")
class PersonErased(Event):
    by: str
