"""What a method card, a pack and an outcome template are, once their files have been read and found right."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.core.tools.agenda_faces import face_rules
from app.core.words.agenda import BallotRules, Rules, Zone

__all__ = [
    "MATERIAL",
    "TELLS",
    "BallotRules",
    "Card",
    "CardWords",
    "Library",
    "Outcome",
    "Pack",
    "Rules",
    "SectionPlan",
    "Step",
    "Zone",
]


TELLS = ("", "question", "attendance")
MATERIAL = ("phones", "wall", "paper", "pens", "cards", "tables")  # what a method may need in the room


@dataclass(frozen=True, slots=True, kw_only=True)
class CardWords:
    """A card in one language.

    `title` is for the agenda, `prompt` for phone and wall: one short question or request. `say`, `see` and
    `silence` are the facilitator's lines: what to say, what you should see, what to do if nobody writes; `late` is
    for latecomers, `source` says where the method is from.
    """

    title: str
    prompt: str
    purpose: str
    when: str
    steps: tuple[str, ...]
    tips: tuple[str, ...]
    say: str
    see: str
    silence: str
    late: str
    source: str
    zones: dict[str, str] = field(default_factory=dict)
    hints: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A method: where it belongs, how long and with whom, on which zones and by which rules; minutes throughout.

    `zone_feeds` names the section that the notes of a zone go into, where the zones don't all go the same way.
    """

    id: str
    stage: str
    tool: str
    minutes: int
    people: tuple[int, int]
    material: tuple[str, ...]
    tried: bool
    zones: tuple[str, ...]
    rules: Rules
    words: dict[str, CardWords]
    zone_feeds: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a pack: a card, or a pause without a tool, with what differs from the card.

    `inputs` are the cards of earlier steps whose notes and clusters are carried into this one.
    """

    card: str | None
    stage: str
    minutes: int
    pinned: bool
    inputs: tuple[str, ...]
    rules: Rules
    words: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A ready-made workshop; `tables` is how many it begins with."""

    id: str
    minutes: int
    people: tuple[int, int]
    outcome: str
    steps: tuple[Step, ...]
    words: dict[str, dict[str, str]]
    tables: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPlan:
    """A section of an outcome: its key, its stage, and in each language its title and the question of its gap.

    `tells` is what a draft says of the workshop itself where the room wrote nothing (one of TELLS). In the words,
    `lead` is the sentence that a draft puts before what the room wrote, `lead_tables` the same where the tables
    visited each other. With `begins`, what was written or voted on for this section can be what a document is about.
    """

    key: str
    order: int
    stage: str
    first_page: bool
    words: dict[str, dict[str, str]]
    tells: str = ""
    begins: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A document's template: its types and its sections in order."""

    id: str
    types: tuple[str, ...]
    sections: tuple[SectionPlan, ...]
    words: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Everything that can be planned with."""

    cards: dict[str, Card]
    packs: dict[str, Pack]
    outcomes: dict[str, Outcome]

    @property
    def beginnings(self) -> list[str]:
        """The sections for which something is written or chosen that a document can be about."""
        return sorted({part.key for one in self.outcomes.values() for part in one.sections if part.begins})

    def describe(self, lang: str) -> dict[str, list[dict[str, Any]]]:
        """Packs, methods and outcomes as a program or a page lists them, in a language or else in Italian."""
        return {
            "packs": [self.describe_pack(pack, lang) for pack in self.packs.values()],
            "methods": [describe_card(card, lang) for card in self.cards.values()],
            "outcomes": [
                {"id": one.id, "types": list(one.types), **said(one.words, lang)}
                for one in self.outcomes.values()
            ],
        }

    def describe_pack(self, pack: Pack, lang: str) -> dict[str, Any]:
        """A pack with its steps."""
        steps = [
            {"method": step.card or "", "stage": step.stage, "minutes": step.minutes, "pinned": step.pinned,
             "inputs": list(step.inputs), "title": self.title(step, lang)}
            for step in pack.steps
        ]  # fmt: skip
        return {
            "id": pack.id,
            "minutes": pack.minutes,
            "people": list(pack.people),
            "outcome": pack.outcome,
            "tables": pack.tables,
            "languages": sorted(set(pack.words).intersection(*(self.spoken(step) for step in pack.steps))),
            "steps": steps,
            **said(pack.words, lang),
        }

    def spoken(self, step: Step) -> frozenset[str]:
        """The languages in which all of a step's words exist: its card's and its own."""
        card = self.cards.get(step.card or "")
        both = [set(words) for words in (card.words if card else {}, step.words) if words]
        return frozenset(set.intersection(*both)) if both else frozenset()

    def title(self, step: Step, lang: str) -> str:
        """What a step is called: its own title, or its card's."""
        own = said(step.words, lang).get("title", "")
        card = self.cards.get(step.card or "")
        return own or (said(card.words, lang).title if card else "")


def said(words: dict[str, Any], lang: str) -> Any:
    """The words of a language, Italian where it is missing."""
    return words.get(lang) or words.get("it") or next(iter(words.values()), {})


def describe_card(card: Card, lang: str) -> dict[str, Any]:
    """A card as it is listed."""
    words: CardWords = said(card.words, lang)
    return {
        "id": card.id, "stage": card.stage, "tool": card.tool, "minutes": card.minutes, "people": list(card.people),
        "title": words.title, "prompt": words.prompt, "purpose": words.purpose, "when": words.when,
        "steps": list(words.steps), "tips": list(words.tips), "say": words.say, "see": words.see,
        "silence": words.silence, "late": words.late, "source": words.source, "material": list(card.material),
        "rules": face_rules(card.rules), "tried": card.tried, "languages": sorted(card.words),
        "zones": [{"id": id, "title": words.zones.get(id, id), "hint": words.hints.get(id, "")} for id in card.zones],
    }  # fmt: skip
