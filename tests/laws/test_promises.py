"""The law of what people were told (docs/LAWS.md, P1): the rules of what has begun only come to protect more."""

from __future__ import annotations

from dataclasses import replace

from app.core import view
from app.core.types import Command
from app.core.undo import Undo
from app.core.view import Viewer
from app.core.words import agenda, board, workshop
from app.core.words.agenda import Activity, Rules

from .seeds import seeds
from .world import ACTIVITIES, FACILITATOR, PEOPLE, World, everybody, lived_in

LEAD = (FACILITATOR, "facilitator")
SIGNS = {"by", "via", "alias"}


def other_rules(world: World, rules: Rules) -> Rules:
    """Rules that let others see, or sign, more or less than these."""
    private, anonymous, tables, visitors = (world.chance.random() < 0.5 for _ in range(4))
    return replace(rules, private=private, anonymous=anonymous, tables=tables, visitors=visitors and tables)


def change(world: World, id: str) -> Command:
    """Other rules for what has begun; for what has not, they are set, it begins, and the old ones come back."""
    activity = world.state.need(Activity, id)
    asked: Command = agenda.SetActivity(id=id, rules=other_rules(world, activity.plan.rules))
    if activity.started_at is None:
        before = world.act(*LEAD, asked)
        world.do(before)
        world.do(world.act(*LEAD, agenda.Start(id=id)))
        asked = Undo(of=before.id)
    world.do(world.act(*LEAD, agenda.Unlock(id=id)))
    return asked


def promised(seed: int) -> tuple[int, int]:
    """The law for one workshop: how many changes were granted, how many refused."""
    world, said = lived_in(seed, 60), [0, 0]
    world.do(world.act(*LEAD, workshop.Open()))
    for id in ACTIVITIES:
        asked = change(world, id)
        activity, before = world.state.need(Activity, id), seen(world)
        said[world.do(world.act(*LEAD, asked)) is not None] += 1
        for viewer, notes in seen(world).items():
            for note, signs in notes.items():
                assert signs <= before[viewer].get(note, {"unseen"}), (seed, viewer, note)
        written(world, activity, seed)
    return said[True], said[False]


def seen(world: World) -> dict[Viewer, dict[str, set[str]]]:
    """The notes that each viewer sees, and how much of who wrote them."""
    views = {viewer: view.view(world.state, viewer).values() for viewer in everybody(world.state)}
    return {
        viewer: {one["id"]: SIGNS & one.keys() for one in records if one["kind"] == "note"}
        for viewer, records in views.items()
    }


def written(world: World, before: Activity, seed: int) -> None:
    """What somebody writes who read on the phone what held before the change is unseen and unsigned as it said."""
    id, person = world.id(), world.chance.choice(PEOPLE)
    zone = before.plan.zones[0].id
    if not world.do(world.act(person, "participant", board.AddNote(id=id, activity=before.id, zone=zone, text="x"))):
        return
    note = world.state.need(board.Note, id)
    assert note.anonymous or not before.plan.rules.anonymous, seed
    for viewer, notes in seen(world).items():
        unseen = not before.revealed and viewer.person != person and viewer.audience.role in ("room", "wall")
        assert not (unseen and id in notes), (seed, viewer)


@seeds(40)
def test_P1_once_begun_the_rules_of_an_activity_only_come_to_protect_more(seed: int) -> None:
    promised(seed)


def test_P1_the_law_sees_changes_that_are_granted_and_that_are_refused() -> None:
    granted, refused = (sum(each) for each in zip(*(promised(seed) for seed in range(20)), strict=True))
    assert granted > 10, granted
    assert refused > 10, refused
