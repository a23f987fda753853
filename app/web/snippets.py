"""The words that were searched for, marked where they stand in a line; pieces of text, never markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from app.store.terms import SIGN, Term

BEFORE, LENGTH = 60, 200  # characters of a line that is shown before the first word found, and in all
Piece = tuple[str, bool]


def pieces(text: str, wanted: Iterable[Term]) -> list[Piece]:
    """The text in pieces, each with whether it was searched for; a long text only around the first of them."""
    spans = found(text, wanted)
    begins = max(0, spans[0][0] - BEFORE) if spans and spans[0][0] > BEFORE else 0
    if begins:
        begins = text.find(" ", begins, spans[0][0]) + 1 or begins
    ends = len(text) if len(text) <= begins + LENGTH else begins + LENGTH
    made: list[Piece] = [("… ", False)] if begins else []
    at = begins
    for start, end in spans:
        if start >= at and end <= ends:
            made += [(text[at:start], False), (text[start:end], True)]
            at = end
    made.append((text[at:ends] + (" …" if ends < len(text) else ""), False))
    return [piece for piece in made if piece[0]]


def found(text: str, wanted: Iterable[Term]) -> list[tuple[int, int]]:
    """Where the terms stand, first to last, none within another."""
    plain, places = spread(text)
    spans = sorted(
        (places[each.start()], places[each.end() - 1] + 1)
        for term in wanted
        for each in pattern(term).finditer(plain)
    )
    apart: list[tuple[int, int]] = []
    for start, end in spans:
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
    return apart


def pattern(term: Term) -> re.Pattern[str]:
    """A term, as it can be found in spread text."""
    words = " +".join(map(re.escape, term.words))
    return re.compile(f"(?<![^ ]){words}" + ("" if term.prefix else "(?![^ ])"))


def spread(text: str) -> tuple[str, list[int]]:
    """The text folded sign by sign, with the place in the text of each sign that came of it."""
    signs = [(sign, place) for place, raw in enumerate(text) for sign in folded(raw)]
    return "".join(sign for sign, _ in signs), [place for _, place in signs]


def folded(raw: str) -> Iterator[str]:
    """What comes of one character: letters and digits, a space for all else, nothing for an accent."""
    for sign in unicodedata.normalize("NFKD", raw.casefold()):
        if unicodedata.combining(sign) or sign == "ـ":
            continue
        if SIGN.match(sign):
            yield from f" {sign} "
        else:
            yield sign if sign.isalnum() else " "
