"""Votes on what the room has seen: ballots of dots, secret until they close, then counted and unlinked."""

from __future__ import annotations

from dataclasses import replace

from .. import check
from ..refusal import Refused
from ..state import Reach, State
from ..tally import rank
from ..types import Act, Event, Json, Record, Stamp
from ..words.roster import Person, PersonErased
from ..words.vote import (
    DOTS,
    METHODS,
    PLANNED_METHODS,
    TARGETS,
    Ballot,
    BallotClosed,
    BallotOpened,
    Cast,
    CloseBallot,
    OpenBallot,
    Result,
    TakeBack,
    Tally,
    Vote,
    VoteCast,
)
from .agenda import started
from .common import EVERYONE, FACILITATORS, PARTICIPANTS, Face
from .workshop import need_open


def decide_open(state: State, act: Act, ask: OpenBallot) -> list[Event]:
    """One ballot at a time in an activity, on things that the room has seen."""
    need_open(state)
    if ask.method not in METHODS:
        raise Refused("not_available" if ask.method in PLANNED_METHODS else "bad_value", field="method")
    activity = started(state, ask.activity)
    if state.records.get(check.client_id(ask.id)) is not None:
        raise Refused("already_there")
    if state.index.get(("ballot", activity.id)):
        raise Refused("one_ballot")
    targets = check.names(ask.targets, TARGETS)
    if not targets:
        raise Refused("bad_value", field="targets")
    for target in targets:
        if getattr(state.records.get(target), "kind", "") not in ("note", "cluster"):
            raise Refused("not_found")
        if "room" not in state.seen(target, state.seq):
            raise Refused("not_revealed")
    check.between(ask.settings.dots, 1, DOTS, "dots")
    check.between(ask.settings.max, 1, DOTS, "max")
    return [
        BallotOpened(
            id=ask.id, activity=activity.id, method=ask.method, targets=targets, settings=ask.settings
        )
    ]


def decide_close(state: State, act: Act, ask: CloseBallot) -> list[Event]:
    """The count is part of the event, since the choices themselves are about to lose their names."""
    ballot = state.need(Ballot, check.name(ask.id))
    if not ballot.open:
        return []
    given = dict.fromkeys(ballot.targets, 0)
    for vote in votes_of(state, ballot.id):
        given[vote.target] += vote.value
    results = tuple(Result(target=target, dots=dots) for target, dots in given.items())
    return [
        BallotClosed(
            id=ballot.id, secret=ballot.settings.secret, voted=ballot.voted, paper=ballot.paper,
            dots=sum(given.values()), results=results,
        )
    ]  # fmt: skip


def votes_of(state: State, ballot: str) -> list[Vote]:
    """The votes that stand in a ballot."""
    return [vote for vote in state.all(Vote) if vote.ballot == ballot]


def decide_cast(state: State, act: Act, ask: Cast) -> list[Event]:
    """Sets how many dots this person has on a target; never more than they have in hand."""
    ballot = voting(state, ask.ballot, ask.target)
    value = check.between(ask.value, 0, DOTS, "value")
    if value > ballot.settings.max:
        raise Refused("too_many_on_one", most=ballot.settings.max)
    so_far = standing(state, ballot.id, ask.target, act.person)
    if value > so_far and state.count("given", ballot.id, act.person) - so_far + value > ballot.settings.dots:
        raise Refused("no_dots_left")
    if value == so_far:
        return []
    return [VoteCast(ballot=ballot.id, by=act.person, target=ask.target, value=value)]


def decide_take_back(state: State, act: Act, ask: TakeBack) -> list[Event]:
    ballot = voting(state, ask.ballot, ask.target)
    if not standing(state, ballot.id, ask.target, act.person):
        return []
    return [VoteCast(ballot=ballot.id, by=act.person, target=ask.target, value=0)]


def voting(state: State, id: str, target: str) -> Ballot:
    """The open ballot that has this target."""
    need_open(state)
    ballot = state.need(Ballot, check.name(id))
    if not ballot.open:
        raise Refused("ballot_closed")
    if target not in ballot.targets:
        raise Refused("not_found")
    return ballot


def standing(state: State, ballot: str, target: str, person: str) -> int:
    vote = state.get(Vote, vote_id(ballot, target, person))
    return vote.value if vote is not None else 0


def vote_id(ballot: str, target: str, person: str) -> str:
    return f"vote:{ballot}:{target}:{person}"


# What happens then


def opened(state: State, e: BallotOpened, at: Stamp) -> None:
    """Its targets become what phones look at."""
    state.put(
        Ballot(id=e.id, activity=e.activity, method=e.method, settings=e.settings, targets=e.targets), at
    )
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
    state.put(replace(ballot, open=False, voted=e.voted, paper=e.paper, dots=e.dots), at)
    state.index[("ballot", ballot.activity)] = None
    state.index[("open_ballots",)] = state.ids("open_ballots") - {e.id}
    forget_choices(state, e.id, at)
    for result, place, tied in rank([(r.target, r.dots) for r in e.results]):
        target, dots = result
        state.put(
            Tally(id=f"tally:{e.id}:{target}", ballot=e.id, target=target, dots=dots, rank=place, tied=tied),
            at,
        )


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


# Who sees what


def reach(state: State, record: Record) -> Reach:
    return EVERYONE


def reach_vote(state: State, vote: Vote) -> Reach:
    return frozenset({f"me:{vote.by}"})


def place_tally(state: State, tally: Tally) -> str | None:
    ballot = state.get(Ballot, tally.ballot)
    return ballot.activity if ballot else None


def face_ballot(state: State, b: Ballot, audience: str) -> Json:
    settings = {
        "dots": b.settings.dots, "max": b.settings.max, "secret": b.settings.secret, "shuffle": b.settings.shuffle
    }  # fmt: skip
    made: Json = {
        "activity": b.activity, "method": b.method, "settings": settings, "targets": list(b.targets),
        "state": "open" if b.open else "closed", "voted": b.voted, "paper": b.paper,
    }  # fmt: skip
    return made if b.open else made | {"dots": b.dots}


def face_vote(state: State, v: Vote, audience: str) -> Json:
    return {"ballot": v.ballot, "target": v.target, "value": v.value}


def face_tally(state: State, t: Tally, audience: str) -> Json:
    return {"ballot": t.ballot, "target": t.target, "dots": t.dots, "rank": t.rank, "tied": t.tied}


RIGHTS = {OpenBallot: FACILITATORS, CloseBallot: FACILITATORS, Cast: PARTICIPANTS, TakeBack: PARTICIPANTS}
DECIDE = {OpenBallot: decide_open, CloseBallot: decide_close, Cast: decide_cast, TakeBack: decide_take_back}
EVOLVE = {
    PersonErased: forgotten, BallotOpened: opened, VoteCast: cast, BallotClosed: closed
}  # fmt: skip
FACES = {
    Ballot: Face(reach, face_ballot, lambda state, ballot: ballot.activity),
    Tally: Face(reach, face_tally, place_tally),
    Vote: Face(reach_vote, face_vote),
}
