"""What becomes of ballots and votes when something has happened to them."""

from __future__ import annotations

from dataclasses import replace

from .. import tally
from ..state import State
from ..types import Stamp
from ..words.roster import Person, PersonErased
from ..words.vote import (
    TAKEN_BACK,
    Ballot,
    BallotClosed,
    BallotDecided,
    BallotOpened,
    Result,
    Tally,
    Vote,
    VoteCast,
)


def opened(state: State, e: BallotOpened, at: Stamp) -> None:
    """Its targets become what phones look at."""
    state.put(
        Ballot(id=e.id, activity=e.activity, method=e.method, settings=e.settings, targets=e.targets,
               runoff_of=e.runoff_of),
        at,
    )  # fmt: skip
    state.index[("ballot", e.activity)] = e.id
    state.index[("inputs", e.activity)] = state.ids("inputs", e.activity) | set(e.targets)
    if e.settings.secret:
        state.index[("open_ballots",)] = state.ids("open_ballots") | {e.id}
    state.focus = at.seq


def cast(state: State, e: VoteCast, at: Stamp) -> None:
    """Count it; a vote whose content has been erased counts no more."""
    ballot = state.get(Ballot, e.ballot)
    if ballot is None or not e.target or not ballot.open:
        return
    id, before = vote_id(e.ballot, e.target, e.by), standing(state, e.ballot, e.target, e.by)
    had = state.count("given", e.ballot, e.by)
    if e.value:
        state.put(Vote(id=id, ballot=e.ballot, target=e.target, by=e.by, value=e.value), at)
    else:
        state.drop(id, at)
    state.add(e.value - before, "given", e.ballot, e.by)
    state.index[("own", e.by)] = state.ids("own", e.by) | {id}
    has = state.count("given", e.ballot, e.by)
    if bool(has) != bool(had):
        counted(state, ballot, e.by, 1 if has else -1, at)


def counted(state: State, ballot: Ballot, person: str, more: int, at: Stamp) -> None:
    """One more who has voted, or one less."""
    found = state.get(Person, person)
    paper = more if found is not None and found.paper else 0
    state.put(replace(ballot, voted=ballot.voted + more, paper=ballot.paper + paper), at)


def closed(state: State, e: BallotClosed, at: Stamp) -> None:
    """The result stands, the choices go: whoever reconnects after this is told everything afresh."""
    ballot = state.get(Ballot, e.id)
    if ballot is None:
        return
    got = {result.target: result for result in e.results}
    points = [(result.target, worth(ballot, result)) for result in e.results]
    first = tally.first(points, of_tied=ballot.runoff_of is not None)
    made = replace(ballot, open=False, counting=False, voted=e.voted, paper=e.paper, hands=e.hands)
    state.put(replace(made, dots=e.dots, first=first), at)
    state.index[("ballot", ballot.activity)] = None
    state.index[("open_ballots",)] = state.ids("open_ballots") - {e.id}
    forget_choices(state, e.id, at)
    for (target, _), place, tied in tally.rank(points):
        result = got[target]
        said = (result.yes, result.unsure, result.no) if ballot.method == "stance" else None
        state.put(
            Tally(id=f"tally:{e.id}:{target}", ballot=e.id, target=target, dots=result.dots, rank=place, tied=tied,
                  stances=said, hands=result.hands),
            at,
        )  # fmt: skip


def decided(state: State, e: BallotDecided, at: Stamp) -> None:
    """The tie stands in the results; what comes first is now one. What was decided before is kept beside it."""
    ballot = state.get(Ballot, e.id)
    if ballot is not None:
        made = replace(ballot, decided=e.target, decisions=(*ballot.decisions, e.target), first=(e.target,))
        state.put(replace(made, tied=ballot.tied or ballot.first), at)


def worth(ballot: Ballot, result: Result) -> tally.Points:
    """What a result is ranked by."""
    if ballot.method == "stance":
        return tally.standing((result.yes, result.unsure, result.no))
    return (result.dots,)


def forget_choices(state: State, ballot: str, at: Stamp) -> None:
    """No trace of who chose what stays in memory either; those who voted are told everything afresh."""
    for id in [id for id in state.records if id.startswith(f"vote:{ballot}:")]:
        state.purge(id)
    for key in [key for key in state.index if key[:2] == ("given", ballot)]:
        state.index[key] = 0
    for key in [key for key in state.index if key[0] == "own"]:
        state.index[key] = frozenset(id for id in state.ids(*key) if not id.startswith(f"vote:{ballot}:"))
    state.blurred = at.seq


def forgotten(state: State, e: PersonErased, at: Stamp) -> None:
    """The open votes of somebody who leaves no trace are taken back.

    Every open ballot is told anew, even where these votes were no longer readable when the journal was folded.
    """
    for ballot in list(state.all(Ballot)):
        if ballot.open:
            state.touch(ballot.id, at.seq)
    for id in sorted(state.ids("own", e.by)):
        vote = state.get(Vote, id)
        held = state.get(Ballot, vote.ballot) if vote else None
        if vote is None or held is None or not held.open:
            continue
        state.add(-vote.value, "given", held.id, e.by)
        if not state.count("given", held.id, e.by):
            counted(state, held, e.by, -1, at)


def standing(state: State, ballot: str, target: str, person: str) -> int:
    """What a person's vote on a target is now, as it is kept; 0 when there is none."""
    vote = state.get(Vote, vote_id(ballot, target, person))
    return vote.value if vote is not None else TAKEN_BACK


def vote_id(ballot: str, target: str, person: str) -> str:
    return f"vote:{ballot}:{target}:{person}"


EVOLVE = {
    PersonErased: forgotten, BallotOpened: opened, VoteCast: cast, BallotClosed: closed,
    BallotDecided: decided,
}  # fmt: skip
