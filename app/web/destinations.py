"""Where a proposal goes, and what goes there: decision, register, colleagues, open data, attendance, archive."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from starlette.concurrency import run_in_threadpool

from app.core.types import Json
from app.exports.compose import attendance
from app.exports.write import agid, bundle, xlsx
from app.store.gatherings import Workshop

from . import archives, documents, files, leaving
from .documents import Held
from .house import House

_ = str  # marks sentences for translation; they are looked up where they are said

NAMING = ("by", "alias", "via", "at")  # what tells who wrote a note, and when


async def decision(here: House, held: Held, workshop: Workshop, lang: str) -> bytes:
    """Page one alone: what whoever decides must know."""
    paper, _seen = await documents.document(here, held.outcome, lang)
    first = replace(paper, sections=(), evidence=())
    return await run_in_threadpool(files.content, here, workshop.id, first, "pdf")


async def document(here: House, held: Held, workshop: Workshop, lang: str, *, form: str) -> bytes:
    """The whole proposal."""
    paper, _seen = await documents.document(here, held.outcome, lang)
    return await run_in_threadpool(files.content, here, workshop.id, paper, form)


async def register(here: House, held: Held, workshop: Workshop, lang: str) -> bytes:
    """The whole proposal, made to last, with the record that a registry office files beside it, and checksums."""
    paper, seen = await documents.document(here, held.outcome, lang)
    content = await run_in_threadpool(files.content, here, workshop.id, paper, "pdf")
    library = await run_in_threadpool(here.desk.accounts.library, workshop.library)
    name = files.file_name(paper.title)
    record = agid.write(
        paper, content, name=f"{name}.pdf", type=files.TYPES["pdf"], day=archives.dated(here, seen[paper.id]),
        isil=library.isil if library else "",
    )  # fmt: skip
    told = documents.words(here, paper.language)
    return bundle.write(paper.title, [
        bundle.Part(f"{name}.pdf", content, files.TYPES["pdf"], paper.title),
        bundle.Part(f"{name}.xml", record, "application/xml", told.gettext("I metadati AgID del PDF")),
    ])  # fmt: skip


async def colleagues(here: House, held: Held, workshop: Workshop, lang: str) -> bytes:
    """The whole proposal, to go on working at."""
    return await document(here, held, workshop, lang, form="odt")


async def open_data(here: House, held: Held, workshop: Workshop, lang: str) -> bytes:
    """The workshop's figures and notes, nobody named."""
    seen = nameless(await documents.records(here, workshop.id))
    return await run_in_threadpool(xlsx.write, seen, leaving.told_in(here, workshop, lang))


async def attendances(here: House, held: Held, workshop: Workshop, lang: str) -> bytes:
    """How many were there."""
    seen = await documents.records(here, workshop.id)
    library = await run_in_threadpool(documents.library_name, here, workshop.library)
    told = leaving.told_in(here, workshop, lang)
    paper = await run_in_threadpool(attendance.compose, seen, told, library=library)
    return await run_in_threadpool(files.content, here, workshop.id, paper, "pdf")


async def archive(here: House, held: Held, workshop: Workshop, lang: str) -> bytes:
    """Everything, in a bag."""
    return await archives.bag(here, workshop, lang)


def nameless(seen: Mapping[str, Json]) -> dict[str, Json]:
    """A view in which nobody is named."""
    return {
        id: {key: value for key, value in record.items() if key not in NAMING}
        if record["kind"] in ("note", "cluster")
        else dict(record)
        for id, record in seen.items()
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Destination:
    """A place that a proposal goes to: its name and what it is for, the format, and how it is made."""

    name: str
    about: str
    icon: str
    form: str
    make: Callable[[House, Held, Workshop, str], Awaitable[bytes]]


DESTINATIONS = {
    "council": Destination(_("Giunta"), _("una pagina, per decidere"), "vote", "pdf", decision),
    "register": Destination(_("Protocollo"), _("PDF/A con i metadati AgID"), "file-text", "zip", register),
    "colleagues": Destination(_("Colleghi"), _("ODT, da modificare"), "pencil", "odt", colleagues),
    "open-data": Destination(_("Dati aperti"), _("cifre e note, senza nomi"), "hash", "xlsx", open_data),
    "attendance": Destination(_("Chi c'era"), _("presenze, in numeri"), "users", "pdf", attendances),
    "archive": Destination(_("Archivio"), _("tutto, in BagIt con RO-Crate e PROV"), "archive", "zip", archive),
}
