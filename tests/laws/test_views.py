"""Laws of what people are told (docs/LAWS.md, V1 to V7), over lived-in workshops."""

from __future__ import annotations

import random
from typing import Any

from app.core import view
from app.core.view import Audience, Frame, Viewer
from app.core.words import roster

from . import world as worlds
from .seeds import seeds
from .world import World, everybody, lived_in

SEEDS = range(60)
STEPS = 120


class Broken(AssertionError):
    """A law that does not hold; says which and with what seed."""


def apply(held: dict[str, Any], frame: Frame, law: str) -> dict[str, Any]:
    """What a client holds after a frame, private chunk first, as the protocol has it."""
    after = {} if frame.whole else dict(held)
    for part in (frame.private, frame.shared):
        for record in part.put:
            after[record["id"]] = record
        for id in part.drop:
            if id not in after:
                raise Broken(f"V2 {law}: told to drop {id}, which was not theirs")
            del after[id]
    return after


def watch(seed: int, steps: int = STEPS) -> World:
    """Play a workshop while every viewer follows it, some of them seldom; check after each step that they are right."""
    world = lived_in(seed, 25)
    chance = random.Random(seed + 1)
    held: dict[Viewer, tuple[int, dict[str, Any]]] = {}
    for step in range(steps):
        world.do(world.next())
        if step % worlds.BRINGS == worlds.BRINGS - 1:
            world.bring()
        for viewer in everybody(world.state):
            since, have = held.get(viewer, (0, {}))
            if step % 7 and chance.random() < 0.5:
                continue  # this one is slow and gets a bigger frame later
            frame = view.frame(world.state, viewer, since)
            have = apply(have, frame, f"seed {seed} step {step} {viewer}")
            now = view.view(world.state, viewer)
            if have != now:
                odd = {id for id in have.keys() | now.keys() if have.get(id) != now.get(id)}
                raise Broken(f"V1 seed {seed} step {step} {viewer} since {since}: {sorted(odd)}")
            held[viewer] = (world.state.seq, have)
    return world


@seeds(60)
def test_V1_V2_a_view_and_the_frames_after_it_are_the_view_now(seed: int) -> None:
    watch(seed)


@seeds(60)
def test_V3_nobody_is_told_of_what_they_may_not_see(seed: int) -> None:
    nobody_is_told_too_much(seed)


def nobody_is_told_too_much(seed: int) -> None:
    """Walks the records themselves, not the rule, and finds in every view only what the activity allows."""
    world, hidden = lived_in(seed, STEPS), 0
    for viewer in everybody(world.state):
        seen = view.view(world.state, viewer)
        for note in world.state.all(worlds.board.Note):
            activity = world.state.need(worlds.agenda.Activity, note.activity)
            secret = (
                activity.revealed != "room" and not shared_with(viewer, activity, note.guest or note.table)
            ) or note.aside
            if (
                viewer.audience.role in ("room", "wall")
                and secret
                and note.source is None
                and note.by != viewer.person
            ):
                hidden += 1
                assert note.id not in seen, (seed, viewer, note)
            if note.anonymous and note.id in seen:
                assert not {"by", "via", "alias", "at"} & seen[note.id].keys()
        for vote in world.state.all(worlds.vote.Vote):
            mine = vote.by == viewer.person
            assert (f"vote:{vote.ballot}:{vote.target}" in seen) <= (mine or any(
                v.by == viewer.person and v.ballot == vote.ballot and v.target == vote.target
                for v in world.state.all(worlds.vote.Vote)))  # fmt: skip
        if viewer.audience.role != "facilitator":
            people = [one for one in seen.values() if one["kind"] == "person"]
            assert viewer.audience.role == "wall" or not people
            assert all(one.keys() - {"table"} == {"id", "kind", "alias"} for one in people)
        for cluster in world.state.all(worlds.board.Cluster):
            activity = world.state.need(worlds.agenda.Activity, cluster.activity)
            hers = activity.revealed == "room" or (
                not activity.plan.rules.visitors and shared_with(viewer, activity, cluster.table)
            )
            assert hers or viewer.audience.role not in ("room", "wall") or cluster.id not in seen
        if viewer.audience.role in ("room", "wall") and viewer.audience.scope == "all":
            assert all(id in seen for one in seen.values() for id in one.get("clusters", []))
        ids_named = {i for one in seen.values() for i in [one.get("from"), *one.get("clusters", [])] if i}
        assert all(i in seen or i in world.state.records for i in ids_named)


def shared_with(viewer: Viewer, activity: worlds.agenda.Activity, table: str | None) -> bool:
    """Does the viewer's own table see what is on this board, though the room does not yet?"""
    return activity.revealed == "tables" and table is not None and table == viewer.audience.table


def test_V3_there_was_something_to_leak() -> None:
    worlds_seen = [lived_in(seed, STEPS) for seed in range(2 * len(SEEDS))]
    private = [
        note for world in worlds_seen for note in world.state.all(worlds.board.Note)
        if world.state.need(worlds.agenda.Activity, note.activity).revealed != "room"
    ]  # fmt: skip
    assert len(private) > 40
    apart = [
        note for world in worlds_seen for note in world.state.all(worlds.board.Note)
        if world.state.need(worlds.agenda.Activity, note.activity).revealed == "tables" and note.table is not None
    ]  # fmt: skip
    assert len(apart) > 40
    visits = [note for note in apart if note.guest is not None]
    assert len(visits) > 15
    assert sum(1 for world in worlds_seen for _ in world.state.all(worlds.vote.Vote)) > 40


@seeds(60)
def test_V4_equal_audiences_are_told_the_same(seed: int) -> None:
    """The shared part depends on the audience alone: two people at one table get equal shared parts."""
    world = lived_in(seed, STEPS)
    for scope in ("all", "current"):
        for table in (None, *worlds.TABLES):
            audience = Audience("room", table, scope)
            parts = [view.frame(world.state, Viewer(audience, person), 0).shared for person in worlds.PEOPLE]
            assert all(part == parts[0] for part in parts)


@seeds(60)
def test_V5_an_overlay_decides_as_the_state_would_and_leaves_it_alone(seed: int) -> None:
    overlay_is_apart(seed)


def overlay_is_apart(seed: int) -> None:
    """Forty acts decided on an overlay are decided as on the state; the state itself stays as it was."""
    world = lived_in(seed, 60)
    twin = lived_in(seed, 60)
    trial = World(world.chance, world.state.overlay(), world.clock, world.acts, list(world.accepted))
    mirror = World(twin.chance, twin.state, twin.clock, twin.acts, list(twin.accepted))
    before = {viewer: view.view(world.state, viewer) for viewer in everybody(world.state)}
    for _ in range(40):
        assert trial.do(trial.next()) == mirror.do(mirror.next())
    assert before == {viewer: view.view(world.state, viewer) for viewer in everybody(world.state)}


@seeds(20)
def test_V6_a_refusal_changes_nothing(seed: int) -> None:
    world, refused = lived_in(seed, 40), 0
    for _ in range(120):
        act = world.next()
        before = (world.state.seq, dict(world.state.records), list(world.state.changed))
        if world.do(act) is None:
            refused += 1
            assert before == (world.state.seq, dict(world.state.records), list(world.state.changed))
    assert refused > 5


@seeds(20)
def test_V7_what_is_put_comes_in_order_of_age_and_id(seed: int) -> None:
    world = lived_in(seed, STEPS)
    for viewer in everybody(world.state):
        put = view.frame(world.state, viewer, 0).shared.put
        ages = [(world.state.changed[one["id"]], one["id"]) for one in put]
        assert ages == sorted(ages)


def test_V1_somebody_who_moves_to_another_table_is_told_everything() -> None:
    world = lived_in(3, 60)
    person = next(
        p for p in world.state.all(roster.Person) if p.table and not p.removed and p.role == "participant"
    )
    other = next(table for table in worlds.TABLES if table != person.table)
    since = world.state.seq
    world.do(world.act(worlds.FACILITATOR, "facilitator", roster.Sit(id=person.id, table=other)))
    assert view.frame(world.state, Viewer(Audience("room", other), person.id), since).whole
