"""JSON: a workshop's records as its staff may see them, under the published schema `officina.workshop/1`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

SCHEMA = "officina.workshop/1"
SCHEMA_ID = "urn:officina:schema:workshop:1"
HERE = "workshop"  # the workshop's own record: its id belongs to one house, and is not part of the data


def write(view: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The records sorted by id, with the digest that the same data has wherever it is imported."""
    records = portable(view.values())
    made = {"schema": SCHEMA, "digest": digest(records), "records": records}
    return json.dumps(made, ensure_ascii=False, indent=1).encode() + b"\n"


def portable(records: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The records without what belongs to one house alone, sorted by id."""
    moved = [dict(each) | ({"id": HERE} if each["kind"] == "workshop" else {}) for each in records]
    return sorted(moved, key=lambda record: record["id"])


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
            "records": {"type": "array", "items": record},
        },
        "required": ["schema", "digest", "records"],
    }
