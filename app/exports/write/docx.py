"""DOCX: a document in Office Open XML (ECMA-376), with real footnotes, a language for each run, and its Dublin Core."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from app.exports.manuscript import Image, Manuscript

from .docx_parts import FOOTER, NUMBERING, SETTINGS, content_types, relations, styles
from .flow import Block, Flow, Grid, Line, Paragraph, Run
from .xml import HEAD, element, package, words

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = {
    "xmlns__w": W, "xmlns__r": R,
    "xmlns__wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "xmlns__a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "xmlns__pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}  # fmt: skip
STYLES = {
    "title": "Title", "heading1": "Heading1", "heading2": "Heading2", "body": "BodyText",
    "quote": "Quote", "gap": "Gap", "item": "ListBullet", "small": "Small", "note": "FootnoteText",
}  # fmt: skip
EAST_ASIAN = frozenset({"zh", "ja", "ko"})
EMU = 9525  # of a pixel at 96 to the inch
WIDEST = 6 * 914_400  # EMU: what fits between the margins
KINDS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg"}


def write(manuscript: Manuscript, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """The document; `pictures` are the files of its images by media id, others are told by their words."""
    return Docx(manuscript, pictures or {}).package()


class Docx:
    """One document being written: which notes have been told, which pictures are in it."""

    def __init__(self, paper: Manuscript, pictures: Mapping[str, bytes]) -> None:
        self.paper, self.flow, self.pictures = paper, Flow(paper), pictures
        self.told: dict[int, int] = {}  # the number of a piece of evidence → that of its footnote
        self.media: dict[str, str] = {}  # the id of a picture → its file
        self.drawn = 0

    def package(self) -> bytes:
        """All parts in one file."""
        body = "".join(self.block(each) for each in self.flow.blocks())
        notes = self.footnotes()
        document = element("w:document", element("w:body", body, self.page()), **SPACES)
        media = [(f"word/media/{name}", self.pictures[id]) for id, name in self.media.items()]
        return package([
            ("[Content_Types].xml", HEAD + content_types()), ("_rels/.rels", HEAD + relations("package")),
            ("word/document.xml", HEAD + document), ("word/_rels/document.xml.rels", HEAD + self.links()),
            ("word/styles.xml", HEAD + styles(self.paper.language, SPACES)), ("word/footnotes.xml", HEAD + notes),
            ("word/settings.xml", HEAD + SETTINGS), ("word/numbering.xml", HEAD + NUMBERING),
            ("word/footer1.xml", HEAD + FOOTER), ("docProps/core.xml", HEAD + self.properties()), *media,
        ])  # fmt: skip

    def block(self, found: Block) -> str:
        """A block of the flow."""
        if isinstance(found, Paragraph):
            return self.paragraph(found)
        return self.grid(found) if isinstance(found, Grid) else self.image(found)

    def paragraph(self, found: Paragraph) -> str:
        """A paragraph in its direction."""
        way = element("w:bidi") if found.direction == "rtl" else ""
        style = element("w:pStyle", w__val=STYLES[found.style])
        return element("w:p", element("w:pPr", style, way), *(self.run(each) for each in found.runs))

    def run(self, found: Run) -> str:
        """Words in their language, or the mark of a piece of evidence."""
        if found.note:
            return self.mark(found.note)
        text = element("w:t", words(found.text), xml__space="preserve") if found.text else ""
        lines = element("w:br").join(
            element("w:t", words(each), xml__space="preserve") for each in found.text.split("\n")
        )
        return element("w:r", look(found), lines if "\n" in found.text else text)

    def mark(self, number: int) -> str:
        """The footnote of a piece of evidence; cited again, a link to where it stands first."""
        if number in self.told:
            shown = element("w:r", element("w:rPr", element("w:rStyle", w__val="FootnoteReference")),
                            element("w:t", str(self.told[number])))  # fmt: skip
            return element("w:hyperlink", shown, w__anchor=f"evidence_{number}", w__history="1")
        self.told[number] = len(self.told) + 1
        style = element("w:rPr", element("w:rStyle", w__val="FootnoteReference"))
        reference = element("w:r", style, element("w:footnoteReference", w__id=str(self.told[number])))
        begins = element("w:bookmarkStart", w__id=str(number), w__name=f"evidence_{number}")
        return begins + reference + element("w:bookmarkEnd", w__id=str(number))

    def footnotes(self) -> str:
        """The notes that were cited, in the order in which they are first; two that every reader expects before."""
        known = {each.number: each for each in self.paper.evidence}
        made = [
            element(
                "w:footnote",
                element("w:p", element("w:r", element(f"w:{kind}"))),
                w__type=kind,
                w__id=str(id),
            )
            for id, kind in ((-1, "separator"), (0, "continuationSeparator"))
        ]
        style = element("w:rPr", element("w:rStyle", w__val="FootnoteReference"))
        for number, id in self.told.items():
            lines = self.flow.note(known[number])
            sign = element("w:r", style, element("w:footnoteRef")) + self.run(self.flow.run(" "))
            first = element("w:pPr", element("w:pStyle", w__val=STYLES["note"]))
            text = "".join(element("w:p", first, sign, *(self.run(each) for each in line)) for line in lines)
            made.append(element("w:footnote", text, w__id=str(id)))
        return element("w:footnotes", *made, **SPACES)

    def grid(self, found: Grid) -> str:
        """A table whose first row is its headings, repeated on each page, with what it is about in words."""
        way = element("w:bidiVisual") if self.paper.direction == "rtl" else ""
        about = element(
            "w:tblPr", element("w:tblStyle", w__val="Grid"), way, element("w:tblW", w__w="5000", w__type="pct"),
            element("w:tblLook", w__firstRow="1", w__noHBand="1", w__noVBand="1"),
            element("w:tblCaption", w__val=found.title),
        )  # fmt: skip
        columns = element("w:tblGrid", *(element("w:gridCol") for _ in found.headings))
        bold = tuple(((self.flow.run(each, bold=True)),) for each in found.headings)
        head = self.row(bold, element("w:trPr", element("w:tblHeader")))
        return element("w:tbl", about, columns, head, *(self.row(row) for row in found.rows)) + element("w:p")

    def row(self, cells: tuple[Line, ...], about: str = "") -> str:
        """A row of a table."""
        made = (
            element(
                "w:tc", self.paragraph(Paragraph(style="body", runs=line, direction=self.paper.direction))
            )
            for line in cells
        )
        return element("w:tr", about, *made)

    def image(self, found: Image) -> str:
        """A picture with its words, or its words alone where the file is not at hand."""
        content = self.pictures.get(found.id, b"")
        kind = next((kind for head, kind in KINDS.items() if content.startswith(head)), "")
        if not kind or not found.width or not found.height:
            return self.paragraph(self.flow.line("small", f"[{found.alt}]"))
        self.media.setdefault(found.id, f"image{len(self.media) + 1}.{kind}")
        self.drawn += 1
        drawing = picture(found, f"media{list(self.media).index(found.id) + 1}", self.drawn)
        style = element("w:pStyle", w__val=STYLES["body"])
        return element("w:p", element("w:pPr", style), element("w:r", element("w:drawing", drawing)))

    def links(self) -> str:
        """What the text refers to, all of it inside the file."""
        return relations("document", tuple(self.media.values()))

    def page(self) -> str:
        """A4, with the page's number at its foot."""
        return element(
            "w:sectPr", element("w:footerReference", w__type="default", r__id="footer"),
            element("w:pgSz", w__w="11906", w__h="16838"),
            element("w:pgMar", w__top="1134", w__right="1134", w__bottom="1134", w__left="1134", w__header="567",
                    w__footer="567", w__gutter="0"),
            element("w:bidi") if self.paper.direction == "rtl" else "",
        )  # fmt: skip

    def properties(self) -> str:
        """Dublin Core, as the package keeps it."""
        about = self.paper.metadata
        begun = datetime.fromtimestamp(about.at // 1000, tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        said = (
            ("dc:title", self.paper.title), ("dc:creator", about.library), ("dc:subject", about.workshop),
            ("dc:description", about.question), ("dc:language", self.paper.language),
            ("dc:identifier", f"urn:officina:{self.paper.id}"), ("cp:category", about.kind_name),
            ("cp:contentStatus", about.status_name),
        )  # fmt: skip
        made = [element(name, words(value)) for name, value in said if value]
        made += [
            element(f"dcterms:{name}", begun, xsi__type="dcterms:W3CDTF") for name in ("created", "modified")
        ]
        return element(
            "cp:coreProperties", *made,
            xmlns__cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
            xmlns__dc="http://purl.org/dc/elements/1.1/", xmlns__dcterms="http://purl.org/dc/terms/",
            xmlns__xsi="http://www.w3.org/2001/XMLSchema-instance",
        )  # fmt: skip


def look(found: Run) -> str:
    """How a run is set: weight, direction, language."""
    language = found.language or "und"
    kind = "w__bidi" if found.direction == "rtl" else (
        "w__eastAsia" if language.split("-")[0] in EAST_ASIAN else "w__val"
    )  # fmt: skip
    made = (element("w:b") + element("w:bCs")) if found.bold else ""
    made += element("w:rtl") if found.direction == "rtl" else ""
    return element("w:rPr", made, element("w:lang", **{kind: language}))


def picture(found: Image, link: str, number: int) -> str:
    """A picture in the line of text, with its words for who cannot see it."""
    wide = min(found.width * EMU, WIDEST)
    size = {"cx": str(wide), "cy": str(found.height * wide // found.width)}
    name = {"id": str(number), "name": f"{number}", "descr": found.alt}
    shape = element(
        "pic:spPr", element("a:xfrm", element("a:off", x="0", y="0"), element("a:ext", **size)),
        element("a:prstGeom", element("a:avLst"), prst="rect"),
    )  # fmt: skip
    filled = element(
        "pic:blipFill", element("a:blip", r__embed=link), element("a:stretch", element("a:fillRect"))
    )
    about = element("pic:nvPicPr", element("pic:cNvPr", **name), element("pic:cNvPicPr"))
    whole = element("pic:pic", about, filled, shape)
    data = element("a:graphicData", whole, uri=SPACES["xmlns__pic"])
    return element(
        "wp:inline", element("wp:extent", **size), element("wp:docPr", **name), element("a:graphic", data)
    )
