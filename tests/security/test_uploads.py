"""A7: whatever is uploaded as a picture is refused within two seconds, or leaves as its pixels and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import random
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from app.web import pictures
from tests.contracts.calls import Calls
from tests.contracts.gathering import gathered, play
from tests.contracts.house import House, one_on_sqlite
from tests.effort import FULL, effort
from tests.security import uploads

SEED = int(os.environ.get("OFFICINA_TEST_SEED", "20261123"))
Clean = Callable[[bytes], pictures.Picture]


def work() -> float:
    """Seconds of CPU that processes of ours have used which have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def judged(upload: bytes, clean: Clean = pictures.clean) -> pictures.Picture | None:
    """What is kept of an upload, None when it was refused; fails when that took too long, or more than pixels leave."""
    began, worked = time.monotonic(), work()
    try:
        found = clean(upload)
    except pictures.NotAPicture:
        found = None
    took, worked = time.monotonic() - began, work() - worked
    assert worked <= 2, f"{worked:.1f} s of CPU"
    assert took <= 2 or not FULL, f"{took:.1f} s"  # beside other tests it would measure the neighbours
    if found is not None:
        assert uploads.is_bare(found.content), uploads.written(found.content) - uploads.BARE
        with Image.open(io.BytesIO(found.content)) as seen:
            assert (seen.size, seen.format) == ((found.w, found.h), found.type.removeprefix("image/").upper())
            seen.load()
    return found


@pytest.mark.parametrize("case", uploads.BOMBS)
def test_a7_bombs_are_refused_in_time(case: str) -> None:
    upload = uploads.BOMBS[case]()
    assert len(upload) <= pictures.MOST, "it would be let in"
    assert judged(upload) is None


@pytest.mark.parametrize("case", uploads.REFUSED)
def test_a7_what_is_no_picture_or_broken_is_refused(case: str) -> None:
    assert judged(uploads.REFUSED[case]()) is None


@pytest.mark.parametrize("case", uploads.POLYGLOTS)
def test_a7_what_a_picture_is_besides_does_not_come_out(case: str) -> None:
    judged(uploads.POLYGLOTS[case]())


@pytest.mark.parametrize("form", uploads.WORDY)
def test_a7_nothing_is_left_of_what_was_written_into_a_picture(form: str) -> None:
    upload = uploads.WORDY[form]()
    assert uploads.CANARY.encode() in upload, "there is something to lose"
    found = judged(upload)
    assert found is not None
    turned = form != "gif"  # which knows nothing of which way is up
    assert (found.w, found.h) == ((64, 96) if turned else (96, 64))


def test_a7_hurt_pictures_are_refused_or_bare() -> None:
    print(f"seed {SEED}")  # noqa: T201
    kept = 0
    for n in range(effort(20, 3000)):
        upload = uploads.mutated(random.Random(f"{SEED} {n}"))
        try:
            kept += judged(upload) is not None
        except Exception as fault:
            raise AssertionError(f"seed {SEED} {n}") from fault
    print(f"{kept} of {effort(20, 3000)} were still pictures")  # noqa: T201
    assert kept


def careless(upload: bytes) -> pictures.Picture:
    """As many programs do it: made smaller and saved with all that came with it."""
    try:
        with Image.open(io.BytesIO(upload), formats=("JPEG", "PNG", "WEBP", "GIF")) as found:
            found.load()
            out, words = io.BytesIO(), {key: found.info[key] for key in ("exif", "icc_profile") if key in found.info}
            found.convert("RGB").save(out, "JPEG", **words)
            return pictures.Picture(out.getvalue(), "image/jpeg", *found.size)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise pictures.NotAPicture from None


@pytest.mark.parametrize("form", ["jpeg", "png", "webp"])
def test_a7_words_that_are_left_are_seen(form: str) -> None:
    with pytest.raises(AssertionError):
        judged(uploads.WORDY[form](), careless)


# A served house


def decoders(house: House) -> list[Path]:
    """What the system knows of the processes in which this house decodes pictures now."""
    process = house.servers[0].process
    assert process
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == process.pid and b"app.web.pictures" in (path / "cmdline").read_bytes():
                found.append(path)
        except OSError:  # it has ended
            continue
    return found


def walls(decoder: Path) -> tuple[bool, set[str]]:
    """Whether a decoder knows anything of our settings, and its limits by name; raises OSError when it has ended."""
    known = b"OFFICINA" in (decoder / "environ").read_bytes()
    lines = (decoder / "limits").read_text().splitlines()
    none = {line[:26].strip() for line in lines if line[26:].split()[:1] == ["0"]}
    return known, none


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with one_on_sqlite(tmp_path_factory.mktemp("house")) as made:
        yield made


def test_a7_a_house_under_bombs_answers_and_keeps_nothing_of_them(house: House) -> None:
    bombs = [make() for make in list(uploads.BOMBS.values())[:: effort(2, 1)]]

    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            paths = [f"/workshops/{g.id}/media/{ana.line.new_id()}" for _ in bombs]
            sent = [
                ana.calls.call("PUT", path, upload, kind="image/jpeg")
                for path, upload in zip(paths, bombs, strict=True)
            ]
            answers = asyncio.gather(*sent)
            began, slowest, most = time.monotonic(), 0.0, 0
            seen: list[tuple[bool, set[str]]] = []
            while not answers.done():
                asked = time.monotonic()
                assert (await Calls(house.here).call("GET", "/healthz", api=False)).status == 200
                slowest = max(slowest, time.monotonic() - asked)
                running = decoders(house)
                most = max(most, len(running))
                for decoder in running:
                    with contextlib.suppress(OSError):
                        seen.append(walls(decoder))
                await asyncio.sleep(0.05)
            assert 1 <= most <= pictures.AT_ONCE
            assert not any(known for known, _ in seen), "a decoder knows no secret"
            assert any({"Max file size", "Max core file size"} <= none for _, none in seen), "and writes no file"
            print(f"{len(bombs)} bombs in {time.monotonic() - began:.1f} s, others waited {slowest:.2f} s")  # noqa: T201
            assert [answer.status for answer in await answers] == [415] * len(bombs)
            assert [(await ana.calls.call("GET", path)).status for path in paths] == [404] * len(bombs)

    play(scene)
    assert not decoders(house)


def test_a7_no_byte_of_where_a_picture_was_taken_leaves_or_stays(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            for make in uploads.WORDY.values():
                name = ana.line.new_id()
                await asyncio.to_thread(ana.calls.put_media, g.id, name, make(), "image/jpeg")
                await g.note(ana.line, "con foto", media=[name])
                shown = await ana.calls.call("GET", f"/workshops/{g.id}/media/{name}")
                assert uploads.is_bare(shown.body)
            for form in ("zip", "json", "csv", "xlsx"):
                made = await asyncio.to_thread(g.calls.export, g.id, form)
                assert made.status == 200
                assert uploads.CANARY.encode() not in made.body

    play(scene)
    kept = [path for path in Path(house.servers[0].env["OFFICINA_DATA_DIR"]).rglob("*") if path.is_file()]
    assert len([path for path in kept if "media" in path.parts]) >= len(uploads.WORDY)
    assert not [path for path in kept if uploads.CANARY.encode() in path.read_bytes()]
