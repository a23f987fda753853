"""What others made is exactly what its list says, and nothing else lies beside it."""

import hashlib
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LISTS = {
    ROOT / "app/static": ROOT / "app/static/vendor/VENDOR.toml",
    ROOT / "tests/browser/vendor": ROOT / "tests/browser/vendor/VENDOR.toml",
}
FILES = [(base, row) for base, path in LISTS.items() for row in tomllib.loads(path.read_text())["file"]]


@pytest.mark.parametrize(("base", "row"), FILES, ids=[row["path"] for _, row in FILES])
def test_vendored_file_has_the_bytes_its_list_says(base: Path, row: dict[str, str]) -> None:
    assert set(row) == {"path", "name", "version", "licence", "origin", "sha256"}
    assert hashlib.sha256((base / row["path"]).read_bytes()).hexdigest() == row["sha256"]


def test_no_vendored_file_is_unlisted() -> None:
    listed = {(base / row["path"]) for base, row in FILES}
    found = {*(ROOT / "app/static/vendor").glob("*.js"), *(ROOT / "app/static/fonts").glob("*.woff2")}
    found |= set((ROOT / "tests/browser/vendor").glob("*.js"))
    assert found <= listed
