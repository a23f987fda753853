"""Those who may no longer be in a workshop are shown out: signed out, or taken off the list."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.calls import Calls
from tests.contracts.gathering import gathered, play
from tests.contracts.house import PASSWORD, USERS, House, one_on_sqlite


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("leaving")
    with one_on_sqlite(folder) as made:
        yield made


def test_a_session_that_ended_ends_its_connections_within_a_second_and_a_half(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            other = await asyncio.to_thread(Calls(house.here).sign_in, USERS["facilitator"], PASSWORD)
            line = await g.line(token=other.token, scope="all")
            began = time.monotonic()
            assert (await other.call("DELETE", "/sessions")).status == 204
            bye = await line.gone()
            assert bye
            assert bye["code"] == "signed_out"
            assert time.monotonic() - began < 2.5
            assert (await other.call("GET", f"/workshops/{g.id}")).status in (401, 404)
            await g.quiet()  # the first session goes on

    play(scene)


def test_a_participant_who_is_removed_is_told_so_and_shown_out(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana, ben = await g.person("Ana"), await g.person("Ben")
            await g.boss.do("person.remove", {"id": ana.id})
            bye = await ana.line.gone()
            assert bye
            assert bye["code"] == "removed"
            await g.note(ben.line, "io resto")

    play(scene)
