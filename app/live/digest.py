"""The digest by which a client and the server find out that they hold the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from app.core.types import Json


def digest(records: Iterable[Json]) -> str:
    """SHA-256 (hex) of the JSON array of records sorted by id: keys sorted, no spaces, UTF-8 unescaped."""
    ordered = sorted(records, key=lambda record: record["id"])
    said = json.dumps(ordered, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
