"""Plans: a pack copied into an agenda, and minutes fitted to the time there is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from .card import Card, CardWords, Library, Pack, Rules, Step, said

FLOOR = 3  # minutes below which an activity makes no sense


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedActivity:
    """One step of an agenda, copied from its card so that it never changes when the card does; no id yet."""

    order: int
    stage: str
    tool: str
    method: str
    title: str
    prompt: str
    minutes: int
    zones: tuple[dict[str, str], ...]
    rules: Rules
    words: dict[str, dict[str, Any]]
    pinned: bool


def plan(pack: Pack, languages: tuple[str, ...], library: Library) -> tuple[PlannedActivity, ...]:
    """A pack as an agenda, in these languages; the first is the workshop's own."""
    return tuple(planned(n, step, languages, library) for n, step in enumerate(pack.steps))


def planned(order: int, step: Step, languages: tuple[str, ...], library: Library) -> PlannedActivity:
    """One step with its card's words, its own laid over them, in those of the languages in which they exist."""
    card = library.cards.get(step.card or "")
    spoken = (languages[0], *(lang for lang in languages[1:] if lang in library.spoken(step)))
    words = {lang: words_of(card, step, lang) for lang in spoken}
    own = words[languages[0]]
    zones, feeds = (card.zones, card.zone_feeds) if card else ((), {})
    return PlannedActivity(
        order=order, stage=step.stage, tool=card.tool if card else "none", method=card.id if card else "",
        title=own["title"], prompt=own["prompt"], minutes=step.minutes, words=words,
        rules=replace(step.rules, inputs=step.inputs),
        zones=tuple({"id": id, "title": own["zones"][id], "feeds": feeds.get(id, "")} for id in zones),
        pinned=step.pinned,
    )  # fmt: skip


def words_of(card: Card | None, step: Step, lang: str) -> dict[str, Any]:
    """What phones, wall and facilitator are told in a language."""
    made: dict[str, Any] = {"title": "", "prompt": "", "zones": {}, "hints": {}}
    if card is not None:
        words: CardWords = said(card.words, lang)
        made |= {
            "title": words.title, "prompt": words.prompt, "zones": dict(words.zones), "hints": dict(words.hints),
            "say": words.say, "see": words.see, "silence": words.silence, "late": words.late,
            "steps": list(words.steps), "tips": list(words.tips),
        }  # fmt: skip
    return made | dict(said(step.words, lang))


def single(card: Card, languages: tuple[str, ...], library: Library) -> PlannedActivity:
    """One card as a step of its own, to be put somewhere into an agenda."""
    alone = Step(
        card=card.id, stage=card.stage, minutes=card.minutes, pinned=False, inputs=(), rules=card.rules, words={}
    )
    return planned(0, alone, languages, library)


def retime(minutes: tuple[int, ...], pinned: tuple[bool, ...], available: int) -> tuple[tuple[int, ...], int]:
    """Fit the minutes to those available: pinned ones stay, the others give or take in proportion.

    No activity goes below FLOOR (or below what it had, when that was less). Returns the minutes and by how many they
    still exceed what is available, 0 when they fit. The order stays; when it fits the sum is exactly `available`.
    """
    fixed = sum(m for m, stays in zip(minutes, pinned, strict=True) if stays)
    free = [n for n, stays in enumerate(pinned) if not stays]
    least = {n: min(FLOOR, minutes[n]) for n in free}
    room = available - fixed
    if not free or room < sum(least.values()):
        made = tuple(least.get(n, m) for n, m in enumerate(minutes))
        return made, max(0, sum(made) - available)
    return fitted(minutes, free, least, room), 0


def fitted(minutes: tuple[int, ...], free: list[int], least: dict[int, int], room: int) -> tuple[int, ...]:
    """The free minutes in proportion to what they were, whole, summing up to the room there is.

    Largest remainders first (Hamilton's method), once those at their floor are set.
    """
    share: dict[int, float] = {}
    open_, left = list(free), room
    while open_:
        total = sum(minutes[n] for n in open_)
        given = {n: left * minutes[n] / total if total else left / len(open_) for n in open_}
        low = [n for n in open_ if given[n] < least[n]]
        if not low:
            share |= given
            break
        share |= {n: float(least[n]) for n in low}
        left -= sum(least[n] for n in low)
        open_ = [n for n in open_ if n not in low]
    whole = {n: int(share[n]) for n in free}
    rest = sorted(free, key=lambda n: (whole[n] - share[n], n))[: room - sum(whole.values())]
    return tuple(whole[n] + (n in rest) if n in whole else m for n, m in enumerate(minutes))
