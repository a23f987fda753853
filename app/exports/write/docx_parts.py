"""The parts of a DOCX that are alike in every document: styles, numbering, settings, and what refers to what."""

from __future__ import annotations

from .xml import element

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PARTS = ("styles", "footnotes", "settings", "numbering")
FACE = "Titillium Web"
# id, name, size in half points, bold, colour, space before and after in twentieths of a point, outline level
LOOKS = (
    ("Title", "Title", 52, True, "1C1D21", 0, 160, None),
    ("Heading1", "heading 1", 32, True, "1C1D21", 360, 100, 0),
    ("Heading2", "heading 2", 26, True, "1C1D21", 240, 80, 1),
    ("BodyText", "Body Text", 22, False, "1C1D21", 0, 120, None),
    ("Quote", "Quote", 22, False, "1C1D21", 60, 120, None),
    ("Gap", "Gap", 22, False, "7A4B00", 60, 120, None),
    ("ListBullet", "List Bullet", 22, False, "1C1D21", 0, 80, None),
    ("Small", "Small", 18, False, "4F4B43", 0, 120, None),
    ("FootnoteText", "footnote text", 18, False, "1C1D21", 0, 40, None),
)


def styles(language: str, spaces: dict[str, str]) -> str:
    """How each kind of paragraph looks, in a document of this language."""
    face = element("w:rFonts", w__ascii=FACE, w__hAnsi=FACE, w__cs=FACE)
    tongue = element("w:lang", w__val=language, w__bidi=language, w__eastAsia=language)
    defaults = element("w:docDefaults", element("w:rPrDefault", element("w:rPr", face, tongue)))
    normal = element(
        "w:style",
        element("w:name", w__val="Normal"),
        w__type="paragraph",
        w__default="1",
        w__styleId="Normal",
    )
    mark = element("w:style", element("w:name", w__val="footnote reference"),
                   element("w:rPr", element("w:vertAlign", w__val="superscript")),
                   w__type="character", w__styleId="FootnoteReference")  # fmt: skip
    rule = {"w__val": "single", "w__sz": "4", "w__color": "DED6C6"}
    lines = element(
        "w:tblBorders", element("w:top", **rule), element("w:bottom", **rule), element("w:insideH", **rule)
    )
    grid = element(
        "w:style",
        element("w:name", w__val="Grid"),
        element("w:tblPr", lines),
        w__type="table",
        w__styleId="Grid",
    )
    return element("w:styles", defaults, normal, *(style(*each) for each in LOOKS), mark, grid, **spaces)


def style(
    id: str, name: str, size: int, bold: bool, colour: str, before: int, after: int, level: int | None
) -> str:
    """One kind of paragraph, a row of LOOKS."""
    keep = element("w:keepNext") if level is not None else ""
    bullet = element("w:numPr", element("w:numId", w__val="1")) if id == "ListBullet" else ""
    space = element("w:spacing", w__before=str(before), w__after=str(after))
    shift = element("w:ind", w__left="284") if id in ("Quote", "Gap") else ""
    outline = element("w:outlineLvl", w__val=str(level)) if level is not None else ""
    weight = element("w:b") + element("w:bCs") if bold else ""
    sizes = element("w:sz", w__val=str(size)) + element("w:szCs", w__val=str(size))
    look = element("w:rPr", weight, element("w:color", w__val=colour), sizes)
    lines = element("w:pPr", keep, bullet, space, shift, outline)
    base = element("w:name", w__val=name) + element("w:basedOn", w__val="Normal") + element("w:qFormat")
    return element("w:style", base, lines, look, w__type="paragraph", w__styleId=id)


SETTINGS = element(
    "w:settings", element("w:footnotePr", element("w:footnote", w__id="-1"), element("w:footnote", w__id="0")),
    element("w:compat", element("w:compatSetting", w__name="compatibilityMode",
                                w__uri="http://schemas.microsoft.com/office/word", w__val="15")), xmlns__w=W,
)  # fmt: skip
NUMBERING = element(
    "w:numbering",
    element("w:abstractNum", element("w:lvl", element("w:start", w__val="1"), element("w:numFmt", w__val="bullet"),
                                     element("w:lvlText", w__val="–"), element("w:lvlJc", w__val="left"),
                                     element("w:pPr", element("w:ind", w__left="284", w__hanging="284")), w__ilvl="0"),
            w__abstractNumId="0"),
    element("w:num", element("w:abstractNumId", w__val="0"), w__numId="1"), xmlns__w=W,
)  # fmt: skip
FOOTER = element(
    "w:ftr", element("w:p", element("w:pPr", element("w:pStyle", w__val="Small")),
                     element("w:fldSimple", element("w:r", element("w:t", "1")), w__instr="PAGE")), xmlns__w=W,
)  # fmt: skip


def content_types() -> str:
    """What each part is."""
    kinds = (("xml", "application/xml"), ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
             ("png", "image/png"), ("jpg", "image/jpeg"))  # fmt: skip
    made = [element("Default", Extension=end, ContentType=kind) for end, kind in kinds]
    made.append(element("Override", PartName="/word/document.xml", ContentType=f"{WORD}.document.main+xml"))
    made.append(element("Override", PartName="/word/footer1.xml", ContentType=f"{WORD}.footer+xml"))
    made += [
        element("Override", PartName=f"/word/{name}.xml", ContentType=f"{WORD}.{name}+xml") for name in PARTS
    ]
    made.append(element("Override", PartName="/docProps/core.xml",
                        ContentType="application/vnd.openxmlformats-package.core-properties+xml"))  # fmt: skip
    return element("Types", *made, xmlns=f"{PACKAGE}/content-types")


def relations(of: str, media: tuple[str, ...] = ()) -> str:
    """What the package or its document refers to: parts of the same file, never anything outside."""
    if of == "package":
        found = [("document", f"{OFFICE}/officeDocument", "word/document.xml"),
                 ("core", f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml")]  # fmt: skip
    else:
        found = [(name, f"{OFFICE}/{name}", f"{name}.xml") for name in PARTS]
        found.append(("footer", f"{OFFICE}/footer", "footer1.xml"))
        found += [(f"media{n}", f"{OFFICE}/image", f"media/{name}") for n, name in enumerate(media, 1)]
    made = (element("Relationship", Id=id, Type=kind, Target=target) for id, kind, target in found)
    return element("Relationships", *made, xmlns=f"{PACKAGE}/relationships")
