"""Makes typed text fit to be stored anywhere: what no database and no page can hold is left out."""

from __future__ import annotations

import unicodedata

LINE = 200


def plain(text: str, most: int = LINE) -> str:
    """One line of text without control characters, direction overrides or lone surrogates, at most so long."""
    kept = "".join(char for char in text if char.isspace() or unicodedata.category(char) not in ("Cc", "Cs"))
    kept = "".join(
        char for char in kept if char not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )
    return " ".join(unicodedata.normalize("NFC", kept).split())[:most]


def address(text: str) -> str:
    """An e-mail address as accounts are found by it."""
    return plain(text, 254).casefold()
