"""The files of the method library as they are written, and how a fault in one of them is named."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

NEEDED = ("it", "en")  # whatever has words has them in all of these
LONGEST = 240  # minutes of one step
TITLE, PROMPT, LINE = 60, 140, 500  # characters: a heading, what a phone asks, a sentence or three
T = TypeVar("T")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")


class FaultyCard(Exception):
    """A file of the method library that can't be used; says which file, which key and what was expected."""

    def __init__(self, file: Path, key: str, expected: str) -> None:
        super().__init__(f"{file.parent.name}/{file.name}: {key}: {expected}")
        self.file, self.key, self.expected = file, key, expected


class CardFile(msgspec.Struct, forbid_unknown_fields=True):
    """`card.toml`, which has no words."""

    id: str
    stage: str
    tool: str
    minutes: int
    people: tuple[int, int]
    material: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    zone_feeds: dict[str, str] = {}
    tried: bool = False
    rules: dict[str, Any] = {}


class WordsFile(msgspec.Struct, forbid_unknown_fields=True):
    """A card's words in one language."""

    title: str
    prompt: str
    purpose: str
    when: str
    steps: tuple[str, ...]
    say: str
    see: str
    silence: str
    late: str
    source: str
    tips: tuple[str, ...] = ()
    zones: dict[str, str] = {}
    hints: dict[str, str] = {}


class StepFile(msgspec.Struct, forbid_unknown_fields=True):
    """A step of a pack."""

    card: str | None = None
    stage: str | None = None
    minutes: int | None = None
    pinned: bool = False
    inputs: tuple[str, ...] = ()
    rules: dict[str, Any] = {}
    words: dict[str, dict[str, str]] = {}


class PackFile(msgspec.Struct, forbid_unknown_fields=True):
    """A pack."""

    id: str
    minutes: int
    people: tuple[int, int]
    outcome: str
    words: dict[str, dict[str, str]]
    steps: list[StepFile]
    tables: int = 0


class SectionFile(msgspec.Struct, forbid_unknown_fields=True):
    """A section of an outcome template."""

    key: str
    stage: str
    words: dict[str, dict[str, str]]
    first_page: bool = False
    begins: bool = False
    tells: str = ""


class OutcomeFile(msgspec.Struct, forbid_unknown_fields=True):
    """An outcome template."""

    id: str
    types: tuple[str, ...]
    words: dict[str, dict[str, str]]
    sections: list[SectionFile]


def read(path: Path, kind: type[T]) -> T:
    """A file as its kind; raises FaultyCard."""
    try:
        return converted(path, tomllib.loads(path.read_text(encoding="utf-8")), kind)
    except FileNotFoundError:
        raise FaultyCard(path, "file", "must exist") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise FaultyCard(path, "file", f"must be TOML in UTF-8: {wrong}") from None


def converted(path: Path, given: object, kind: type[T], key: str = "") -> T:
    """What was read as its kind, under a key of the file; raises FaultyCard."""
    try:
        return msgspec.convert(given, kind, strict=True)
    except msgspec.ValidationError as wrong:
        what, _, where = str(wrong).partition(" - at ")
        place = where.strip("`").removeprefix("$").removeprefix(".")
        found = ".".join(part for part in (key, place) if part) or key_of(what)
        raise FaultyCard(path, found, what) from None


def key_of(what: str) -> str:
    """The key that a message of the reader is about, when it names one."""
    return what.split("`")[1] if "`" in what else "file"


def need(holds: object, path: Path, key: str, expected: str) -> None:
    """Raise FaultyCard unless it holds."""
    if not holds:
        raise FaultyCard(path, key, expected)


def need_id(path: Path, key: str, given: str, expected: str) -> None:
    """Raise FaultyCard unless an id is plain, and the one that the file's place gives it."""
    need(_NAME.fullmatch(given), path, key, "must be lower-case letters, digits and hyphens")
    need(given == expected, path, key, f"must be {expected}, as its place is called")


def need_names(path: Path, key: str, given: Iterable[str]) -> None:
    """Raise FaultyCard unless all names are plain and each is there once."""
    names = list(given)
    for name in names:
        need(_NAME.fullmatch(name), path, key, f"{name!r} must be lower-case letters, digits and hyphens")
    need(len(set(names)) == len(names), path, key, "must be different from each other")


def need_people(path: Path, given: tuple[int, int]) -> None:
    """Raise FaultyCard unless the fewest come before the most."""
    need(1 <= given[0] <= given[1], path, "people", "must be the fewest and the most")


def need_minutes(path: Path, key: str, given: int) -> None:
    """Raise FaultyCard unless a step can last that long."""
    need(1 <= given <= LONGEST, path, key, f"must be from 1 to {LONGEST}")


def need_text(path: Path, key: str, text: str, most: int = LINE) -> None:
    """Raise FaultyCard unless there is a text that fits."""
    need(text.strip(), path, key, "must not be empty")
    need(text == text.strip(), path, key, "must not begin or end with a space")
    need(len(text) <= most, path, key, f"must have at most {most} characters, has {len(text)}")


def need_languages(path: Path, key: str, given: Iterable[str]) -> None:
    """Raise FaultyCard unless every needed language is there and the others are languages."""
    found = set(given)
    for lang in NEEDED:
        need(lang in found, path, f"{key}.{lang}", "must exist")
    for lang in sorted(found):
        need(_LANGUAGE.fullmatch(lang), path, f"{key}.{lang}", "is no language")


def need_words(path: Path, key: str, words: dict[str, dict[str, str]], needed: tuple[str, ...],
               others: tuple[str, ...] = ()) -> None:  # fmt: skip
    """Raise FaultyCard unless each language has the needed words, perhaps the others, and nothing else."""
    need_languages(path, key, words)
    for lang, said in words.items():
        for name in needed:
            need_text(path, f"{key}.{lang}.{name}", said.get(name, ""), MOST.get(name, LINE))
        for name in said:
            known = (*needed, *others)
            need(name in known, path, f"{key}.{lang}.{name}", f"is unknown; known are {', '.join(known)}")
            need_text(path, f"{key}.{lang}.{name}", said[name], MOST.get(name, LINE))


MOST = {"title": TITLE, "prompt": PROMPT, "late": PROMPT}
