"""A workshop with people in it, made by what people do, for phones that were there already when a round begins."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from .speech import spoken

SECRET = "only-for-measuring-0123456789abcdef0123456789ab"  # noqa: S105  (nobody's)
EMAIL, PASSWORD = "lei@example.org", "una panchina all'ombra"  # of whoever leads
TOGETHER = 64
TEXT = 60  # characters of a note


@dataclass(frozen=True)
class Seeded:
    """The workshop, its one activity, everybody's token, and how many bytes one note is to one phone.

    `epoch` and the two places, each a number and its mark, are what a phone holds that was there before the notes
    were written, or after. `more` are other workshops with their activities.
    """

    workshop: str
    activity: str
    tokens: list[str]
    size: int
    epoch: str = ""
    before: tuple[int, str] = (0, "")
    after: tuple[int, str] = (0, "")
    more: tuple[tuple[str, str], ...] = ()

    @property
    def groups(self) -> int:
        """How many workshops there are; person n is in workshop n modulo that."""
        return 1 + len(self.more)


def seeded(folder: Path, phones: int, notes: int = 0, *, private: bool = False, groups: int = 1) -> Seeded:
    """A data folder with a workshop of so many people and notes, made once and kept; in a process of its own.

    `private`: the notes have not been revealed. `groups`: so many such workshops.
    """
    said = folder / "seeded.json"
    if not said.exists():
        new = folder.with_name(f"{folder.name}.{os.getpid()}")
        new.mkdir(parents=True)
        command = [sys.executable, "-m", "bench.seeded", str(new), str(phones), str(notes), "private"[: 7 * private],
                   str(groups)]
        done = subprocess.run(command, stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parent.parent, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        new.replace(folder)
    return Seeded(**json.loads(said.read_text()))


def main(folder: Path, phones: int, notes: int, private: bool, groups: int) -> None:
    """Make it."""
    made = asyncio.run(furnished(folder, phones, notes, private=private, groups=groups))
    (folder / "seeded.json").write_text(json.dumps(asdict(made)))


async def furnished(folder: Path, phones: int, notes: int, *, private: bool, groups: int) -> Seeded:
    """A facilitator and workshops of one open board each, their people and notes."""
    # Only here, in the process that makes it: the house leaves threads behind.
    from app.main import open_house
    from app.settings import read_settings

    house = open_house(read_settings(data_dir=folder, secret_key=SECRET, database_url="", redis_url=""))
    library = house.desk.accounts.add_library("Biblioteca").id
    user = house.desk.accounts.add(EMAIL, "Lei", PASSWORD, roles={"facilitator"},
                                   library=library, now=house.now())  # fmt: skip
    made = [await one_workshop(house, library, user.id, phones, notes, private=private) for _ in range(groups)]
    await house.rooms.close()
    await house.journal.close()
    in_turn = [token for tokens in zip(*(each.tokens for each in made), strict=True) for token in tokens]
    return replace(made[0], tokens=in_turn, more=tuple((each.workshop, each.activity) for each in made[1:]))


async def one_workshop(house: Any, library: str, user: str, phones: int, notes: int, *, private: bool) -> Seeded:
    """One of them."""
    from app.core.words import agenda, roster, workshop
    from app.web import tokens
    from app.web.gatherings import do

    row = house.desk.workshops.begin(library=library, by=user, title="Misura", question="Quanto?", languages=("it",),
                                     notice=house.desk.notices.newest(), now=house.now())  # fmt: skip
    rules = agenda.Rules(anonymous=not private, private=private)
    board = agenda.Planned(id=house.new_id(), stage="ideate", tool="board", method="brainstorm", title="Idee",
                           rules=rules, words={"it": {"title": "Idee"}})  # fmt: skip
    begun = agenda.Create(title="Misura", question="Quanto?", languages=("it",), agenda=(board,), person=user,
                          alias="Lei")  # fmt: skip
    await do(house, row.id, user, begun, role="door")
    await do(house, row.id, user, workshop.Open(), role="facilitator")
    await do(house, row.id, user, agenda.Start(id=board.id), role="facilitator")
    people = [house.new_id() for _ in range(phones)]
    for n in range(0, phones, TOGETHER):
        joins = [roster.Join(id=one, alias=f"Voce {i}", language="it", notice="1") for i, one in enumerate(people, 1)]
        await asyncio.gather(*(do(house, row.id, one.id, one, role="door") for one in joins[n : n + TOGETHER]))
    size = await one_note(house, row.id, board.id, people[0])
    room = await house.rooms.get(row.id)
    before = room.state.seq, room.mark
    await written(house, row.id, board.id, people, notes)
    held = [tokens.Holding(row.id, person, "participant", house.now()) for person in people]
    return Seeded(row.id, board.id, [tokens.seal(SECRET, one) for one in held], size, room.epoch, before,
                   (room.state.seq, room.mark))  # fmt: skip


async def written(house: Any, workshop: str, activity: str, people: list[str], notes: int) -> None:
    """So many notes, by all in turn, with what people wrote in a real consultation."""
    from app.core.words.board import AddNote
    from app.web.gatherings import do

    said = [text[:TEXT].ljust(TEXT, ".") for text in spoken()]
    adds = [AddNote(id=house.new_id(), activity=activity, text=said[n % len(said)], lang="it") for n in range(notes)]
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
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), bool(sys.argv[4]), int(sys.argv[5]))
