"""Gathering notes in words: what can be asked, and what can happen."""

from __future__ import annotations

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


@command("note.carry")
class Carry(Command):
    id: str
    to: str
    # the protocol's name is `as`, a word Python keeps for itself; the door renames it
    as_: str


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
