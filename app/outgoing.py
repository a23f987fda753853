"""A workshop's data as a file, for whoever asks at a terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from app.exports.write import csv, workshop_json
from app.store.gatherings import Workshop
from app.web import documents, files
from app.web.house import House


async def as_json(house: House, workshop: Workshop) -> bytes:
    """Every record, as a librarian may see it."""
    return workshop_json.write(await documents.records(house, workshop.id))


async def as_csv(house: House, workshop: Workshop) -> bytes:
    """The notes, one a row."""
    words = documents.words(house, workshop.languages[0])
    return csv.write(await documents.records(house, workshop.id), words)


async def as_record(house: House, workshop: Workshop, form: str) -> bytes:
    """What happened, as a document."""
    paper = await documents.workshop_record(house, workshop)
    return bytes((await files.written(house, workshop.id, paper, form)).body)


WRITERS: dict[str, Callable[[House, Workshop], Awaitable[bytes]]] = {
    "json": as_json,
    "csv": as_csv,
    "md": lambda house, workshop: as_record(house, workshop, "md"),
    "pdf": lambda house, workshop: as_record(house, workshop, "pdf"),
}


def export(house: House, id: str, form: str) -> bytes:
    """A workshop in one of the forms of WRITERS. Raises LookupError when there is no such workshop."""
    workshop = house.desk.workshops.get(id)
    if workshop is None:
        raise LookupError(id)
    return asyncio.run(_written(house, workshop, form))


async def _written(house: House, workshop: Workshop, form: str) -> bytes:
    try:
        return await WRITERS[form](house, workshop)
    finally:
        await house.rooms.close()
        await house.journal.close()
