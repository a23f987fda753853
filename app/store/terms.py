"""Words as they are searched: folded the same way for every database, and what somebody typed as terms."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 60  # letters of a word that count
MOST = 12  # terms of a question
TYPED = 400  # characters of a question
BREAK = " \n "  # between the folded lines of a text
WORD = re.compile(r"[^\W_]+")
# Scripts written without spaces: each sign is a word of its own.
SIGN = re.compile(r"([\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff])")
PIECE = re.compile(r'"([^"]*)"|(\S+)')
QUOTES = str.maketrans("«»“”„″", '""""""')


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand side by side; the last may go on when it is a `prefix`."""

    words: tuple[str, ...]
    prefix: bool = False


def fold(text: str) -> str:
    """The words of a line in small letters without accents, a space between."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(each for each in plain if not unicodedata.combining(each) and each != "ـ").casefold()
    return " ".join(each[:LONGEST] for each in WORD.findall(SIGN.sub(r" \1 ", bare)))


def folded(lines: str) -> str:
    """A text of several lines folded, line by line, so that a place found leads back to its line."""
    return f" {BREAK.join(fold(line) for line in lines.split(chr(10)))} "


def terms(typed: str) -> tuple[Term, ...]:
    """What somebody typed: words, "words side by side", and a last word that may not be finished.

    Nothing is wrong: what holds no words asks for nothing.
    """
    text = typed[:TYPED].translate(QUOTES)
    if text.count('"') % 2:
        text += '"'
    found: list[Term] = []
    pieces = list(PIECE.finditer(text))
    for place, piece in enumerate(pieces):
        quoted = piece[1] is not None
        words = tuple(fold(piece[1] if quoted else piece[2]).split())
        last = place == len(pieces) - 1 and not quoted and not typed[-1:].isspace()
        if words:
            found.append(Term(words, prefix=last or piece[0].endswith("*")))
    return tuple(dict.fromkeys(found))[:MOST]


def stands(term: Term) -> str:
    """A term as it stands in a folded text."""
    return f" {' '.join(term.words)}{'' if term.prefix else ' '}"
