"""The style sheets: logical sides, colours from the tokens alone, nothing from elsewhere, nothing inline."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHEETS = sorted((ROOT / "app/static/css").glob("*.css"))
PAGES = sorted((ROOT / "app/templates").rglob("*.html"))
SCRIPTS = sorted(path for path in (ROOT / "app/static/js").rglob("*.js"))

PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)(?:-\w+)*"
    r"|left|right|top|bottom|width|height|(?:min|max)-(?:width|height)"
    r"|border-(?:top|bottom)-(?:left|right)-radius)\s*:|text-align:\s*(?:left|right)|float:\s*(?:left|right)"
)
MEDIA = re.compile(r"@(?:media|container)[^{]*")
COLOUR = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch|lab|lch|hwb)\(|(?<![\w-])(?:white|black|red|blue|gray|grey)(?![\w-])"
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def without_tokens(sheet: str) -> str:
    """A sheet without the blocks of the layer that may name colours."""
    text = COMMENT.sub("", sheet)
    while (at := text.find("@layer tokens {")) >= 0:
        depth, end = 0, at
        for end in range(text.index("{", at), len(text)):
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            if depth == 0:
                break
        text = text[:at] + text[end + 1 :]
    return text


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_sides_are_logical(path: Path) -> None:
    assert PHYSICAL.findall(MEDIA.sub("", COMMENT.sub("", path.read_text()))) == []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_colours_are_tokens(path: Path) -> None:
    assert COLOUR.findall(without_tokens(path.read_text())) == []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_every_rule_is_in_a_layer(path: Path) -> None:
    text = re.sub(r"@font-face\s*{[^}]*}", "", COMMENT.sub("", path.read_text()))
    depth, outside = 0, ""
    for sign in text:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        outside += sign if depth == 0 else ""
    rest = [piece.strip() for piece in outside.replace("}", ";").split(";") if piece.strip()]
    assert [piece for piece in rest if not piece.startswith("@layer")] == []


@pytest.mark.parametrize("path", [*SHEETS, *SCRIPTS, *PAGES], ids=lambda path: path.name)
def test_nothing_comes_from_elsewhere(path: Path) -> None:
    text = path.read_text().replace("http://www.w3.org/", "")
    assert (
        re.findall(r"""(?:src|href|url\(|from|import)\s*[=(]?\s*["']?(?:https?:)?//[^\s"')]+""", text) == []
    )


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_pages_have_no_inline_style_or_script(path: Path) -> None:
    text = path.read_text()
    assert re.findall(r"""\sstyle\s*=|<style|\son\w+\s*=\s*["']|javascript:""", text) == []
    assert all(
        "src=" in tag or 'type="application/json"' in tag for tag in re.findall(r"<script[^>]*>", text)
    )


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_build_no_markup_from_strings(path: Path) -> None:
    assert (
        re.findall(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", path.read_text()
        )
        == []
    )


def test_the_check_for_sides_can_see() -> None:
    assert PHYSICAL.findall(".a { margin-left: 1px; left: 0; text-align: right }")
    assert not PHYSICAL.findall(
        ".a { inset-inline-start: 0; border-inline-start-width: 2px; inline-size: 1px }"
    )
    assert COLOUR.findall(without_tokens("@layer base { a { color: #fff } }"))
    assert not COLOUR.findall(without_tokens("@layer tokens { :root { --a: #fff } } a { white-space: pre }"))
