"""Cards carried on: what has been seen enters another activity, linked to where it is from, and may be called back."""

from __future__ import annotations

from dataclasses import replace

from .. import check
from ..refusal import Refused
from ..state import State
from ..types import Act, Event, Record, Stamp
from ..words.agenda import Activity
from ..words.board import Cluster, Note, NoteAdded, NoteRemoved, NoteRestored
from ..words.clusters import Brought, CallBack, Carry, CarryAll
from ..words.roster import Person
from ..words.tables import Table
from .agenda_folds import ordered
from .board import zone_of
from .clusters import eyes, new_id
from .common import FACILITATORS, WRITERS, Face
from .workshop import need_open

TAKES = ("board", "vote")  # the tools into which cards can be carried
MOST = 200  # cards brought at once


def decide_carry(state: State, act: Act, ask: Carry) -> list[Event]:
    """What the room has seen, or the table that passes it on, enters another activity as a linked card."""
    need_open(state)
    origin = state.get(Note, ask.id) or state.need(Cluster, check.name(ask.id))
    target = state.need(Activity, ask.to) if ask.to else next_of(state, origin.activity)
    need_taker(target)
    need_shown(state, act, origin)
    if act.role != "facilitator":
        need_carrier(state, act, origin, target)
    return [carried(state, origin, target, new_id(state, ask.as_))]


def decide_carry_all(state: State, act: Act, ask: CarryAll) -> list[Event]:
    """What was chosen enters another activity together, each card at its own table or where it is dealt to."""
    need_open(state)
    target = state.need(Activity, check.name(ask.to))
    need_taker(target)
    if len(ask.cards) > MOST:
        raise Refused("too_many", most=MOST)
    if len({one.card for one in ask.cards}) < len(ask.cards):
        raise Refused("already_there")
    return [brought(state, act, one, target) for one in ask.cards]


def brought(state: State, act: Act, one: Brought, target: Activity) -> NoteAdded:
    """The card of one thing that is brought."""
    origin = state.get(Note, check.name(one.id)) or state.need(Cluster, one.id)
    need_shown(state, act, origin)
    card = carried(state, origin, target, new_id(state, one.card))
    return card if one.table is None else replace(card, table=state.need(Table, check.name(one.table)).id)


def need_taker(target: Activity) -> None:
    """Refuses an activity that takes no cards."""
    if target.plan.tool not in TAKES or target.closed:
        raise Refused("activity_closed" if target.closed else "bad_value", field="to")


def next_of(state: State, activity: str) -> Activity:
    """The next activity of the agenda that takes cards."""
    ids = ordered(state)
    later = [state.need(Activity, id) for id in ids[ids.index(activity) + 1 :]]
    found = next((one for one in later if one.plan.tool in TAKES and not one.closed), None)
    if found is None:
        raise Refused("nowhere_to_carry")
    return found


def need_shown(state: State, act: Act, origin: Note | Cluster) -> None:
    """Nothing is passed on that still lies face down: it reaches the room, or the table of whoever passes it on."""
    seen = state.seen(origin.id, state.seq)
    by_table = act.role == "facilitator" and any(word.startswith("table:") for word in seen)
    if "room" not in seen and not by_table and not seen & eyes(state, act) - {"staff"}:
        raise Refused("not_revealed")


def need_carrier(state: State, act: Act, origin: Note | Cluster, target: Activity) -> None:
    """By the activity's rule each person passes on one thing of their own, each table so many of its own."""
    rules = state.need(Activity, origin.activity).plan.rules
    person = state.get(Person, act.person)
    own = rules.carry and origin.by == act.person
    shared = rules.carry_table > 0 and origin.table is not None and person and person.table == origin.table
    if not own and not shared:
        raise Refused("not_allowed")
    if any(card.source == origin.id and card.activity == target.id for card in state.all(Note)):
        raise Refused("already_carried")
    if own and not state.count("carried", target.id, act.person):
        return
    if not shared:
        raise Refused("one_carried")
    if state.count("onward", target.id, origin.table or "") >= rules.carry_table:
        raise Refused("table_carried", most=rules.carry_table)


def carried(state: State, origin: Note | Cluster, target: Activity, id: str) -> NoteAdded:
    """The card: a note as it is, a cluster by its title."""
    zone = zone_of(target, "")
    if isinstance(origin, Note):
        return NoteAdded(
            id=id, activity=target.id, by=origin.by, zone=zone, text=origin.text, lang=origin.lang, media=origin.media,
            source=origin.id, anonymous=origin.anonymous, table=origin.table,
        )  # fmt: skip
    return NoteAdded(
        id=id, activity=target.id, by=origin.by, zone=zone, text=origin.title, source=origin.id, anonymous=True,
        table=origin.table,
    )  # fmt: skip


def decide_call_back(state: State, act: Act, ask: CallBack) -> list[Event]:
    """Until the activity it went to begins, a card comes back to whoever passed it on, or to their table."""
    need_open(state)
    cards = [card for card in state.all(Note) if card.source == check.name(ask.id) and mine(state, act, card)]
    if not cards:
        raise Refused("not_found")
    if any(state.need(Activity, card.activity).started_at is not None for card in cards):
        raise Refused("carried_in_use")
    return [NoteRemoved(id=card.id) for card in cards]


def mine(state: State, act: Act, card: Note) -> bool:
    """Was this card passed on by whoever asks, or by their table?"""
    person = state.get(Person, act.person)
    carrier = state.index.get(("carrier", card.id))
    at_table = bool(person and person.table is not None and person.table == card.table)
    passed = state.get(Person, carrier)
    by_table = at_table and passed is not None and passed.role == "participant"
    return act.role == "facilitator" or carrier == act.person or by_table


# What happens then


def carry_counted(state: State, e: NoteAdded, at: Stamp) -> None:
    if e.source is not None and at.person is not None:
        state.index[("carrier", e.id)] = at.person
    lay(state, e.id, 1, at)


def lay(state: State, id: str, amount: int, at: Stamp) -> None:
    """A card lies in its activity, or no longer: counted for whoever passed it on, their table, and what it is from."""
    card = state.get(Note, id) or state.gone(Note, id)
    if card is None or card.source is None or bool(state.count("lies", id)) == (amount > 0):
        return
    carrier = state.index.get(("carrier", id))
    state.add(amount, "lies", id)
    state.add(amount, "passed", card.source)
    if carrier is not None:
        state.add(amount, "carried", card.activity, carrier)
    if card.table is not None:
        state.add(amount, "onward", card.activity, card.table)
    if state.get(Note, card.source) or state.get(Cluster, card.source):
        state.touch(card.source, at.seq)


RIGHTS = {Carry: WRITERS, CarryAll: FACILITATORS, CallBack: WRITERS}
DECIDE = {Carry: decide_carry, CarryAll: decide_carry_all, CallBack: decide_call_back}
EVOLVE = {
    NoteAdded: carry_counted, NoteRemoved: lambda s, e, at: lay(s, e.id, -1, at),
    NoteRestored: lambda s, e, at: lay(s, e.id, 1, at),
}  # fmt: skip
FACES: dict[type[Record], Face] = {}
