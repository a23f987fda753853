"""A workshop on its way out: its records, its figures, its record as a document, or everything in one file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from starlette.concurrency import run_in_threadpool

from app.exports.write import bundle, csv, workshop_json, xlsx
from app.exports.write.bundle import Part
from app.store.gatherings import Workshop
from app.store.outcomes import Outcome

from . import documents, files
from .house import House
from .saying import Saying

RECORD_FORMS = ("pdf", "odt", "docx", "md")
OUTCOME_FORMS = (*RECORD_FORMS, "json")


async def data(here: House, workshop: Workshop, lang: str = "") -> bytes:
    """Every record, as a librarian may see it."""
    return await run_in_threadpool(workshop_json.write, await documents.records(here, workshop.id))


async def notes(here: House, workshop: Workshop, lang: str = "") -> bytes:
    """The notes, one a row."""
    seen = await documents.records(here, workshop.id)
    return await run_in_threadpool(csv.write, seen, told_in(here, workshop, lang))


async def figures(here: House, workshop: Workshop, lang: str = "") -> bytes:
    """Notes, groups, votes and counts as sheets, with their codebook."""
    seen = await documents.records(here, workshop.id)
    return await run_in_threadpool(xlsx.write, seen, told_in(here, workshop, lang))


async def record(here: House, workshop: Workshop, lang: str = "", *, form: str) -> bytes:
    """What happened, as a document."""
    paper = await documents.workshop_record(here, workshop, lang)
    return await run_in_threadpool(files.content, here, workshop.id, paper, form)


async def whole(here: House, workshop: Workshop, lang: str = "") -> bytes:
    """Everything in one file, with a list and checksums."""
    parts = await everything(here, workshop, lang)
    return await run_in_threadpool(bundle.write, workshop.title, parts)


async def everything(here: House, workshop: Workshop, lang: str = "") -> list[Part]:
    """A workshop's data, its record, what came of it, its pictures."""
    told = told_in(here, workshop, lang)
    parts = [
        Part("data/workshop.json", await data(here, workshop), files.TYPES["json"], told.gettext("Tutti i dati")),
        Part("data/notes.csv", await notes(here, workshop, lang), files.TYPES["csv"], told.gettext("Le note")),
        Part("data/figures.xlsx", await figures(here, workshop, lang), files.TYPES["xlsx"],
             told.gettext("Le cifre, con il libro dei codici")),
    ]  # fmt: skip
    for form in RECORD_FORMS:
        content = await record(here, workshop, lang, form=form)
        parts.append(
            Part(f"record/record.{form}", content, files.TYPES[form], told.gettext("Verbale del laboratorio"))
        )
    for outcome in await run_in_threadpool(here.desk.outcomes.of_workshop, workshop.id):
        parts += await outcome_parts(here, outcome, lang)
    parts += await run_in_threadpool(pictures, here, workshop.id, await documents.records(here, workshop.id))
    return parts


async def outcome_parts(here: House, outcome: Outcome, lang: str) -> list[Part]:
    """A proposal in all its forms."""
    paper, _ = await documents.document(here, outcome, lang)
    name = f"outcomes/{files.file_name(paper.title)}-{outcome.id[:8]}"
    return [
        Part(
            f"{name}.{form}", await run_in_threadpool(files.content, here, outcome.workshop, paper, form),
            files.TYPES[form], paper.title,
        )
        for form in OUTCOME_FORMS
    ]  # fmt: skip


def pictures(here: House, workshop: str, seen: dict[str, documents.Json]) -> list[Part]:
    """The pictures of the notes that a librarian may see, those that are still kept, with their words."""
    found = []
    for record in seen.values():
        for each in [] if record.get("aside") else record.get("media", ()):
            known = here.files.get(workshop, each["id"])
            content = here.files.read(workshop, each["id"]) if known is not None else None
            if known is not None and content is not None:
                path = f"pictures/{each['id']}.{known.type.rsplit('/', 1)[1]}"
                found.append(Part(path, content, known.type, each.get("alt", "")))
    return found


def told_in(here: House, workshop: Workshop, lang: str) -> Saying:
    """The words of the language asked for, or the workshop's own."""
    return documents.words(here, lang or workshop.languages[0])


WRITERS: dict[str, Callable[..., Awaitable[bytes]]] = {
    "json": data, "csv": notes, "xlsx": figures, "zip": whole,
    **{form: partial(record, form=form) for form in RECORD_FORMS},
}  # fmt: skip
