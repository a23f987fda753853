"""The method library: what is shipped is whole, and a faulty file is named with its key."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.types import STAGES
from app.methods.load import HERE, FaultyCard, library
from app.methods.planner import FLOOR, plan, retime

LANGUAGES = ("it", "en")


def test_cards_in_italian_and_english_with_the_same_zones() -> None:
    found = library()
    assert len(found.cards) >= 20
    for card in found.cards.values():
        assert set(card.words) >= set(LANGUAGES)
        assert {frozenset(words.zones) for words in card.words.values()} == {frozenset(card.zones)}
        assert {frozenset(words.hints) for words in card.words.values()} == {frozenset(card.zones)}
        assert all(words.steps and words.source for words in card.words.values())


def test_words_have_typographic_quotes_and_apostrophes() -> None:
    found = library()
    said = [
        *(asdict(words) for card in found.cards.values() for words in card.words.values()),
        *(words for pack in found.packs.values() for words in pack.words.values()),
        *(words for pack in found.packs.values() for step in pack.steps for words in step.words.values()),
    ]
    assert said
    assert not [text for words in said for text in texts(words) if "'" in text or '"' in text]


def texts(value: object) -> list[str]:
    """All texts in a value, however deep."""
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, tuple | list) else ()
    return [text for each in inside for text in texts(each)]


def test_the_taster_lasts_an_hour_and_runs_through_the_five_stages() -> None:
    found = library()
    pack = found.packs["assaggio-60"]
    assert sum(step.minutes for step in pack.steps) == pack.minutes == 60
    stages = list(dict.fromkeys(step.stage for step in pack.steps))
    assert stages == [
        stage for stage in STAGES if stage in ("frame", "empathize", "define", "ideate", "prototype", "test")
    ]
    assert pack.steps[-1].pinned
    assert len({step.card for step in pack.steps if step.card}) == 8


def test_a_plan_copies_words_and_rules_of_each_language() -> None:
    found = library()
    steps = plan(found.packs["assaggio-60"], LANGUAGES, found)
    map_ = next(step for step in steps if step.method == "empathy-map")
    assert [zone["id"] for zone in map_.zones] == ["dice", "pensa", "fa", "sente"]
    assert (map_.title, map_.words["en"]["title"]) == ("Mappa dell’empatia", "Empathy map")
    assert map_.words["en"]["zones"] == {"dice": "Says", "pensa": "Thinks", "fa": "Does", "sente": "Feels"}
    assert (map_.rules.private, map_.rules.anonymous, map_.rules.notes) == (True, True, 4)
    assert [zone["feeds"] for zone in map_.zones] == ["", "", "", ""]
    dots = next(step for step in steps if step.method == "dots")
    assert dots.rules.ballot is not None
    assert (dots.rules.ballot.dots, dots.rules.ballot.max, dots.rules.ballot.secret) == (3, 2, True)


def test_what_activities_feed_are_sections_of_the_proposal() -> None:
    found = library()
    keys = {section.key for section in found.outcomes["proposal"].sections}
    fed = {key for card in found.cards.values() for key in card.rules.feeds}
    assert fed
    assert fed <= keys


def test_described_in_the_language_asked_for() -> None:
    found = library()
    it, en = found.describe("it"), found.describe("en")
    assert it["packs"][0]["title"] == "Assaggio, 60 minuti"
    assert en["packs"][0]["title"] == "Taster, 60 minutes"
    there = [len(found.packs), len(found.cards), len(found.outcomes)]
    assert [len(it[key]) for key in it] == [len(en[key]) for key in en] == there
    assert found.describe("zz") == it


CARD, BOARD, WORDS, PACK, OUTCOME, ZONED, HALF = (
    "cards/dots/card.toml",
    "cards/empathy-map/card.toml",
    "cards/empathy-map/en.toml",
    "packs/assaggio-60.toml",
    "outcomes/proposal.toml",
    "cards/what-it-takes/card.toml",
    "packs/isob-mezza-giornata.toml",
)
FAULTS: list[tuple[str, Callable[[str], str], str]] = [
    (CARD, lambda s: s.replace('stage = "ideate"', 'stage = "dream"'), "stage"),
    (CARD, lambda s: s.replace('tool = "vote"', 'tool = "magic"'), "tool"),
    (CARD, lambda s: s.replace("minutes = 5", "minutes = 0"), "minutes"),
    (CARD, lambda s: s.replace("minutes = 5", 'minutes = "five"'), "minutes"),
    (CARD, lambda s: s.replace("people = [3, 60]", "people = [60, 3]"), "people"),
    (CARD, lambda s: s.replace("people =", "persons ="), "persons"),
    (CARD, lambda s: s.replace("people = [3, 60]\n", ""), "people"),
    (CARD, lambda s: s.replace('id = "dots"', 'id = "points"'), "id"),
    (CARD, lambda s: s.replace('"wall"', '"piano"'), "material"),
    (CARD, lambda s: s.replace('tool = "vote"', 'tool = "board"'), "zones"),
    (CARD, lambda s: "".join(line for line in s.splitlines(True) if "ballot" not in line), "rules.ballot"),
    (CARD, lambda s: s.replace("shuffle", "shufle"), "rules.ballot.shufle"),
    (CARD, lambda s: s.replace("max = 2", "max = 9"), "rules.ballot.max"),
    (CARD, lambda s: s.replace('"dots", dots', '"lots", dots'), "rules.ballot.method"),
    (BOARD, lambda s: s.replace("notes = 4", "notes = 0"), "rules.notes"),
    (BOARD, lambda s: s.replace('"pensa"', '"dice"'), "zones"),
    (BOARD, lambda s: s.replace('"pensa"', '"Pensa?"'), "zones"),
    (BOARD, lambda s: s.replace("private = true", 'private = "yes"'), "rules.private"),
    (BOARD, lambda s: s + 'ballot = { dots = 2 }\n', "rules.ballot"),
    (CARD, lambda s: s.replace('feeds = ["idea"', 'feeds = ["nowhere"'), "rules.feeds"),
    (CARD, lambda s: s.replace('cluster = "none"', 'cluster = "robots"'), "rules.cluster"),
    (CARD, lambda s: s.replace("photo = false", "foto = false"), "rules.foto"),
    (CARD, lambda s: s.replace("dots = 3", 'dots = "3"'), "rules.ballot.dots"),
    (CARD, lambda s: s + "\n[[", "file"),
    (ZONED, lambda s: s.replace('rischi = "risks"', 'rischio = "risks"'), "zone_feeds.rischio"),
    (ZONED, lambda s: s.replace('rischi = "risks"', 'rischi = "test"'), "zone_feeds.rischi"),
    (WORDS, lambda s: s.replace('title = "Empathy map"', ""), "title"),
    (WORDS, lambda s: s.replace('pensa = "Thinks"', ""), "zones.pensa"),
    (WORDS, lambda s: s.replace('pensa = "Thinks"', 'pensa = "Thinks"\nsogna = "Dreams"'), "zones.sogna"),
    (WORDS, lambda s: s.replace('prompt = "', 'prompt = "' + "so very long " * 12), "prompt"),
    (WORDS, lambda s: s.replace('title = "Empathy map"', 'title = " "'), "title"),
    (WORDS, lambda s: s.replace('title = "Empathy map"', 'title = "Empathy map "'), "title"),
    (WORDS, lambda s: s.replace("late =", "tardy ="), "tardy"),
    (WORDS, lambda s: s.replace('pensa = "What they think', 'pensato = "What they think'), "hints.pensa"),
    (PACK, lambda s: s.replace("minutes = 60", "minutes = 61"), "minutes"),
    (PACK, lambda s: s.replace('card = "dots"', 'card = "dotz"'), "steps[5].card"),
    (PACK, lambda s: s.replace('outcome = "proposal"', 'outcome = "poem"'), "outcome"),
    (PACK, lambda s: s.replace("[words.en]", "[words.fr]"), "words.en"),
    (PACK, lambda s: s.replace('id = "assaggio-60"', 'id = "assaggio"'), "id"),
    (PACK, lambda s: s.replace('inputs = ["dots"]', 'inputs = ["plus-delta"]'), "steps[6].inputs"),
    (PACK, lambda s: s.replace('silence = "Go', 'silense = "Go'), "steps[0].words.en.silence"),
    (PACK, lambda s: s.replace('see = "People', 'extra = "x"\nsee = "People'), "steps[0].words.en.extra"),
    (PACK, lambda s: s.replace("people = [6, 40]", "people = [40, 6]"), "people"),
    (PACK, lambda s: s.replace('{ phones = "down" }', '{ phones = "sideways" }'), "steps[0].rules.phones"),
    (HALF, lambda s: s.replace("tables = 4", "tables = 400"), "tables"),
    (HALF, lambda s: s.replace("tables = 4\n", ""), "tables"),
    (OUTCOME, lambda s: s.replace('key = "owners"', 'key = "ask"'), "sections"),
    (OUTCOME, lambda s: s.replace('"space"', '"spice"'), "types"),
    (OUTCOME, lambda s: s.replace('ask = "Su quale', 'aks = "x", ask = "Su quale'), "sections[4].words.it.aks"),
    (OUTCOME, lambda s: s.replace('stage = "define"', 'stage = "defined"'), "sections[8].stage"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "spoil", "key"), FAULTS, ids=[f"{file}: {key}" for file, _, key in FAULTS])
def test_a_faulty_file_is_named_with_its_key(
    tmp_path: Path, file: str, spoil: Callable[[str], str], key: str
) -> None:
    folder = tmp_path / "methods"
    shutil.copytree(HERE, folder)
    library(folder)
    path = folder / file
    sound = path.read_text(encoding="utf-8")
    path.write_text(spoil(sound), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != sound
    with pytest.raises(FaultyCard) as faulty:
        library(folder)
    assert (faulty.value.file.name, faulty.value.key) == (path.name, key)
    assert f"{path.parent.name}/{path.name}: {key}" in str(faulty.value)


def test_a_card_without_one_of_its_languages_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "methods"
    shutil.copytree(HERE, folder)
    (folder / "cards/dots/en.toml").unlink()
    with pytest.raises(FaultyCard, match=r"dots/en\.toml: file: must exist"):
        library(folder)


@given(
    steps=st.lists(st.tuples(st.integers(1, 90), st.booleans()), min_size=1, max_size=20),
    available=st.integers(0, 600),
)
def test_retiming_fits_keeps_what_is_pinned_and_says_what_cannot_fit(
    steps: list[tuple[int, bool]], available: int
) -> None:
    minutes, pinned = tuple(m for m, _ in steps), tuple(p for _, p in steps)
    made, over = retime(minutes, pinned, available)
    assert len(made) == len(minutes)
    assert [m for m, stays in zip(made, pinned, strict=True) if stays] == [
        m for m, stays in zip(minutes, pinned, strict=True) if stays
    ]
    assert all(new >= min(FLOOR, old) for new, old in zip(made, minutes, strict=True))
    if over:
        assert sum(made) == available + over
    elif not all(pinned):
        assert sum(made) == available
    free = [(old, new) for old, new, stays in zip(minutes, made, pinned, strict=True) if not stays]
    for (old, new), (other, others) in pairwise(free):
        if not over and old < other:
            assert new <= others
