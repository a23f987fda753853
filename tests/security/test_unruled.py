"""S3: of a kind of record that no rule speaks of nothing is sent to anybody; how many there are is counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import pytest

from app.core.state import State
from app.core.tools import EVOLVE, FACES
from app.core.tools.common import EVERYONE, Face
from app.core.types import Record, Stamp
from app.core.words.board import AddNote, NoteAdded
from app.web import destinations, files, leaving
from tests.contracts.canaries import sightings
from tests.contracts.client import Client
from tests.security.asking import ask
from tests.security.declared import DECLARED, Row
from tests.security.furnish import act, new_id
from tests.security.listening import listening
from tests.security.matrix import asked, cells, expected
from tests.security.world import World

WORD = "üqzjxkvwpbfhgmycdlrnté"
METRIC = "officina_records_without_rule"
# Every form in which something leaves
FORMS = {
    "/api/v1/workshops/{workshop}/export.{form}": ("form", tuple(leaving.WRITERS)),
    "/api/v1/outcomes/{outcome}.{form}": ("form", tuple(files.WRITERS)),
    "/o/{outcome}/for/{destination}": ("destination", tuple(destinations.DESTINATIONS)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret(Record):
    """A kind that somebody has just thought of."""

    kind: ClassVar[str] = "secret"
    id: str
    text: str


def whisper(state: State, event: NoteAdded, stamp: Stamp) -> None:
    """Each note leaves a secret behind."""
    state.put(Secret(id=new_id(), text=WORD), stamp)


@pytest.fixture
def planted(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A tool that keeps something and does not say who may see it."""
    monkeypatch.setitem(EVOLVE, NoteAdded, (*EVOLVE[NoteAdded], whisper))
    yield monkeypatch
    for room in world.house.rooms.rooms.values():
        for secret in list(room.state.all(Secret)):
            room.state.purge(secret.id)


def rows() -> Iterator[Row]:
    """All that can be asked for without changing anything, in every form."""
    for row in DECLARED:
        if row.path in FORMS:
            name, values = FORMS[row.path]
            yield from (replace(row, fixed={name: value}) for value in values)
        elif row.method == "GET":
            yield row


async def note(world: World) -> None:
    """Somebody writes something."""
    thing = world.things["a1"]
    said = AddNote(id=new_id(), activity=thing.board, zone=thing.zone, text="Più sedie", lang="it")
    await act(world, "a1", said, person=thing.person)


async def received(world: World) -> dict[str, bytes]:
    """What everybody is told while somebody writes, and whatever they ask for afterwards."""
    found: dict[str, bytes] = {}
    async with listening(world) as server:
        base, workshop = f"http://127.0.0.1:{server.port}", world.things["a1"].workshop
        keys = {name: world.keys[f"{name}'s token"][0][1].split()[1] for name in ("participant", "lead")}
        asked_for = (
            ("participant", None, "all"),
            ("participant", None, "current"),
            ("lead", None, "all"),
            ("lead", "wall", "all"),
        )
        lines = [
            Client(base, workshop, token=keys[who], as_=part, scope=scope, keep=True)
            for who, part, scope in asked_for
        ]
        for line in lines:
            await line.open()
        await note(world)
        late = Client(base, workshop, token=keys["participant"], keep=True)
        await late.open()
        head = (await world.house.rooms.get(workshop)).state.seq
        for n, line in enumerate([*lines, late]):
            await line.reach(head)
            found[f"line {n}"] = "\n".join(line.heard).encode()
            await line.close()
    for cell in cells(rows(), world.keys):
        if cell.thing in ("", "a1") and not cell.inner and expected(cell) < 400:
            answer = await asked(world, cell)
            assert answer.status == expected(cell), cell
            found[f"{cell} {dict(cell.row.fixed)}"] = answer.body
    return found


async def counted(world: World) -> list[str]:
    """What the metric says."""
    said = (await ask(world.app, "GET", "/metrics")).body.decode()
    return [line for line in said.splitlines() if line.startswith(METRIC)]


def seen(found: dict[str, bytes]) -> set[str]:
    """Who was told."""
    return {where for where, content in found.items() if list(sightings(content, {"secret": WORD}))}


def kept(world: World) -> list[Secret]:
    """What there is to tell."""
    return list(world.runner.run(world.house.rooms.get(world.things["a1"].workshop)).state.all(Secret))


def test_s3_of_a_kind_without_a_rule_nothing_is_sent_and_it_is_counted(
    world: World, planted: pytest.MonkeyPatch
) -> None:
    assert world.runner.run(counted(world)) == []
    found = world.runner.run(received(world))
    assert len(found) > 120
    assert [secret.text for secret in kept(world)] == [WORD]
    assert seen(found) == set()
    assert world.runner.run(counted(world)) == [f'{METRIC}{{kind="secret"}} 1.0']
    world.runner.run(note(world))
    assert world.runner.run(counted(world)) == [f'{METRIC}{{kind="secret"}} 2.0']


def test_s3_a_kind_that_is_shown_by_default_is_seen(world: World, planted: pytest.MonkeyPatch) -> None:
    planted.setitem(
        FACES, Secret, Face(lambda *_: EVERYONE, lambda state, record, role: {"text": record.text})
    )
    found = world.runner.run(received(world))
    told = seen(found)
    assert {f"line {n}" for n in range(5)} <= told
    assert any("export." in where for where in told)
    assert any(where.startswith("GET /api/v1/workshops/{workshop} ") for where in told)
    assert world.runner.run(counted(world)) == []
