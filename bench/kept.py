"""What a run leaves behind: a table on the terminal, and every round as JSON."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer

from .processes import cores


def keep(out: Path, name: str, rounds: Iterable[Any]) -> None:
    """Leave `name.json` with every round, each a dataclass, its figures without digits that mean nothing."""
    found = [{key: short(value) for key, value in asdict(one).items()} for one in rounds]
    about = {
        "bench": name, "on": datetime.now(UTC).date().isoformat(), "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}, {cores()[1] + 1} cores", "rounds": found,
    }  # fmt: skip
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{name}.json").write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    typer.echo(f"{out / name}.json")


def short(value: object) -> object:
    """Four digits after the point are enough."""
    return round(value, 4) if isinstance(value, float) else value


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
