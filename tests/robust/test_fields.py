"""P2: something odd in each field of each command, from a phone and from whoever leads: refused or done, no fault.

The server has no pace here, else all but the first would be told to come later and be read no further.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from app.core.types import COMMANDS
from tests.contracts import figures
from tests.contracts.bare import Bare
from tests.contracts.canon import Broken, law
from tests.contracts.client import Message
from tests.contracts.doubled import house_of
from tests.contracts.gathering import Gathering, Person, gathered, play
from tests.contracts.house import House
from tests.effort import effort
from tests.robust.malformed import NEEDY, ODD, text
from tests.robust.test_malformed import opened

HALF = "\ud83d"  # of a character: as an escape it is JSON
MORE = (HALF, 1.5, float("nan"), float("inf"), 10**400, "\u202e\ufeff", ["0" * 32], [None], [HALF], {"it": {HALF: 1}})
AT_ONCE = 30  # after forty that cannot be read the line is closed
MANY = effort(500, 2_400)  # by each
FAR = "[" * 400 + "]" * 400  # as deep as is read


def common(g: Gathering, note: str) -> Message:
    """What fields hold where they are right, or nearly so, by their names."""
    return {"id": note, "activity": g.board, "zone": g.zones[0], "text": "Ecco", "lang": "it", "language": "it",
            "title": "Un titolo", "alias": "Zoe", "x": 1, "y": 1, "to": "room", "value": 1, "count": 1, "seconds": 60,
            "notes": [note], "targets": [note], "target": note, "into": note, "method": "dots", "ids": g.boards,
            "settings": {"dots": 3, "max": 1, "secret": True, "shuffle": False}, "person": g.people[0].id,
            "table": None, "ballot": note, "role": "facilitator"}  # fmt: skip


def asked(g: Gathering, note: str, kind: str) -> list[bytes]:
    """Commands of this kind, each with one field that is odd."""
    names = {field.name.rstrip("_"): field.type for field in fields(COMMANDS[kind])}
    known = common(g, note)
    right = {name: type == "bool" or known[name] for name, type in names.items() if type == "bool" or name in known}
    every = [{**right, name: odd} for name in names for odd in (*ODD, *MORE)]
    made = [json.dumps({"t": "cmd", "id": g.boss.new_id(), "k": kind, "d": d}) for d in every]
    other = {name: json.dumps({**right, name: 0}).replace(f'"{name}": 0', f'"{name}": {FAR}') for name in names}
    made += [f'{{"t": "cmd", "id": "{g.boss.new_id()}", "k": "{kind}", "d": {d}}}' for d in other.values()]
    return [text(said) for said in made]


async def each(house: House, g: Gathering, person: Person, way: str, note: str) -> Counter[str]:
    """Every field of every command; what came back, counted."""
    found: Counter[str] = Counter()
    for kind in NEEDY[:: effort(4, 1)]:
        for some in batched(asked(g, note, kind), AT_ONCE):
            async with opened(house, g, person, way) as line:
                line.writer.write(b"".join(some))
                found.update(await answered(line, len(some), kind))
    return found


def batched(said: list[bytes], many: int) -> Iterator[list[bytes]]:
    """So many at a time."""
    for n in range(0, len(said), many):
        yield said[n : n + many]


async def answered(line: Bare, many: int, kind: str) -> list[str]:
    """The next so many answers, by their codes; none of them may be that we stumbled."""
    found: list[str] = []
    while len(found) < many:
        told = json.loads((await line.hear())[2])
        if told["t"] in ("ack", "reject"):
            found.append(told.get("code", "ack"))
            law(found[-1] != "fault", "what is odd is no fault of ours", kind)
    return found


async def odd(house: House) -> None:
    """From a phone and, the long way, from whoever leads."""
    async with gathered(house) as g:
        ana = await g.person("Ana", open_=False)
        note = await g.note(g.boss, "Una nota")
        for who, way in ((ana, "straight"), (Person({}, g.calls, g.boss), "the long way")):
            found = await each(house, g, who, way, note)
            figures.note(f"{way}: {found.total()} odd commands: {dict(found)}")
            law(found.total() > MANY, "they were heard", found)
    law(len(house.servers[0].log.splitlines()) <= 1, "nothing is logged of them", house.servers[0].log[:2000])


def test_p2_something_odd_in_each_field_is_no_fault(tmp_path: Path) -> None:
    with house_of("tests.doubles.faulty_server", tmp_path, {"OFFICINA_PLANTED_FAULT": "no_pace"}) as house:
        play(lambda: odd(house))


def test_p2_a_planted_fault_in_fields_is_caught(tmp_path: Path) -> None:
    double = house_of("tests.doubles.faulty_server", tmp_path, {"OFFICINA_PLANTED_FAULT": "believes_fields"})
    with double as house, pytest.raises(Broken, match="no fault of ours"):
        play(lambda: odd(house))
