"""Reads cards, packs and outcome templates at start, and names file and key of whatever is wrong with them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from app.core.types import STAGES
from app.core.words.agenda import CLUSTERERS, PHONES, TOOLS, BallotRules, Rules
from app.core.words.draft import SECTIONS, TYPES
from app.core.words.tables import TABLES
from app.core.words.vote import DOTS, METHODS

from .card import MATERIAL, TELLS, Card, CardWords, Library, Outcome, Pack, SectionPlan, Step
from .files import (
    LINE,
    MOST,
    NEEDED,
    TITLE,
    CardFile,
    FaultyCard,
    OutcomeFile,
    PackFile,
    SectionFile,
    StepFile,
    WordsFile,
    converted,
    need,
    need_id,
    need_languages,
    need_minutes,
    need_names,
    need_people,
    need_text,
    need_words,
    read,
)

__all__ = ["HERE", "FaultyCard", "library", "shipped"]

HERE = Path(__file__).parent
NOTES = 500  # the most notes a rule can allow one person
SPOKEN = ("title", "prompt", "say", "see", "silence", "late")
Known = dict[str, Any]


@cache
def shipped() -> Library:
    """What comes with the program, read once in a process."""
    return library()


def library(folder: Path = HERE) -> Library:
    """Everything in the folder; raises FaultyCard for the first file that is wrong."""
    outcomes = {path.stem: outcome(path) for path in sorted((folder / "outcomes").glob("*.toml"))}
    keys = {section.key for one in outcomes.values() for section in one.sections}
    cards = {path.name: card(path, keys) for path in sorted((folder / "cards").iterdir()) if path.is_dir()}
    packs = {
        path.stem: pack(path, cards, set(outcomes), keys)
        for path in sorted((folder / "packs").glob("*.toml"))
    }
    return Library(cards=cards, packs=packs, outcomes=outcomes)


def need_stage(path: Path, key: str, given: str) -> None:
    need(given in STAGES, path, key, f"must be one of {', '.join(STAGES)}")


# Rules


def rules(path: Path, given: Known, keys: set[str], base: Rules = Rules(), key: str = "rules") -> Rules:  # noqa: B008
    """Rules, those given laid over a base; unknown names are refused, what is fed must be a section of an outcome."""
    known(path, key, given, Rules)
    if isinstance(given.get("ballot"), dict):
        known(path, f"{key}.ballot", given["ballot"], BallotRules)
    found = converted(path, given, Rules, key)
    need(found.cluster in CLUSTERERS, path, f"{key}.cluster", f"must be one of {', '.join(CLUSTERERS)}")
    need(found.phones in PHONES, path, f"{key}.phones", f"must be one of {', '.join(PHONES)}")
    need(found.notes is None or 1 <= found.notes <= NOTES, path, f"{key}.notes", f"must be from 1 to {NOTES}")
    need(found.tables or base.tables or not found.visitors, path, f"{key}.visitors", "needs tables")
    need("inputs" not in given, path, f"{key}.inputs", "belongs to a step, beside its rules")
    need(0 <= found.take <= 40, path, f"{key}.take", "must be from 0 to 40")
    need(0 <= found.carry_table <= 40, path, f"{key}.carry_table", "must be from 0 to 40")
    need(found.clusters is None or 1 <= found.clusters <= 40, path, f"{key}.clusters", "must be from 1 to 40")
    for name in found.feeds:
        need(name in keys, path, f"{key}.feeds", f"{name} is a section of no outcome")
    if found.ballot is not None:
        check_ballot(path, f"{key}.ballot", found.ballot)
    return replace(base, **{name: getattr(found, name) for name in given})


def known(path: Path, key: str, given: Known, kind: type) -> None:
    """Refuse names that the kind does not have."""
    names = sorted(kind.__dataclass_fields__)
    for name in given:
        need(name in names, path, f"{key}.{name}", f"is unknown; known are {', '.join(names)}")


def check_ballot(path: Path, key: str, found: BallotRules) -> None:
    need(found.method in METHODS, path, f"{key}.method", f"must be one of {', '.join(sorted(METHODS))}")
    need(1 <= found.dots <= DOTS, path, f"{key}.dots", f"must be from 1 to {DOTS}")
    need(
        1 <= found.max <= found.dots,
        path,
        f"{key}.max",
        f"must be from 1 to the {found.dots} dots each person has",
    )


# Cards


def card(folder: Path, keys: set[str]) -> Card:
    """A card with its words in every language."""
    path = folder / "card.toml"
    found = read(path, CardFile)
    need_id(path, "id", found.id, folder.name)
    need_stage(path, "stage", found.stage)
    need(found.tool in TOOLS, path, "tool", f"must be one of {', '.join(TOOLS)}")
    need_minutes(path, "minutes", found.minutes)
    need_people(path, found.people)
    for name in found.material:
        need(name in MATERIAL, path, "material", f"{name} is none of {', '.join(MATERIAL)}")
    need_names(path, "zones", found.zones)
    need(
        bool(found.zones) == (found.tool == "board"),
        path,
        "zones",
        "a board has at least one, other tools none",
    )
    made = rules(path, found.rules, keys)
    need(
        (made.ballot is not None) == (found.tool == "vote"),
        path,
        "rules.ballot",
        "belongs to the vote tool, always",
    )
    for zone, section in found.zone_feeds.items():
        need(zone in found.zones, path, f"zone_feeds.{zone}", "is no zone of this card")
        need(section in made.feeds, path, f"zone_feeds.{zone}", f"{section} is none of rules.feeds")
    files = [file for file in sorted(folder.glob("*.toml")) if file != path]
    for lang in NEEDED:
        need(folder / f"{lang}.toml" in files, folder / f"{lang}.toml", "file", "must exist")
    need_languages(folder, "words", [file.stem for file in files])
    words = {file.stem: card_words(file, found.zones) for file in files}
    return Card(
        id=found.id, stage=found.stage, tool=found.tool, minutes=found.minutes, people=found.people,
        material=found.material, tried=found.tried, zones=found.zones, rules=made, words=words,
        zone_feeds=found.zone_feeds,
    )  # fmt: skip


def card_words(path: Path, zones: tuple[str, ...]) -> CardWords:
    """A card's words in the language of the file's name."""
    words = read(path, WordsFile)
    for name in (*SPOKEN, "purpose", "when", "source"):
        need_text(path, name, getattr(words, name), MOST.get(name, LINE))
    need(words.steps, path, "steps", "must not be empty")
    for name, lines in (("steps", words.steps), ("tips", words.tips)):
        for n, line in enumerate(lines):
            need_text(path, f"{name}[{n}]", line)
    for key, said in (("zones", words.zones), ("hints", words.hints)):
        for zone in zones:
            need_text(path, f"{key}.{zone}", said.get(zone, ""), TITLE if key == "zones" else LINE)
        for zone in said:
            need(zone in zones, path, f"{key}.{zone}", "is no zone of this card")
    return CardWords(**{name: getattr(words, name) for name in WordsFile.__struct_fields__})


# Packs


def pack(path: Path, cards: dict[str, Card], outcomes: set[str], keys: set[str]) -> Pack:
    """A pack whose cards exist and whose minutes add up."""
    found = read(path, PackFile)
    need_id(path, "id", found.id, path.stem)
    need(found.outcome in outcomes, path, "outcome", f"must be one of {', '.join(sorted(outcomes))}")
    need_people(path, found.people)
    need_words(path, "words", found.words, ("title", "purpose", "question"))
    need(found.steps, path, "steps", "must not be empty")
    steps: list[Step] = []
    for n, one in enumerate(found.steps):
        steps.append(step(path, f"steps[{n}]", one, cards, keys, {before.card for before in steps}))
    total = sum(one.minutes for one in steps)
    need(total == found.minutes, path, "minutes", f"the steps add up to {total}")
    seated = any(one.rules.tables for one in steps)
    need(0 <= found.tables <= TABLES, path, "tables", f"must be from 0 to {TABLES}")
    need(found.tables or not seated, path, "tables", "must be at least 1, as there are steps at tables")
    return Pack(id=found.id, minutes=found.minutes, people=found.people, outcome=found.outcome, steps=tuple(steps),
                words=found.words, tables=found.tables)  # fmt: skip


def step(path: Path, key: str, found: StepFile, cards: dict[str, Card], keys: set[str], before: set[str | None]
         ) -> Step:  # fmt: skip
    """A step: a card that exists, or a stage and words of its own; what feeds it comes before it."""
    used = cards.get(found.card or "")
    need(found.card is None or used, path, f"{key}.card", f"{found.card} is not a card")
    stage = found.stage or (used.stage if used else "")
    need_stage(path, f"{key}.stage", stage)
    minutes = found.minutes if found.minutes is not None else (used.minutes if used else 0)
    need_minutes(path, f"{key}.minutes", minutes)
    for name in found.inputs:
        need(name in before, path, f"{key}.inputs", f"{name} is no card of an earlier step")
    if found.words or used is None:
        need_words(path, f"{key}.words", found.words, () if used else SPOKEN, SPOKEN)
    made = rules(path, found.rules, keys, used.rules if used else Rules(), f"{key}.rules")
    tool = used.tool if used else "none"
    need(
        (made.ballot is not None) == (tool == "vote"),
        path,
        f"{key}.rules.ballot",
        "belongs to the vote tool, always",
    )
    return Step(card=found.card, stage=stage, minutes=minutes, pinned=found.pinned, inputs=found.inputs, rules=made,
                words=found.words)  # fmt: skip


# Outcomes


def outcome(path: Path) -> Outcome:
    """An outcome template: what its sections are, in order, and what is asked where one stays empty."""
    found = read(path, OutcomeFile)
    need_id(path, "id", found.id, path.stem)
    need(found.types, path, "types", "must not be empty")
    for name in found.types:
        need(name in TYPES, path, "types", f"{name} is none of {', '.join(TYPES)}")
    need_words(path, "words", found.words, ("title",))
    need(1 <= len(found.sections) <= SECTIONS, path, "sections", f"must be from 1 to {SECTIONS}")
    sections = tuple(section(path, n, one) for n, one in enumerate(found.sections))
    need_names(path, "sections", [one.key for one in sections])
    return Outcome(id=found.id, types=found.types, sections=sections, words=found.words)


def section(path: Path, order: int, found: SectionFile) -> SectionPlan:
    """A section, with its title and the question of its gap."""
    key = f"sections[{order}]"
    need_stage(path, f"{key}.stage", found.stage)
    need_words(path, f"{key}.words", found.words, ("title", "ask"), ("lead", "lead_tables"))
    need(found.tells in TELLS, path, f"{key}.tells", f"must be one of {', '.join(filter(None, TELLS))}")
    return SectionPlan(
        key=found.key, order=order, stage=found.stage, first_page=found.first_page, words=found.words,
        tells=found.tells, begins=found.begins,
    )  # fmt: skip
