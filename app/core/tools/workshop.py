"""The gathering itself: open or closed, its question, its light and what is said to everybody."""

from __future__ import annotations

from dataclasses import replace

from .. import check
from ..refusal import Refused
from ..state import Reach, State
from ..types import Act, Event, Json, Record, Stamp
from ..words.workshop import (
    Close,
    Gather,
    Message,
    MessageSent,
    Open,
    RoomGathered,
    SendMessage,
    SetSpotlight,
    SetWorkshop,
    SpotlightSet,
    Timer,
    Workshop,
    WorkshopClosed,
    WorkshopCreated,
    WorkshopOpened,
    WorkshopSet,
)
from .common import EVERYONE, FACILITATORS, Face

LANGUAGES = 20  # that a workshop can be held in


def here(state: State) -> Workshop:
    """The workshop of this state."""
    return state.need(Workshop, state.workshop)


def need_open(state: State) -> None:
    """Refuses unless people may come in and give something."""
    found = here(state)
    if found.state == "draft":
        raise Refused("workshop_not_open")
    if found.state == "closed":
        raise Refused("workshop_closed")


def decide_open(state: State, act: Act, ask: Open) -> list[Event]:
    """Opening lets people in; a closed workshop can be opened again."""
    return [WorkshopOpened()] if here(state).state in ("draft", "closed") else []


def decide_close(state: State, act: Act, ask: Close) -> list[Event]:
    if state.index.get(("open_ballots",)):
        raise Refused("one_ballot")
    return [WorkshopClosed()] if here(state).state != "closed" else []


def decide_set(state: State, act: Act, ask: SetWorkshop) -> list[Event]:
    """What was not named stays as it is; an answer due by 0 is no longer promised for any day."""
    found = here(state)
    made = WorkshopSet(
        title=found.title if ask.title is None else check.text(ask.title, check.TITLE_LENGTH, empty=False),
        question=found.question if ask.question is None else check.text(ask.question, 400),
        closing_at=found.closing_at if ask.closing_at is None else moment(ask.closing_at, "closing_at"),
        answer_by=found.answer_by if ask.answer_by is None else moment(ask.answer_by, "answer_by") or None,
        languages=None if ask.languages is None else held_in(found, ask.languages),
        starts_at=found.starts_at if ask.starts_at is None else moment(ask.starts_at, "starts_at"),
    )
    if made.languages not in (None, found.languages):
        return [made]
    names = ("title", "question", "closing_at", "answer_by", "starts_at")
    return [] if all(getattr(made, name) == getattr(found, name) for name in names) else [made]


def held_in(found: Workshop, asked: tuple[str, ...]) -> tuple[str, ...]:
    """Languages for a workshop, each once; its own, in which its words were first written, stays the first."""
    if not asked or len(asked) > LANGUAGES or not all(check.language(lang) for lang in asked):
        raise Refused("bad_value", field="languages")
    return tuple(dict.fromkeys((*found.languages[:1], *asked)))


def moment(at: int, field: str) -> int:
    """A time that a calendar has, in ms since 1970."""
    return check.between(at, 0, 1 << 46, field)


def decide_spotlight(state: State, act: Act, ask: SetSpotlight) -> list[Event]:
    """Only what the room may see can be put in the light; nothing puts it out."""
    if ask.target is not None:
        check.name(ask.target)
        if "room" not in state.seen(ask.target, state.seq):
            raise Refused("not_revealed" if ask.target in state.records else "not_found")
    return [SpotlightSet(target=ask.target)] if ask.target != here(state).spotlight else []


def decide_gather(state: State, act: Act, ask: Gather) -> list[Event]:
    return [RoomGathered()]


def decide_message(state: State, act: Act, ask: SendMessage) -> list[Event]:
    said = check.text(ask.text, 500, empty=False)
    return [MessageSent(id=act.chance, by=act.person, text=said, lang=check.language(ask.lang))]


# What happens then


def created(state: State, e: WorkshopCreated, at: Stamp) -> None:
    state.index[("state",)] = "draft"
    state.put(
        Workshop(
            id=state.workshop,
            title=e.title,
            question=e.question,
            languages=e.languages,
            closing_at=e.closing_at,
            rehearsal=e.rehearsal,
        ),
        at,
    )


def change(state: State, at: Stamp, /, **fields: object) -> None:
    """Change the workshop's own record."""
    state.put(replace(here(state), **fields), at)  # type: ignore[arg-type]


def tell_people(state: State, at: Stamp) -> None:
    """The number of people is part of what everybody is told of the workshop."""
    state.touch(state.workshop, at.seq)


def enter(state: State, name: str, at: Stamp) -> None:
    """Go over to another state; the lobby's names appear or go with it."""
    state.index[("state",)] = name
    change(state, at, state=name, started_at=here(state).started_at or (at.at if name == "open" else None))
    for record in state.all(Record):
        if record.kind == "person":
            state.touch(record.id, at.seq)


def opened(state: State, e: WorkshopOpened, at: Stamp) -> None:
    enter(state, "open" if here(state).current else "lobby", at)


def closed(state: State, e: WorkshopClosed, at: Stamp) -> None:
    enter(state, "closed", at)
    change(state, at, timer=None)


def spotlight_set(state: State, e: SpotlightSet, at: Stamp) -> None:
    """What stands in the light is told to phones wherever it is from, so they look afresh."""
    change(state, at, spotlight=e.target)
    state.focus = at.seq


def workshop_set(state: State, e: WorkshopSet, at: Stamp) -> None:
    languages = here(state).languages if e.languages is None else e.languages
    change(
        state, at, title=e.title, question=e.question, closing_at=e.closing_at, answer_by=e.answer_by,
        languages=languages, starts_at=e.starts_at,
    )  # fmt: skip


def put_out(state: State, id: str, at: Stamp) -> None:
    """Take the light off a record that the room may no longer see."""
    if here(state).spotlight == id:
        change(state, at, spotlight=None)
        state.focus = at.seq


def message_sent(state: State, e: MessageSent, at: Stamp) -> None:
    state.put(Message(id=e.id, text=e.text, lang=e.lang, at=at.at), at)
    state.index[("own", e.by)] = state.ids("own", e.by) | {e.id}


# Who sees what


def time_locks(state: State, activity: str, at: int) -> bool:
    """Has the end of the room's clock locked this activity, which runs, at this time?"""
    workshop = here(state)
    return workshop.current == activity and workshop.timer is not None and workshop.timer.locks(at)


def reach(state: State, record: Record) -> Reach:
    return EVERYONE


def face_timer(timer: Timer | None) -> Json | None:
    """A clock as screens read it."""
    if timer is None:
        return None
    made: Json = {"ends_at": timer.ends_at, "left": timer.left, "seconds": timer.seconds}
    return made | {"then": timer.then} if timer.then else made


def face_workshop(state: State, w: Workshop, audience: str) -> Json:
    return {
        "title": w.title, "question": w.question, "languages": list(w.languages), "state": w.state, "stage": w.stage,
        "current": w.current, "timer": face_timer(w.timer), "spotlight": w.spotlight, "people": state.count("people"),
        "gather": w.gather, "closing_at": w.closing_at, "started_at": w.started_at,
        "starts_at": w.starts_at,
        "answer_by": w.answer_by, "seating": w.seating, **({"rehearsal": True} if w.rehearsal else {}),
    }  # fmt: skip


def face_message(state: State, m: Message, audience: str) -> Json:
    return {"text": m.text, "lang": m.lang, "at": m.at}


LED = (
    Open,
    Close,
    SetWorkshop,
    SetSpotlight,
    Gather,
    SendMessage,
)
RIGHTS = dict.fromkeys(LED, FACILITATORS)
DECIDE = {
    Open: decide_open, Close: decide_close, SetWorkshop: decide_set,
    SetSpotlight: decide_spotlight, Gather: decide_gather, SendMessage: decide_message,
}  # fmt: skip
EVOLVE = {
    WorkshopCreated: created, WorkshopOpened: opened, WorkshopClosed: closed,
    WorkshopSet: workshop_set,
    SpotlightSet: spotlight_set, RoomGathered: lambda s, e, at: change(s, at, gather=at.at), MessageSent: message_sent,
}  # fmt: skip
FACES = {Workshop: Face(reach, face_workshop), Message: Face(reach, face_message)}
