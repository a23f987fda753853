"""Reads a workshop that was exported as JSON, under the schema `officina.workshop/1`."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from app.core import check
from app.core.refusal import Refused
from app.core.types import Json
from app.exports.write import workshop_json
from app.store.trouble import Unreadable

from .faces import Faces
from .keeping import Arrival, folded, librarians_view

KINDS = frozenset({"workshop", "table", "activity", "note", "cluster", "ballot", "tally", "message", "outcome",
                   "section"})  # fmt: skip
LONGEST = 8000  # characters of any one text
MOST_BYTES = 64 * 1024 * 1024  # six times what a board of 20,000 notes takes
DEEPEST = 40  # levels of lists and objects; ours have six
DAMAGED = "this is no whole file of officina.workshop/1: {}"


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds.

    `missing` are its pictures, `left_out` the notes that were taken back since, `differs` the kinds of records that
    come out otherwise than they were.
    """

    arrival: Arrival
    missing: int
    left_out: int
    differs: tuple[str, ...]


def read(path: Path, *, by: str, now: int, new_id: Callable[[], str], taken: Callable[[str], bool],
         erased: Callable[[str], frozenset[str]]) -> Read:  # fmt: skip
    """The workshop in a file.

    `taken` says whether a workshop or a document has an id here: then it gets another. `erased` says which notes were
    taken back since from the workshop of an id: they stay out.

    Raises `Unreadable` for what is no such file, is damaged, or holds a ballot that is still open.
    """
    content = whole(path)
    ids = content.get("ids") if isinstance(content.get("ids"), dict) else {}
    gone = erased(known_id(ids.get(workshop_json.HERE, "")))
    records = [each for each in content["records"] if each["id"] not in gone]
    names = {name: fresh(ids.get(name, ""), new_id, taken) for name in (workshop_json.HERE, *papers(records))}
    try:
        found = workshop_json.renamed(records, names)
        steps = tuple(Faces(found, by, now, new_id).steps())
        w = next(each for each in records if each["kind"] == "workshop")
        arrival = Arrival(
            title=w["title"], question=w["question"], languages=tuple(w["languages"]), steps=steps,
            id=names[workshop_json.HERE],
        )  # fmt: skip
        again = workshop_json.portable(librarians_view(folded(arrival, arrival.id)).values())
    except (msgspec.ValidationError, KeyError, TypeError, ValueError, Refused) as wrong:
        raise Unreadable(DAMAGED.format(" ".join(str(wrong).split()))) from wrong
    pictures = {each["id"] for record in records if record["kind"] == "note" for each in record["media"]}
    return Read(arrival, len(pictures), len(content["records"]) - len(records), differing(records, again))


def whole(path: Path) -> dict[str, Any]:
    """The file's content, once it is what it says it is."""
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable(DAMAGED.format(f"it is larger than {MOST_BYTES // 1024 // 1024} MB"))
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as wrong:
        raise Unreadable(DAMAGED.format("it is no JSON")) from wrong
    if not isinstance(content, dict) or content.get("schema") != workshop_json.SCHEMA:
        raise Unreadable(DAMAGED.format("another schema"))
    records = content.get("records")
    if not isinstance(records, list) or not all(isinstance(r, dict) and isinstance(r.get("kind"), str)
                                                and isinstance(r.get("id"), str) for r in records):  # fmt: skip
        raise Unreadable(DAMAGED.format("its records are not records"))
    if (wrong := unkeepable(content)) is not None:
        raise Unreadable(DAMAGED.format(wrong))
    if sum(record["kind"] == "workshop" for record in records) != 1:
        raise Unreadable(DAMAGED.format("it holds not one workshop"))
    if workshop_json.digest(records) != content.get("digest"):
        raise Unreadable(DAMAGED.format("its digest is not that of its records"))
    if any(record["kind"] == "ballot" and record.get("state") in ("open", "counting") for record in records):
        raise Unreadable(
            "a ballot is still open in it, and votes are in no file: close it, export again, import that"
        )
    return content


def unkeepable(found: object, depth: int = 0) -> str | None:
    """What is wrong somewhere inside: a text that can't be stored or is longer than any that we have, or too deep."""
    if depth > DEEPEST:
        return "it is nested too deeply"
    if isinstance(found, str):
        try:
            check.text(found, LONGEST)
        except Refused as no:
            return "a text holds what cannot be stored" if no.code == "bad_text" else "a text is too long"
        return None
    inside = (
        (*found.keys(), *found.values())
        if isinstance(found, dict)
        else found
        if isinstance(found, list)
        else ()
    )
    return next((wrong for each in inside if (wrong := unkeepable(each, depth + 1)) is not None), None)


def papers(records: list[Json]) -> list[str]:
    """The names of the documents in the file."""
    return [each["id"] for each in records if each["kind"] == "outcome"]


def fresh(id: str, new_id: Callable[[], str], taken: Callable[[str], bool]) -> str:
    """The id it had, where it is free here; else another."""
    return id if known_id(id) and not taken(id) else new_id()


def known_id(id: object) -> str:
    """An id as we make them, or nothing."""
    try:
        return check.client_id(id) if isinstance(id, str) else ""
    except Refused:
        return ""


def differing(before: list[Json], after: list[Json]) -> tuple[str, ...]:
    """The kinds of records that are not again what they were."""
    was, now = ({each["id"]: each for each in records} for records in (before, after))
    changed = {id for id in was.keys() | now.keys() if was.get(id) != now.get(id)}
    return tuple(sorted({str((was.get(id) or now[id])["kind"]) for id in changed}))
