"""Words of an activity changed while it is planned hold in the workshop’s own language, wherever they are read."""

from __future__ import annotations

import random
from types import SimpleNamespace

from app.core.tools import agenda_faces
from app.core.types import Act
from app.core.undo import Undo
from app.core.words import agenda
from app.core.words.agenda import Activity
from app.exports.compose.evidence import title_of
from tests.core.playing import ask
from tests.laws.world import FACILITATOR, World

ID = "b" * 32
WORDS = {
    "it": {"title": "Ascolto", "prompt": "Cosa vive?", "zones": {}, "say": "Buonasera."},
    "en": {"title": "Listening", "prompt": "What is lived?", "zones": {}, "say": "Good evening."},
}


def planned() -> World:
    """A workshop in Italian and English with one activity in both."""
    world = World(random.Random(1))
    step = agenda.Planned(
        id=ID, stage="empathize", tool="none", method="", title="Ascolto", prompt="Cosa vive?", words=WORDS
    )
    made = agenda.Create(
        title="Sera", question="", languages=("it", "en"), agenda=(step,), person=FACILITATOR, alias="Anna"
    )
    ask(world, made, role="door")
    return world


def told(world: World) -> dict[str, dict[str, str]]:
    """The words as a person in the room is told them."""
    face = agenda_faces.face(world.state, world.state.need(Activity, ID), "facilitator")
    assert (face["title"], face["prompt"]) == (face["words"]["it"]["title"], face["words"]["it"]["prompt"])
    assert title_of(face, SimpleNamespace(language="it")) == face["title"]  # type: ignore[arg-type]
    return dict(face["words"])


def test_changed_words_hold_in_the_own_language_and_come_back_when_undone() -> None:
    world = planned()
    assert told(world) == WORDS
    act: Act = world.act(FACILITATOR, "facilitator", agenda.SetActivity(id=ID, title="Storie"))
    assert world.do(act)
    assert told(world) == WORDS | {"it": WORDS["it"] | {"title": "Storie"}}
    ask(world, Undo(of=act.id))
    assert told(world) == WORDS


def test_changing_the_minutes_leaves_the_words_alone() -> None:
    world = planned()
    ask(world, agenda.SetActivity(id=ID, minutes=25))
    assert told(world) == WORDS
