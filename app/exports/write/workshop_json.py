"""JSON: a workshop's records as its staff may see them, under the published schema `officina.workshop/1`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

SCHEMA = "officina.workshop/1"
SCHEMA_ID = "urn:officina:schema:workshop:1"
HERE = "workshop"  # the workshop's own record: its id belongs to one house, and is not part of the data
PAPER = "outcome"  # before the number of a document, whose id is an address in one house as well


def write(view: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The records sorted by id, with the digest that the same data has wherever it is imported.

    `ids` says what the ids that belong to one house alone were there; the digest is without it.
    """
    names = addresses(view.values())
    records = renamed(view.values(), names)
    ids = {name: id for id, name in names.items()}
    made = {"schema": SCHEMA, "digest": digest(records), "ids": ids, "records": records}
    return json.dumps(made, ensure_ascii=False, indent=1).encode() + b"\n"


def portable(records: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The records without what belongs to one house alone, sorted by id."""
    every = list(records)
    return renamed(every, addresses(every))


def addresses(records: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Ids that are addresses in one house, the workshop's and its documents', with the names they have in a file."""
    every = list(records)
    papers = sorted(
        (each for each in every if each["kind"] == "outcome"), key=lambda each: (each["at"], each["id"])
    )
    names = {each["id"]: HERE for each in every if each["kind"] == "workshop"}
    return names | {each["id"]: f"{PAPER}:{n}" for n, each in enumerate(papers, 1)}


def renamed(records: Iterable[Mapping[str, Any]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The records with other ids for the workshop and its documents, sorted by id."""
    made = []
    for each in records:
        record = dict(each)
        if record["kind"] in ("workshop", "outcome"):
            record["id"] = names.get(record["id"], record["id"])
        elif record["kind"] == "section":
            record["outcome"] = names.get(record["outcome"], record["outcome"])
            record["id"] = f"{record['outcome']}:{record['key']}"
            record["sentences"] = [rests(sentence, names) for sentence in record["sentences"]]
        made.append(record)
    return sorted(made, key=lambda record: record["id"])


def rests(sentence: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A sentence whose evidence may be the workshop itself, under its other name."""
    return dict(sentence) | {"evidence": [names.get(id, id) for id in sentence["evidence"]]}


def digest(records: list[dict[str, Any]]) -> str:
    """SHA-256 (hex) of the canonical JSON of the records, as the live protocol makes it."""
    said = json.dumps(records, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `write` gives; records have the fields that the live protocol documents."""
    record = {
        "type": "object",
        "properties": {"id": {"type": "string"}, "kind": {"type": "string"}},
        "required": ["id", "kind"],
        "additionalProperties": True,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "type": "object",
        "properties": {
            "schema": {"const": SCHEMA},
            "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "ids": {"type": "object", "additionalProperties": {"type": "string"}},
            "records": {"type": "array", "items": record},
        },
        "required": ["schema", "digest", "records"],
    }
