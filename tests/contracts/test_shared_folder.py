"""Pictures on several machines: one folder that all processes see, whichever of them a phone came to."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import urllib.error
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest

from tests import services
from tests.contracts.calls import Calls
from tests.contracts.canon import Broken, law
from tests.contracts.gathering import Gathering, Person, gathered, play
from tests.contracts.house import House, two_on_postgres
from tests.contracts.pictures import png
from tests.effort import FULL
from tests.serving import serve

SIDE = 900  # pixels
ELSEWHERE = "the picture is the same wherever it is asked for"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, module_postgres_url: str, redis_base: str) -> Iterator[House]:
    """Two processes with one folder."""
    with (
        services.claimed_redis(redis_base) as redis,
        two_on_postgres(tmp_path_factory.mktemp("shared"), module_postgres_url, redis) as house,
    ):
        yield house


async def picture(g: Gathering, person: Person, *, side: int = SIDE) -> str:
    """Somebody uploads a picture and writes a note with it; returns the picture's id."""
    name = person.line.new_id()
    await asyncio.to_thread(person.calls.put_media, g.id, name, png(side, side), "image/png")
    await g.note(person.line, "con una foto", media=[name])
    return name


async def asked(calls: Calls, g: Gathering, name: str) -> tuple[int, bytes]:
    """What somebody gets who asks for a picture: status and bytes."""
    answer = await calls.call("GET", f"/workshops/{g.id}/media/{name}")
    if answer.status == 200:
        law(len(answer.body) == int(answer.headers["content-length"]), "a picture is served whole", name)
        law(answer.body.endswith((b"\xff\xd9", b"IEND\xaeB`\x82")), "a picture is served whole", name)
    return answer.status, answer.body if answer.status == 200 else b""


async def everywhere(g: Gathering, name: str, *people: Person) -> set[tuple[int, bytes]]:
    """The different answers that people get, each at both processes."""
    doors = [Calls(base, person.calls.token) for person in people for base in (g.house.here, g.house.there)]
    return {await asked(door, g, name) for door in doors}


async def stays_until_erased(house: House) -> None:
    """Uploaded here, read there, read after a restart, erased there: gone in both, and from the folder."""
    async with gathered(house, title="Due macchine") as g:
        ana, ben = await g.person("Ana"), await g.person("Ben", there=True)
        mine, other = await picture(g, ana), await picture(g, ben)
        await g.quiet()
        for name in (mine, other):
            answers = await everywhere(g, name, ana, ben)
            law(len(answers) == 1 and answers.pop()[0] == 200, ELSEWHERE, answers)
        before = await asked(ben.calls, g, mine)
        house.servers[0].stop()
        house.servers[0].start()
        law(await everywhere(g, mine, ana, ben) == {before}, "a restart changes nothing", mine)
        await asyncio.to_thread(Calls(house.there).erase, ana.joined["receipt"])
        for line in (ana.line, g.boss):
            await line.lose()
        await g.boss.open()
        await g.quiet()
        law(await everywhere(g, mine, ben) == {(404, b"")}, "what is erased is gone in every process", mine)
        left = [kept(Path(server.env["OFFICINA_DATA_DIR"]), mine) for server in house.servers]
        law(not any(left), "and of its file nothing is left", left)
        law({status for status, _ in await everywhere(g, other, ben)} == {200}, "others' stay", other)


def kept(folder: Path, name: str) -> list[Path]:
    """Every file of this picture, whole or in the making."""
    return [path for path in folder.rglob("*") if name in path.name]


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.redis
def test_a_picture_given_to_one_process_is_in_the_other_until_it_is_erased(shared: House) -> None:
    play(lambda: stays_until_erased(shared))


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.redis
def test_half_a_picture_is_never_served_and_can_be_sent_again(shared: House) -> None:
    async def scene() -> None:
        house = shared
        media = Path(house.servers[0].env["OFFICINA_DATA_DIR"]) / "media"
        async with gathered(house, title="A metà") as g:
            ana = await g.person("Ana")
            mine = Calls(house.there, ana.calls.token)
            left = ana.line.new_id()  # as a machine leaves it that goes in the middle: bytes without their row
            (media / g.id).mkdir(parents=True, exist_ok=True)
            (media / g.id / left).write_bytes(png(SIDE, SIDE)[:100])
            assert await asked(mine, g, left) == (404, b"")
            name = ana.line.new_id()
            sent = asyncio.create_task(given_up(ana, g, name))
            while not sent.done():
                assert (await asked(mine, g, name))[0] in (404, 200)
                if len(kept(media, name)) > 0 or sent.done():
                    break
            house.servers[0].stop(signal.SIGKILL)
            await sent
            house.servers[0].start()
            for each in (left, name):
                await asyncio.to_thread(mine.put_media, g.id, each, png(SIDE, SIDE), "image/png")
            await ana.line.open()
            await g.boss.open()
            for each in (left, name):
                answers = await everywhere(g, each, ana)
                law(len(answers) == 1 and answers.pop()[0] == 200, ELSEWHERE, answers)

    play(scene)


async def given_up(person: Person, g: Gathering, name: str) -> Any:
    """An upload whose server may die."""
    with contextlib.suppress(urllib.error.URLError, HTTPException, OSError):
        return await asyncio.to_thread(person.calls.put_media, g.id, name, png(2000, 2000), "image/png")


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.redis
@pytest.mark.skipif(not FULL, reason="at full effort: make marks")
def test_a_folder_for_each_process_is_noticed(tmp_path: Path, postgres_url: str, redis_base: str) -> None:
    with services.claimed_redis(redis_base) as redis:
        wishes = {"database_url": postgres_url, "redis_url": redis, "log_dir": tmp_path}
        with (
            serve(data_dir=tmp_path / "one", **wishes) as first,  # type: ignore[arg-type]
            serve(data_dir=tmp_path / "other", **wishes) as second,  # type: ignore[arg-type]
            pytest.raises(Broken, match=ELSEWHERE),
        ):
            play(lambda: stays_until_erased(House([first, second])))
