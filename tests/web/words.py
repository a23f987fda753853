"""Every sentence of the interface, gathered from the source as translators' tools gather them."""

from __future__ import annotations

from pathlib import Path

from babel.messages.extract import extract_from_dir

ROOT = Path(__file__).parents[2]
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
OPTIONS = {"**.html": {"extensions": "jinja2.ext.i18n,jinja2.ext.do", "trimmed": "true", "silent": "false"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "forms": (1, 2), "raw": None}

Sentence = str | tuple[str, ...]


def sentences() -> dict[Sentence, str]:
    """Each message id with the place it was first found in."""
    found: dict[Sentence, str] = {}
    for file, line, message, _, _ in extract_from_dir(
        ROOT / "app", METHODS, OPTIONS, keywords=KEYWORDS, directory_filter=lambda path: "static" not in path
    ):
        found.setdefault(message, f"app/{file}:{line}")
    return found
