"""Whom ballots, votes and results reach, and what each audience sees of them."""

from __future__ import annotations

from ..state import Reach, State
from ..types import Json, Record
from ..words.vote import STANCE, Ballot, Tally, Vote
from .common import EVERYONE, Face


def reach(state: State, record: Record) -> Reach:
    return EVERYONE


def reach_vote(state: State, vote: Vote) -> Reach:
    return frozenset({f"me:{vote.by}"})


def place_tally(state: State, tally: Tally) -> str | None:
    ballot = state.get(Ballot, tally.ballot)
    return ballot.activity if ballot else None


def face_ballot(state: State, b: Ballot, audience: str) -> Json:
    settings: Json = {"secret": b.settings.secret, "shuffle": b.settings.shuffle}
    if b.method == "dots":
        settings |= {"dots": b.settings.dots, "max": b.settings.max}
    made: Json = {
        "activity": b.activity, "method": b.method, "settings": settings, "targets": list(b.targets),
        "state": state_of(b), "voted": b.voted, "paper": b.paper,
    }  # fmt: skip
    if b.runoff_of:
        made["runoff_of"] = b.runoff_of
    if b.decided:
        made |= {"decided": b.decided, "decisions": list(b.decisions), "tied": list(b.tied)}
    if b.open:
        return made
    if b.hands:
        made["hands"] = b.hands
    return made | {"first": list(b.first)} | ({"dots": b.dots} if b.method == "dots" else {})


def state_of(b: Ballot) -> str:
    """Open to phones; counting, when they are closed and hands are counted; closed, with a result."""
    if not b.open:
        return "closed"
    return "counting" if b.counting else "open"


def face_vote(state: State, v: Vote, audience: str) -> Json:
    ballot = state.get(Ballot, v.ballot)
    value = v.value - STANCE if ballot is not None and ballot.method == "stance" else v.value
    return {"ballot": v.ballot, "target": v.target, "value": value}


def face_tally(state: State, t: Tally, audience: str) -> Json:
    made: Json = {"ballot": t.ballot, "target": t.target, "rank": t.rank, "tied": t.tied}
    hands = t.hands
    if t.stances is None:
        return made | {"dots": t.dots} | ({} if hands is None else {"hands": {"dots": hands.dots}})
    yes, unsure, no = t.stances
    if hands is not None:
        made["hands"] = {"yes": hands.yes, "unsure": hands.unsure, "no": hands.no}
    return made | {"yes": yes, "unsure": unsure, "no": no}


FACES = {
    Ballot: Face(reach, face_ballot, lambda state, ballot: ballot.activity),
    Tally: Face(reach, face_tally, place_tally),
    Vote: Face(reach_vote, face_vote),
}
