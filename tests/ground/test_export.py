"""`officina export` gives what the API gives, while it serves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import forked
from tests.contracts.house import House, one_on_sqlite


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory):
    with one_on_sqlite(tmp_path_factory.mktemp("house")) as house:
        yield house


HEADS = {"json": b"{", "csv": b"\xef\xbb\xbf", "md": b"#", "pdf": b"%PDF-", "zip": b"PK"}


@pytest.mark.parametrize(("form", "head"), HEADS.items())
def test_a_workshop_is_written_as_the_api_gives_it(house: House, form: str, head: bytes, tmp_path: Path) -> None:
    calls = house.user("facilitator")
    pack = calls.want(200, "GET", "/packs")[0]["id"]
    made = calls.create(pack=pack, title="Prova d'uscita", languages=["it"])
    out = tmp_path / f"out.{form}"
    house.servers[0].officina("export", made["id"], "--format", form, "--out", str(out))
    assert out.read_bytes().startswith(head)
    if form in ("json", "csv"):
        assert out.read_bytes() == calls.export(made["id"], form).body


def test_a_workshop_that_is_not_there_is_said(house: House, tmp_path: Path) -> None:
    wish = ["export", "0" * 32, "--format", "json", "--out", str(tmp_path / "none.json")]
    done = forked.run("app.cli", wish, house.servers[0].env)
    assert (done.returncode, done.stderr) == (1, f"officina: there is no workshop {'0' * 32}\n")
    assert not (tmp_path / "none.json").exists()
