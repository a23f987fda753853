"""The parts of an ODT that are alike in every document: styles of paragraphs and pages, and the list of its files."""

from __future__ import annotations

from .xml import element

MIMETYPE = "application/vnd.oasis.opendocument.text"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = {f"xmlns__{name}": f"{OASIS}:{name}:1.0" for name in ("office", "style", "text", "table", "meta")} | {
    "xmlns__draw": f"{OASIS}:drawing:1.0", "xmlns__fo": f"{OASIS}:xsl-fo-compatible:1.0",
    "xmlns__svg": f"{OASIS}:svg-compatible:1.0", "xmlns__dc": "http://purl.org/dc/elements/1.1/",
    "xmlns__xlink": "http://www.w3.org/1999/xlink",
}  # fmt: skip
LEVELS = {"title": 1, "heading1": 2, "heading2": 3}
# name, size, bold, colour, space before and after, shift
LOOKS = (
    ("title", "26pt", True, "#1c1d21", "0cm", "0.4cm", "0cm"),
    ("heading1", "16pt", True, "#1c1d21", "0.7cm", "0.2cm", "0cm"),
    ("heading2", "13pt", True, "#1c1d21", "0.5cm", "0.15cm", "0cm"),
    ("body", "11pt", False, "#1c1d21", "0cm", "0.25cm", "0cm"),
    ("quote", "11pt", False, "#1c1d21", "0.1cm", "0.25cm", "0.5cm"),
    ("gap", "11pt", False, "#7a4b00", "0.1cm", "0.25cm", "0.5cm"),
    ("item", "11pt", False, "#1c1d21", "0cm", "0.15cm", "0cm"),
    ("small", "9pt", False, "#4f4b43", "0cm", "0.25cm", "0cm"),
    ("note", "9pt", False, "#1c1d21", "0cm", "0.05cm", "0cm"),
    ("cell", "11pt", False, "#1c1d21", "0.05cm", "0.05cm", "0cm"),
)


def styles(language: str, direction: str) -> str:
    """How each kind of paragraph looks, in a document of this language and direction."""
    mode = "rl-tb" if direction == "rtl" else "lr-tb"
    parts = language.split("-")
    text = element(
        "style:text-properties", fo__language=parts[0], fo__country="none", style__font_name="Titillium Web"
    )
    way = element("style:paragraph-properties", style__writing_mode=mode)
    base = element("style:default-style", way, text, style__family="paragraph")
    raised = element("style:style", element("style:text-properties", style__text_position="super 58%"),
                     style__name="raised", style__family="text")  # fmt: skip
    notes = element(
        "text:notes-configuration",
        text__note_class="footnote",
        text__default_style_name="note",
        text__citation_body_style_name="raised",
        text__citation_style_name="raised",
        style__num_format="1",
    )
    dash = element("text:list-level-style-bullet", level_look(), text__level="1", text__bullet_char="–")
    dashes = element("text:list-style", dash, style__name="dashes")
    faces = element("office:font-face-decls", element("style:font-face", style__name="Titillium Web",
                                                      svg__font_family="'Titillium Web'"))  # fmt: skip
    looks = "".join(look(*each, way) for each in LOOKS for way in ("lr-tb", "rl-tb"))
    common = element("office:styles", base, looks, raised, *tables(), dashes, notes)
    return element("office:document-styles", faces, common, *page(mode), **SPACES, office__version="1.3")


def look(name: str, size: str, bold: bool, colour: str, before: str, after: str, shift: str, way: str) -> str:
    """One kind of paragraph, a row of LOOKS, in one direction."""
    right = way == "rl-tb"
    level = {"style__default_outline_level": str(LEVELS[name])} if name in LEVELS else {}
    keep = {"fo__keep_with_next": "always"} if name in LEVELS else {}
    lines = element(
        "style:paragraph-properties", fo__margin_top=before, fo__margin_bottom=after, style__writing_mode=way,
        fo__text_align="start", **{"fo__margin_right" if right else "fo__margin_left": shift}, **keep,
    )  # fmt: skip
    weight = "bold" if bold else "normal"
    text = element(
        "style:text-properties", fo__font_size=size, style__font_size_asian=size, style__font_size_complex=size,
        fo__font_weight=weight, style__font_weight_asian=weight, style__font_weight_complex=weight, fo__color=colour,
    )  # fmt: skip
    return element("style:style", lines, text, style__name=name + ("_rtl" if right else ""),
                   style__family="paragraph", **level)  # fmt: skip


def level_look() -> str:
    """Where the dash of a list stands."""
    place = element("style:list-level-label-alignment", text__label_followed_by="listtab", fo__margin_left="0.6cm",
                    fo__text_indent="-0.6cm", text__list_tab_stop_position="0.6cm")  # fmt: skip
    return element(
        "style:list-level-properties", place, text__list_level_position_and_space_mode="label-alignment"
    )


def tables() -> tuple[str, str]:
    """A table as wide as the page, its rows parted by a hairline."""
    grid = element("style:style", element("style:table-properties", style__rel_width="100%", table__align="margins"),
                   style__name="grid", style__family="table")  # fmt: skip
    cell = element("style:style", element("style:table-cell-properties", fo__padding="0.1cm",
                                          fo__border_bottom="0.5pt solid #ded6c6"),
                   style__name="cell", style__family="table-cell")  # fmt: skip
    return grid, cell


def page(mode: str) -> tuple[str, str]:
    """A4, with the page's number at its foot."""
    sheet = element(
        "style:page-layout", element("style:page-layout-properties", fo__page_width="21cm", fo__page_height="29.7cm",
                                     fo__margin="2cm", style__writing_mode=mode),
        element("style:footer-style"), style__name="sheet",
    )  # fmt: skip
    number = element(
        "text:p", element("text:page-number", "1", text__select_page="current"), text__style_name="small"
    )
    master = element("style:master-page", element("style:footer", number), style__name="Standard",
                     style__page_layout_name="sheet")  # fmt: skip
    return element("office:automatic-styles", sheet), element("office:master-styles", master)


def manifest(media: tuple[tuple[str, str], ...]) -> str:
    """The list of the file's parts."""
    found = [("/", MIMETYPE), *((f"{name}.xml", "text/xml") for name in ("content", "styles", "meta"))]
    found += [(f"Pictures/{name}", kind) for name, kind in media]
    made = (
        element("manifest:file-entry", manifest__full_path=path, manifest__media_type=kind)
        for path, kind in found
    )
    return element(
        "manifest:manifest", *made, xmlns__manifest=f"{OASIS}:manifest:1.0", manifest__version="1.3"
    )
