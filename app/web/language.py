"""Words in a person's language: catalogues merged at start, the language picked for each request.

The Italian sentences in the source are the message ids. Every other language is a folder of `.po` files,
`app/locales/<language>/**/*.po`, read into one catalogue.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from starlette.requests import HTTPConnection

from .identity import choice

DEFAULT = "it"
PSEUDO = "qps"
COOKIE = "lang"
RIGHT_TO_LEFT = frozenset({"ar", "ur", "fa", "he", PSEUDO})
# As their own readers write them; a person finds their language without knowing ours.
NAMES = {
    "it": "Italiano",
    "en": "English",
    "ar": "العربية",
    "bn": "বাংলা",
    "es": "Español",
    "fr": "Français",
    "pt": "Português",
    "ro": "Română",
    "si": "සිංහල",
    "sq": "Shqip",
    "tl": "Tagalog",
    "uk": "Українська",
    "ur": "اردو",
    "zh": "中文",
    "da": "Dansk",
    "de": "Deutsch",
    PSEUDO: "[!! Ƥşḗŭḓǿ !!]",
}
# Kept as they are by the pseudo-language: places to fill in, tags, entities.
KEPT = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|<[^>]+>|&\w+;")
ACCENTED = str.maketrans("aeiounscdlrtgpAEIOUNSC", "áéíóúñšçďĺřťğþÁÉÍÓÚÑŠÇ")


class Typeset(NullTranslations):
    """Sentences as they are printed: with the curled apostrophe, which nobody types. Italian as it stands."""

    def gettext(self, message: str) -> str:
        """The sentence in this language."""
        return self.printed(self.told(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The sentence for a number."""
        return self.printed(super().ngettext(msgid1, msgid2, n))

    def told(self, message: str) -> str:
        """The sentence as translators wrote it."""
        return super().gettext(message)

    def printed(self, message: str) -> str:
        """The sentence as it is printed."""
        return message.replace("'", "’")


class Pseudo(Typeset):
    """Every sentence a third longer and accented: what stays plain was never meant to be translated."""

    def printed(self, message: str) -> str:
        """The sentence, stretched."""
        return stretched(message)


class Catalogue:
    """The interface's words in every language it is offered in, Italian first."""

    def __init__(self, translations: dict[str, NullTranslations]) -> None:
        self.translations = translations
        self.languages = tuple(translations)

    def gettext(self, language: str, text: str, **values: object) -> str:
        """A sentence in a language (Italian where it lacks one), its `%(name)s` places filled in."""
        said: str = self.of(language).gettext(text)
        return said % values if values else said

    def ngettext(self, language: str, one: str, many: str, n: int, **values: object) -> str:
        """A sentence that depends on a number; `%(n)s` is that number."""
        said: str = self.of(language).ngettext(one, many, n)
        return said % {"n": n, **values}

    def forms(self, language: str, one: str, many: str) -> dict[str, str]:
        """The sentence for each of the language's plural categories, for `Intl.PluralRules` in the browser."""
        return {kind: self.of(language).ngettext(one, many, n) for kind, n in samples(language).items()}

    def of(self, language: str) -> NullTranslations:
        """The translations of a language, or the Italian ones."""
        return self.translations.get(language, self.translations[DEFAULT])

    def pick(self, connection: HTTPConnection, spoken: str = "") -> str:
        """The language to answer in: asked in the address, chosen before, `spoken` by who asks, or the browser's."""
        asked = connection.query_params.get("lang"), choice(connection.cookies, COOKIE), spoken
        wanted = [*filter(None, asked), *accepted(connection.headers.get("accept-language", ""))]
        return self.nearest(wanted)

    def nearest(self, wanted: Iterable[str]) -> str:
        """The first of the wanted languages that is offered, by itself or without its region."""
        for tag in wanted:
            for code in (tag.lower(), tag.lower().split("-")[0]):
                if code in self.translations:
                    return code
        return DEFAULT


@cache
def samples(language: str) -> dict[str, int]:
    """For each of the language's plural categories the least number in it, of those up to 200."""
    rule = locale(language).plural_form
    return {rule(n): n for n in reversed(range(201))}


@cache
def load(folder: Path, *, pseudo: bool = False) -> Catalogue:
    """Read every language under `folder`, once in a process; `pseudo` adds the right-to-left one for trying layouts."""
    found: dict[str, NullTranslations] = {DEFAULT: Typeset()}
    for path in sorted(path for path in folder.iterdir() if path.is_dir() and path.name != DEFAULT):
        found[path.name] = Typeset()
        found[path.name].add_fallback(compiled(merged(path)))
    if pseudo:
        found[PSEUDO] = Pseudo()
    return Catalogue(found)


def merged(folder: Path) -> Catalog:
    """One catalogue of all `.po` files under a language's folder."""
    whole = Catalog(locale=folder.name, fuzzy=False)
    for message in messages(folder):
        if message.id and message.string and not message.fuzzy:
            whole.add(message.id, message.string, context=message.context)
    return whole


def messages(folder: Path) -> list[Message]:
    """Every message of all `.po` files under a language's folder, in the order of their names."""
    found: list[Message] = []
    for path in sorted(folder.rglob("*.po")):
        with path.open("rb") as file:
            found.extend(read_po(file, locale=folder.name))
    return found


def compiled(catalog: Catalog) -> GNUTranslations:
    """A catalogue ready for use, made in memory: there are no `.mo` files to forget."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    buffer.seek(0)
    return GNUTranslations(buffer)


def accepted(header: str) -> list[str]:
    """The languages of an `Accept-Language` header, most wanted first."""
    ranked: list[tuple[float, str]] = []
    for part in header[:500].split(","):
        tag, _, rest = part.strip().partition(";")
        try:
            weight = float(rest.strip().removeprefix("q=")) if rest else 1.0
        except ValueError:
            weight = 0.0
        if tag and weight > 0:
            ranked.append((-weight, tag))
    return [tag for _, tag in sorted(ranked, key=lambda pair: pair[0])]


def direction(language: str) -> str:
    """`rtl` or `ltr`, by the script the language is written in."""
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


def tag(language: str) -> str:
    """A language as browsers and screen readers know it; the pseudo-language is a private kind of Italian."""
    return f"{DEFAULT}-x-{PSEUDO}" if language == PSEUDO else language


def name(language: str) -> str:
    """A language's name in its own script, or its code."""
    return NAMES.get(language, language)


def locale(language: str) -> Locale:
    """Babel's locale for dates, times and plurals; the pseudo-language counts like English."""
    return Locale.parse("en" if language == PSEUDO else language)


def stretched(message: str) -> str:
    """A sentence in the pseudo-language."""
    pieces: list[str] = []
    end = 0
    for match in KEPT.finditer(message):
        pieces += [message[end : match.start()].translate(ACCENTED), match[0]]
        end = match.end()
    pieces.append(message[end:].translate(ACCENTED))
    return f"[{''.join(pieces)}{' ·' * (len(message) // 8)}]"
