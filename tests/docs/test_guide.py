"""The facilitator's guide: what it calls by name is on the screen, and its half day is the pack's."""

import re
from itertools import accumulate
from pathlib import Path

import pytest

from app.methods.load import library
from app.web.language import messages

ROOT = Path(__file__).parent.parent.parent
GUIDE = ROOT / "app" / "guide"
LANGUAGES = ("it", "en")


def guide(lang: str) -> str:
    return (GUIDE / f"facilitator.{lang}.md").read_text(encoding="utf-8")


def on_screen(lang: str) -> set[str]:
    """All that the interface says in a language."""
    found: set[str] = set()
    for each in messages(ROOT / "app" / "locales" / "en"):
        said = each.id if lang == "it" else each.string
        found |= {said} if isinstance(said, str) else set(said)
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_in_bold_is_on_the_screen(lang: str) -> None:
    named = set(re.findall(r"\*\*([^*]+)\*\*", guide(lang)))
    assert len(named) > 15
    assert named <= on_screen(lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_half_day_is_the_packs(lang: str) -> None:
    here = library()
    steps = here.packs["isob-mezza-giornata"].steps
    ends = accumulate(step.minutes for step in steps)
    rows = [
        f"| {end // 60}:{end % 60:02} | {here.title(step, lang)} | {step.minutes} |"
        for end, step in zip(ends, steps, strict=True)
    ]
    told = guide(lang).split("<!-- half-day -->")[1].split("<!-- /half-day -->")[0]
    assert told.strip().splitlines()[2:] == rows


def test_both_languages_tell_the_same() -> None:
    shapes = [
        [re.match(r"#+|\||-|\d", line)[0] for line in guide(lang).splitlines() if re.match(r"#|\||- |\d\.", line)]
        for lang in LANGUAGES
    ]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_its_links_and_pictures_are_there(lang: str) -> None:
    found = re.findall(r"\]\(([^)]+)\)", guide(lang))
    assert found
    assert all((GUIDE / link).is_file() for link in found)
