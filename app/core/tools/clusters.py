"""Notes gathered and named: clusters made, renamed, merged, split and dissolved, and cards carried on."""

from __future__ import annotations

from dataclasses import replace

from .. import check
from ..refusal import Refused
from ..state import Reach, State
from ..types import Act, Event, Json, Stamp
from ..words.agenda import Activity
from ..words.board import Cluster, Note, NoteAdded
from ..words.clusters import (
    Assign,
    Carry,
    ClusterAssigned,
    ClusterCreated,
    ClusterDissolved,
    ClusterRenamed,
    ClusterUnassigned,
    CreateCluster,
    Dissolve,
    Merge,
    RenameCluster,
    Split,
    Unassign,
)
from .agenda import contents_reach
from .board import change, need_writable, place, reach, zone_of
from .common import WRITERS, Face
from .workshop import need_open, put_out


def clustering(state: State, act: Act, activity_id: str) -> Activity:
    """The activity, if this person may gather its notes now: by its rule, and never what they cannot see."""
    need_open(state)
    activity = state.need(Activity, activity_id)
    who = activity.plan.rules.cluster
    if who == "none" or (who == "facilitators" and act.role != "facilitator"):
        raise Refused("not_allowed")
    need_writable(activity, act)
    eyes = "staff" if act.role == "facilitator" else "room"
    if eyes not in contents_reach(state, activity):
        raise Refused("not_revealed")
    return activity


def existing(state: State, act: Act, id: str) -> Cluster:
    """A cluster that this person may work on."""
    cluster = state.need(Cluster, check.name(id))
    clustering(state, act, cluster.activity)
    return cluster


def gathered(state: State, act: Act, activity: str, ids: tuple[str, ...]) -> list[Note]:
    """The notes of these ids; all must be of this activity and within sight."""
    eyes = "staff" if act.role == "facilitator" else "room"
    notes = [state.need(Note, id) for id in check.names(ids)]
    if any(note.activity != activity or eyes not in reach(state, note) for note in notes):
        raise Refused("not_found")
    return notes


def members(state: State, cluster: str) -> tuple[str, ...]:
    """The ids of the notes of a cluster."""
    return tuple(note.id for note in state.all(Note) if cluster in note.clusters)


def new_id(state: State, id: str) -> str:
    if state.records.get(check.client_id(id)) is not None:
        raise Refused("already_there")
    return id


def decide_create(state: State, act: Act, ask: CreateCluster) -> list[Event]:
    activity = clustering(state, act, ask.activity)
    notes = gathered(state, act, activity.id, ask.notes)
    title = check.text(ask.title, check.TITLE_LENGTH)
    tables = {note.table for note in notes}
    made: list[Event] = [
        ClusterCreated(
            id=new_id(state, ask.id), activity=activity.id, by=act.person, title=title,
            table=tables.pop() if len(tables) == 1 else None,
        )
    ]  # fmt: skip
    return made + ([ClusterAssigned(id=ask.id, notes=tuple(n.id for n in notes))] if notes else [])


def decide_rename(state: State, act: Act, ask: RenameCluster) -> list[Event]:
    cluster = existing(state, act, ask.id)
    title = check.text(ask.title, check.TITLE_LENGTH)
    return [ClusterRenamed(id=cluster.id, by=act.person, title=title)] if title != cluster.title else []


def decide_assign(state: State, act: Act, ask: Assign) -> list[Event]:
    cluster = existing(state, act, ask.id)
    notes = gathered(state, act, cluster.activity, ask.notes)
    new = tuple(note.id for note in notes if cluster.id not in note.clusters)
    return [ClusterAssigned(id=cluster.id, notes=new)] if new else []


def decide_unassign(state: State, act: Act, ask: Unassign) -> list[Event]:
    cluster = existing(state, act, ask.id)
    notes = gathered(state, act, cluster.activity, ask.notes)
    old = tuple(note.id for note in notes if cluster.id in note.clusters)
    return [ClusterUnassigned(id=cluster.id, notes=old)] if old else []


def decide_merge(state: State, act: Act, ask: Merge) -> list[Event]:
    """The notes of one go into the other; the first leaves a tombstone that says where they went."""
    one, other = existing(state, act, ask.id), existing(state, act, ask.into)
    if one.id == other.id or one.activity != other.activity:
        raise Refused("bad_value", field="into")
    moving = members(state, one.id)
    made: list[Event] = [ClusterDissolved(id=one.id, into=other.id)]
    return [ClusterAssigned(id=other.id, notes=moving), *made] if moving else made


def decide_split(state: State, act: Act, ask: Split) -> list[Event]:
    """Some notes leave for a new cluster that remembers where it is from."""
    cluster = existing(state, act, ask.id)
    notes = gathered(state, act, cluster.activity, ask.notes)
    if not notes or any(cluster.id not in note.clusters for note in notes):
        raise Refused("bad_value", field="notes")
    ids = tuple(note.id for note in notes)
    title = check.text(ask.title, check.TITLE_LENGTH)
    return [
        ClusterCreated(
            id=new_id(state, ask.to), activity=cluster.activity, by=act.person, title=title, table=cluster.table,
            source=cluster.id,
        ),
        ClusterUnassigned(id=cluster.id, notes=ids),
        ClusterAssigned(id=ask.to, notes=ids),
    ]  # fmt: skip


def decide_dissolve(state: State, act: Act, ask: Dissolve) -> list[Event]:
    return [ClusterDissolved(id=existing(state, act, ask.id).id)]


def decide_carry(state: State, act: Act, ask: Carry) -> list[Event]:
    """What the room has seen enters another activity as a card linked to its origin."""
    need_open(state)
    target = state.need(Activity, ask.to)
    if target.plan.tool not in ("board", "vote") or target.closed:
        raise Refused("activity_closed" if target.closed else "bad_value", field="to")
    origin = state.get(Note, ask.id) or state.need(Cluster, check.name(ask.id))
    if "room" not in state.seen(origin.id, state.seq):
        raise Refused("not_revealed")
    if act.role != "facilitator":
        need_carrier(state, act, origin, target)
    return [carried(state, origin, target, new_id(state, ask.as_))]


def need_carrier(state: State, act: Act, origin: Note | Cluster, target: Activity) -> None:
    """By the activity's rule each person may carry one thing of their own on."""
    activity = state.need(Activity, origin.activity)
    if not activity.plan.rules.carry or origin.by != act.person:
        raise Refused("not_allowed")
    if state.count("carried", target.id, act.person):
        raise Refused("too_many", most=1)


def carried(state: State, origin: Note | Cluster, target: Activity, id: str) -> NoteAdded:
    zone = zone_of(target, "")
    if isinstance(origin, Note):
        return NoteAdded(
            id=id, activity=target.id, by=origin.by, zone=zone, text=origin.text, lang=origin.lang, media=origin.media,
            source=origin.id, anonymous=origin.anonymous, table=origin.table,
        )  # fmt: skip
    return NoteAdded(
        id=id,
        activity=target.id,
        by=origin.by,
        zone=zone,
        text=origin.title,
        source=origin.id,
        anonymous=True,
    )


# What happens then


def created(state: State, e: ClusterCreated, at: Stamp) -> None:
    cluster = Cluster(id=e.id, activity=e.activity, title=e.title, by=e.by, table=e.table, source=e.source)
    state.put(cluster, at, trace=True)


def renamed(state: State, e: ClusterRenamed, at: Stamp) -> None:
    cluster = state.get(Cluster, e.id)
    if cluster is not None:
        state.put(replace(cluster, title=e.title, by=e.by), at, trace=True)


def assigned(state: State, e: ClusterAssigned, at: Stamp) -> None:
    for id in e.notes:
        note = state.get(Note, id)
        if note is not None and e.id not in note.clusters:
            change(state, id, at, clusters=(*note.clusters, e.id))


def unassigned(state: State, e: ClusterUnassigned, at: Stamp) -> None:
    for id in e.notes:
        note = state.get(Note, id)
        if note is not None and e.id in note.clusters:
            change(state, id, at, clusters=tuple(c for c in note.clusters if c != e.id))


def dissolved(state: State, e: ClusterDissolved, at: Stamp) -> None:
    unassigned(state, ClusterUnassigned(id=e.id, notes=members(state, e.id)), at)
    state.drop(e.id, at, trace=True)
    put_out(state, e.id, at)


def carry_counted(state: State, e: NoteAdded, at: Stamp) -> None:
    if e.source is not None and at.person is not None:
        state.add(1, "carried", e.activity, at.person)


def revert_cluster(
    state: State, before: Cluster | None, after: Cluster | None, now: Cluster | None
) -> list[Event]:
    """What brings a cluster back; its notes come back by their own steps."""
    if before is None:
        return [ClusterDissolved(id=now.id)] if now is not None else []
    if now is None:
        return [
            ClusterCreated(
                id=before.id, activity=before.activity, by=before.by, title=before.title, table=before.table,
                source=before.source,
            )
        ]  # fmt: skip
    return (
        [ClusterRenamed(id=now.id, by=before.by, title=before.title)]
        if after and before.title != after.title
        else []
    )


def revert_membership(state: State, before: Note, after: Note, now: Note) -> list[Event]:
    """What puts a note back into the clusters it was in."""
    gained, lost = set(after.clusters) - set(before.clusters), set(before.clusters) - set(after.clusters)
    back = [id for id in sorted(lost - set(now.clusters)) if state.get(Cluster, id)]
    out: list[Event] = [
        ClusterUnassigned(id=id, notes=(now.id,)) for id in sorted(gained & set(now.clusters))
    ]
    return out + [ClusterAssigned(id=id, notes=(now.id,)) for id in back]


# Who sees what


def reach_cluster(state: State, cluster: Cluster) -> Reach:
    return contents_reach(state, state.get(Activity, cluster.activity), cluster.table)


def face_cluster(state: State, c: Cluster, audience: str) -> Json:
    made: Json = {"activity": c.activity, "table": c.table, "title": c.title}
    return made | ({"from": c.source} if c.source else {})


RIGHTS = dict.fromkeys(
    (CreateCluster, RenameCluster, Assign, Unassign, Merge, Split, Dissolve, Carry), WRITERS
)
DECIDE = {
    CreateCluster: decide_create, RenameCluster: decide_rename, Assign: decide_assign, Unassign: decide_unassign,
    Merge: decide_merge, Split: decide_split, Dissolve: decide_dissolve, Carry: decide_carry,
}  # fmt: skip
EVOLVE = {
    ClusterCreated: created, ClusterRenamed: renamed, ClusterAssigned: assigned, ClusterUnassigned: unassigned,
    ClusterDissolved: dissolved, NoteAdded: carry_counted,
}  # fmt: skip
FACES = {Cluster: Face(reach_cluster, face_cluster, place)}
