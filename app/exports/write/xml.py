"""XML and packages of it: people's words can only ever be character data, and a file has no date of its own."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

# What XML 1.0 cannot hold (production 2, Char), and the noncharacters that no reader shows
UNHELD = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # a ZIP cannot say less: the same document is the same file


def words(text: str) -> str:
    """Text as character data."""
    return escape(UNHELD.sub("", text))


def element(name: str, /, *children: str, **attributes: str) -> str:
    """An element of children that are XML already; `a__b` stands for the attribute `a:b`, `a_b` for `a-b`."""
    told = "".join(
        f" {key.replace('__', ':').replace('_', '-')}={quoteattr(UNHELD.sub('', value))}"
        for key, value in attributes.items()
    )
    inner = "".join(children)
    return f"<{name}{told}>{inner}</{name}>" if inner else f"<{name}{told}/>"


def package(parts: Iterable[tuple[str, bytes | str]], *, plain: tuple[str, ...] = ()) -> bytes:
    """A ZIP of named parts in their order, those in `plain` not compressed; the same parts give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts:
            info = zipfile.ZipInfo(name, FIRST_DAY)
            info.compress_type = zipfile.ZIP_STORED if name in plain else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            file.writestr(info, content)
    return made.getvalue()
