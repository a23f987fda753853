"""Method cards as somebody looks for them: by stage, time, people, and what there is in the room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams

from app.core.types import STAGES
from app.methods.card import MATERIAL

TIMES = (10, 15, 20, 30)  # minutes


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for; whatever is empty is not asked about. `material` is what there is in the room."""

    stage: str = ""
    minutes: int = 0
    people: int = 0
    material: frozenset[str] = frozenset()

    @property
    def any(self) -> bool:
        """Is anything asked for at all?"""
        return self != Wish()


def wish(query: QueryParams) -> Wish:
    """What an address asks for; what can't be read is not asked."""
    stage = query.get("stage", "")
    return Wish(
        stage=stage if stage in STAGES else "",
        minutes=number(query.get("minutes", "")),
        people=number(query.get("people", "")),
        material=frozenset(query.getlist("material")) & frozenset(MATERIAL),
    )


def number(text: str) -> int:
    """A number up to 999, or 0."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 3 else 0


def fits(card: Mapping[str, Any], wish: Wish) -> bool:
    """Is this a card that was looked for?"""
    least, most = card["people"]
    return (
        wish.stage in ("", card["stage"])
        and (not wish.minutes or card["minutes"] <= wish.minutes)
        and (not wish.people or least <= wish.people <= most)
        and (not wish.material or set(card["material"]) <= wish.material)
    )


def found(cards: Iterable[Mapping[str, Any]], wish: Wish) -> list[Mapping[str, Any]]:
    """The cards looked for, in the order of the stages, shorter ones first."""
    kept = [card for card in cards if fits(card, wish)]
    return sorted(kept, key=lambda card: (STAGES.index(card["stage"]), card["minutes"], card["title"]))
