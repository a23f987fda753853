"""How far a document has come: put under review, approved, opened again, an earlier version brought back."""

from __future__ import annotations

from dataclasses import replace

from .. import check
from ..refusal import Refused
from ..state import State
from ..types import Act, Event, Record, Stamp
from ..words.approval import BringBack, Move, OutcomeBroughtBack, OutcomeMoved
from ..words.draft import APPROVED, SECTIONS, Outcome, Section, SectionWritten, Sentence
from .common import STAFF, Face
from .draft import need_unfrozen, words_of, written

REASON_LENGTH = 500
# From which state to which, and whether only whoever answers for the library may do it
MOVES = {
    ("draft", "review"): False,
    ("review", "draft"): False,
    ("review", APPROVED): True,
    (APPROVED, "draft"): True,
}


def decide_move(state: State, act: Act, ask: Move) -> list[Event]:
    """A document goes through review to its approval; what was approved is opened again only with a reason."""
    outcome = state.need(Outcome, check.name(ask.id))
    step = (outcome.status, ask.to)
    if outcome.status == ask.to:
        return []
    if step not in MOVES:
        raise Refused("not_reviewed" if ask.to == APPROVED else "bad_value", field="to")
    if MOVES[step] and act.role != "librarian":
        raise Refused("not_allowed")
    reason = check.text(ask.reason, REASON_LENGTH)
    if outcome.status == APPROVED and not reason:
        raise Refused("reason_missing")
    return [OutcomeMoved(id=outcome.id, by=act.person, to=ask.to, reason=reason)]


def decide_bring_back(state: State, act: Act, ask: BringBack) -> list[Event]:
    """Sections say again what they said; what rested on things that are gone rests on what is left."""
    outcome = need_unfrozen(state, ask.id)
    if len(ask.sections) > SECTIONS:
        raise Refused("too_many", most=SECTIONS)
    made: list[Event] = []
    for kept in ask.sections:
        section = state.need(Section, f"{outcome.id}:{check.name(kept.key)}")
        sentences = written(state, tuple(left for each in kept.sentences if (left := standing(state, each))))
        if sentences != section.sentences:
            made.append(
                SectionWritten(outcome=outcome.id, key=section.key, by=act.person, sentences=sentences)
            )
    mark = OutcomeBroughtBack(id=outcome.id, by=act.person, upto=max(0, ask.upto))
    return [mark, *made] if made else []


def standing(state: State, sentence: Sentence) -> Sentence | None:
    """A sentence with the evidence that is still there; None when it was a quotation of what is gone."""
    evidence = tuple(id for id in sentence.evidence if "staff" in state.seen(id, state.seq))
    if sentence.quote and (sentence.quote not in evidence or not words_of(state, sentence.quote)):
        return None
    return replace(sentence, evidence=evidence)


def moved(state: State, e: OutcomeMoved, at: Stamp) -> None:
    outcome = state.get(Outcome, e.id)
    if outcome is not None:
        state.put(replace(outcome, status=e.to, moved_by=e.by, moved_at=at.at, reason=e.reason), at)


RIGHTS = {Move: STAFF, BringBack: STAFF}
DECIDE = {Move: decide_move, BringBack: decide_bring_back}
EVOLVE = {OutcomeMoved: moved, OutcomeBroughtBack: lambda state, e, at: None}
FACES: dict[type[Record], Face] = {}
