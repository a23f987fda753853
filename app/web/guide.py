"""The facilitator's guide as a page: its Markdown with headings to jump to, its pictures where the server has them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

FOLDER = Path(__file__).resolve().parents[1] / "guide"
DEFAULT = "it"
PICTURES = "../static/"  # how the Markdown names them, so that they show wherever it is read


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide in one language; `contents` are the anchors and titles of its chapters."""

    lang: str
    title: str
    contents: tuple[tuple[str, str], ...]
    html: Markup


def languages() -> tuple[str, ...]:
    """The languages that the guide is written in."""
    return tuple(sorted(path.suffixes[0].removeprefix(".") for path in FOLDER.glob("facilitator.*.md")))


def read(lang: str, url: Callable[[str], str]) -> Guide:
    """The guide in a language, else in Italian; `url` gives the address of a picture under `static`."""
    lang = lang if lang in languages() else DEFAULT
    tokens = parse((FOLDER / f"facilitator.{lang}.md").read_text(encoding="utf-8"))
    title, contents = "", []
    kept: list[Token] = []
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            text = tokens[at + 1].content
            token.attrSet("id", anchor(text))
            if token.tag == "h2":
                contents.append((anchor(text), text))
            title = text if token.tag == "h1" else title
        for picture in (child for child in token.children or () if child.type == "image"):
            picture.attrSet("src", url(str(picture.attrGet("src")).removeprefix(PICTURES)))
            picture.attrSet("loading", "lazy")
        kept.append(token)
    html = READER.renderer.render(body(kept), READER.options, {})
    return Guide(lang, title, tuple(contents), Markup(html))  # noqa: S704 - a file of the program's own


READER = MarkdownIt("commonmark", {"html": True, "typographer": False}).enable("table")


def parse(text: str) -> list[Token]:
    """The blocks of a text, without the line that leads to the other language: the page has a menu for that."""
    return READER.parse(re.sub(r"^\*[A-Z]\w+: \[.*\]\(.*\)\*\n", "", text, count=1, flags=re.MULTILINE))


def body(tokens: list[Token]) -> list[Token]:
    """What follows the title, which the page writes itself."""
    return tokens[3:] if tokens and tokens[0].tag == "h1" else tokens


def anchor(title: str) -> str:
    """A heading's name in an address."""
    return re.sub(r"\W+", "-", title.lower()).strip("-")
