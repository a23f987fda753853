"""A workshop with people in it, made by what people do, for phones that were there already when a round begins."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

SECRET = "only-for-measuring-0123456789abcdef0123456789ab"  # noqa: S105  (nobody's)
EMAIL, PASSWORD = "lei@example.org", "una panchina all'ombra"  # of whoever leads
TOGETHER = 64
TEXT = 60  # characters of a note


@dataclass(frozen=True)
class Seeded:
    """The workshop, its one activity, everybody's token, and how many bytes one note is to one phone.

    `epoch` and the two places, each a number and its mark, are what a phone holds that was there before the notes
    were written, or after.
    """

    workshop: str
    activity: str
    tokens: list[str]
    size: int
    epoch: str = ""
    before: tuple[int, str] = (0, "")
    after: tuple[int, str] = (0, "")


def seeded(folder: Path, phones: int, notes: int = 0, *, private: bool = False) -> Seeded:
    """A data folder with a workshop of so many people and notes, made once and kept; in a process of its own.

    `private`: the notes have not been revealed.
    """
    said = folder / "seeded.json"
    if not said.exists():
        new = folder.with_name(f"{folder.name}.{os.getpid()}")
        new.mkdir(parents=True)
        command = [sys.executable, "-m", "bench.seeded", str(new), str(phones), str(notes), "private"[: 7 * private]]
        done = subprocess.run(command, stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parent.parent, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        new.replace(folder)
    return Seeded(**json.loads(said.read_text()))


def main(folder: Path, phones: int, notes: int, private: bool) -> None:
    """Make it."""
    made = asyncio.run(furnished(folder, phones, notes, private=private))
    (folder / "seeded.json").write_text(json.dumps(asdict(made)))


async def furnished(folder: Path, phones: int, notes: int, *, private: bool) -> Seeded:
    """A facilitator, a workshop with one open board, its people and their notes."""
    # Only here, in the process that makes it: the house leaves threads behind.
    from app.core.words import agenda, roster, workshop
    from app.main import open_house
    from app.settings import read_settings
    from app.web import tokens
    from app.web.gatherings import do

    house = open_house(read_settings(data_dir=folder, secret_key=SECRET, database_url="", redis_url=""))
    library = house.desk.accounts.add_library("Biblioteca").id
    user = house.desk.accounts.add(EMAIL, "Lei", PASSWORD, roles={"facilitator"},
                                   library=library, now=house.now())  # fmt: skip
    row = house.desk.workshops.begin(library=library, by=user.id, title="Misura", question="Quanto?", languages=("it",),
                                     notice=house.desk.notices.newest(), now=house.now())  # fmt: skip
    rules = agenda.Rules(anonymous=not private, private=private)
    board = agenda.Planned(id=house.new_id(), stage="ideate", tool="board", method="brainstorm", title="Idee",
                           rules=rules, words={"it": {"title": "Idee"}})  # fmt: skip
    begun = agenda.Create(title="Misura", question="Quanto?", languages=("it",), agenda=(board,), person=user.id,
                          alias="Lei")  # fmt: skip
    await do(house, row.id, user.id, begun, role="door")
    await do(house, row.id, user.id, workshop.Open(), role="facilitator")
    await do(house, row.id, user.id, agenda.Start(id=board.id), role="facilitator")
    people = [house.new_id() for _ in range(phones)]
    for n in range(0, phones, TOGETHER):
        joins = [roster.Join(id=one, alias=f"Voce {i}", language="it", notice="1") for i, one in enumerate(people, 1)]
        await asyncio.gather(*(do(house, row.id, one.id, one, role="door") for one in joins[n : n + TOGETHER]))
    size = await one_note(house, row.id, board.id, people[0])
    room = await house.rooms.get(row.id)
    before = room.state.seq, room.mark
    await written(house, row.id, board.id, people, notes)
    await house.rooms.close()
    await house.journal.close()
    held = [tokens.Holding(row.id, person, "participant", house.now()) for person in people]
    return Seeded(row.id, board.id, [tokens.seal(SECRET, one) for one in held], size, room.epoch, before,
                   (room.state.seq, room.mark))  # fmt: skip


async def written(house: Any, workshop: str, activity: str, people: list[str], notes: int) -> None:
    """So many notes, by all in turn."""
    from app.core.words.board import AddNote
    from app.web.gatherings import do

    adds = [AddNote(id=house.new_id(), activity=activity, text="n" * TEXT, lang="it") for _ in range(notes)]
    for n in range(0, notes, TOGETHER):
        some = ((people[i % len(people)], add) for i, add in enumerate(adds[n : n + TOGETHER], n))
        await asyncio.gather(*(do(house, workshop, one, add, role="participant") for one, add in some))


async def one_note(house: Any, workshop: str, activity: str, person: str) -> int:
    """The bytes of the frame that tells a phone of one note, tried with a first one."""
    from app.core.words.board import AddNote
    from app.live.line import Line
    from app.web.gatherings import do

    room = await house.rooms.get(workshop)
    line = Line("room", None, "current")
    line.pull(room.state, room.faces, room.mark)
    note = AddNote(id=house.new_id(), activity=activity, text="n" * TEXT, lang="it")
    await do(house, workshop, person, note, role="participant")
    return len(line.pull(room.state, room.faces, room.mark)[0])


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), bool(sys.argv[4]))
