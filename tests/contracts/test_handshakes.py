"""A handshake that is refused: a status, at most one line in the log, and no fault."""

from __future__ import annotations

import asyncio
import socket
import struct
from pathlib import Path

from tests.contracts.calls import Calls
from tests.contracts.client import Client, Refused
from tests.contracts.gathering import gathered, play
from tests.contracts.house import one_on_sqlite
from tests.contracts.stalled import Stalled

TIMES = 5


def test_refused_handshakes_leave_at_most_one_line_each(tmp_path: Path) -> None:
    async def scene() -> None:
        with one_on_sqlite(tmp_path) as house:
            async with gathered(house) as g:
                ana = await g.person("Ana")
                cookie = f"officina={g.calls.token}"
                cases = {
                    "a bad origin": (403, {"cookie": cookie, "origin": "http://evil.example"}),
                    "no origin": (403, {"cookie": cookie}),
                    "nobody": (401, {"origin": house.here}),
                    "a token of nobody": (401, {"token": "0" * 64}),
                    "elsewhere": (404, {"token": ana.calls.token, "workshop": "0" * 32}),
                }
                for case, (status, wishes) in cases.items():
                    before = len(house.servers[0].log.splitlines())
                    for _ in range(TIMES):
                        told = await refused(house.here, str(wishes.get("workshop", g.id)), wishes)
                        assert told == status, case
                    await asyncio.to_thread(Calls(house.here).ask, "GET", "/healthz", api=False)
                    said = house.servers[0].log.splitlines()[before:]
                    assert len(said) <= TIMES, (case, said)
                    assert not any("traceback" in line.lower() for line in said), (case, said)

    play(scene)


async def refused(base: str, workshop: str, wishes: dict[str, object]) -> int | None:
    """The status that a handshake gets."""
    asked = {name: value for name, value in wishes.items() if name != "workshop"}
    line = Client(base, workshop, **asked)  # type: ignore[arg-type]
    try:
        await line.open()
    except Refused as no:
        return no.status
    finally:
        await line.close()
    return None


def test_a_phone_that_goes_in_the_middle_of_its_handshake_is_no_fault(tmp_path: Path) -> None:
    async def scene() -> None:
        with one_on_sqlite(tmp_path) as house:
            async with gathered(house) as g:
                before = house.servers[0].log
                for turn in range(40):
                    await hurried(house.here, g.id, g.calls.token or "", 0.0002 * (turn % 10))
                await g.note(g.boss, "si va avanti")
                assert house.servers[0].log == before

    play(scene)


async def hurried(base: str, workshop: str, token: str, seconds: float) -> None:
    """Ask for the live line and be gone after so long."""
    line = Stalled(base, workshop, token)
    line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    await line.knock()
    await asyncio.sleep(seconds)
    line.socket.close()
