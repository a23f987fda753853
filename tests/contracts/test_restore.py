"""A restored backup is noticed, and phones offer again what they hold (PROTOCOL.md: Frames, Erasure)."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.contracts.calls import Calls
from tests.contracts.gathering import gathered
from tests.contracts.house import PASSWORD, USERS, House, one_on_sqlite
from tests.contracts.test_live_commands import note_of


async def _lose_an_hour(house: House, backup: Path) -> None:
    async with gathered(house) as g:
        people = [await g.person(f"P{i}") for i in range(4)]
        gone = await g.person("Zoe")
        await g.note(gone.line, "poi cancellata")
        before = [await g.note(p.line, f"prima {i}") for i, p in enumerate(people)]
        server = house.servers[0]
        await asyncio.to_thread(server.officina, "backup", str(backup))
        offers = [p.line.offer("note.add", note_of(g, p.line, f"dopo {n}")) for n in range(5) for p in people]
        await asyncio.wait_for(asyncio.gather(*offers), 20)
        await asyncio.to_thread(Calls(house.here).erase, gone.joined["receipt"])
        epoch = g.boss.mirror.epoch
        await gone.line.close()
        await asyncio.to_thread(server.stop)
        await asyncio.to_thread(server.officina, "restore", str(backup))
        await asyncio.to_thread(server.start)
        g.calls = Calls(house.here).sign_in(USERS["facilitator"], PASSWORD)
        g.boss.headers["Authorization"] = f"Bearer {g.calls.token}"
        for line in (g.boss, *(p.line for p in people)):
            await line.open()
            assert line.mirror.epoch != epoch, "a restored backup is a new epoch"
            assert line.mirror.wholes == 2
        await g.boss.expect(lambda: len(g.boss.of("note")) == 4 + 20, 20, "all notes are back")
        assert set(before) <= set(g.boss.mirror.records)
        assert "poi cancellata" not in str(g.boss.mirror.records), "what was erased stays erased"
        await g.quiet()
        g.lines.remove(gone.line)


@pytest.mark.slow
def test_after_a_restore_nothing_acknowledged_is_missing_and_nothing_erased_is_back(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with one_on_sqlite(tmp_path / "data") as house:
        asyncio.run(_lose_an_hour(house, tmp_path / "backup"))
