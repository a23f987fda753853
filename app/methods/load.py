"""Reads cards, packs and outcome templates at start, and names file and key of whatever is wrong with them."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from app.core.types import STAGES
from app.core.words.agenda import TOOLS, Rules

from .card import Card, CardWords, Library, Outcome, Pack, SectionPlan, Step

HERE = Path(__file__).parent
NEEDED = ("it", "en")  # a card exists in all of these, or not at all
LONGEST = 240  # minutes
T = TypeVar("T")


class FaultyCard(Exception):
    """A file of the method library that can't be used; says which file, which key and what was expected."""

    def __init__(self, file: Path, key: str, expected: str) -> None:
        super().__init__(f"{file.parent.name}/{file.name}: {key}: {expected}")
        self.file, self.key, self.expected = file, key, expected


class CardFile(msgspec.Struct, forbid_unknown_fields=True):
    """`card.toml`, which has no words."""

    stage: str
    tool: str
    minutes: int
    people: tuple[int, int]
    source: str
    material: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
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
    tips: tuple[str, ...] = ()
    zones: dict[str, str] = {}
    hints: dict[str, str] = {}


class StepFile(msgspec.Struct, forbid_unknown_fields=True):
    """A step of a pack."""

    card: str | None = None
    stage: str | None = None
    minutes: int | None = None
    pinned: bool = False
    rules: dict[str, Any] = {}
    words: dict[str, dict[str, str]] = {}


class PackFile(msgspec.Struct, forbid_unknown_fields=True):
    """A pack."""

    minutes: int
    people: tuple[int, int]
    outcome: str
    words: dict[str, dict[str, str]]
    steps: list[StepFile]


class SectionFile(msgspec.Struct, forbid_unknown_fields=True):
    """A section of an outcome template."""

    key: str
    stage: str
    words: dict[str, dict[str, str]]
    first_page: bool = False


class OutcomeFile(msgspec.Struct, forbid_unknown_fields=True):
    """An outcome template."""

    types: tuple[str, ...]
    words: dict[str, dict[str, str]]
    sections: list[SectionFile]


def library(folder: Path = HERE) -> Library:
    """Everything in the folder; raises FaultyCard for the first file that is wrong."""
    cards = {path.name: card(path) for path in sorted((folder / "cards").iterdir()) if path.is_dir()}
    outcomes = {path.stem: outcome(path) for path in sorted((folder / "outcomes").glob("*.toml"))}
    keys = {section.key for one in outcomes.values() for section in one.sections}
    for one in cards.values():
        check_feeds(folder / "cards" / one.id / "card.toml", one.rules, keys)
    packs = {
        path.stem: pack(path, cards, outcomes, keys) for path in sorted((folder / "packs").glob("*.toml"))
    }
    return Library(cards=cards, packs=packs, outcomes=outcomes)


def read(path: Path, kind: type[T]) -> T:
    """A file as its kind; raises FaultyCard."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), kind, strict=True)
    except FileNotFoundError:
        raise FaultyCard(path, "file", "must exist") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise FaultyCard(path, "file", f"must be TOML in UTF-8: {wrong}") from None
    except msgspec.ValidationError as wrong:
        what, _, where = str(wrong).partition(" - at ")
        raise FaultyCard(path, where.strip("`$.") or key_of(what), what) from None


def key_of(what: str) -> str:
    """The key that a message of the reader is about, when it names one."""
    return what.split("`")[1] if "`" in what else "file"


def need(holds: object, path: Path, key: str, expected: str) -> None:
    """Raise FaultyCard unless it holds."""
    if not holds:
        raise FaultyCard(path, key, expected)


def rules(path: Path, given: dict[str, Any], base: Rules = Rules(), key: str = "rules") -> Rules:  # noqa: B008
    """Rules, with those given over a base; unknown names are refused."""
    known = set(Rules.__dataclass_fields__)
    for name in given:
        need(name in known, path, f"{key}.{name}", f"is no rule; known are {', '.join(sorted(known))}")
    try:
        found = msgspec.convert(given, Rules, strict=True)
    except msgspec.ValidationError as wrong:
        what, _, where = str(wrong).partition(" - at ")
        raise FaultyCard(path, f"{key}.{where.strip('`$.')}", what) from None
    need(
        found.cluster in ("all", "facilitators", "none"),
        path,
        f"{key}.cluster",
        "must be all, facilitators or none",
    )
    need(found.phones in ("up", "down"), path, f"{key}.phones", "must be up or down")
    return replace(base, **{name: getattr(found, name) for name in given})


def check_feeds(path: Path, found: Rules, keys: set[str]) -> None:
    """What an activity feeds must be a section of some outcome."""
    for name in found.feeds:
        need(name in keys, path, "rules.feeds", f"{name} is a section of no outcome")


def card(folder: Path) -> Card:
    """A card with its words."""
    path = folder / "card.toml"
    found = read(path, CardFile)
    need(found.stage in STAGES, path, "stage", f"must be one of {', '.join(STAGES)}")
    need(found.tool in TOOLS, path, "tool", f"must be one of {', '.join(TOOLS)}")
    need(1 <= found.minutes <= LONGEST, path, "minutes", f"must be from 1 to {LONGEST}")
    need(1 <= found.people[0] <= found.people[1], path, "people", "must be the fewest and the most")
    need(len(set(found.zones)) == len(found.zones), path, "zones", "must be different from each other")
    need(found.tool != "board" or found.zones, path, "zones", "a board has at least one")
    for lang in NEEDED:
        need((folder / f"{lang}.toml").exists(), folder / f"{lang}.toml", "file", "must exist")
    words = {
        file.stem: card_words(file, found)
        for file in sorted(folder.glob("*.toml"))
        if file.name != "card.toml"
    }
    return Card(
        id=folder.name, stage=found.stage, tool=found.tool, minutes=found.minutes, people=found.people,
        material=found.material, source=found.source, tried=found.tried, zones=found.zones,
        rules=rules(path, found.rules), words=words,
    )  # fmt: skip


def card_words(path: Path, found: CardFile) -> CardWords:
    """A card's words in the language of the file's name."""
    words = read(path, WordsFile)
    for name in ("title", "prompt", "purpose", "when", "say", "see", "silence", "late"):
        need(getattr(words, name).strip(), path, name, "must not be empty")
    need(len(words.prompt) <= 140, path, "prompt", "must fit a phone: at most 140 characters")
    for zone in found.zones:
        need(words.zones.get(zone), path, f"zones.{zone}", "needs a title")
    for name in (*words.zones, *words.hints):
        need(name in found.zones, path, f"zones.{name}", "is no zone of this card")
    return CardWords(**{name: getattr(words, name) for name in WordsFile.__struct_fields__})


def pack(path: Path, cards: dict[str, Card], outcomes: dict[str, Outcome], keys: set[str]) -> Pack:
    """A pack whose cards exist and whose minutes add up."""
    found = read(path, PackFile)
    need(found.outcome in outcomes, path, "outcome", f"must be one of {', '.join(outcomes)}")
    check_words(path, "words", found.words, ("title", "purpose", "question"))
    steps = tuple(step(path, n, one, cards, keys) for n, one in enumerate(found.steps))
    need(steps, path, "steps", "must not be empty")
    total = sum(one.minutes for one in steps)
    need(total == found.minutes, path, "minutes", f"the steps add up to {total}")
    return Pack(id=path.stem, minutes=found.minutes, people=found.people, outcome=found.outcome, steps=steps,
                words=found.words)  # fmt: skip


def step(path: Path, n: int, found: StepFile, cards: dict[str, Card], keys: set[str]) -> Step:
    """A step: a card that exists, or a stage and words of its own."""
    key = f"steps[{n}]"
    known = cards.get(found.card or "")
    need(found.card is None or known, path, f"{key}.card", f"{found.card} is not a card")
    stage = found.stage or (known.stage if known else "")
    need(stage in STAGES, path, f"{key}.stage", f"must be one of {', '.join(STAGES)}")
    minutes = found.minutes if found.minutes is not None else (known.minutes if known else 0)
    need(1 <= minutes <= LONGEST, path, f"{key}.minutes", f"must be from 1 to {LONGEST}")
    if known is None:
        check_words(path, f"{key}.words", found.words, ("title", "prompt", "say"))
    made = rules(path, found.rules, known.rules if known else Rules(), f"{key}.rules")
    check_feeds(path, made, keys)
    return Step(
        card=found.card, stage=stage, minutes=minutes, pinned=found.pinned, rules=made, words=found.words
    )


def outcome(path: Path) -> Outcome:
    """An outcome template."""
    found = read(path, OutcomeFile)
    check_words(path, "words", found.words, ("title",))
    sections = []
    for n, one in enumerate(found.sections):
        need(one.stage in STAGES, path, f"sections[{n}].stage", f"must be one of {', '.join(STAGES)}")
        check_words(path, f"sections[{n}].words", one.words, ("title", "ask"))
        sections.append(
            SectionPlan(key=one.key, order=n, stage=one.stage, first_page=one.first_page, words=one.words)
        )
    keys = [one.key for one in sections]
    need(len(set(keys)) == len(keys), path, "sections", "keys must be different from each other")
    return Outcome(id=path.stem, types=found.types, sections=tuple(sections), words=found.words)


def check_words(path: Path, key: str, words: dict[str, dict[str, str]], names: tuple[str, ...]) -> None:
    """Each needed language has each needed word."""
    for lang in NEEDED:
        need(lang in words, path, f"{key}.{lang}", "must exist")
        for name in names:
            need(words[lang].get(name, "").strip(), path, f"{key}.{lang}.{name}", "must not be empty")
