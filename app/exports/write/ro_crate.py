"""RO-Crate 1.1: what each file of a package is, from which workshop and which library, as JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from .bundle import Part

NAME = "ro-crate-metadata.json"
VERSION = "https://w3id.org/ro/crate/1.1"
LIBRARY, EVENT, RIGHTS = "#library", "#workshop", "#rights"
ISIL = "https://www.wikidata.org/wiki/Property:P791"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Where a package is from; days are YYYY-MM-DD, `held` may be empty, `rights` says who decides on use."""

    id: str
    title: str
    description: str
    languages: tuple[str, ...]
    library: str
    isil: str
    day: str
    held: str
    rights: str


def write(about: About, parts: Iterable[Part]) -> bytes:
    """The description of a package whose root holds the parts."""
    files = [file(part) for part in parts]
    graph = [descriptor(), root(about, files), library(about), event(about), rights(about), *files]
    made = {"@context": f"{VERSION}/context", "@graph": [told(each) for each in graph]}
    return json.dumps(made, ensure_ascii=False, indent=1).encode() + b"\n"


def descriptor() -> dict[str, Any]:
    """What says that this is an RO-Crate."""
    return {"@id": NAME, "@type": "CreativeWork", "conformsTo": {"@id": VERSION}, "about": {"@id": "./"}}


def root(about: About, files: list[dict[str, Any]]) -> dict[str, Any]:
    """The package as a whole."""
    return {
        "@id": "./", "@type": "Dataset", "identifier": about.id, "name": about.title,
        "description": about.description or about.title, "inLanguage": list(about.languages),
        "datePublished": about.day, "license": {"@id": RIGHTS}, "publisher": {"@id": LIBRARY},
        "creator": {"@id": LIBRARY}, "about": {"@id": EVENT}, "hasPart": [{"@id": each["@id"]} for each in files],
    }  # fmt: skip


def library(about: About) -> dict[str, Any]:
    """The library, with its code in the international register where it has one."""
    code = {"@type": "PropertyValue", "propertyID": ISIL, "name": "ISIL", "value": about.isil} if about.isil else None
    return {"@id": LIBRARY, "@type": ["Organization", "Library"], "name": about.library, "identifier": code}


def event(about: About) -> dict[str, Any]:
    """The gathering."""
    return {
        "@id": EVENT, "@type": "Event", "name": about.title, "description": about.description,
        "startDate": about.held, "organizer": {"@id": LIBRARY},
    }  # fmt: skip


def rights(about: About) -> dict[str, Any]:
    """How the package may be used."""
    return {"@id": RIGHTS, "@type": "CreativeWork", "name": about.rights, "description": about.rights}


def file(part: Part) -> dict[str, Any]:
    """A file."""
    return {
        "@id": quote(part.path), "@type": "File", "name": part.about or part.path,
        "encodingFormat": part.type.partition(";")[0], "contentSize": str(len(part.content)),
    }  # fmt: skip


def told(entity: dict[str, Any]) -> dict[str, Any]:
    """What is known of an entity."""
    return {key: value for key, value in entity.items() if value not in ("", None)}
