"""Hands and slips: phones close first, then what people without a vote choose in the room is counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .. import check, tally
from ..refusal import Refused
from ..state import Reach, State
from ..types import Act, Event, Json, Stamp
from ..words.hands import (
    ClosePhones,
    CountHands,
    Given,
    Hand,
    Hands,
    HandsCounted,
    PhonesClosed,
    PhonesReopened,
    ReopenPhones,
)
from ..words.roster import Person, PersonErased, PersonJoined, PersonRemoved, PersonRoleSet
from ..words.vote import Ballot, BallotClosed
from .common import FACILITATORS, Face

__all__ = ["DECIDE", "EVOLVE", "FACES", "RIGHTS"]

MOST = 10_000  # hands for one target
COUNTING = ("counting",)


def decide_phones(state: State, act: Act, ask: ClosePhones) -> list[Event]:
    """No phone or tablet votes from here on; nobody is told anything of the result yet."""
    ballot = state.need(Ballot, check.name(ask.id))
    if not ballot.open:
        raise Refused("ballot_closed")
    return [] if ballot.counting else [PhonesClosed(id=ballot.id)]


def decide_reopen(state: State, act: Act, ask: ReopenPhones) -> list[Event]:
    """Phones that were closed too early vote again; not once a hand is counted, which could vote twice then."""
    ballot = state.need(Ballot, check.name(ask.id))
    if not ballot.open:
        raise Refused("ballot_closed")
    if not ballot.counting:
        return []
    if voters(ballot, state.need(Hands, hands_id(ballot.id))):
        raise Refused("hands_counted")
    return [PhonesReopened(id=ballot.id)]


def decide_hands(state: State, act: Act, ask: CountHands) -> list[Event]:
    """Sets a count, within what those without a vote can have given; it can be set again until the ballot closes."""
    ballot = state.need(Ballot, check.name(ask.id))
    if not ballot.open:
        raise Refused("ballot_closed")
    if not ballot.counting:
        raise Refused("phones_open")
    before = state.need(Hands, hands_id(ballot.id))
    after = counted(before, wanted(ballot, ask))
    most = free(state, ballot)
    if voters(ballot, after) > max(most, voters(ballot, before)):
        raise Refused("too_many_hands", most=most)
    if after == before:
        return []
    return [HandsCounted(id=ballot.id, count=ask.count, target=ask.target, value=ask.value)]


def wanted(ballot: Ballot, ask: CountHands) -> CountHands:
    """The count that was asked for, for something that can be counted in this ballot."""
    check.between(ask.count, 0, MOST, "count")
    if ask.target is not None and ask.target not in ballot.targets:
        raise Refused("not_found")
    told = ballot.method == "stance" and ask.target is not None
    if (ask.value is not None) != told or (ask.value is not None and abs(ask.value) > 1):
        raise Refused("bad_value", field="value")
    return ask


def counted(before: Hands, one: CountHands | HandsCounted) -> Hands:
    """The counts with one of them set anew."""
    if one.target is None:
        return replace(before, people=one.count)
    others = [each for each in before.counts if (each.target, each.value) != (one.target, one.value)]
    made = [Hand(target=one.target, count=one.count, value=one.value)] if one.count else []
    return replace(before, counts=tuple(sorted([*others, *made], key=lambda each: (each.target, each.value or 0))))


def free(state: State, ballot: Ballot) -> int:
    """How many of those present have no vote of their own standing: nobody else is counted by hand."""
    here = (one for one in state.all(Person) if one.role == "participant" and not one.removed)
    return sum(1 for one in here if not state.count("given", ballot.id, one.id))


def voters(ballot: Ballot, hands: Hands) -> int:
    """How many people voted by hand: as many as was said, and never fewer than the counts need."""
    each = [count(hands.counts, target) for target in dict.fromkeys(one.target for one in hands.counts)]
    if ballot.method != "dots":
        return max([hands.people, *each])
    most, dots = ballot.settings.max, ballot.settings.dots
    return max([hands.people, -(-sum(each) // dots), *(-(-n // most) for n in each)])


def count(counts: Iterable[Hand], target: str) -> int:
    """All hands for a target."""
    return sum(each.count for each in counts if each.target == target)


def given(hands: Hands | None, ballot: Ballot, target: str) -> Given | None:
    """What a target was given by hand; None where no hand was counted in this ballot."""
    if hands is None or not hands.counts:
        return None
    if ballot.method == "dots":
        return Given(dots=count(hands.counts, target))
    mine = [each for each in hands.counts if each.target == target]
    yes, unsure, no = tally.stances(each.value or 0 for each in mine for _ in range(each.count))
    return Given(yes=yes, unsure=unsure, no=no)


# What happens then


def phones_closed(state: State, e: PhonesClosed, at: Stamp) -> None:
    ballot = state.get(Ballot, e.id)
    if ballot is not None and ballot.open:
        state.put(replace(ballot, counting=True), at)
        state.put(Hands(id=hands_id(e.id), ballot=e.id), at)
        state.index[COUNTING] = state.ids(*COUNTING) | {e.id}


def phones_reopened(state: State, e: PhonesReopened, at: Stamp) -> None:
    ballot = state.get(Ballot, e.id)
    if ballot is not None and ballot.counting:
        state.put(replace(ballot, counting=False), at)
        state.drop(hands_id(e.id), at)
        state.index[COUNTING] = state.ids(*COUNTING) - {e.id}


def hands_counted(state: State, e: HandsCounted, at: Stamp) -> None:
    before = state.get(Hands, hands_id(e.id))
    if before is not None:
        state.put(counted(before, e), at)


def ballot_closed(state: State, e: BallotClosed, at: Stamp) -> None:
    """The counts are part of the result now."""
    state.drop(hands_id(e.id), at)
    state.index[COUNTING] = state.ids(*COUNTING) - {e.id}


def others_here(state: State, e: Event, at: Stamp) -> None:
    """Somebody came or went: another number of people can be counted by hand."""
    for ballot in sorted(state.ids(*COUNTING)):
        state.touch(hands_id(ballot), at.seq)


def hands_id(ballot: str) -> str:
    return f"hands:{ballot}"


# Who sees what


def reach(state: State, hands: Hands) -> Reach:
    """Whoever counts; nobody else learns how it stands."""
    return frozenset({"facilitator"})


def place(state: State, hands: Hands) -> str | None:
    ballot = state.get(Ballot, hands.ballot)
    return ballot.activity if ballot else None


def face(state: State, hands: Hands, audience: str) -> Json:
    ballot = state.need(Ballot, hands.ballot)
    return {
        "ballot": hands.ballot, "people": voters(ballot, hands), "free": free(state, ballot),
        "counts": [
            {"target": each.target, "count": each.count} | ({} if each.value is None else {"value": each.value})
            for each in hands.counts
        ],
    }  # fmt: skip


RIGHTS = dict.fromkeys((ClosePhones, ReopenPhones, CountHands), FACILITATORS)
DECIDE = {ClosePhones: decide_phones, ReopenPhones: decide_reopen, CountHands: decide_hands}
EVOLVE = {
    PhonesClosed: phones_closed, PhonesReopened: phones_reopened, HandsCounted: hands_counted,
    BallotClosed: ballot_closed, PersonJoined: others_here, PersonRemoved: others_here, PersonRoleSet: others_here,
    PersonErased: others_here,
}  # fmt: skip
FACES = {Hands: Face(reach, face, place)}
