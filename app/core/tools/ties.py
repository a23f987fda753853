"""Ties: which ballots have one, and the word of whoever leads that breaks it."""

from __future__ import annotations

from .. import check
from ..refusal import Refused
from ..state import State
from ..types import Act, Event
from ..words.vote import Ballot, BallotDecided, DecideBallot
from .workshop import here, need_open


def tied(state: State, id: str) -> Ballot:
    """A closed ballot whose tie is still to be broken."""
    ballot = state.need(Ballot, check.name(id))
    again = any(each.runoff_of == ballot.id for each in state.all(Ballot))
    if ballot.open or len(ballot.first) < 2 or again:
        raise Refused("no_tie")
    return ballot


def decide_tie(state: State, act: Act, ask: DecideBallot) -> list[Event]:
    """Whoever leads chooses among the tied; it is said wherever the result is, and may be put right for a while."""
    need_open(state)
    ballot = decidable(state, ask.id)
    if ask.target not in (ballot.tied or ballot.first):
        raise Refused("only_the_tied")
    return [BallotDecided(id=ballot.id, target=ask.target)] if ask.target != ballot.decided else []


def decidable(state: State, id: str) -> Ballot:
    """A ballot whose tie is still to be broken, or whose decision can be set again, until the workshop goes on."""
    ballot = state.need(Ballot, check.name(id))
    if ballot.decided is None:
        return tied(state, id)
    if here(state).current != ballot.activity:
        raise Refused("decided")
    return ballot
