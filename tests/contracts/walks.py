"""Every route that the house has, asked with what nobody would ask for in good faith."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from app.main import routers

FORM = "application/x-www-form-urlencoded"
OTHERS = {"/home/new": ("pack", "title", "question", "languages", "date", "ends", "minutes"),
          "/w/{workshop}/plan/order": ("shown", "activity", "by"), "/w/{workshop}/plan/add": ("card",),
          "/w/{workshop}/plan/when": ("date", "starts", "ends"),
          "/w/{workshop}/plan/{activity}": ("seen", "it.title", "notes", "cluster", "phones", "dots"),
          "/o/{outcome}/sections/{key}": ("answer", "text", "evidence", "seen", "row", "id")}  # fmt: skip
HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "a script": b"<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "a formula": b'=HYPERLINK("http://evil.example","qui")',
    "right-to-left override": "abc\u202egnp.exe\u2066".encode(),
    "NUL": b"a\x00b",
    "a lone surrogate": b"a\xed\xa0\x80b",
    "no UTF-8": b"\xff\xfe\x80",
    "emoji": "🫠".encode() * 100_000,
    "a template": b"{{7*7}}${7*7}%(n)s%s{% raw %}",
    "a number that is none": b"99999999999999999999999999e999",
    "out of the folder": b"../../../../etc/passwd",
    "SQL": b"' OR 1=1; --",
    "two lines": b"x\r\nSet-Cookie: evil=1",
}
PATHS = [HOSTILE[each] for each in ("a script", "NUL", "a lone surrogate", "out of the folder", "two lines")]
LONG = 10_000  # bytes from which on a value stands in one field only
LONGEST_ADDRESS = 4000  # bytes of a value in an address; longer ones are cut before they reach us


@dataclass(frozen=True)
class Ask:
    """One request: where, how, and with which body."""

    method: str
    path: str
    body: bytes | None
    kind: str

    @property
    def of_programs(self) -> bool:
        """Whether the answer is for a program."""
        return self.path.startswith("/api/")


def every_ask(known: dict[str, str], value: bytes) -> Iterator[Ask]:
    """Every route with this value in each of its fields, then in each part of its path that `known` doesn't fill."""
    for router in routers():
        for route in router.routes:
            for method in sorted(getattr(route, "methods", None) or ()):
                yield from asks(method, route, known, value)


def asks(method: str, route: Any, known: dict[str, str], value: bytes) -> Iterator[Ask]:
    """The requests for one route: with its path as it should be, and with the value in it."""
    short = quote(
        value[:LONGEST_ADDRESS].decode("utf-8", "surrogateescape").encode("utf-8", "surrogateescape"), safe=""
    )
    names = re.findall(r"{(\w+)(?::path)?}", route.path)
    query = "&".join(f"{param.alias}={short}" for param in route.dependant.query_params)
    reads = method in ("GET", "DELETE")
    if method == "HEAD" or (reads and value and (value not in PATHS or not (names or query))):
        return  # what only reads has fewer places to put a value, and less to do with it
    for fill in ({name: known.get(name, short) for name in names}, dict.fromkeys(names, short)):
        path = re.sub(r"{(\w+)(?::path)?}", lambda found: fill[found.group(1)] or "x", route.path)  # noqa: B023
        address = f"{path}?{query}" if query else path
        if reads:
            yield Ask(method, address, None, "")
        elif path.startswith("/api/"):
            yield Ask(method, address, as_json(route, value), "application/json")
        else:
            yield Ask(method, address, as_form(route, value), FORM)
        if not names or value not in PATHS:
            return


def fields(route: Any) -> list[str]:
    """The names of a form's fields, or of a JSON body's."""
    named = []
    for param in route.dependant.body_params:
        model = getattr(param.field_info.annotation, "model_fields", None)
        named += [each.alias or name for name, each in model.items()] if model else [param.alias]
    return named or list(OTHERS.get(route.path, ("x",)))


def filled(route: Any, value: bytes) -> list[tuple[bytes, bytes]]:
    """Every field with the value; a long one only in the last, which is where people write."""
    names = [name.encode() for name in fields(route)]
    return [(name, value if len(value) < LONG or name == names[-1] else b"x") for name in names]


def as_form(route: Any, value: bytes) -> bytes:
    """The value in every field of a form."""
    return b"&".join(name + b"=" + quote(each, safe="").encode() for name, each in filled(route, value))


def as_json(route: Any, value: bytes) -> bytes:
    """The value in every field of a JSON body, as it is: what is no JSON is sent all the same."""
    said = value.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\x00", b"\\u0000")
    said = said.replace(b"\xed\xa0\x80", b"\\ud800").replace(b"\r\n", b"\\r\\n")
    return b"{" + b",".join(b'"%s":"%s"' % pair for pair in filled(route, said)) + b"}"
