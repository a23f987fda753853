"""BagIt 1.0 (RFC 8493): files in a bag that says what is in it, so that an archive can tell whether all arrived."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from .bundle import Part
from .xml import package

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST, TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt"


def write(name: str, parts: Iterable[Part], about: Iterable[tuple[str, str]]) -> bytes:
    """A ZIP of one folder `name`; `about` are the lines of `bag-info.txt` in their order, empty ones left out.

    The parts' paths are those below `data/`; nothing has to be fetched from elsewhere.
    """
    payload = [(f"data/{part.path}", part.content) for part in parts]
    size = sum(len(content) for _, content in payload)
    lines = [*about, ("Payload-Oxum", f"{size}.{len(payload)}")]
    tags = [
        ("bagit.txt", DECLARATION.encode()),
        ("bag-info.txt", "".join(f"{label}: {plain(value)}\n" for label, value in lines if plain(value)).encode()),
        (MANIFEST, sums(payload)),
    ]
    return package((f"{name}/{path}", content) for path, content in [*tags, (TAGS, sums(tags)), *payload])


def sums(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The SHA-256 of each file and its path, as section 2.1.3 writes them."""
    return "".join(f"{hashlib.sha256(content).hexdigest()}  {escaped(path)}\n" for path, content in files).encode()


def escaped(path: str) -> str:
    """A path in a manifest: ends of lines and the sign that stands for them are percent-encoded."""
    return path.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def plain(value: str) -> str:
    """A value on one line."""
    return " ".join(value.split())
