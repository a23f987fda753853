"""Taking back what an act did, where nobody else has changed it since."""

from __future__ import annotations

from collections.abc import Callable

from .refusal import Refused
from .state import Gone, State, Step, Trace
from .tools import agenda_folds, board, board_folds, clusters
from .types import Act, Command, Event, Record, Stamp, command, event
from .words.agenda import Activity
from .words.board import Cluster, Note

UNDO_RIGHTS = frozenset({"participant", "facilitator"})
Fold = Callable[[State, Event, Stamp], None]


@command("undo")
class Undo(Command):
    """One's own command by its id, or, for a facilitator, what a person did since a time (ms)."""

    of: str | None = None
    person: str | None = None
    since: int | None = None


@event("undone")
class Undone(Event):
    """What was taken back; `left` are the records that somebody else had changed since."""

    by: str
    acts: tuple[str, ...]
    person: str
    left: tuple[str, ...] = ()


def decide_undo(state: State, act: Act, ask: Undo, fold: Fold) -> list[Event]:
    """The events that undo; refuses when nothing can be undone."""
    traces = chosen(state, act, ask)
    trial = state.overlay()
    made: list[Event] = []
    left: list[str] = []
    for trace, step in [(one, step) for one in traces for step in reversed(one.steps)]:
        if not free(state, act, trace, step):
            if seen_by(state, act, step):
                left.append(step.id)
            continue
        for reverted in revert(trial, step):
            fold(trial, reverted, Stamp(seq=state.seq + 1, at=act.at, person=act.person, act=act.id))
            made.append(reverted)
    if not made:
        raise Refused("nothing_to_undo")
    acts = tuple(trace.act for trace in traces)
    return [*made, Undone(by=act.person, acts=acts, person=traces[0].person, left=tuple(dict.fromkeys(left)))]


def chosen(state: State, act: Act, ask: Undo) -> list[Trace]:
    """The acts to undo, newest first."""
    if ask.of is not None:
        trace = state.trail.get((act.person, ask.of))
        found = [trace] if trace is not None and trace.steps else []
    elif ask.person is not None and ask.since is not None:
        if act.role != "facilitator":
            raise Refused("not_allowed")
        traces = [t for t in state.trail.values() if t.person == ask.person and t.at >= ask.since and t.steps]
        found = list(reversed(traces))
    else:
        raise Refused("bad_message")
    if not found:
        raise Refused("nothing_to_undo")
    return found


def free(state: State, act: Act, trace: Trace, step: Step) -> bool:
    """Has nobody else touched this record since, and may this person change it now?"""
    if state.last.get(step.id) != trace.person:
        return False
    note = state.get(Note, step.id) or state.gone(Note, step.id)
    if note is None:
        return True
    if veiled(act, note):
        return False
    try:
        board.need_author(state, act, note)
    except Refused:
        return False
    return True


def veiled(act: Act, note: Note) -> bool:
    """Would undoing it tell who wrote an anonymous note?"""
    return note.anonymous and note.by != act.person


def seen_by(state: State, act: Act, step: Step) -> bool:
    """May the id be named to the one who undoes?"""
    note = state.get(Note, step.id) or state.gone(Note, step.id)
    if note is not None and veiled(act, note):
        return False
    eyes = "staff" if act.role == "facilitator" else "room"
    return bool(state.seen(step.id, state.seq) & {eyes, f"me:{act.person}"})


def revert(state: State, step: Step) -> list[Event]:
    """The events that bring one record from what the act made of it back to what it was."""
    found = state.records.get(step.id)
    now: Record | None = None if found is None or isinstance(found, Gone) else found
    one = step.before or step.after
    if isinstance(one, Cluster):
        return clusters.revert_cluster(state, step.before, step.after, now)  # type: ignore[arg-type]
    if isinstance(one, Activity) and step.before and step.after and now:
        return agenda_folds.revert(state, step.before, step.after, now)  # type: ignore[arg-type]
    if isinstance(one, Activity) and step.before and not step.after and now is None:
        return agenda_folds.revert_removal(state, one)
    if isinstance(one, Note):
        return revert_note(state, step, now)
    return []


def revert_note(state: State, step: Step, now: Record | None) -> list[Event]:
    """A note goes back into its place, its words and its clusters."""
    before, after = step.before, step.after
    made = board_folds.revert(state, before, after, now)  # type: ignore[arg-type]
    if isinstance(before, Note) and isinstance(after, Note) and isinstance(now, Note):
        made += clusters.revert_membership(state, before, after, now)
    return made


def forget(state: State, undone: Undone) -> None:
    """An act is undone once."""
    for act in undone.acts:
        key = (undone.person, act)
        if key in state.trail:
            trace = state.trail[key]
            state.trail[key] = Trace(trace.person, trace.act, trace.at, ())
