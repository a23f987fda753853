"""Documents and data for programs: drafting an outcome, outcomes and workshops as files, their schemas."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from app.core.types import Json
from app.exports.write import dublin_core, workshop_json
from app.exports.write import json as outcome_json

from .. import archives, documents, files, leaving
from ..house import house
from ..problems import Problem

router = APIRouter(prefix="/api/v1", tags=["outcomes"])
Reader = Annotated[documents.Held, Depends(documents.need_outcome("proposals"))]
Seen = Annotated[documents.Kept, Depends(documents.need_workshop("proposals"))]
Writer = Annotated[documents.Kept, Depends(documents.need_workshop("proposal.write"))]
SCHEMAS = {"outcome-1": outcome_json.schema, "workshop-1": workshop_json.schema}


class NewOutcome(BaseModel):
    """A document to be drafted: its template, and the note or cluster it is about."""

    template: str = Field(max_length=80)
    source: str = Field(alias="from", max_length=80)
    title: str = Field(default="", max_length=200)
    type: str = Field(default="", max_length=20)


@router.post("/workshops/{workshop}/outcomes", status_code=201)
async def create(request: Request, kept: Writer, asked: NewOutcome) -> Json:
    """Draft a document from a note or a cluster, each sentence with its evidence."""
    here = house(request)
    id = await documents.begin(here, kept, asked.template, asked.source, asked.title, asked.type)
    return {"id": id, "url": f"{here.settings.address}/o/{id}"}


@router.get("/outcomes/{outcome}.dc.xml", response_class=Response)
async def outcome_record(request: Request, held: Reader, lang: str = "") -> Response:
    """A document's Dublin Core record, as OAI-PMH wants it: its creator is the library, with its ISIL code."""
    here, row = house(request), held.outcome
    paper, seen = await documents.document(here, row, lang)
    library = await run_in_threadpool(here.desk.accounts.library, row.library)
    content = dublin_core.write(
        paper, address=f"{here.settings.address}/o/{row.id}",
        source=f"{here.settings.address}/w/{row.workshop}/outcomes", day=archives.dated(here, seen[row.id]),
        formats=tuple(files.TYPES[form] for form in leaving.OUTCOME_FORMS), isil=library.isil if library else "",
    )  # fmt: skip
    return files.sent(content, "dc.xml", paper.title)


@router.get("/outcomes/{outcome}.{form}", response_class=Response)
async def outcome_file(request: Request, held: Reader, form: str, lang: str = "") -> Response:
    """A document: `pdf` (PDF/UA-1 and PDF/A-2a), `odt`, `docx`, `md`, or `json` (schema `officina.outcome/1`)."""
    if form not in files.WRITERS:
        raise Problem(404)
    here = house(request)
    paper, _ = await documents.document(here, held.outcome, lang)
    return await files.written(here, held.outcome.workshop, paper, form)


@router.get("/workshops/{workshop}/export.{form}", response_class=Response)
async def workshop_file(request: Request, kept: Seen, form: str, lang: str = "") -> Response:
    """A workshop: `json` (all records, schema `officina.workshop/1`), `csv` (its notes), `xlsx` (its figures, with a
    codebook), `pdf`, `odt`, `docx` or `md` (its record), `zip` (everything, with a list and checksums).
    """
    if form not in leaving.WRITERS:
        raise Problem(404)
    content = await leaving.WRITERS[form](house(request), kept.workshop, lang)
    return files.sent(content, form, kept.workshop.title)


@router.get("/schemas/{name}.json")
async def schema(name: str) -> Any:
    """The JSON Schema of a published format: `outcome-1` or `workshop-1`."""
    if name not in SCHEMAS:
        raise Problem(404)
    return JSONResponse(SCHEMAS[name](), media_type="application/schema+json")
