"""Notes gathered and named: clusters made, renamed, merged, split and dissolved."""

from __future__ import annotations

from dataclasses import replace

from .. import check
from ..refusal import Refused
from ..state import Reach, State
from ..types import Act, Event, Json, Stamp
from ..words.agenda import Activity
from ..words.board import Cluster, Note
from ..words.clusters import (
    Assign,
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
from ..words.roster import Person
from .agenda_faces import contents_reach
from .board import need_writable, table_of
from .board_faces import place, reach
from .board_folds import change
from .common import WRITERS, Face
from .workshop import need_open, put_out


def clustering(state: State, act: Act, activity_id: str) -> Activity:
    """The activity, if this person may gather its notes now: by its rule, and never what they cannot see."""
    need_open(state)
    activity = state.need(Activity, activity_id)
    who = activity.plan.rules.cluster
    if who == "none" or (who == "facilitators" and act.role != "facilitator"):
        raise Refused("not_allowed")
    need_writable(state, activity, act)
    if not eyes(state, act) & contents_reach(state, activity, table_of(state, act, activity, None)):
        raise Refused("not_revealed")
    return activity


def eyes(state: State, act: Act) -> Reach:
    """The audiences to which whoever asks belongs."""
    if act.role == "facilitator":
        return frozenset({"staff"})
    person = state.get(Person, act.person)
    return frozenset({"room"} | ({f"table:{person.table}"} if person and person.table else set()))


def need_own_table(state: State, act: Act, activity: Activity, table: str | None) -> None:
    """Where tables work apart, whoever sits at one gathers what is on its own board."""
    if (
        activity.plan.rules.tables
        and act.role != "facilitator"
        and table != table_of(state, act, activity, None)
    ):
        raise Refused("not_allowed")


def need_name_left(state: State, activity: Activity, title: str, table: str | None) -> None:
    """Refuses one more group with a name than the activity lets a table (or the room) have."""
    most, apart = activity.plan.rules.clusters, activity.plan.rules.tables
    if most is None or not title:
        return
    named = [c for c in state.all(Cluster) if c.activity == activity.id and c.title]
    if sum(not apart or cluster.table == table for cluster in named) >= most:
        raise Refused("too_many_groups", most=most)


def existing(state: State, act: Act, id: str) -> Cluster:
    """A cluster that this person may work on."""
    cluster = state.need(Cluster, check.name(id))
    activity = clustering(state, act, cluster.activity)
    if not eyes(state, act) & reach_cluster(state, cluster):
        raise Refused("not_found")
    need_own_table(state, act, activity, cluster.table)
    return cluster


def gathered(state: State, act: Act, activity: str, ids: tuple[str, ...]) -> list[Note]:
    """The notes of these ids; all must be of this activity and within sight."""
    mine = eyes(state, act)
    notes = [state.need(Note, id) for id in check.names(ids)]
    if any(note.activity != activity or not mine & reach(state, note) for note in notes):
        raise Refused("not_found")
    for note in notes:
        need_own_table(state, act, state.need(Activity, activity), note.table)
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
    tables = {note.table for note in notes} or {table_of(state, act, activity, None)}
    table = tables.pop() if len(tables) == 1 else None
    need_name_left(state, activity, title, table)
    made: list[Event] = [
        ClusterCreated(
            id=new_id(state, ask.id), activity=activity.id, by=act.person, title=title, table=table,
        )
    ]  # fmt: skip
    return made + ([ClusterAssigned(id=ask.id, notes=tuple(n.id for n in notes))] if notes else [])


def decide_rename(state: State, act: Act, ask: RenameCluster) -> list[Event]:
    cluster = existing(state, act, ask.id)
    title = check.text(ask.title, check.TITLE_LENGTH)
    if not cluster.title:
        need_name_left(state, state.need(Activity, cluster.activity), title, cluster.table)
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
    need_name_left(state, state.need(Activity, cluster.activity), title, cluster.table)
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
    """As far as what is in it; names given to what visitors wrote are for those who lead until the room sees them."""
    activity = state.get(Activity, cluster.activity)
    hers = None if activity is not None and activity.plan.rules.visitors else cluster.table
    return contents_reach(state, activity, hers)


def face_cluster(state: State, c: Cluster, audience: str) -> Json:
    made: Json = {"activity": c.activity, "table": c.table, "title": c.title}
    if state.count("passed", c.id):
        made["passed"] = True
    return made | ({"from": c.source} if c.source else {})


RIGHTS = dict.fromkeys((CreateCluster, RenameCluster, Assign, Unassign, Merge, Split, Dissolve), WRITERS)
DECIDE = {
    CreateCluster: decide_create, RenameCluster: decide_rename, Assign: decide_assign, Unassign: decide_unassign,
    Merge: decide_merge, Split: decide_split, Dissolve: decide_dissolve,
}  # fmt: skip
EVOLVE = {
    ClusterCreated: created, ClusterRenamed: renamed, ClusterAssigned: assigned, ClusterUnassigned: unassigned,
    ClusterDissolved: dissolved,
}  # fmt: skip
FACES = {Cluster: Face(reach_cluster, face_cluster, place)}
