"""What the operations guide says of settings and commands, against the program."""

import re
from pathlib import Path

from typer.main import get_command

from app.cli import app
from app.settings import Settings

ROOT = Path(__file__).parent.parent.parent
GUIDE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
COMPOSE_ONLY = {"OFFICINA_DOMAIN", "OFFICINA_TLS"}
NAME = re.compile(r"\bOFFICINA_[A-Z_]+\b")
PROMISED = {"serve", "migrate", "user", "import", "export", "backup", "restore", "demo"}


def settings_row(name: str) -> str:
    field = Settings.model_fields[name]
    default = "" if field.default == "" else f"`{field.default}`"
    return f"| `OFFICINA_{name.upper()}` | {default} | {field.description} |"


def test_the_proxies_in_the_examples_keep_the_figures_inside() -> None:
    nginx, caddy = (
        (ROOT / "deploy" / name).read_text(encoding="utf-8") for name in ("nginx.conf", "Caddyfile")
    )
    assert re.search(r"location = /metrics \{[^}]*return 404;", nginx)
    assert "respond /metrics 404" in caddy


def test_the_settings_table_is_the_settings() -> None:
    table = [line for line in GUIDE.splitlines() if line.startswith("| `OFFICINA_")]
    assert table == [settings_row(name) for name in Settings.model_fields]


def test_no_page_or_file_names_a_setting_that_does_not_exist() -> None:
    known = {f"OFFICINA_{name.upper()}" for name in Settings.model_fields}
    files = [
        ROOT / "README.md",
        ROOT / "README.it.md",
        ROOT / "Dockerfile",
        ROOT / ".env.example",
        ROOT / "compose.yaml",
        *(ROOT / "deploy").iterdir(),
        *(ROOT / "docs").rglob("*.md"),
    ]
    strange = {
        (path.name, name)
        for path in files
        for name in NAME.findall(path.read_text(encoding="utf-8"))
        if name not in known | COMPOSE_ONLY
    }
    assert not strange


def test_the_example_shows_every_setting() -> None:
    shown = set(NAME.findall((ROOT / ".env.example").read_text(encoding="utf-8")))
    assert shown == {f"OFFICINA_{name.upper()}" for name in Settings.model_fields} | COMPOSE_ONLY


def test_every_command_is_explained_and_every_explained_command_exists() -> None:
    commands = set(get_command(app).commands)
    explained = set(re.findall(r"^\| `officina (\w+)", GUIDE, re.MULTILINE))
    assert explained == commands
    assert commands >= PROMISED
