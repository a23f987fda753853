"""R10: backups under load; after a restore nothing acknowledged is missing or double, and nobody erased is back."""

from __future__ import annotations

import asyncio
import random
import signal
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from app.store.check import check
from app.store.db import connect
from app.store.rows import table
from tests.contracts import figures
from tests.contracts.calls import Calls
from tests.contracts.canon import Broken, law
from tests.contracts.client import Rejected
from tests.contracts.deeds import Deeds
from tests.contracts.doubled import house_of
from tests.contracts.gathering import Gathering, Person
from tests.contracts.house import PASSWORD, USERS, House, one_on_sqlite
from tests.contracts.ledger import Ledger
from tests.contracts.test_outages import ballot
from tests.effort import FULL, effort
from tests.serving import serve
from tests.store.lived import search

SEED = 20261010
ROUNDS, PHONES = effort(2, 20), effort(5, 12)
PACE = 0.5  # seconds between two commands of one person: 200 are kept for the next epoch
PATIENCE = 60.0  # seconds, for what takes two or three
DOUBLE = "tests.doubles.faulty_server"
FAULTS = {
    "without_the_log": "acknowledged before the backup began|no such table",
    "table_by_table": "damaged",
    "the_old_epoch": "a new epoch",
    "brings_everybody_back": "what was erased stays erased",
    "forgets_what_was_done": "done twice|already_there",
}


@dataclass
class Scene:
    """People at work in one workshop, whose server is brought back to a backup again and again."""

    house: House
    folder: Path
    database: str
    g: Gathering
    ledger: Ledger

    async def lose_a_while(self, turn: int) -> None:
        """A backup under load, an erasure, an end, a restore; then everybody offers again what they hold."""
        server, g = self.house.servers[0], self.g
        gone, words = await self._somebody(turn)
        await self._more(PHONES)
        before, epoch, file = set(self.ledger.spans), g.boss.mirror.epoch, self.folder / f"{turn}.zip"
        await asyncio.to_thread(server.officina, "backup", str(file))
        await self._more(PHONES)
        await asyncio.to_thread(Calls(self.house.here).erase, gone.joined["receipt"])
        wholes = {id(line): line.mirror.wholes for line in g.lines}
        await asyncio.to_thread(server.stop, (signal.SIGTERM, signal.SIGKILL)[turn % 2])
        await asyncio.to_thread(server.officina, "restore", str(file))
        await asyncio.to_thread(self._look, file, before, epoch, words)
        await asyncio.to_thread(server.start)
        g.calls = await asyncio.to_thread(Calls(self.house.here).sign_in, USERS["facilitator"], PASSWORD)
        g.boss.headers["Authorization"] = f"Bearer {g.calls.token}"
        for line in g.lines:
            back = lambda line=line: line.mirror.epoch != epoch and line.mirror.ready and not line.outbox.again  # noqa: E731
            await line.expect(back, PATIENCE, "everything is offered again, and answered")
            refused = [no for no in line.outbox.stray if no["retry"] == "never"]  # "later" may be said of what is done
            law(not refused, "what is offered again is not refused: done twice", refused)
            law(line.mirror.wholes > wholes[id(line)], "another history is told from its beginning")
        law(words not in str(g.boss.mirror.records), "what was erased stays erased", words)

    async def _somebody(self, turn: int) -> tuple[Person, str]:
        """A person who will be erased, and what they wrote."""
        gone, words = await self.g.person(f"Zoe {turn}"), f"poi cancellata {self.g.chance.getrandbits(64):x}"
        await self.g.note(gone.line, words)
        await gone.line.close()
        self.g.lines.remove(gone.line)
        self.g.people.remove(gone)
        return gone, words

    async def _more(self, count: int) -> None:
        """Wait until so many more commands have been acknowledged."""
        known = len(self.ledger.spans)
        await self.g.boss.expect(lambda: len(self.ledger.spans) >= known + count, PATIENCE, "the load goes on")

    def _look(self, file: Path, before: set[str], epoch: str | None, erased: str) -> None:
        """What was brought back: whole, another epoch, with all acknowledged before, without who was erased since."""
        with ZipFile(file) as archive:
            law(archive.testzip() is None, "a backup opens", file)
        database = connect(self.database)
        events, workshops = table("event"), table("workshop")
        try:
            law(check(database) == [], "integrity", check(database))
            with database.read() as connection:
                held = set(connection.execute(select(events.c.act)).scalars())
                epochs = set(connection.execute(select(workshops.c.epoch)).scalars())
            law(before <= held, "it holds all that was acknowledged before the backup began", len(before - held))
            law(epoch not in epochs, "a restored backup is a new epoch", epoch)
            there = search(database, self.folder / "data")
            law(not there(erased), "what was erased stays erased", erased)
        finally:
            database.close()

    def settle(self) -> None:
        """Of each command that was acknowledged there is one run of events, as long as when it was first said."""
        events = table("event")
        people = [person.id for person in self.g.people]
        own = select(events.c.act, events.c.seq).where(events.c.person.in_(people), events.c.seq > self.ledger.began)
        database = connect(self.database)
        with database.read() as connection:
            runs: dict[str, list[int]] = {}
            for act, seq in connection.execute(own.order_by(events.c.seq)):
                runs.setdefault(act, []).append(seq)
        database.close()
        boss = {command["id"] for command in self.g.boss.outbox.acknowledged}
        given = {act: last - first for act, (first, last) in self.ledger.spans.items() if act not in boss}
        law(set(runs) == set(given), "what is there was acknowledged, and is: done twice", set(runs) ^ set(given))
        torn = {act for act, seqs in runs.items() if seqs[-1] - seqs[0] != given[act] or len(seqs) != given[act] + 1}
        law(not torn, "a command's events stand together, once: done twice", torn)


async def losses(house: House, folder: Path, database: str, *, rounds: int, seed: int) -> None:
    """The whole scene: people at work, a while lost again and again, quiet, the reckoning."""
    figures.note(f"restores: seed {seed}, {PHONES} phones, {rounds} rounds, {database.split(':')[0]}")
    chance = random.Random(seed)
    g = Gathering(house, chance=chance)
    leave, stop = asyncio.Event(), asyncio.Event()
    tasks: list[asyncio.Task[None]] = []
    try:
        await g.begin()
        ideas = [await g.note(g.boss, f"idea {n}") for n in range(4)]
        people = [await g.person(f"P{i}") for i in range(PHONES)]
        ledger = Ledger(await g.quiet())
        deeds = Deeds(g, ledger, ideas, await ballot(g, ideas, ledger))
        tasks = [asyncio.create_task(line.stay(leave)) for line in g.lines]
        work = [asyncio.create_task(deeds.work(p, stop, random.Random(chance.random()), PACE)) for p in people]
        tasks += work
        scene = Scene(house, folder, database, g, ledger)
        for turn in range(rounds):
            await scene.lose_a_while(turn)
        stop.set()
        await asyncio.wait_for(asyncio.gather(*work), PATIENCE)
        for line in g.lines:
            await line.expect(lambda line=line: line.connected and not len(line.outbox), PATIENCE, "all is answered")
        await g.quiet()
        await g.agree()
        scene.settle()
        deeds.forget_gone()
        found = {note["id"]: note["text"] for note in g.boss.of("note") if note["id"] not in ideas}
        law(found == {note: texts[-1] for note, texts in ledger.texts.items()}, "the last text of each is the one kept")
        await deeds.settle(people)
        figures.note(f"{len(ledger.spans)} commands acknowledged, 0 lost, 0 doubled")
    finally:
        leave.set()
        stop.set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await g.end()


@pytest.mark.slow
def test_after_restores_on_sqlite_nothing_is_missing_double_or_back(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with one_on_sqlite(tmp_path / "data") as house:
        url = f"sqlite:///{tmp_path / 'data' / 'officina.db'}"
        asyncio.run(losses(house, tmp_path, url, rounds=ROUNDS, seed=SEED))


@pytest.mark.slow
@pytest.mark.postgres
def test_after_restores_on_postgresql_nothing_is_missing_double_or_back(tmp_path: Path, postgres_url: str) -> None:
    (tmp_path / "data").mkdir()
    with serve(data_dir=tmp_path / "data", database_url=postgres_url) as server:
        asyncio.run(losses(House([server]), tmp_path, postgres_url, rounds=effort(1, ROUNDS), seed=SEED))


@pytest.mark.skipif(not FULL, reason="at full effort: make marks")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_caught(tmp_path: Path, fault: str) -> None:
    url = f"sqlite:///{tmp_path / 'data' / 'officina.db'}"

    def rough() -> None:
        with house_of(DOUBLE, tmp_path / "data", {"OFFICINA_PLANTED_FAULT": fault}) as house:
            asyncio.run(losses(house, tmp_path, url, rounds=1, seed=7))

    with pytest.raises((Broken, Rejected, AssertionError), match=FAULTS[fault]):
        rough()
