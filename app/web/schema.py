"""The live protocol as JSON Schema, generated from the code's own types: it lists only what works."""

from __future__ import annotations

from functools import cache

import msgspec
from fastapi import APIRouter
from starlette.responses import JSONResponse

from app.core.refusal import REASONS
from app.core.types import COMMANDS, Json
from app.live import wire

router = APIRouter()
REF = "#/$defs/{name}"


@cache
def live_schema() -> Json:
    """Messages in both directions and the data of each command, JSON Schema 2020-12."""
    kinds = {kind: cls for kind, cls in sorted(COMMANDS.items()) if cls.wire}
    messages = (*wire.FROM_CLIENT, *wire.FROM_BOTH, *wire.FROM_SERVER)
    schemas, parts = msgspec.json.schema_components([*messages, *kinds.values()], ref_template=REF)
    said, data = schemas[: len(messages)], schemas[len(messages) :]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "officina.v1",
        "oneOf": list(said),
        "commands": dict(zip(kinds, data, strict=True)),
        "codes": sorted(REASONS),
        "$defs": parts,
    }


@router.get("/live/schema.json")
async def schema() -> JSONResponse:
    """The schema of the live protocol."""
    return JSONResponse(live_schema(), headers={"Cache-Control": "public, max-age=3600"})
