"""Whoever is slow in saying what they want is let go, whoever is slow in sending something long is not."""

from __future__ import annotations

import asyncio
import json
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from app.live.patience import SLOW
from tests.contracts import figures
from tests.contracts.canon import Broken, law
from tests.contracts.doubled import house_of
from tests.contracts.house import House
from tests.effort import effort, within
from tests.robust.knocks import FOR_EVER, Told, bytes_of, head, knock

DOUBLE = "tests.doubles.faulty_server"
HASTE = effort(4, 1)
CLOSED = within(15.0) / HASTE  # seconds
EVERY = 0.4 / HASTE
MOST = 100_000
FORM = "Content-Type: application/x-www-form-urlencoded"
JSON = "Content-Type: application/json"


def slow(host: str) -> dict[str, tuple[tuple[bytes, ...], list[bytes], set[int]]]:
    """What is said at once, what byte by byte, and which statuses may answer it (0: none)."""
    get, crumbs = head("GET", "/healthz", host), [b"a"] * FOR_EVER
    asks = head("GET", "/live/" + "0" * 32, host, "Upgrade: websocket", "Connection: Upgrade",
                "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")  # fmt: skip
    joins = head("POST", "/api/v1/join", host, JSON, body=MOST)
    return {
        "nothing": ((), [], {0}),
        "half a head, then nothing": ((get[:20],), [], {408}),
        "a head byte by byte": ((), bytes_of(get[:-4]) + crumbs, {408}),
        "one header after the other": ((get[:-2],), [b"X-A: b\r\n"] * FOR_EVER, {408}),
        "nothing but line ends": ((), [b"\r\n"] * FOR_EVER, {0, 400, 408}),
        "a handshake byte by byte": ((), bytes_of(asks[:-4]) + crumbs, {408}),
        "a body that does not come": ((joins,), [], {408}),
        "a body byte by byte": ((joins,), crumbs, {408}),
        "a body that stops": ((joins, b"[" * (MOST // 2)), [], {408}),
        "a body in chunks that are crumbs": (
            (head("POST", "/api/v1/join", host, JSON, "Transfer-Encoding: chunked"),), [b"1\r\na\r\n"] * FOR_EVER,
            {408},
        ),
        "a form byte by byte": ((head("POST", "/join", host, FORM, body=MOST),), crumbs, {403, 404, 405, 408}),
        "a picture byte by byte": (
            (head("PUT", f"/api/v1/workshops/{'0' * 32}/media/{'0' * 32}", host, body=MOST),), crumbs, {401, 404, 408},
        ),
        "a body after its answer": ((head("POST", "/nowhere", host, body=MOST),), crumbs, {404}),
        "a second request that never ends": ((get, get[:20]), bytes_of(get[20:-4]) + crumbs, {408}),
    }  # fmt: skip


async def everybody(house: House, seconds: float) -> tuple[dict[str, Told], Told]:
    """All who are slow, and beside them one who is long."""
    return await asyncio.gather(all_slow(house, seconds), long(house))


async def all_slow(house: House, seconds: float) -> dict[str, Told]:
    """Everybody who is slow, at the same time; what has not ended after so many seconds is cut off."""
    cases = slow(house.here.removeprefix("http://"))
    asked = [knock(house.here, *parts, slowly=rest, every=EVERY, wait=seconds) for parts, rest, _ in cases.values()]
    return dict(zip(cases, await asyncio.gather(*asked), strict=True))


def let_go(house: House, seconds: float = CLOSED) -> None:
    """All who are slow are let go in time, with an answer that says so where one is due, and without ado."""
    told, heard_out = asyncio.run(everybody(house, seconds))
    figures.note(f"closed at haste {HASTE} after {({case: one.after for case, one in told.items()})}")
    for case, (_, _, statuses) in slow("").items():
        law(told[case].after is not None, "who is slow is let go in 15 s", case, told[case].said)
        law(told[case].status in statuses, "who is slow is told", case, told[case].said)
    law(heard_out.status == 404, "who is long is heard out", heard_out)
    log = house.servers[0].log.splitlines()
    law(not any("error" in line.lower() for line in log), "who is slow is no fault of ours", log)
    law(len(log) <= 1 + len(told), "who is slow leaves a line in the log at most", log)


def double(folder: Path, fault: str = "") -> AbstractContextManager[House]:
    """A server in haste, with this fault planted."""
    return house_of(DOUBLE, folder, {"OFFICINA_PLANTED_FAULT": fault, "OFFICINA_TEST_HASTE": str(HASTE)})


async def long(house: House) -> Told:
    """Something long that comes at an honest pace, for longer than anything short may take."""
    body = json.dumps({"code": "ZZZZZZ", "alias": "Ana", "language": "it", "notice": 1, "group": "x" * 60_000}).encode()
    host = house.here.removeprefix("http://")
    pieces = [body[at : at + 3000] for at in range(0, len(body), 3000)]
    asks = head("POST", "/api/v1/join", host, JSON, "Connection: close", body=len(body))
    return await knock(house.here, asks, slowly=pieces, every=0.9 / HASTE, wait=60)


def test_who_is_slow_is_let_go_and_who_is_long_is_heard_out(tmp_path: Path) -> None:
    with double(tmp_path) as house:
        let_go(house)


def test_a_planted_fault_is_caught(tmp_path: Path) -> None:
    def rough() -> None:
        with double(tmp_path, "waits_for_ever") as house:
            let_go(house, 1.5 * SLOW / HASTE)

    with pytest.raises(Broken, match="let go"):
        rough()
