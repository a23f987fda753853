"""Planning: words in every language, rules and pins, activities taken away and brought back into their place."""

from __future__ import annotations

import random
from typing import Any

import pytest

from app.core import engine
from app.core.refusal import Refused
from app.core.state import State
from app.core.tools.agenda_folds import ordered
from app.core.types import Act
from app.core.undo import Undo
from app.core.view import Audience, Viewer, frame, view
from app.core.words import agenda, board, clusters, workshop
from app.core.words.agenda import Activity, Rules
from tests.core.playing import ask
from tests.laws.world import FACILITATOR, WORKSHOP, World

IDS = tuple(letter * 32 for letter in "abcd")
WORDS = {"it": {"title": "Ascolto", "prompt": "Cosa vive?", "say": "Buonasera."}}


def planned() -> World:
    """A workshop in Italian with four activities, each with a board."""
    world = World(random.Random(1))
    steps = tuple(
        agenda.Planned(
            id=id, stage="empathize", tool="board", method="", title="Ascolto", prompt="Cosa vive?", words=WORDS,
            zones=(agenda.Zone(id="z", title="Qui"),),
        )
        for id in IDS
    )  # fmt: skip
    made = agenda.Create(
        title="Sera", question="", languages=("it",), agenda=steps, person=FACILITATOR, alias="Anna"
    )
    ask(world, made, role="door")
    return world


def plan(world: World, id: str) -> agenda.Planned:
    return world.state.need(Activity, id).plan


def refused(world: World, data: Any) -> str:
    with pytest.raises(Refused) as no:
        ask(world, data)
    return no.value.code


def test_words_of_a_language_are_laid_over_those_there_are() -> None:
    world = planned()
    said = {"it": {"title": "Storie", "late": "Siediti e ascolta."}, "en": {"title": "Stories", "zone.z": "Here"}}
    ask(world, agenda.SetActivity(id=IDS[0], words=said))
    found = plan(world, IDS[0])
    assert (found.title, found.prompt) == ("Storie", "Cosa vive?")
    assert found.words == {
        "it": {"title": "Storie", "prompt": "Cosa vive?", "say": "Buonasera.", "late": "Siediti e ascolta."},
        "en": {"title": "Stories", "zones": {"z": "Here"}},
    }


def test_words_rules_and_pin_come_back_when_undone() -> None:
    world = planned()
    before = plan(world, IDS[1])
    changed = agenda.SetActivity(
        id=IDS[1], words={"en": {"title": "Listening"}}, rules=Rules(private=True, notes=4), pinned=True
    )
    act: Act = world.act(FACILITATOR, "facilitator", changed)
    assert world.do(act)
    after = plan(world, IDS[1])
    assert (after.words["en"], after.rules, after.pinned) == (
        {"title": "Listening"}, Rules(private=True, notes=4), True,
    )  # fmt: skip
    ask(world, Undo(of=act.id))
    assert plan(world, IDS[1]) == before


@pytest.mark.parametrize(("words", "code"), [
    ({"it": {"title": ""}}, "empty"), ({"en": {"zone.q": "x"}}, "bad_value"),
    ({"no good": {"title": "x"}}, "bad_value"),
    ({"en": {"prompt": "x" * 2001}}, "too_long"), ({"en": {"say": "\x00"}}, "bad_text"),
    ({f"q{n:c}{m:c}": {"title": "x"} for n in range(97, 102) for m in range(97, 102)}, "too_many"),
])  # fmt: skip
def test_words_that_cannot_be_kept_are_refused(words: dict[str, dict[str, str]], code: str) -> None:
    world = planned()
    before = plan(world, IDS[0])
    assert refused(world, agenda.SetActivity(id=IDS[0], words=words)) == code
    assert plan(world, IDS[0]) == before


def test_an_activity_that_was_taken_away_comes_back_into_its_place() -> None:
    """As V1 has it: what was seen before, plus the frame, is what is seen now."""
    world = planned()
    viewer = Viewer(Audience("facilitator"), FACILITATOR)
    seen, since = view(world.state, viewer), world.state.seq
    act: Act = world.act(FACILITATOR, "facilitator", agenda.RemoveActivity(id=IDS[1]))
    assert world.do(act)
    assert ordered(world.state) == [IDS[0], IDS[2], IDS[3]]
    assert following(seen, world.state, viewer, since) == view(world.state, viewer)
    assert refused(world, agenda.RemoveActivity(id=IDS[1])) == "not_found"
    seen, since = view(world.state, viewer), world.state.seq
    ask(world, Undo(of=act.id))
    assert ordered(world.state) == list(IDS)
    assert following(seen, world.state, viewer, since) == view(world.state, viewer)


def following(seen: dict[str, Any], state: State, viewer: Viewer, since: int) -> dict[str, Any]:
    """What somebody holds who has applied the frame."""
    told = frame(state, viewer, since)
    kept = {id: record for id, record in seen.items() if id not in told.shared.drop and not told.whole}
    return kept | {record["id"]: record for record in (*told.private.put, *told.shared.put)}


def test_after_one_was_taken_away_a_new_one_still_comes_last() -> None:
    world = planned()
    ask(world, agenda.RemoveActivity(id=IDS[0]))
    step = agenda.Planned(id="e" * 32, stage="test", tool="none", method="", title="Fine", words={})
    ask(world, agenda.AddActivity(plan=step))
    assert ordered(world.state) == [*IDS[1:], step.id]
    assert len({world.state.need(Activity, id).order for id in ordered(world.state)}) == 4


def test_what_has_begun_or_holds_something_is_not_taken_away() -> None:
    world = planned()
    ask(world, agenda.Start(id=IDS[0]))
    ask(world, board.AddNote(id="9" * 32, activity=IDS[0], zone="z", text="Una panchina"))
    ask(world, clusters.Carry(id="9" * 32, to=IDS[1], as_="8" * 32))
    assert [refused(world, agenda.RemoveActivity(id=id)) for id in IDS[:2]] == ["activity_in_use"] * 2
    ask(world, agenda.RemoveActivity(id=IDS[2]))


def test_the_languages_of_a_workshop_grow_and_its_own_stays_the_first() -> None:
    world = planned()
    ask(world, workshop.SetWorkshop(languages=("en", "it", "en")))
    found = world.state.need(workshop.Workshop, WORKSHOP)
    assert (found.languages, found.title) == (("it", "en"), "Sera")
    ask(world, workshop.SetWorkshop(title="Un'altra sera"))
    assert world.state.need(workshop.Workshop, WORKSHOP).languages == ("it", "en")
    assert refused(world, workshop.SetWorkshop(languages=("??",))) == "bad_value"
    assert engine.decide(
        world.state, world.act(FACILITATOR, "facilitator", workshop.SetWorkshop(languages=("it", "en")))
    ) == []  # fmt: skip


def test_when_it_starts_is_told() -> None:
    world = planned()
    ask(world, workshop.SetWorkshop(starts_at=1_900_000_000_000))
    ask(world, workshop.SetWorkshop(question="E poi?"))
    assert world.state.need(workshop.Workshop, WORKSHOP).starts_at == 1_900_000_000_000
