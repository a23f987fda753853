"""Text as it may stand in a document: no control characters, no invisible reordering, no endless lines."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 4000
# Controls but tab and line feed, lone surrogates, and code points that are never characters
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
# Embeddings, overrides, isolates and marks that make a line read otherwise than it is written; tags that hide text
REORDERING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]")
BREAKS = re.compile("[\r\u0085\u2028\u2029]+")
JOINERS = frozenset({0x200C, 0x200D, 0xFE0E, 0xFE0F})
MARKS_IN_A_ROW = 8


def clean(text: str) -> str:
    """The text without what cannot be printed or only deceives; line breaks are line feeds."""
    text = BREAKS.sub("\n", text.replace("\r\n", "\n"))
    return calm(REORDERING.sub("", UNPRINTABLE.sub("", text))).strip()


def line(text: str) -> str:
    """The clean text on one line."""
    return " ".join(clean(text).split())


def clip(text: str, most: int = LONGEST) -> str:
    """At most so many characters, cut between whole signs (never inside an emoji) and marked with an ellipsis."""
    if len(text) <= most:
        return text
    end = most - 1
    while end > most // 2 and not (begins_sign(text, end) and text[end - 1] != "\u200d"):
        end -= 1
    space = text.rfind(" ", max(0, end - 40), end)
    return text[: space if space > 0 else end].rstrip() + "…"


def begins_sign(text: str, at: int) -> bool:
    """Whether a new visible sign begins here, rather than a mark on the one before."""
    character = text[at]
    if ord(character) in JOINERS or 0x1F3FB <= ord(character) <= 0x1F3FF:
        return False
    return unicodedata.category(character) not in ("Mn", "Me", "Mc")


def calm(text: str) -> str:
    """The text without piles of more than a few marks on one letter."""
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MARKS_IN_A_ROW:
            kept.append(character)
    return "".join(kept)
