"""Media as files: once for each id, whole or not at all, gone with their giver."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app.store.files import Files
from app.store.journal import Journal
from app.store.trouble import IdReused, Unavailable
from tests.doubles.stores import plant_workshop
from tests.store.lived import erase, live_through, new_id

PICTURE = b"\x89PNG not really" * 100


def put(files: Files, workshop: str, id: str, person: str = "ada", content: bytes = PICTURE) -> object:
    return files.put(workshop, id, person, content, type="image/png", w=40, h=30, at=1)


def test_the_same_upload_again_changes_nothing(files: Files) -> None:
    workshop, id = new_id(), new_id()
    first = put(files, workshop, id)
    assert put(files, workshop, id) == first == files.get(workshop, id)
    assert files.read(workshop, id) == PICTURE
    assert files.read(workshop, new_id()) is None
    assert files.used(workshop) == len(PICTURE)
    assert [path.name for path in files.path(workshop, id).parent.iterdir()] == [id]
    assert files.get(new_id(), id) is None
    assert files.used(new_id()) == 0


@pytest.mark.parametrize("other", [{"content": b"x"}, {"person": "bice"}])
def test_an_id_with_other_content_or_from_somebody_else_is_refused(
    files: Files, other: dict[str, object]
) -> None:
    workshop, id = new_id(), new_id()
    put(files, workshop, id)
    with pytest.raises(IdReused):
        put(files, workshop, id, **other)  # type: ignore[arg-type]
    assert files.path(workshop, id).read_bytes() == PICTURE


def test_what_a_crash_left_without_its_row_is_written_over(files: Files) -> None:
    workshop, id = new_id(), new_id()
    files.path(workshop, id).parent.mkdir(parents=True)
    files.path(workshop, id).write_bytes(b"half a pic")
    put(files, workshop, id)
    assert files.path(workshop, id).read_bytes() == PICTURE


@pytest.mark.parametrize("id", ["../../etc/passwd", "a/b", "", ".", "A" * 32, "x" * 65, "a\x00", "a\n"])
def test_no_id_leads_out_of_the_folder(files: Files, id: str) -> None:
    with pytest.raises(ValueError, match="not an id"):
        put(files, new_id(), id)
    with pytest.raises(ValueError, match="not an id"):
        files.path(id, new_id())


def test_two_at_once_end_as_one(files: Files) -> None:
    workshop, id = new_id(), new_id()

    async def both() -> list[object]:
        return await asyncio.gather(*(asyncio.to_thread(put, files, workshop, id) for _ in range(8)))

    assert len(set(asyncio.run(both()))) == 1
    assert files.path(workshop, id).read_bytes() == PICTURE


def test_a_folder_that_cannot_be_written_is_said(files: Files) -> None:
    files.folder.parent.mkdir(exist_ok=True)
    files.folder.write_bytes(b"a file stands in the way")
    with pytest.raises(Unavailable):
        put(files, new_id(), new_id())


def test_whoever_is_erased_takes_their_pictures_along(files: Files, journal: Journal) -> None:
    workshop = plant_workshop(files.database)
    evening = live_through(journal, [workshop], people=2, notes=1)[0]
    gone, stays = evening.words
    mine, other = new_id(), new_id()
    put(files, workshop, mine, gone)
    put(files, workshop, other, stays)
    erase(journal, evening, gone)
    assert journal.settled(30)
    assert not files.path(workshop, mine).exists()
    assert files.get(workshop, mine) is None
    assert files.path(workshop, other).exists()


def test_files_that_no_row_speaks_of_are_swept(files: Files) -> None:
    workshop, id = new_id(), new_id()
    put(files, workshop, id)
    stray: Path = files.path(workshop, new_id())
    stray.write_bytes(b"from a later day")
    assert files.sweep() == 1
    assert (stray.exists(), files.path(workshop, id).exists()) == (False, True)
