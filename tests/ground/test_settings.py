"""What an installation may choose, and what is refused."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import Settings, is_weak, kept_secret, read_settings

STRONG = "kX3-vm0Qe81_ZpLhT7sYcWn5RdJgUa2B"


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"OFFICINA_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    settings = read_settings()
    assert settings.address == "http://localhost:8000"
    assert not settings.secure
    assert settings.database == f"sqlite:///{tmp_path / 'data' / 'officina.db'}"
    assert not is_weak(settings.secret_key)


def test_the_secret_is_made_once_and_its_owner_alone_reads_it(data_dir: Path) -> None:
    first = read_settings(data_dir=data_dir).secret_key
    assert read_settings(data_dir=data_dir).secret_key == first
    assert stat.S_IMODE((data_dir / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in data_dir.iterdir()] == ["secret.key"]


def test_processes_that_start_together_get_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: kept_secret(tmp_path / "secret.key"), range(32)))) == 1


@pytest.mark.parametrize("weak", ["secret", "a" * 64, "changeme" * 4])
def test_a_weak_secret_is_refused_where_people_work(weak: str) -> None:
    with pytest.raises(ValidationError, match="OFFICINA_SECRET_KEY is too weak"):
        Settings(secret_key=weak)
    assert Settings(secret_key=weak, development=True).secret_key == weak


def test_the_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text(f"OFFICINA_SECRET_KEY={STRONG}\nOFFICINA_PORT=9000\nOTHER=1\n")
    monkeypatch.setenv("OFFICINA_PORT", "9100")
    settings = read_settings()
    assert (settings.secret_key, settings.port) == (STRONG, 9100)


@pytest.mark.parametrize("wrong", ["example.org", "ftp://example.org", "https://example.org/officina", "https://"])
def test_an_address_that_is_no_origin_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError, match="OFFICINA_BASE_URL"):
        Settings(base_url=wrong)


def test_a_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValidationError, match="OFFICINA_TIME_ZONE"):
        Settings(time_zone="Europe/Atlantis")


def test_hosts_and_origins_follow_the_address() -> None:
    settings = Settings(base_url="https://officina.example.org/", hosts="officina.example.net, lab.lan")
    assert settings.secure
    assert settings.allowed_hosts == ("officina.example.org", "officina.example.net", "lab.lan",
                                      "localhost", "127.0.0.1", "[::1]")
    assert settings.allowed_origins == ("https://officina.example.org", "https://officina.example.net",
                                        "https://lab.lan")


def test_on_a_plain_network_every_name_may_send_from_its_own_port() -> None:
    settings = Settings(host="192.168.1.5", port=8080)
    assert settings.allowed_origins == ("http://192.168.1.5:8080", "http://localhost:8080",
                                        "http://127.0.0.1:8080", "http://[::1]:8080")


def test_the_secret_is_not_shown() -> None:
    assert STRONG not in repr(Settings(secret_key=STRONG))
