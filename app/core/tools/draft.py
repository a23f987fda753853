"""The outcome being written: a document drafted from a chosen idea, each sentence with its evidence."""

from __future__ import annotations

from dataclasses import replace

from .. import check
from ..refusal import Refused
from ..state import Reach, State
from ..types import STAGES, Act, Event, Json, Record, Stamp
from ..words.board import Cluster, Note
from ..words.draft import (
    APPROVED,
    EVIDENCE,
    SECTIONS,
    SENTENCES,
    STATUSES,
    TYPES,
    Draft,
    Outcome,
    OutcomeDrafted,
    OutcomeSet,
    Section,
    SectionWritten,
    Sentence,
    SetOutcome,
    Write,
)
from .common import STAFF, STAFF_ONLY, Face
from .workshop import here

CALLED = 120  # characters


def decide_draft(state: State, act: Act, ask: Draft) -> list[Event]:
    """A document begins from a note or a cluster that those who lead may see; never from one that is wiped."""
    if here(state).rehearsal:
        raise Refused("rehearsal")
    if state.records.get(check.name(ask.id)) is not None:
        raise Refused("already_there")
    origin = state.get(Note, ask.source) or state.get(Cluster, ask.source)
    if origin is None or "staff" not in state.seen(origin.id, state.seq):
        raise Refused("not_found")
    if ask.type not in TYPES:
        raise Refused("bad_value", field="type")
    if len(ask.sections) > SECTIONS:
        raise Refused("too_many", most=SECTIONS)
    sections = tuple(replace(found, sentences=written(state, found.sentences)) for found in ask.sections)
    if any(found.stage not in STAGES for found in sections):
        raise Refused("bad_value", field="stage")
    return [
        OutcomeDrafted(
            id=ask.id, by=act.person, template=check.name(ask.template), type=ask.type,
            title=own_title(state, origin.id, ask.title), source=origin.id, sections=sections,
        )
    ]  # fmt: skip


def own_title(state: State, source: str, title: str) -> str:
    """A title as it is kept: empty where the document is called as its idea is, so that it goes when that goes."""
    title = check.text(title, check.TITLE_LENGTH)
    return "" if bare(title) in (bare(words_of(state, source)), bare(called(state, source))) else title


def called(state: State, source: str) -> str:
    """What a document without a title of its own is called: the first words of its idea."""
    words = " ".join(words_of(state, source).split())
    return words if len(words) <= CALLED else words[:CALLED].rsplit(" ", 1)[0].rstrip() + "…"


def written(state: State, sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """The sentences, each resting on things that exist; bare quotations kept as links to their note."""
    if len(sentences) > SENTENCES:
        raise Refused("too_many", most=SENTENCES)
    return tuple(linked(state, sentence) for sentence in sentences)


def linked(state: State, sentence: Sentence) -> Sentence:
    evidence = check.names(sentence.evidence, EVIDENCE)
    for id in evidence:
        if "staff" not in state.seen(id, state.seq):
            raise Refused("not_found")
    text = check.text(sentence.text)
    quote = sentence.quote if words_of(state, sentence.quote) else said_by(state, text, evidence)
    if quote:
        if quote not in (evidence := evidence or (quote,)):
            raise Refused("bad_value", field="quote")
        return Sentence(id=check.name(sentence.id), evidence=evidence, quote=quote)
    if not text:
        raise Refused("empty")
    return Sentence(id=check.name(sentence.id), text=text, evidence=evidence)


def said_by(state: State, text: str, evidence: tuple[str, ...]) -> str:
    """Which of the evidence a text only repeats; empty when it says something of its own."""
    return next((id for id in evidence if bare(text) and bare(words_of(state, id)) == bare(text)), "")


def words_of(state: State, id: str) -> str:
    """What somebody wrote, as it can be quoted: a note's text, or the name of a group."""
    note, group = state.get(Note, id), state.get(Cluster, id)
    return note.text if note is not None else group.title if group is not None else ""


def bare(text: str) -> str:
    return text.strip().strip("«»“”\"'").strip()


def decide_write(state: State, act: Act, ask: Write) -> list[Event]:
    """A section is replaced whole; what the writer had not seen is not overwritten."""
    section = state.need(Section, f"{need_unfrozen(state, ask.outcome).id}:{check.name(ask.key)}")
    if ask.seen is not None and state.changed.get(section.id, 0) > ask.seen:
        raise Refused("section_changed")
    sentences = written(state, ask.sentences)
    if sentences == section.sentences:
        return []
    return [SectionWritten(outcome=section.outcome, key=section.key, by=act.person, sentences=sentences)]


def decide_set(state: State, act: Act, ask: SetOutcome) -> list[Event]:
    outcome = need_unfrozen(state, ask.id)
    made = OutcomeSet(
        id=outcome.id,
        title=outcome.title if ask.title is None else own_title(state, outcome.source, ask.title),
        type=ask.type or outcome.type,
        status=outcome.status,
    )
    if made.type not in TYPES:
        raise Refused("bad_value", field="type")
    return [] if (made.title, made.type) == (outcome.title, outcome.type) else [made]


def need_unfrozen(state: State, id: str) -> Outcome:
    """The document of this id, which nobody may change once it is approved."""
    outcome = state.need(Outcome, check.name(id))
    if outcome.status == APPROVED:
        raise Refused("approved")
    return outcome


def drafted(state: State, e: OutcomeDrafted, at: Stamp) -> None:
    state.put(
        Outcome(
            id=e.id,
            template=e.template,
            type=e.type,
            title=e.title,
            source=e.source,
            status=STATUSES[0],
            at=at.at,
        ),
        at,
    )
    state.index[("cited", e.source)] = state.ids("cited", e.source) | {e.id}
    for found in e.sections:
        state.put(
            Section(
                id=f"{e.id}:{found.key}", outcome=e.id, key=found.key, order=found.order, stage=found.stage,
                title=found.title, sentences=found.sentences,
            ),
            at,
        )  # fmt: skip
        cite(state, f"{e.id}:{found.key}", found.sentences)


def wrote(state: State, e: SectionWritten, at: Stamp) -> None:
    section = state.get(Section, f"{e.outcome}:{e.key}")
    if section is not None:
        state.put(replace(section, sentences=e.sentences), at)
        cite(state, section.id, e.sentences)


def cite(state: State, section: str, sentences: tuple[Sentence, ...]) -> None:
    """Remember which sections rest on a record, so that they are told anew when it changes."""
    for id in {id for sentence in sentences for id in (*sentence.evidence, sentence.quote) if id}:
        state.index[("cited", id)] = state.ids("cited", id) | {section}


def outcome_set(state: State, e: OutcomeSet, at: Stamp) -> None:
    outcome = state.get(Outcome, e.id)
    if outcome is not None:
        state.put(replace(outcome, title=e.title, type=e.type, status=e.status), at)


def reach(state: State, record: Record) -> Reach:
    return STAFF_ONLY


def nowhere(state: State, record: Record) -> str:
    """Documents belong to no activity: who looks at the current one only is not told of them."""
    return ""


def face_outcome(state: State, o: Outcome, audience: str) -> Json:
    return {
        "template": o.template, "type": o.type, "title": o.title or called(state, o.source), "named": bool(o.title),
        "from": o.source, "status": o.status, "at": o.at,
        "moved": {"by": o.moved_by, "at": o.moved_at, "reason": o.reason} if o.moved_by else None,
    }  # fmt: skip


def face_section(state: State, s: Section, audience: str) -> Json:
    sentences = [shown for found in s.sentences if (shown := face_sentence(state, found))]
    return {
        "outcome": s.outcome, "key": s.key, "order": s.order, "stage": s.stage, "title": s.title,
        "sentences": sentences, "gap": not sentences,
    }  # fmt: skip


def face_sentence(state: State, s: Sentence) -> Json | None:
    """The sentence; None when it was a quotation of what is no more."""
    evidence = [id for id in s.evidence if "staff" in state.seen(id, state.seq)]
    if not s.quote:
        return {"id": s.id, "text": s.text, "evidence": evidence}
    words = words_of(state, s.quote)
    if not words or s.quote not in evidence:
        return None
    return {"id": s.id, "text": quoted(words), "evidence": evidence, "quote": s.quote}


def quoted(text: str) -> str:
    """Somebody's words in quotation marks; words that begin with some have their own."""
    return text if text.startswith(("«", "“", '"', "「")) else f"«{text}»"


RIGHTS = {Draft: STAFF, Write: STAFF, SetOutcome: STAFF}
DECIDE = {Draft: decide_draft, Write: decide_write, SetOutcome: decide_set}
EVOLVE = {OutcomeDrafted: drafted, SectionWritten: wrote, OutcomeSet: outcome_set}
FACES = {Outcome: Face(reach, face_outcome, nowhere), Section: Face(reach, face_section, nowhere)}
