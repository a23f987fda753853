"""What is installed: locked with hashes, without addresses, and the same in every place that says it."""

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pysqlite3
import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ADDRESS = re.compile(r"://|--(find-links|index-url|extra-index-url|trusted-host)|(^|\s)/")
BUILD_ONLY = {"flit-core"}


def wishes(name: str) -> set[str]:
    lines = (ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8").splitlines()
    stripped = (re.sub(r"#.*|\s+", "", line).replace('"', "'") for line in lines)
    return {line for line in stripped if line and not line.startswith("-")}


def plain(requirements: list[str]) -> set[str]:
    return {re.sub(r"\s+", "", text) for text in requirements}


def locked(name: str) -> dict[str, int]:
    """Each locked requirement, and how many hashes it has."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    text = text.replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line]
    return {line.split("--hash")[0].strip(): line.count("--hash=sha256:") for line in lines}


@pytest.mark.parametrize("name", ["base", "dev"])
def test_locks_have_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert not ADDRESS.search(text)
    assert [line for line, hashes in locked(name).items() if not hashes or "==" not in line] == []


def test_the_locks_agree_with_each_other() -> None:
    assert locked("base").items() <= locked("dev").items()


def test_the_locks_hold_what_is_wished() -> None:
    names = {re.split(r"[=\s;]", line)[0] for line in locked("dev")}
    wished = {re.split(r"[<>=\[;]", line)[0] for line in wishes("base") | wishes("dev")}
    assert wished <= names


def test_the_project_asks_for_what_is_locked() -> None:
    project = PROJECT["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    base = {line for line in wishes("base") if re.split(r"[<>=\[]", line)[0] not in BUILD_ONLY}
    assert plain(project["dependencies"] + extras) == base
    assert plain(PROJECT["dependency-groups"]["dev"]) == wishes("dev")


def test_versions_and_licence_are_said_alike() -> None:
    code = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    assert code["softwareVersion"] == PROJECT["project"]["version"]
    assert code["legal"]["license"] == PROJECT["project"]["license"] == "EUPL-1.2"
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert set(code["description"]) == set(code["localisation"]["availableLanguages"])


def test_what_catalogues_read_is_whole() -> None:
    """Everything that publiccode.yml 0.4 asks for, but for `url`: the address is not known before it is published."""
    code = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    wanted = {"publiccodeYmlVersion", "name", "platforms", "categories", "developmentStatus", "softwareType",
              "description", "legal", "maintenance", "localisation"}  # fmt: skip
    assert wanted <= set(code)
    assert code["maintenance"]["contacts"]
    assert code["localisation"]["localisationReady"] is True
    for words in code["description"].values():
        assert len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000
        assert words["features"]
        assert all((ROOT / path).is_file() for path in words["screenshots"])


def test_nothing_starts_with_a_default_password() -> None:
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert not re.findall(r"PASSWORD(?::-|-)[^}]*\}", text)
    given = re.findall(r"\$\{(\w*PASSWORD\w*)([^}]*)\}", text)
    assert given
    assert all(rest.startswith(":?") for _, rest in given)
    assert set(yaml.safe_load(text)["services"]) == {"app", "postgres", "redis", "proxy"}


# Below these there are known faults. What isn't locked must not be installed either.
FLOORS = {
    "starlette": (1, 3, 1),
    "python-multipart": (0, 0, 31),
    "h11": (0, 16),
    "jinja2": (3, 1, 6),
    "weasyprint": (69,),
    "pillow-heif": (1, 3),
}
NEEDED = {"starlette", "python-multipart", "h11", "jinja2"}


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def below(lines: Iterable[str]) -> dict[str, str]:
    """The requirements among locked lines that lie below their floor, or are missing though needed."""
    versions = dict(re.split(r"==|[\s;]", line)[:2] for line in lines)
    low = {name: version for name, version in versions.items() if numbers(version) < FLOORS.get(name, ())}
    return low | dict.fromkeys(NEEDED - versions.keys(), "missing")


@pytest.mark.parametrize("name", ["base", "dev"])
def test_nothing_is_locked_below_its_floor(name: str) -> None:
    assert below(locked(name)) == {}


def test_a_version_below_its_floor_is_seen() -> None:
    """Planted: one version lowered, one requirement gone, one that comes in too old."""
    lines = {line for line in locked("base") if not line.startswith(("starlette==", "h11=="))}
    assert below({*lines, "starlette==1.3.0", "pillow-heif==1.2.9"}) == {
        "starlette": "1.3.0",
        "pillow-heif": "1.2.9",
        "h11": "missing",
    }


def test_sqlite_is_not_below_its_floor() -> None:
    assert pysqlite3.sqlite_version_info >= (3, 51, 3)
