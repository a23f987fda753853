"""The law of kinds that no rule speaks of (docs/LAWS.md, V9): nothing of them is told to anybody."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest

from app.core import engine, unruled, view
from app.core.state import State
from app.core.tools import EVOLVE, FACES
from app.core.tools.common import EVERYONE, Face
from app.core.types import Record, Stamp
from app.core.words.board import Note, NoteAdded
from app.core.words.roster import Person
from app.live import fold
from app.live.faces import Faces
from app.live.whole import Whole

from . import test_views
from .world import everybody, lived_in

STEPS = 80
CANARY = "canarino-giallo-7f3a"
DERIVED = {Note: {"note", "own"}, Person: {"person", "me"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret(Record):
    """A kind that somebody has just thought of."""

    kind: ClassVar[str] = "secret"
    id: str
    text: str


def whisper(state: State, event: NoteAdded, stamp: Stamp) -> None:
    """Each note leaves a secret behind; every third is taken away again."""
    secret = Secret(id=f"secret-{event.id}", text=f"{CANARY} {event.text}")
    state.put(secret, stamp)
    if stamp.seq % 3 == 0:
        state.drop(secret.id, stamp)


def planted(plant: pytest.MonkeyPatch) -> None:
    plant.setitem(EVOLVE, NoteAdded, (*EVOLVE[NoteAdded], whisper))


def shown(state: State) -> str:
    """All that anybody is told, by whichever way: frames from each moment, and what is kept of whole audiences."""
    told: list[Any] = []
    for viewer in everybody(state):
        told += [view.frame(state, viewer, since) for since in range(0, state.seq, 9)]
        told += [view.show(state, record, viewer.audience) for record in state.all(Record)]
        whole = Whole(viewer.audience)
        whole.follow(state, Faces().of)
        told += whole.faces.values()
    return repr(told)


@pytest.mark.parametrize("seed", range(6))
def test_V9_s3_of_a_new_kind_without_a_rule_nothing_is_told(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(monkeypatch)
    state = test_views.watch(seed, STEPS).state
    there = list(state.all(Secret))
    assert len(there) > 3
    told = shown(state)
    assert CANARY not in told
    assert not [secret.id for secret in there if secret.id in told]
    assert unruled.counted(state) == Counter(secret=len(there))


@pytest.mark.parametrize("kind", list(FACES), ids=lambda kind: str(kind.kind))
def test_V9_s3_of_a_kind_that_loses_its_rule_nothing_is_told(
    kind: type[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(FACES, kind)
    gone, found = DERIVED.get(kind, {kind.kind}), 0
    for seed in range(12):
        state = lived_in(seed, STEPS).state
        found += sum(type(record) is kind for record in state.records.values())
        for viewer in everybody(state):
            told = [view.frame(state, viewer, since) for since in range(0, state.seq, 7)]
            kinds = {
                one["kind"] for frame in told for part in (frame.private, frame.shared) for one in part.put
            }
            assert not kinds & gone, (seed, viewer)
        present = sum(type(record) is kind for record in state.records.values())
        assert unruled.counted(state) == (Counter({kind.kind: present}) if present else Counter())
    assert found, "there was something to tell"


def test_V9_s3_with_every_rule_in_place_nothing_is_counted() -> None:
    for seed in range(12):
        assert unruled.counted(lived_in(seed, STEPS).state) == Counter()


def test_V9_s3_a_state_with_them_is_not_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    states = [lived_in(seed, STEPS).state for seed in range(20)]
    kept = next(state for state in states if fold.can_be_kept(state))
    stamp = Stamp(seq=kept.seq + 1, at=1, person=None, act=None)
    kept.put(Secret(id="s", text=CANARY), stamp)
    engine.settle(kept, stamp.seq)
    assert not fold.can_be_kept(kept)
    kept.drop("s", stamp)
    engine.settle(kept, stamp.seq)
    assert unruled.counted(kept) == Counter()


def for_everybody(plant: pytest.MonkeyPatch) -> None:
    """What no rule speaks of is shown to all."""
    rule = Face(lambda *_: EVERYONE, lambda state, record, role: {"text": record.text})
    plant.setitem(FACES, Secret, rule)


def all_it_has(plant: pytest.MonkeyPatch) -> None:
    """What no rule speaks of is shown with all that it has to whoever sees the rest."""
    true = view.changes

    def changes(state: State, audience: view.Audience, since: int) -> tuple[list[Record], list[str]]:
        put, drop = true(state, audience, since)
        return [*put, *state.all(Secret)], drop

    def face(state: State, record: Record, role: str) -> dict[str, Any]:
        return {"id": record.id, "kind": record.kind, **FACES[type(record)].face(state, record, role)} if type(
            record) in FACES else {"id": record.id, "kind": record.kind, "is": repr(record)}  # fmt: skip

    plant.setattr(view, "changes", changes)
    plant.setattr(view, "face", face)


@pytest.mark.parametrize("fault", [for_everybody, all_it_has])
def test_V9_s3_a_kind_that_is_shown_all_the_same_is_seen(fault: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    planted(monkeypatch)
    fault(monkeypatch)
    state = lived_in(1, STEPS).state
    told = repr([view.frame(state, viewer, 0) for viewer in everybody(state)])
    assert CANARY in told
