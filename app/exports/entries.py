"""What the catalogue holds of a workshop: entries for it and its proposals, made from a librarian's view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.core.types import STAGES
from app.store.shelf import Entry

from .compose.results import first_hand
from .shelf import Record, Shelf


def entries(view: Mapping[str, Record], at: int) -> list[Entry]:
    """The workshop's entry, dated `at`, then one for each proposal. Notes set aside or parked are in none."""
    shelf = Shelf(view)
    stage = reached(shelf)
    own = Entry(
        id=shelf.workshop["id"], kind="workshop", title=shelf.workshop["title"], type="",
        status=shelf.workshop["state"], stage=stage, languages=tuple(shelf.workshop["languages"]), at=at,
        body=lines(workshop_words(shelf)), people=shelf.workshop["people"], notes=len(first_hand(shelf)),
    )  # fmt: skip
    return [own, *(proposal(shelf, outcome, own) for outcome in shelf.kinds["outcome"])]


def proposal(shelf: Shelf, outcome: Record, own: Entry) -> Entry:
    """A proposal's entry: what it says, quotations included."""
    sections = [each for each in shelf.of("section") if each["outcome"] == outcome["id"]]
    said = [sentence["text"] for section in sections for sentence in section["sentences"]]
    return Entry(
        id=outcome["id"], kind="proposal", title=outcome["title"], type=outcome["type"], status=outcome["status"],
        stage=own.stage, languages=own.languages, at=outcome["at"], body=lines(said), people=own.people,
        notes=own.notes,
    )  # fmt: skip


def workshop_words(shelf: Shelf) -> Iterable[str]:
    """What is read of a workshop, the most telling first."""
    yield shelf.workshop["question"]
    yield from (each["title"] for each in shelf.kinds["outcome"])
    yield from (each["title"] for each in shelf.kinds["cluster"] if shelf.members[each["id"]])
    for note in shelf.notes():
        yield note["text"]
        yield from (str(text) for text in note.get("translations", {}).values())
    yield from (each["title"] for each in shelf.of("activity"))


def lines(texts: Iterable[str]) -> str:
    """Texts as lines, each once, empty ones left out."""
    return "\n".join(dict.fromkeys(line for text in texts if (line := " ".join(text.split()))))


def reached(shelf: Shelf) -> str:
    """The furthest stage of which an activity was held; empty when none was."""
    held = [STAGES.index(each["stage"]) for each in shelf.of("activity") if each.get("started_at")]
    return STAGES[max(held)] if held else ""
