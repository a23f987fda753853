"""Strict JSON as the live protocol promises it: what may be sent, and one canonical form to compare."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any

MESSAGE_BYTES = 64 * 1024
ID = re.compile(r"[0-9a-z][0-9a-z:._\-]*\Z")
POSITIONS = ("x", "y")


class Broken(AssertionError):
    """The server broke a law of the protocol; the text says which, and what was seen."""


def law(holds: object, sentence: str, *seen: object) -> None:
    """Raise Broken with the law's sentence unless it holds."""
    if not holds:
        raise Broken(f"{sentence} | seen: {' '.join(repr(s)[:600] for s in seen)}")


def parse(text: str | bytes) -> Any:
    """Read JSON of strings, integers, booleans, null, lists and objects; anything else is Broken."""
    if isinstance(text, bytes):
        text = text.decode("utf-8")
    return json.loads(text, parse_float=_no_number, parse_constant=_no_number, object_pairs_hook=_unique)


def _no_number(text: str) -> Any:
    raise Broken(f"values are strings, integers, booleans, null, lists, objects | seen: {text!r}")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    law(len(made) == len(pairs), "an object names each key once", [key for key, _ in pairs])
    return made


def canonical(value: Any) -> bytes:
    """Keys sorted, no spaces, UTF-8 unescaped."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def digest(records: Iterable[dict[str, Any]]) -> str:
    """SHA-256 (hex) of the JSON array of the records sorted by id, in canonical form."""
    return hashlib.sha256(canonical(sorted(records, key=lambda record: record["id"]))).hexdigest()


def check_id(value: object, where: str) -> str:
    """Return an id that is lower-case ASCII, or raise Broken."""
    law(isinstance(value, str) and ID.match(value), f"ids are lower-case ASCII ({where})", value)
    return str(value)


def check_record(record: object) -> None:
    """A record is an object with an id and a kind, made of allowed values, positions within the board."""
    law(isinstance(record, dict), "a put is a list of records", record)
    assert isinstance(record, dict)
    check_id(record.get("id"), "record")
    law(isinstance(record.get("kind"), str) and record["kind"], "every record has a kind", record)
    for axis in POSITIONS:
        at = record.get(axis)
        law(at is None or (type(at) is int and 0 <= at <= 1000), "positions are thousandths 0-1000", record)
    try:
        canonical(record)
    except UnicodeEncodeError:
        raise Broken(f"lone surrogates are refused | seen: {record!r}") from None
