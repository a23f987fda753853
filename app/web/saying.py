"""The words of one language for what has no request at hand: documents, drafts, files."""

from __future__ import annotations

from dataclasses import dataclass

from .language import Catalogue
from .render import Pages


@dataclass(frozen=True, slots=True)
class Saying:
    """Sentences, plurals and dates in one language (app.exports.words.Words)."""

    catalogue: Catalogue
    pages: Pages
    language: str

    def gettext(self, text: str, **values: object) -> str:
        """A sentence, its `%(name)s` places filled in."""
        return self.catalogue.gettext(self.language, text, **values)

    def ngettext(self, one: str, many: str, n: int, **values: object) -> str:
        """A sentence that depends on a number; `%(n)s` is that number."""
        return self.catalogue.ngettext(self.language, one, many, n, **values)

    def date(self, at: int) -> str:
        """The day of a moment in milliseconds since 1970."""
        return self.pages.date(self.language, at)

    def time(self, at: int) -> str:
        """The time of day of a moment in milliseconds since 1970."""
        return self.pages.time(self.language, at)
