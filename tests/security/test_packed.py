"""A7: what an operator is handed to import or restore, and that lies of its size, ends in one sentence, soon."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.store import restore
from app.store.migrate import newest
from app.store.restore import MOST_LINE, MOST_MANIFEST, MOST_MEDIUM
from app.store.trouble import Unreadable
from tests.contracts.house import PASSWORD
from tests.effort import windows
from tests.serving import officina


def packed(files: dict[str, int | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of files with this content, or this many spaces."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=1) as archive:
        for name, content in files.items():
            with archive.open(name, "w", force_zip64=True) as file:
                if isinstance(content, bytes):
                    file.write(content)
                else:
                    for _ in range(content >> 20):
                        file.write(b" " * (1 << 20))
    return out.getvalue()


def manifest(**more: object) -> bytes:
    """What a backup says of itself."""
    said = {"format": 1, "revision": newest(), "at": 1, "rows": {}, "sha256": {}, "media": 0}
    return json.dumps(said | more).encode()


def media(row: dict[str, str], name: str, size: int) -> bytes:
    """A backup that holds one picture."""
    table = (json.dumps(list(row)) + "\n" + json.dumps(list(row.values())) + "\n").encode()
    return packed({"manifest.json": manifest(), "tables/media.jsonl": table, name: size})


OUT = {"workshop": "../../../tmp", "id": "officina-was-here", "person": "a"}
ONE = {"workshop": "a" * 32, "id": "b" * 32, "person": "c" * 32}
BACKUPS: dict[str, Callable[[], bytes]] = {
    "a manifest of 200 MB": lambda: packed({"manifest.json": 200 << 20}),
    "a line of 200 MB": lambda: packed({"manifest.json": manifest(), "tables/media.jsonl": 200 << 20}),
    "a picture of 200 MB": lambda: media(ONE, f"media/{ONE['workshop']}/{ONE['id']}", 200 << 20),
    "a path out of the folder": lambda: media(OUT, f"media/{OUT['workshop']}/{OUT['id']}", 1 << 20),
    "packed in another way": lambda: packed({"manifest.json": manifest()}, zipfile.ZIP_LZMA),
    "a manifest of lists": lambda: packed({"manifest.json": b"[]"}),
    "a manifest of another shape": lambda: packed({"manifest.json": b'{"format": {}}'}),
    "a manifest nested deeply": lambda: packed({"manifest.json": b"[" * 200_000}),
    "no archive": lambda: b"\x89PNG",
}  # fmt: skip
HEAD = b'{"schema":"officina.workshop/1","records":'
DEEP = HEAD + b'[{"kind":"workshop","id":"w","zones":' + b"[" * 400 + b"]" * 400 + b"}]}"
FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "JSON nested deeply": ("json", lambda: DEEP),
    "JSON nested more deeply": ("json", lambda: b"[" * 500_000),
    "JSON of 65 MB": ("json", lambda: HEAD + b"[]" + b" " * (65 << 20) + b"}"),
    "a number of a million digits": ("json", lambda: b'{"schema":' + b"9" * 1_000_000 + b"}"),
    "a packed JSON": ("json", lambda: gzip.compress(b" " * (64 << 20))),
    "a ZIP for a JSON": ("json", lambda: packed({"data.json": 64 << 20})),
    "a workbook for a CSV": ("csv", lambda: packed({"xl/workbook.xml": 64 << 20})),
    "a packed CSV": ("csv", lambda: gzip.compress(b"text\n" * (1 << 20))),
    "a CSV of 9 MB": ("csv", lambda: b"text\n" + b"x" * (9 << 20)),
    "a CSV of one enormous cell": ("csv", lambda: b'text\n"' + b"x" * (7 << 20)),
    "a CSV with zeros": ("csv", lambda: b"text\n" + bytes(1000)),
}  # fmt: skip


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house with one account."""
    folder = tmp_path_factory.mktemp("house")
    done = officina("user", "add", "fara@prove.example", "--role", "facilitator", data_dir=folder, stdin=PASSWORD)
    assert done.returncode == 0
    return folder


def refused(data_dir: Path, *arguments: str) -> str:
    """What a command says that refuses its file: one sentence and status 1."""
    done = officina(*arguments, data_dir=data_dir)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1), done.stderr[-600:]
    return done.stderr


@pytest.mark.parametrize("case", windows(BACKUPS, "a manifest of 200 MB", "a path out of the folder"))
def test_a7_a_backup_that_lies_is_refused_and_changes_nothing(data_dir: Path, tmp_path: Path, case: str) -> None:
    source = tmp_path / "backup.zip"
    source.write_bytes(BACKUPS[case]())
    assert source.stat().st_size < 2 << 20
    assert "the backup is damaged" in refused(data_dir, "restore", str(source))
    again = officina("user", "add", "fara@prove.example", "--role", "facilitator", data_dir=data_dir, stdin=PASSWORD)
    assert "has an account already" in again.stderr
    assert not Path("/tmp/officina-was-here").exists()


@pytest.mark.parametrize("case", windows(FILES, "JSON nested deeply", "a workbook for a CSV"))
def test_a7_an_import_that_lies_is_refused_in_one_sentence(data_dir: Path, tmp_path: Path, case: str) -> None:
    form, make = FILES[case]
    source = tmp_path / f"file.{form}"
    source.write_bytes(make())
    assert "officina: " in refused(data_dir, "import", form, str(source))


def read(archive: zipfile.ZipFile) -> None:
    """As restoring reads."""
    restore.read_manifest(archive)
    for row in restore.rows_of(archive, "media"):
        restore.unpacked(archive, f"media/{row['workshop']}/{row['id']}", restore.MOST_MEDIUM)


def greedily(archive: zipfile.ZipFile) -> None:
    """As many programs read."""
    assert [archive.read(name) for name in archive.namelist()]


@pytest.mark.parametrize("case", ["a manifest of 200 MB", "a line of 200 MB", "a picture of 200 MB"])
@pytest.mark.parametrize(("how", "modest"), [(read, True), (greedily, False)])
def test_a7_no_memory_is_spent_on_what_an_archive_says(
    case: str, how: Callable[[zipfile.ZipFile], None], modest: bool
) -> None:
    with zipfile.ZipFile(io.BytesIO(BACKUPS[case]())) as archive:
        tracemalloc.start()
        try:
            with contextlib.suppress(Unreadable, ValueError):
                how(archive)
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert (most < 3 * MOST_MEDIUM) == modest, f"{most >> 20} MB"


def test_a7_what_may_be_unpacked_at_once_is_more_than_we_write() -> None:
    assert 100 * len(manifest(sha256={f"table{n}": "a" * 64 for n in range(40)})) <= MOST_MANIFEST
    assert MOST_LINE >= 100 * 64 * 1024
