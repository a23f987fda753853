"""What was practised in a rehearsal: read from its journal, for the list at its end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.state import State
from app.core.types import Event
from app.core.words.agenda import Activity, ActivityRevealed, ActivityStarted
from app.core.words.board import Cluster, NoteAdded, NoteSetAside
from app.core.words.roster import PersonHelped
from app.core.words.vote import BallotClosed
from app.core.words.workshop import TimerSet

NAMED = 3  # groups with a name, from which on gathering counts as practised


@dataclass(frozen=True, slots=True)
class Practised:
    """The things to try, in the order of an evening, each with whether it was done."""

    begun: bool
    timer: bool
    private: bool
    named: bool
    vote: bool
    aside: bool
    help: bool
    paper: bool


def practised(state: State, events: Iterable[Event], paper: str) -> Practised:
    """What happened, judged by what whoever leads may have done; `paper` is the person without a phone."""
    happened = list(events)
    kinds = {type(event) for event in happened}
    named = [cluster for cluster in state.all(Cluster) if cluster.title]
    return Practised(
        begun=ActivityStarted in kinds,
        timer=any(isinstance(event, TimerSet) and event.ends_at is not None for event in happened),
        private=any(kept_until_shown(state, event) for event in happened),
        named=len(named) >= NAMED,
        vote=BallotClosed in kinds,
        aside=any(isinstance(event, NoteSetAside) and event.to for event in happened),
        help=any(isinstance(event, PersonHelped) and not event.to for event in happened),
        paper=any(isinstance(event, NoteAdded) and event.by == paper and event.via for event in happened),
    )


def kept_until_shown(state: State, event: Event) -> bool:
    """Was something written unseen shown to the room by this?"""
    if not isinstance(event, ActivityRevealed) or event.to != "room":
        return False
    activity = state.get(Activity, event.id)
    return activity is not None and activity.plan.rules.private
