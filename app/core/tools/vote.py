"""Votes on what the room has seen: ballots of dots or stances, secret until they close, then counted and unlinked."""

from __future__ import annotations

from .. import check, tally
from ..refusal import Refused
from ..state import State
from ..types import Act, Event
from ..words.hands import Given, Hands
from ..words.vote import (
    DOTS,
    METHODS,
    PLANNED_METHODS,
    STANCE,
    TAKEN_BACK,
    TARGETS,
    Ballot,
    BallotClosed,
    BallotOpened,
    Cast,
    CloseBallot,
    DecideBallot,
    OpenBallot,
    Result,
    TakeBack,
    Vote,
    VoteCast,
)
from .agenda import started
from .common import FACILITATORS, PARTICIPANTS
from .hands import given as by_hand
from .hands import hands_id, voters
from .ties import decide_tie, tied
from .vote_faces import FACES
from .vote_folds import EVOLVE, standing
from .workshop import need_open

__all__ = ["DECIDE", "EVOLVE", "FACES", "RIGHTS"]


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
    if ask.runoff_of is not None:
        second_ballot(state, ask, ask.runoff_of, targets)
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
            id=ask.id,
            activity=activity.id,
            method=ask.method,
            targets=targets,
            settings=ask.settings,
            runoff_of=ask.runoff_of,
        )
    ]


def second_ballot(state: State, ask: OpenBallot, id: str, targets: tuple[str, ...]) -> None:
    """One dot each, on all that are tied and nothing else, once; none of them may drop out unsaid."""
    before = tied(state, id)
    if before.runoff_of is not None or before.activity != ask.activity:
        raise Refused("no_tie")
    if set(targets) != set(before.first):
        raise Refused("only_the_tied")
    if any("room" not in state.seen(target, state.seq) for target in targets):
        raise Refused("tied_gone")
    if ask.method != "dots" or (ask.settings.dots, ask.settings.max) != (1, 1):
        raise Refused("bad_value", field="settings")


def decide_close(state: State, act: Act, ask: CloseBallot) -> list[Event]:
    """The count is part of the event, since the choices themselves are about to lose their names."""
    ballot = state.need(Ballot, check.name(ask.id))
    if not ballot.open:
        return []
    given: dict[str, list[int]] = {target: [] for target in ballot.targets}
    for vote in votes_of(state, ballot.id):
        given[vote.target].append(vote.value)
    hands = state.get(Hands, hands_id(ballot.id))
    results = tuple(
        counted(ballot, target, values, by_hand(hands, ballot, target)) for target, values in given.items()
    )
    more = voters(ballot, hands) if hands else 0
    return [
        BallotClosed(
            id=ballot.id, secret=ballot.settings.secret, voted=ballot.voted + more, paper=ballot.paper, hands=more,
            dots=sum(each.dots for each in results), results=results,
        )
    ]  # fmt: skip


def counted(ballot: Ballot, target: str, values: list[int], hands: Given | None) -> Result:
    """What one item got, from the votes as they are kept, and from hands."""
    more = hands or Given()
    if ballot.method == "stance":
        yes, unsure, no = tally.stances(value - STANCE for value in values)
        return Result(
            target=target, yes=yes + more.yes, unsure=unsure + more.unsure, no=no + more.no, hands=hands
        )
    return Result(target=target, dots=sum(values) + more.dots, hands=hands)


def votes_of(state: State, ballot: str) -> list[Vote]:
    """The votes that stand in a ballot."""
    return [vote for vote in state.all(Vote) if vote.ballot == ballot]


def decide_cast(state: State, act: Act, ask: Cast) -> list[Event]:
    """Sets what this person gives a target, as it is kept."""
    ballot = voting(state, ask.ballot, ask.target)
    value = CHOICES[ballot.method](state, act, ballot, ask)
    if value == standing(state, ballot.id, ask.target, act.person):
        return []
    return [VoteCast(ballot=ballot.id, by=act.person, target=ask.target, value=value)]


def dots(state: State, act: Act, ballot: Ballot, ask: Cast) -> int:
    """So many dots on a target; never more than this person has in hand. None is taking them back."""
    value = check.between(ask.value, 0, DOTS, "value")
    if value > ballot.settings.max:
        raise Refused("too_many_on_one", most=ballot.settings.max)
    so_far = standing(state, ballot.id, ask.target, act.person)
    if value > so_far and state.count("given", ballot.id, act.person) - so_far + value > ballot.settings.dots:
        raise Refused("no_dots_left")
    return value


def stance(state: State, act: Act, ballot: Ballot, ask: Cast) -> int:
    """No, not sure or yes; each of them is a choice, so none of them is kept as 0."""
    return check.between(ask.value, -1, 1, "value") + STANCE


def decide_take_back(state: State, act: Act, ask: TakeBack) -> list[Event]:
    ballot = voting(state, ask.ballot, ask.target)
    if not standing(state, ballot.id, ask.target, act.person):
        return []
    return [VoteCast(ballot=ballot.id, by=act.person, target=ask.target, value=TAKEN_BACK)]


def voting(state: State, id: str, target: str) -> Ballot:
    """The open ballot that has this target."""
    need_open(state)
    ballot = state.need(Ballot, check.name(id))
    if not ballot.open:
        raise Refused("ballot_closed")
    if ballot.counting:
        raise Refused("phones_closed")
    if target not in ballot.targets:
        raise Refused("not_found")
    return ballot


CHOICES = {"dots": dots, "stance": stance}
RIGHTS = {
    DecideBallot: FACILITATORS,
    OpenBallot: FACILITATORS,
    CloseBallot: FACILITATORS,
    Cast: PARTICIPANTS,
    TakeBack: PARTICIPANTS,
}
DECIDE = {
    DecideBallot: decide_tie,
    OpenBallot: decide_open,
    CloseBallot: decide_close,
    Cast: decide_cast,
    TakeBack: decide_take_back,
}
