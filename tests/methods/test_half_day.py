"""The default half day is the one that was promised: row by row its end, minutes, stage, rule and what it feeds."""

from __future__ import annotations

from itertools import accumulate

from app.methods.card import BallotRules, Card, Pack, Rules, Step
from app.methods.load import library
from app.methods.planner import plan

LIBRARY = library()
PACK: Pack = LIBRARY.packs["isob-mezza-giornata"]

TABLE = (
    # ends, minutes, stage, tool, feeds
    ("0:10", 10, "frame", "none", ("attendance",)),
    ("0:16", 6, "frame", "board", ()),
    ("0:22", 6, "frame", "none", ("challenge",)),
    ("0:34", 12, "empathize", "none", ()),
    ("0:48", 14, "empathize", "board", ("people", "evidence")),
    ("1:02", 14, "define", "board", ("problem",)),
    ("1:12", 10, "define", "board", ("problem",)),
    ("1:17", 5, "define", "vote", ("problem",)),
    ("1:32", 15, "ideate", "none", ()),
    ("1:44", 12, "ideate", "none", ()),
    ("2:00", 16, "ideate", "board", ("idea", "alternatives")),
    ("2:10", 10, "ideate", "vote", ("idea", "alternatives")),
    ("2:36", 26, "prototype", "board", ("how", "prototype")),
    ("2:54", 18, "test", "board", ("test",)),
    ("3:06", 12, "scale", "board", ("resources", "partners", "risks", "indicators", "owners")),
    ("3:16", 10, "test", "vote", ("verdict",)),
    ("3:24", 8, "scale", "board", ("next",)),
    ("3:30", 6, "scale", "none", ()),
)


def card(step: Step) -> Card | None:
    return LIBRARY.cards[step.card] if step.card else None


def tool(step: Step) -> str:
    used = card(step)
    return used.tool if used else "none"


def by(id: str) -> Rules:
    """The rules of the one step that uses a card."""
    (one,) = [step for step in PACK.steps if step.card == id]
    return one.rules


def ballot(id: str) -> BallotRules:
    """The ballot of the one step that uses a card."""
    made = by(id).ballot
    assert made is not None
    return made


def test_ends_minutes_stages_tools_and_feeds_row_by_row() -> None:
    ends = [f"{end // 60}:{end % 60:02}" for end in accumulate(step.minutes for step in PACK.steps)]
    found = [
        (end, step.minutes, step.stage, tool(step), step.rules.feeds)
        for end, step in zip(ends, PACK.steps, strict=True)
    ]
    assert found == list(TABLE)
    assert (PACK.minutes, PACK.tables) == (210, 4)


def test_who_sees_writes_and_gathers_what() -> None:
    check_in, empathy, clusters = by("check-in"), by("empathy-map"), by("table-clusters")
    assert (check_in.anonymous, check_in.private) == (False, False)
    assert (empathy.private, empathy.anonymous, empathy.notes) == (True, True, 4)
    assert (clusters.tables, clusters.cluster, clusters.private) == (True, "all", False)
    assert (by("how-might-we").tables, by("how-might-we").private) == (True, False)
    assert (by("table-ideas").tables, by("table-ideas").photo) == (True, True)
    assert (clusters.clusters, clusters.carry_table) == (3, 3)
    assert (by("how-might-we").carry_table, by("table-ideas").carry_table) == (2, 3)
    assert (by("visitor-test").tables, by("visitor-test").visitors, by("visitor-test").private) == (True, True, True)
    assert (by("what-it-takes").tables, len(LIBRARY.cards["what-it-takes"].zones)) == (True, 5)
    assert (by("what-next").anonymous, len(LIBRARY.cards["storyboard"].zones)) == (True, 6)
    down = {step.card for step in PACK.steps if step.rules.phones == "down"}
    assert down == {"true-stories", "pair-stories", "crazy-8s"}
    assert [step.card for step in PACK.steps if step.rules.phones == "break"] == ["break"]


def test_ballots_are_hidden_until_they_close() -> None:
    a, b, c = ballot("question-vote"), ballot("gallery-vote"), ballot("pitch-vote")
    assert (a.method, a.dots, a.max, a.secret) == ("dots", 2, 1, True)
    assert (b.method, b.dots, b.max, b.secret, b.shuffle) == ("dots", 3, 1, True, True)
    assert c.secret


def test_the_end_is_pinned_and_only_the_reserve_gives_way_after_it() -> None:
    assert [step.card for step in PACK.steps if step.pinned] == [
        "visitor-test", "what-it-takes", "pitch-vote", "what-next",
    ]  # fmt: skip
    assert not PACK.steps[-1].pinned


def test_every_feed_has_a_section_and_all_words_are_in_both_languages() -> None:
    sections = {section.key for section in LIBRARY.outcomes[PACK.outcome].sections}
    assert {key for step in PACK.steps for key in step.rules.feeds} <= sections
    for step in PACK.steps:
        assert set(step.words) in (set(), {"it", "en"})
        assert not step.words or set(step.words["it"]) == set(step.words["en"])


def test_each_box_goes_into_its_own_section_and_the_rest_of_the_goodbye_into_none() -> None:
    made = {step.method: step for step in plan(PACK, ("it", "en"), LIBRARY)}
    boxes = [zone["feeds"] for zone in made["what-it-takes"].zones]
    assert boxes == ["resources", "partners", "risks", "indicators", "owners"]
    assert [(zone["id"], zone["feeds"]) for zone in made["what-next"].zones] == [
        ("passi", "next"), ("piu", ""), ("delta", ""),
    ]  # fmt: skip
