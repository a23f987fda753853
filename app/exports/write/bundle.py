"""ZIP: many files with a list of what each is, its size and its SHA-256, so that nothing changes unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .xml import package

SCHEMA = "officina.bundle/1"
MANIFEST, SUMS = "manifest.json", "manifest-sha256.txt"


@dataclass(frozen=True, slots=True)
class Part:
    """A file: where it lies, what is in it, its type, and what it is in words."""

    path: str
    content: bytes
    type: str
    about: str


def write(title: str, parts: Iterable[Part]) -> bytes:
    """The files in their order, then the list as JSON and as `sha256sum --check` reads it."""
    found = list(parts)
    return package(
        [*((each.path, each.content) for each in found), *listing(title, [line(one) for one in found])]
    )


def line(part: Part) -> dict[str, Any]:
    """A file in the list."""
    return {
        "path": part.path, "type": part.type, "about": part.about, "bytes": len(part.content),
        "sha256": digest(part.content),
    }  # fmt: skip


def listing(title: str, lines: list[dict[str, Any]]) -> list[tuple[str, bytes]]:
    """The list of files as JSON, and as `sha256sum --check` reads it."""
    made = {"schema": SCHEMA, "title": title, "files": lines}
    manifest = json.dumps(made, ensure_ascii=False, indent=1).encode() + b"\n"
    sums = (
        "".join(f"{each['sha256']}  {each['path']}\n" for each in lines) + f"{digest(manifest)}  {MANIFEST}\n"
    )
    return [(MANIFEST, manifest), (SUMS, sums.encode())]


def digest(content: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()
