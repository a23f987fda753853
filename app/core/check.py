"""What may come in: texts, ids, numbers and languages, checked once at the door."""

from __future__ import annotations

import re

from .refusal import Refused

NOTE_LENGTH = 2000
TITLE_LENGTH = 200
ALIAS_LENGTH = 40

_ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NAME = re.compile(r"[a-z0-9][a-z0-9_.:-]{0,79}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
# C0 and C1 controls other than tab and line feed, lone surrogates, and the two code points that are never characters
_UNKEEPABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def text(value: str, most: int = NOTE_LENGTH, *, empty: bool = True) -> str:
    """The text with line ends made plain; refuses what cannot be stored, is too long, or is missing."""
    value = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if _UNKEEPABLE.search(value):
        raise Refused("bad_text")
    if len(value) > most:
        raise Refused("too_long", most=most)
    if not empty and not value:
        raise Refused("empty")
    return value


def client_id(value: str) -> str:
    """An id made by a client: 128 random bits, in hex or in UUID form, lower case."""
    if not _ID.fullmatch(value):
        raise Refused("bad_id")
    return value


def name(value: str) -> str:
    """Any id that we ourselves may have given: lower-case ASCII."""
    if not _NAME.fullmatch(value):
        raise Refused("bad_id")
    return value


def names(values: tuple[str, ...], most: int = 500) -> tuple[str, ...]:
    """Several ids, each once, in the order given."""
    if len(values) > most:
        raise Refused("too_many", most=most)
    return tuple(dict.fromkeys(name(value) for value in values))


def language(value: str) -> str:
    """A BCP 47 tag such as `it` or `zh-Hant`; empty when it is not known."""
    if value and not _LANGUAGE.fullmatch(value):
        raise Refused("bad_value", field="lang")
    return value


def between(value: int, low: int, high: int, field: str) -> int:
    """A whole number within its bounds, both included."""
    if isinstance(value, bool) or not low <= value <= high:
        raise Refused("bad_value", field=field, low=low, high=high)
    return value
