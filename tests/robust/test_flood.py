"""P5: one phone that floods is held to its pace, and the others hardly notice."""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.live.limits import BURST, RATE
from tests.contracts import figures
from tests.contracts.bare import Bare
from tests.contracts.canon import Broken, law
from tests.contracts.doubled import house_of
from tests.contracts.gathering import Gathering, Person, gathered, play
from tests.contracts.house import House, one_on_sqlite
from tests.effort import FULL, effort
from tests.robust.malformed import text

FLOOD = 1000  # commands a second
SECONDS, EVERY = effort(3, 10), 0.02
OTHERS, PACE = effort(5, 30), 0.4  # seconds between two notes of each
SLOWER, ROUNDS = 1.5, 5


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with one_on_sqlite(tmp_path_factory.mktemp("house")) as made:
        yield made


class Flood:
    """Somebody who sends a thousand notes a second, whatever is answered."""

    def __init__(self, g: Gathering, person: Person) -> None:
        self.g, self.person = g, person
        self.notes: dict[str, str] = {}
        self.answers: Counter[str] = Counter()
        self.kept: set[str] = set()

    def note(self) -> bytes:
        """One more note."""
        act, note = self.person.line.new_id(), self.person.line.new_id()
        self.notes[act] = note
        d = {"id": note, "activity": self.g.board, "zone": self.g.zones[0], "text": "Io! Io!", "lang": "it"}
        return text(json.dumps({"t": "cmd", "id": act, "k": "note.add", "d": d}))

    async def flow(self, house: House, seconds: float) -> None:
        """Send and listen so long, and hear every answer."""
        line = Bare(house, self.person)
        await line.open(self.g)
        hearing = asyncio.create_task(self.hear(line))
        try:
            began = time.monotonic()
            while (passed := time.monotonic() - began) < seconds:
                due = int(passed * FLOOD) - len(self.notes)
                line.writer.write(b"".join(self.note() for _ in range(due)))
                await line.writer.drain()
                await asyncio.sleep(EVERY)
            async with asyncio.timeout(60):
                while self.answers.total() < len(self.notes) and not hearing.done():  # noqa: ASYNC110
                    await asyncio.sleep(EVERY)
            if hearing.done():
                await hearing
        finally:
            hearing.cancel()
            line.writer.close()

    async def hear(self, line: Bare) -> None:
        """Count the answers."""
        while True:
            said = json.loads((await line.hear())[2])
            if said["t"] == "ack":
                self.kept.add(self.notes[said["id"]])
                self.answers["ack"] += 1
            elif said["t"] == "reject":
                law(said["retry"] == "later" and said["after"] > 0, "who is too fast is told when to come back", said)
                self.answers[said["code"]] += 1


async def written(g: Gathering, people: list[Person], seconds: float) -> list[float]:
    """What others wait for their answers, in ms, as they write at their pace."""
    took: list[float] = []

    async def writes(person: Person, offset: float) -> None:
        await asyncio.sleep(offset)
        end = time.monotonic() + seconds - offset
        while time.monotonic() < end:
            began = time.monotonic()
            await g.note(person.line, "Con calma")
            took.append((time.monotonic() - began) * 1000)
            await asyncio.sleep(PACE)

    await asyncio.gather(*(writes(each, PACE * n / len(people)) for n, each in enumerate(people)))
    return took


async def flooded(house: House, seconds: float) -> Flood:
    """One floods while others write; fails unless it is held to its pace, and nothing acknowledged is missing."""
    async with gathered(house) as g:
        others = [await g.person(f"Voce {n}") for n in range(OTHERS)]
        flood = Flood(g, await g.person("Piena", open_=False))
        began = time.monotonic()
        took, _ = await asyncio.gather(written(g, others, seconds), flood.flow(house, seconds))
        passed = time.monotonic() - began
        law(flood.answers["ack"] <= BURST + RATE * passed + 1, "one is held to a pace", flood.answers, passed)
        law(flood.answers["slow_down"] > 0, "what is too fast is refused", flood.answers)
        await g.quiet()
        law(flood.kept <= {note["id"] for note in g.boss.of("note")}, "what was acknowledged is there")
        law(len(took) >= OTHERS * (seconds / (PACE + 1.0) - 1), "the others go on meanwhile", len(took))
        figures.note(f"{len(flood.notes)} notes in {seconds} s: {dict(flood.answers)}; others gave {len(took)}")
        return flood


def test_p5_who_floods_is_held_to_a_pace_and_nothing_acknowledged_is_lost(house: House) -> None:
    play(lambda: _alone(house))


async def _alone(house: House) -> None:
    flood = await flooded(house, SECONDS)
    assert len(flood.notes) > 0.5 * FLOOD * SECONDS, "it was a flood"


def p95(took: list[float]) -> float:
    return statistics.quantiles(took, n=20)[18]


@pytest.mark.slow
@pytest.mark.skipif(not FULL, reason="times are compared at full effort only")
def test_p5_the_others_hardly_notice(house: House) -> None:
    async def scene() -> None:
        without, with_ = [], []
        async with gathered(house) as g:
            others = [await g.person(f"Voce {n}") for n in range(OTHERS)]
            await written(g, others, 4)
            for n in range(ROUNDS):
                without.append(p95(await written(g, others, SECONDS)))
                flood = Flood(g, await g.person(f"Piena {n}", open_=False))
                flowing = asyncio.create_task(flood.flow(house, SECONDS + 1))
                await asyncio.sleep(0.5)
                with_.append(p95(await written(g, others, SECONDS)))
                await flowing
        ratio = statistics.median(b / a for a, b in zip(without, with_, strict=True))
        figures.note(f"p95 without {without} ms, with {with_} ms: median ratio {ratio:.2f}")
        law(ratio <= SLOWER, "the others wait half as long again at most", ratio)

    play(scene)


FAULTS = {"no_pace": "held to a pace"}


@pytest.mark.parametrize("fault", FAULTS)
def test_p5_a_planted_fault_is_caught(tmp_path: Path, fault: str) -> None:
    double = house_of("tests.doubles.faulty_server", tmp_path, {"OFFICINA_PLANTED_FAULT": fault})
    with double as house, pytest.raises(Broken, match=FAULTS[fault]):
        play(lambda: flooded(house, 1.0))


