"""JSON: a document as data, under the published schema `officina.outcome/1`."""

from __future__ import annotations

from typing import Any

import msgspec

from app.exports.manuscript import Manuscript

SCHEMA = "officina.outcome/1"
SCHEMA_ID = "urn:officina:schema:outcome:1"


def write(manuscript: Manuscript) -> bytes:
    """The whole manuscript, its printed labels apart, as UTF-8 JSON."""
    return msgspec.json.format(msgspec.json.encode(plain(manuscript)), indent=2) + b"\n"


def plain(manuscript: Manuscript) -> dict[str, Any]:
    """The manuscript as dicts and lists, with the name of its schema first."""
    made: dict[str, Any] = msgspec.to_builtins(manuscript)
    del made["labels"]
    return {"schema": SCHEMA, **made}


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `write` gives, made from the manuscript's own types."""
    found: dict[str, Any] = msgspec.json.schema(Manuscript)
    types = found["$defs"]
    top = types["Manuscript"]
    del top["properties"]["labels"], types["Label"]
    top["properties"] = {"schema": {"const": SCHEMA}, **top["properties"]}
    for each in types.values():
        each["required"] = list(each["properties"])
        each["additionalProperties"] = True  # later versions only add
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID, **found}
