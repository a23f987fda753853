"""In which languages a workshop is offered: those it is held in, if notice, buttons, errors and prompts exist."""

from __future__ import annotations

from collections.abc import Iterable

from app.core.state import State
from app.core.words.agenda import Activity, Planned
from app.store.gatherings import Workshop

from . import language
from .house import House

ASKED = ("title", "prompt")  # what people read of an activity


def missing(plan: Planned, lang: str, own: str) -> tuple[str, ...]:
    """Which of an activity's words people would miss in a language; in the workshop's own they are always there."""
    if lang == own:
        return ()
    said = plan.words.get(lang) or {}
    lacking = tuple(name for name in ASKED if getattr(plan, name) and not said.get(name))
    zones = said.get("zones") or {}
    bare = bool(plan.zones) and not all(zones.get(zone.id) for zone in plan.zones)
    return (*lacking, "zones") if bare else lacking


def complete(plans: Iterable[Planned], lang: str, own: str) -> bool:
    """Does everything that people are asked exist in a language?"""
    return not any(missing(plan, lang, own) for plan in plans)


def interface(house: House, notice: int) -> tuple[str, ...]:
    """The languages in which buttons, errors and this version of the notice exist."""
    told = set(house.desk.notices.languages(notice))
    return tuple(lang for lang in house.words.languages if lang in told and lang != language.PSEUDO)


def whole(known: Iterable[str], workshop: Workshop, state: State) -> tuple[str, ...]:
    """Those of the `known` in which everything that people are asked exists."""
    plans = [found.plan for found in state.all(Activity)]
    return tuple(lang for lang in known if complete(plans, lang, workshop.languages[0]))


def offered(known: Iterable[str], workshop: Workshop, state: State) -> tuple[str, ...]:
    """Those of the `known` that people may choose, the workshop's own first; its own alone where no other is whole."""
    found = whole(known, workshop, state)
    return tuple(lang for lang in workshop.languages if lang in found) or workshop.languages[:1]
