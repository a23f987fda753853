"""What a receipt code finds: what somebody gave, what became of it, and taking it all back."""

from __future__ import annotations

import asyncio

from app.core.refusal import Refused
from app.core.state import State
from app.core.types import Json
from app.core.words.board import Note
from app.core.words.draft import Outcome, Section
from app.core.words.roster import Erase, Person
from app.core.words.workshop import Workshop
from app.store.receipts import Terms

from .gatherings import do
from .house import House
from .tries import Wait, tried

__all__ = ["Terms", "Wait", "account", "erase", "find"]


async def find(house: House, code: str, place: str) -> Terms:
    """The terms of a receipt. Raises Refused `not_found` for a wrong code, and Wait after too many of them."""
    look = house.desk.receipts.find
    return await tried(house.tries, house.desk.doors, "receipt", place, lambda: look(code), now=house.now)


async def account(house: House, terms: Terms) -> Json:
    """What this person gave and what became of it.

    `notes` are theirs, each with the documents that rest on it; `kept_until` in ms; `erased_at` once taken back;
    `answer_by` is the day by which the library has promised to answer, None without one.
    """
    room = await house.rooms.fresh(terms.workshop)
    row = house.desk.workshops.get(terms.workshop)
    person, workshop = room.state.get(Person, terms.person), room.state.get(Workshop, terms.workshop)
    return {
        "workshop": terms.workshop, "title": row.title if row else "", "participant": terms.person,
        "alias": person.alias if person else None, "joined_at": terms.joined_at, "kept_until": terms.keep_until,
        "notice": terms.notice, "basis": terms.basis, "extras": sorted(terms.extras), "erased_at": terms.erased_at,
        "answer_by": workshop.answer_by if workshop else None,
        "notes": [given(room.state, note) for note in own_notes(room.state, terms.person)],
    }  # fmt: skip


def own_notes(state: State, person: str) -> list[Note]:
    """A person's notes, in the order they were written."""
    found = (state.get(Note, id) for id in state.ids("own", person))
    return sorted(
        (note for note in found if note is not None and note.source is None), key=lambda n: (n.at, n.id)
    )


def given(state: State, note: Note) -> Json:
    """One note and what rests on it."""
    return {
        "id": note.id, "text": note.text, "lang": note.lang, "at": note.at, "photos": len(note.media),
        "outcomes": [{"id": found.id, "title": found.title, "status": found.status} for found in built_on(state, note)],
    }  # fmt: skip


def built_on(state: State, note: Note) -> list[Outcome]:
    """The documents in which a sentence rests on this note or on a card carried from it."""
    cards = {note.id} | {card.id for card in state.all(Note) if card.source == note.id}
    sections = {section for id in cards for section in state.ids("cited", id)}
    found = {section.outcome for id in sections if (section := state.get(Section, id))}
    return [outcome for id in sorted(found) if (outcome := state.get(Outcome, id))]


async def forget(house: House, workshop: str, person: str) -> None:
    """Have somebody forgotten in a workshop; who is there no longer is forgotten already."""
    try:
        await do(house, workshop, person, Erase(id=person), role="door")
    except Refused as refused:
        if refused.code != "not_found":
            raise


async def erase(house: House, terms: Terms) -> Json:
    """Take back everything; asked again it changes nothing. Documents already approved are named."""
    room = await house.rooms.fresh(terms.workshop)
    notes = own_notes(room.state, terms.person)
    filed = {o.id: o.title for note in notes for o in built_on(room.state, note) if o.status == "approved"}
    elsewhere = await asyncio.to_thread(house.desk.receipts.elsewhere, terms.person, terms.workshop)
    for workshop in (terms.workshop, *elsewhere):
        await forget(house, workshop, terms.person)
    return {
        "erased": True,
        "notes": len(notes),
        "filed": [{"id": k, "title": v} for k, v in sorted(filed.items())],
    }
