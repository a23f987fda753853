"""What each call of the API answers when it is well, as JSON Schema (2020-12), for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from . import files

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
YES: Schema = {"type": "boolean"}
ID: Schema = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
TIME: Schema = {"type": "integer", "minimum": 0, "description": "Milliseconds since 1970, UTC."}
PICTURES = ("image/jpeg", "image/png")


def maybe(schema: Schema) -> Schema:
    """This, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def many(schema: Schema) -> Schema:
    """A list of these."""
    return {"type": "array", "items": schema}


def record(**fields: Schema) -> Schema:
    """An object of exactly these fields."""
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def with_more(**fields: Schema) -> Schema:
    """An object of at least these fields."""
    return record(**fields) | {"additionalProperties": True}


OUTCOME = record(id=ID, title=TEXT)
ZONE = record(id=TEXT, title=TEXT)
ACTIVITY = record(id=ID, stage=TEXT, method=TEXT, title=TEXT, tool=TEXT, minutes=NUMBER, zones=many(ZONE))
NOTE = record(id=ID, text=TEXT, lang=TEXT, at=TIME, photos=NUMBER,
              outcomes=many(record(id=ID, title=TEXT, status=TEXT)))  # fmt: skip
LED = record(id=ID, state={"enum": ["draft", "lobby", "open", "closed"]}, last=maybe(NUMBER))
SIZE = {"type": "integer", "minimum": 1}
API = "/api/v1"
JSON_ANSWERS: dict[tuple[str, str], tuple[str, Schema]] = {
    ("post", f"{API}/sessions"): ("201", record(token=TEXT)),
    ("get", f"{API}/packs"): ("200", many(with_more(id=TEXT, title=TEXT, minutes=NUMBER))),
    ("get", f"{API}/methods"): ("200", many(with_more(id=TEXT, title=TEXT, tool=TEXT, stage=TEXT, minutes=NUMBER))),
    ("post", f"{API}/workshops"): ("201", record(id=ID, code=TEXT, join_url=TEXT, activities=many(ACTIVITY))),
    ("post", f"{API}/workshops/{{workshop}}/open"): ("200", LED),
    ("post", f"{API}/workshops/{{workshop}}/close"): ("200", LED),
    ("get", f"{API}/workshops/{{workshop}}"): (
        "200", record(epoch=TEXT, at=NUMBER, records=many(with_more(id=TEXT, kind=TEXT))),
    ),
    ("post", f"{API}/workshops/{{workshop}}/outcomes"): ("201", record(id=ID, url=TEXT)),
    ("put", f"{API}/workshops/{{workshop}}/media/{{id}}"): ("201", record(id=ID, w=SIZE, h=SIZE)),
    ("get", f"{API}/join/{{code}}"): (
        "200",
        record(workshop=ID, title=TEXT, question=TEXT, languages=many(TEXT), groups=many(TEXT), ticket=YES,
               notice=record(version=NUMBER, text=TEXT)),
    ),
    ("post", f"{API}/join"): ("201", record(workshop=ID, participant=ID, token=TEXT, receipt=TEXT)),
    ("post", f"{API}/receipts"): (
        "200",
        record(workshop=ID, title=TEXT, participant=ID, alias=maybe(TEXT), joined_at=TIME, kept_until=TIME,
               notice=NUMBER, basis=TEXT, extras=many(TEXT), erased_at=maybe(TIME), answer_by=maybe(TIME),
               notes=many(NOTE)),
    ),
    ("post", f"{API}/receipts/erase"): ("200", record(erased=YES, notes=NUMBER, filed=many(OUTCOME))),
    ("get", "/healthz"): ("200", record(status={"const": "ok"})),
    ("get", "/readyz"): ("200", record(status={"const": "ready"})),
    ("get", "/live/schema.json"): ("200", {"type": "object"}),
}  # fmt: skip
FILES: dict[tuple[str, str], tuple[str, ...]] = {
    ("get", f"{API}/outcomes/{{outcome}}.dc.xml"): ("application/xml",),
    ("get", f"{API}/outcomes/{{outcome}}.{{form}}"): tuple(files.TYPES[form] for form in files.WRITERS),
    ("get", f"{API}/workshops/{{workshop}}/export.{{form}}"): tuple(files.TYPES.values()),
    ("get", f"{API}/workshops/{{workshop}}/media/{{id}}"): PICTURES,
    ("get", f"{API}/schemas/{{name}}.json"): ("application/schema+json",),
    ("get", "/metrics"): ("text/plain; version=1.0.0; charset=utf-8",),
}  # fmt: skip
NOT_READY = {"description": "The database does not answer.",
             "content": {"application/json": {"schema": record(status={"const": "unavailable"})}}}  # fmt: skip
UPLOAD = {"required": True, "description": "The picture, 8 MiB at most.",
          "content": {kind: {"schema": {"type": "string", "format": "binary"}}
                      for kind in ("image/jpeg", "image/png", "image/webp", "image/gif")}}  # fmt: skip


def answer(method: str, path: str) -> tuple[str, dict[str, Any]] | None:
    """The status and the content of a call's answer when it is well; None for one without content."""
    if (found := JSON_ANSWERS.get((method, path))) is not None:
        return found[0], {"application/json": {"schema": found[1]}}
    if (kinds := FILES.get((method, path))) is not None:
        return "200", {kind: {} for kind in kinds}
    return None
