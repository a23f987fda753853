"""Documents as files: which formats there are, and how one is sent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.core.types import Json
from app.exports.manuscript import Manuscript
from app.exports.write import docx, md, odt, pdf
from app.exports.write import json as outcome_json

from .house import House

TYPES = {
    "pdf": "application/pdf",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "odt": "application/vnd.oasis.opendocument.text",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "dc.xml": "application/xml",
}
WRITERS: dict[str, Callable[[Manuscript, Mapping[str, bytes]], bytes]] = {
    "pdf": pdf.write,
    "odt": odt.write,
    "docx": docx.write,
    "md": lambda paper, pictures: md.write(paper),
    "json": lambda paper, pictures: outcome_json.write(paper),
}
WITH_PICTURES = ("pdf", "odt", "docx")
MOST_PICTURES = 60


async def written(here: House, workshop: str, paper: Manuscript, form: str) -> Response:
    """A document in one of the forms of WRITERS, as a file to keep."""
    return sent(await run_in_threadpool(content, here, workshop, paper, form), form, paper.title)


def content(here: House, workshop: str, paper: Manuscript, form: str) -> bytes:
    """A document in one of the forms of WRITERS."""
    return WRITERS[form](paper, pictures(here, workshop, paper) if form in WITH_PICTURES else {})


def sent(content: bytes, form: str, title: str) -> Response:
    """A file to keep, named after its title in plain letters."""
    headers = {
        "Content-Disposition": f'attachment; filename="{file_name(title)}.{form}"',
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=TYPES[form], headers=headers)


def file_name(title: str) -> str:
    """A title as the name of a file anywhere: lower-case ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "officina"


def pictures(here: House, workshop: str, paper: Manuscript) -> dict[str, bytes]:
    """The files of a document's pictures by id, those that are still kept."""
    ids = [image.id for section in paper.sections for image in section.images]
    ids += [image.id for found in paper.evidence for image in found.images]
    ids += [
        image.id for section in paper.sections for group in section.groups for quote in group.quotes
        for image in quote.images
    ]  # fmt: skip
    found: dict[str, bytes] = {}
    for id in list(dict.fromkeys(ids))[:MOST_PICTURES]:
        content = here.files.read(workshop, id) if here.files.get(workshop, id) is not None else None
        if content is not None:
            found[id] = content
    return found


def shows_picture(view: Mapping[str, Json], id: str) -> bool:
    """Whether a view has a note with this picture."""
    return any(id in {each["id"] for each in record.get("media", ())} for record in view.values())
