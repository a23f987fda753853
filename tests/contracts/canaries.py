"""Canaries: words that exist once in the world, and a scan for them in whatever form they might leave the house."""

from __future__ import annotations

import base64
import hashlib
import random
import re
import socket
import string
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from types import TracebackType
from urllib.parse import urlsplit

from tests.contracts.twins import unpacked

Sighting = tuple[str, str, str, str]  # which word, who received it, where, in which form
LETTERS = 20
ESCAPED = re.compile(rb"\\x([0-9a-f]{2})")


def canary(chance: random.Random) -> str:
    """A word that nobody else writes, with a letter at each end that escapes differ on."""
    return f"ü{''.join(chance.choices(string.ascii_lowercase, k=LETTERS))}é"


@cache
def forms(word: str) -> dict[str, bytes]:
    """The word as it might be written: its letters alone where they are enough, else its whole in that form."""
    raw, core = word.encode(), word.strip("üé")
    found = {
        "plain": core.encode(),
        "UTF-16": core.encode("utf-16-le"),  # big-endian holds the same bytes but for the first
        "hex": core.encode().hex().encode(),
        "JSON escapes": "".join(f"\\u{ord(letter):04x}" for letter in core).encode(),
        "percent escapes": "".join(f"%{ord(letter):02x}" for letter in core).encode(),
        "HTML references": "".join(f"&#{ord(letter)};" for letter in core).encode(),
        "HTML references, hex": "".join(f"&#x{ord(letter):x};" for letter in core).encode(),
        "SHA-256": hashlib.sha256(raw).hexdigest().encode(),
        "SHA-1": hashlib.sha1(raw).hexdigest().encode(),  # noqa: S324  (looked for, not relied on)
        "MD5": hashlib.md5(raw).hexdigest().encode(),  # noqa: S324
        "UTF-7": core.encode("utf-7"),
        "backwards": core[::-1].encode(),
    }
    for name, text in (("base64", core.encode()), ("base64 of UTF-16", core.encode("utf-16-le"))):
        for shift in range(3):
            found[f"{name}, shifted {shift}"] = base64.b64encode(bytes(shift) + text)[4:-4]
    return found


def sightings(content: bytes, words: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Which words are in there, and in which form; archives and PDFs are looked into as well."""
    texts = {content, unpacked(content)}
    lower = {text.lower() for text in texts}
    for name, word in words.items():
        for form, wanted in forms(word).items():
            if any(wanted in text for text in (texts if form.startswith("base64") else texts | lower)):
                yield name, form


@dataclass
class Watch:
    """Everything that left the house, by who received it; and for whom each word is."""

    words: dict[str, str]
    meant: dict[str, frozenset[str]]
    seen: dict[str, list[tuple[str, bytes]]] = field(default_factory=dict)

    def note(self, who: str, place: str, content: bytes | str) -> None:
        """Somebody received this."""
        content = content.encode() if isinstance(content, str) else content
        self.seen.setdefault(who, []).append((place, content))

    def found(self) -> set[Sighting]:
        """Every sighting."""
        return {
            (word, who, place, form)
            for who, places in self.seen.items()
            for place, content in places
            for word, form in sightings(content, self.words)
        }

    def escaped(self, found: set[Sighting]) -> set[Sighting]:
        """Of these sightings those where the word is not meant to be."""
        return {each for each in found if each[1] not in self.meant[each[0]]}


class Monitor:
    """All that anybody says to a Redis while this stands, as `MONITOR` tells it, its escapes undone."""

    def __init__(self, url: str) -> None:
        where = urlsplit(url)
        self.socket = socket.create_connection((where.hostname or "", where.port or 0), timeout=10)
        self.heard = bytearray()
        self.reader = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Monitor:
        self.socket.sendall(b"MONITOR\r\n")
        assert self.socket.recv(64).startswith(b"+OK")
        self.socket.settimeout(None)
        self.reader.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None,
                 trace: TracebackType | None) -> None:  # fmt: skip
        self.socket.shutdown(socket.SHUT_RDWR)
        self.reader.join(10)
        self.socket.close()

    def _read(self) -> None:
        while data := self.socket.recv(65536):
            self.heard += data

    @property
    def text(self) -> bytes:
        """What was said so far, as it came and with its `\\xNN` undone."""
        raw = bytes(self.heard)
        return raw + b"\n" + ESCAPED.sub(lambda found: bytes.fromhex(found[1].decode()), raw)

