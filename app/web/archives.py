"""A workshop for an archive: everything that leaves it, described and in a bag."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool

from app.core.types import Json
from app.exports.write import bag as bagit
from app.exports.write import prov, ro_crate
from app.exports.write.bundle import Part
from app.store.gatherings import Workshop
from app.store.libraries import Library

from . import documents, files, leaving
from .house import House

DATA = "data/"  # where the records of a ZIP lie; in a bag all files lie there


async def bag(here: House, workshop: Workshop, lang: str = "") -> bytes:
    """Everything that a librarian may see of a workshop, in a BagIt bag whose payload is an RO-Crate."""
    seen = await documents.records(here, workshop.id)
    library = await run_in_threadpool(here.desk.accounts.library, workshop.library) or Library("", "", "")
    parts = [
        Part(part.path.removeprefix(DATA), part.content, part.type, part.about)
        for part in await leaving.everything(here, workshop, lang)
    ]
    told = leaving.told_in(here, workshop, lang)
    chain = await run_in_threadpool(prov.write, seen, library=library.name)
    parts.append(
        Part("prov.json", chain, "application/json", told.gettext("La catena delle prove, dalle note alle frasi"))
    )
    about = ro_crate.About(
        id=f"urn:officina:{workshop.id}", title=workshop.title, description=seen[workshop.id]["question"],
        languages=workshop.languages, library=library.name, isil=library.isil, day=day(here, here.now()),
        held=held(here, seen),
        rights=told.gettext(
            "Sull'uso di questi materiali decide la biblioteca: nessuna licenza è stata ancora indicata."
        ),
    )  # fmt: skip
    crate = Part(ro_crate.NAME, ro_crate.write(about, parts), "application/ld+json", "")
    name = f"{files.file_name(workshop.title)}-{workshop.id[:8]}"
    return await run_in_threadpool(bagit.write, name, [crate, *parts], labels(about))


def labels(about: ro_crate.About) -> list[tuple[str, str]]:
    """What the bag says of itself (RFC 8493, 2.2.2); the library's code is a line of our own."""
    return [
        ("Source-Organization", about.library), ("Source-Organization-ISIL", about.isil),
        ("External-Identifier", about.id), ("External-Description", f"{about.title}. {about.description}"),
        ("Bagging-Date", about.day), ("Bag-Software-Agent", "Officina"),
    ]  # fmt: skip


def held(here: House, seen: Mapping[str, Json]) -> str:
    """The day on which a workshop began; empty when it did not."""
    began = [each["started_at"] for each in seen.values() if each["kind"] == "activity" and each.get("started_at")]
    return day(here, min(began)) if began else ""


def dated(here: House, outcome: Json) -> str:
    """The day of a proposal: when it was approved, or else begun; where the library is, as YYYY-MM-DD."""
    moved = outcome["moved"] if outcome["status"] == "approved" else None
    return day(here, moved["at"] if moved else outcome["at"])


def day(here: House, at: int) -> str:
    """The day of a moment in milliseconds, where the library is, as YYYY-MM-DD."""
    return datetime.fromtimestamp(at / 1000, tz=ZoneInfo(here.settings.time_zone)).date().isoformat()
