"""Requests that nobody sends in good faith: heads without an end, a thousand ranges, fields and hosts beyond reason."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.live.hearing import HEAD
from tests.contracts import figures
from tests.contracts.calls import Calls
from tests.contracts.canon import Broken, law
from tests.contracts.doubled import house_of
from tests.contracts.house import House, one_on_sqlite
from tests.contracts.stalled import megabytes
from tests.effort import FULL
from tests.robust.knocks import FOR_EVER, Told, bytes_of, head, knock

FORM = "Content-Type: application/x-www-form-urlencoded"
HTML = "Accept: text/html"
SEED = 20261123
PATIENT = 20.0
MEMORY = 10.0  # MB
SLOWER = 2.0


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with one_on_sqlite(tmp_path_factory.mktemp("house")) as made:
        yield made


def form(host: str, fields: int) -> bytes:
    """A form of so many fields."""
    body = b"&".join(b"a%d=1" % n for n in range(fields))
    return head("POST", "/r", host, FORM, HTML, f"Origin: http://{host}", "Connection: close", body=len(body)) + body


def odd(host: str) -> dict[str, tuple[bytes, set[int]]]:
    """What is asked, and the statuses that may answer it."""
    long, over = "x" * 65_536, {400, 413, 431}
    closing = "Connection: close"

    def opens(method: str, *more: str, path: str = "/live/" + "0" * 32) -> bytes:
        version = () if any("Version" in each for each in more) else ("Sec-WebSocket-Version: 13",)
        return head(method, path, host, "Upgrade: websocket", "Connection: Upgrade", *version,
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", *more)  # fmt: skip

    hosts = {
        "another host": "evil.example", "no host at all": "", "a host with a path": f"{host}/@evil.example",
        "two names": f"{host}, evil.example", "a host in brackets": "[::1", "a host with a user": f"me@{host}",
        "a host of 10 KB": "a" * 10_000, "a host not ASCII": "è.example", "dots": "..", "a port alone": ":80",
    }  # fmt: skip
    return {
        "64 KB in one header": (head("GET", "/", host, closing, f"X-Long: {long}"), over),
        "64 KB in a thousand headers": (head("GET", "/", host, closing, *["X-A: " + "b" * 60] * 1000), over),
        "ten thousand empty headers": (head("GET", "/", host, closing, *["a:"] * 10_000), over),
        "64 KB of cookies": (head("GET", "/home", host, closing, f"Cookie: officina={long}"), over),
        "a header's name of 64 KB": (head("GET", "/", host, closing, f"{long}: x"), over),
        "an address of 60 KB": (head("GET", "/" + "x" * 60_000, host, closing), {414, *over}),
        "an address of a megabyte": (head("GET", "/" + "x" * 1_000_000, host, closing), {414, *over}),
        "a head of 20 MB": (head("GET", "/", host, *["X-A: " + "b" * 9_000] * 2_200), over),
        "a handshake of 64 KB": (opens("GET", f"X-Long: {long}"), over),
        "a handshake of 64 KB in a hundred headers": (opens("GET", *["X-A: " + "b" * 650] * 100), {403, *over}),
        "a handshake of a thousand headers": (opens("GET", *["X-A: b"] * 1000), over),
        "a handshake that posts": (opens("POST"), {400, 405}),
        "a handshake not ASCII": (opens("GET", path="/live/è"), {400, 403, 404}),
        "a handshake of another version": (opens("GET", "Sec-WebSocket-Version: 8"), {400, 401, 403, 426}),
        "a head just small enough": (head("GET", "/healthz", host, closing, f"X-Long: {'x' * (HEAD - 200)}"), {200}),
        "a thousand ranges": (
            head("GET", "/static/icon.svg", host, closing, "Range: bytes=" + ",".join(f"{n}-{n}" for n in range(1000))),
            {200, 206, 400, 404, 416},
        ),
        "ranges that overlap": (
            head("GET", "/manifest.webmanifest", host, closing, "Range: bytes=" + ",".join(["0-"] * 5000)),
            {200, 206, 400, 404, 416},
        ),
        "ten thousand fields": (form(host, 10_000), {400, 413, 422}),
        "a hundred fields": (form(host, 100), {200, 303, 404, 422}),
        "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500), {400}),
        "a length that is none": (head("POST", "/r", host, "Content-Length: -5"), {400}),
        "two lengths": (head("POST", "/r", host, "Content-Length: 5", "Content-Length: 6") + b"aaaaa", {400}),
        "a length and chunks": (
            head("POST", "/r", host, "Content-Length: 5", "Transfer-Encoding: chunked") + b"0\r\n\r\n", {400},
        ),
        "a chunk of no size": (head("POST", "/r", host, "Transfer-Encoding: chunked") + b"zz\r\n", {400, 403, 404}),
        "a line end in a header": (head("GET", "/", host, closing, "X-A: b\rX-C: d"), {400}),
        "NUL in a header": (head("GET", "/", host, closing, "X-A: b\0"), {400}),
        "a space before the colon": (head("GET", "/", host, closing, "X-A : b"), {400}),
        "an unknown method": (head("FLY", "/", host, closing), {400, 405}),
        "a proxy's request": (head("GET", "http://evil.example/", "evil.example", closing), {400}),
        "another version": (b"GET / HTTP/9.9\r\nHost: " + host.encode() + b"\r\n\r\n", {400, 505}),
        **{case: (head("GET", "/", name, closing), {400}) for case, name in hosts.items()},
    }  # fmt: skip


async def ask(house: House, case: str, said: bytes, seconds: float = PATIENT) -> Told:
    """Ask one of them; the answer must come, and the connection end."""
    told = await knock(house.here, said, wait=seconds)
    law(told.after is not None, "what is odd is over within 15 s", case, told.said[:200])
    return told


def test_what_is_odd_gets_a_clear_answer_and_costs_next_to_nothing(house: House) -> None:
    process = house.servers[0].process
    assert process
    cases = odd(house.here.removeprefix("http://"))

    async def every() -> dict[str, Told]:
        return {case: await ask(house, case, said) for case, (said, _) in cases.items()}

    asyncio.run(every())  # what is loaded only now stays
    before, lines = megabytes(process.pid), len(house.servers[0].log.splitlines())
    told = asyncio.run(every())
    wrong = {case: told[case].said[:30] for case, (_, good) in cases.items() if told[case].status not in good}
    assert not wrong
    after, more = megabytes(process.pid), house.servers[0].log.splitlines()[lines:]
    figures.note(f"{len(cases)} odd requests: {before:.0f} to {after:.0f} MB, {len(more)} lines in the log")
    assert after - before <= MEMORY
    assert len(more) <= len(cases)
    assert "traceback" not in house.servers[0].log.lower()


def test_a_planted_fault_is_caught(tmp_path: Path) -> None:
    with house_of("tests.doubles.faulty_server", tmp_path, {"OFFICINA_PLANTED_FAULT": "leaves_them_standing"}) as house:
        case = "a handshake of a thousand headers"
        with pytest.raises(Broken, match="is over"):
            asyncio.run(ask(house, case, odd(house.here.removeprefix("http://"))[case][0], 2.0))


async def healthy(house: House, seconds: float) -> float:
    """The 95th percentile, in ms, of what somebody waits for a page."""
    took: list[float] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        answer = await Calls(house.here).call("GET", "/", api=False)
        assert answer.status == 200
        took.append((time.monotonic() - began) * 1000)
        await asyncio.sleep(0.02)
    return statistics.quantiles(took, n=20)[18]


async def beset(house: House) -> None:
    """Two hundred who say a byte now and then, and somebody who asks odd things one after the other, without end."""
    host, chance = house.here.removeprefix("http://"), random.Random(SEED)
    cases = list(odd(host).items())
    post = head("POST", "/api/v1/join", host, "Content-Type: application/json", body=100_000)

    async def slow(parts: tuple[bytes, ...], crumbs: list[bytes]) -> None:
        while True:
            await knock(house.here, *parts, slowly=crumbs, every=1.0, wait=PATIENT)

    async def odds() -> None:
        while True:
            case, (said, _) = chance.choice(cases)
            await ask(house, case, said)
            await asyncio.sleep(0.1)

    ways: list[Callable[[], tuple[tuple[bytes, ...], list[bytes]]]] = [
        lambda: ((), []), lambda: ((), bytes_of(head("GET", "/", host)) + [b"a"] * FOR_EVER),
        lambda: ((post,), [b"a"] * FOR_EVER), lambda: ((post[:40],), []),
    ]  # fmt: skip
    await asyncio.gather(odds(), *(slow(*ways[n % 4]()) for n in range(200)))


@pytest.mark.slow
@pytest.mark.skipif(not FULL, reason="times are compared at full effort only")
def test_who_asks_for_a_page_hardly_notices(house: House) -> None:
    async def scene() -> None:
        without, with_ = [], []
        await healthy(house, 3.0)
        for _ in range(5):
            without.append(await healthy(house, 6.0))
            besetting = asyncio.create_task(beset(house))
            await asyncio.sleep(1.0)
            with_.append(await healthy(house, 6.0))
            assert not besetting.done()
            besetting.cancel()
            await asyncio.gather(besetting, return_exceptions=True)
            await asyncio.sleep(1.0)
        ratio = statistics.median(b / a for a, b in zip(without, with_, strict=True))
        figures.note(f"seed {SEED}; p95 of a page without {without} ms, with {with_} ms: median ratio {ratio:.2f}")
        law(ratio <= SLOWER, "who is healthy waits twice as long at most", ratio)

    asyncio.run(scene())
