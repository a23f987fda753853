"""What composing needs of a language: its sentences, its plurals, its dates."""

from __future__ import annotations

import unicodedata
from typing import Protocol

RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "qps", "sd", "ug", "ur", "yi"})
STRONG = {"L": "ltr", "R": "rtl", "AL": "rtl"}


class Words(Protocol):
    """The words of one language; `language` is its code."""

    language: str

    def gettext(self, text: str, **values: object) -> str:
        """A sentence, its `%(name)s` places filled in."""
        ...

    def ngettext(self, one: str, many: str, n: int, **values: object) -> str:
        """A sentence that depends on a number; `%(n)s` is that number."""
        ...

    def date(self, at: int) -> str:
        """The day of a moment in milliseconds since 1970, as the language writes it."""
        ...

    def time(self, at: int) -> str:
        """The time of day of a moment in milliseconds since 1970."""
        ...


def direction(text: str, language: str = "") -> str:
    """`ltr` or `rtl`: by the first letter that has a direction (Unicode bidi rule P2), else by the language."""
    for character in text:
        found = STRONG.get(unicodedata.bidirectional(character))
        if found:
            return found
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"
