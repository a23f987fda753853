"""Gathering notes in words: what can be asked, and what can happen."""

from __future__ import annotations

from dataclasses import dataclass

from ..types import Command, Event, command, event, personal


@command("cluster.create")
class CreateCluster(Command):
    id: str
    activity: str
    title: str = ""
    notes: tuple[str, ...] = ()


@command("cluster.rename")
class RenameCluster(Command):
    id: str
    title: str


@command("cluster.assign")
class Assign(Command):
    id: str
    notes: tuple[str, ...]


@command("cluster.unassign")
class Unassign(Command):
    id: str
    notes: tuple[str, ...]


@command("cluster.merge")
class Merge(Command):
    id: str
    into: str


@command("cluster.split")
class Split(Command):
    id: str
    to: str
    title: str = ""
    notes: tuple[str, ...] = ()


@command("cluster.dissolve")
class Dissolve(Command):
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """One thing to be brought: a note or a cluster, the id of its card, and the table it goes to where not its own."""

    id: str
    card: str
    table: str | None = None


@command("notes.carry")
class CarryAll(Command):
    """Whoever leads brings several cards into an activity at once: all of them or none."""

    to: str
    cards: tuple[Brought, ...]


@command("note.carry")
class Carry(Command):
    """Pass a note or a cluster on; without `to` into the next activity that takes cards."""

    id: str
    to: str = ""
    # the protocol's name is `as`, a word Python keeps for itself; the door renames it
    as_: str


@command("note.call_back")
class CallBack(Command):
    """Take back what one passed on, or one's table, by the id of what was passed."""

    id: str


@event("cluster.created")
class ClusterCreated(Event):
    undoable = True
    id: str
    activity: str
    by: str
    title: str = personal()
    table: str | None = None
    source: str | None = None


@event("cluster.renamed")
class ClusterRenamed(Event):
    undoable = True
    id: str
    by: str
    title: str = personal()


@event("cluster.assigned")
class ClusterAssigned(Event):
    undoable = True
    id: str
    notes: tuple[str, ...]


@event("cluster.unassigned")
class ClusterUnassigned(Event):
    undoable = True
    id: str
    notes: tuple[str, ...]


@event("cluster.dissolved")
class ClusterDissolved(Event):
    undoable = True
    id: str
    into: str | None = None  # where its notes went when it was merged
