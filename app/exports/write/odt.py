"""ODT: a document in OpenDocument 1.3, with real footnotes, a language for each run, and its Dublin Core."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from app.exports.manuscript import Image, Manuscript

from .flow import Block, Flow, Grid, Line, Paragraph, Run
from .odt_parts import LEVELS, MIMETYPE, SPACES, manifest, styles
from .xml import HEAD, element, package, words

KINDS = {b"\x89PNG": ("png", "image/png"), b"\xff\xd8\xff": ("jpg", "image/jpeg")}
PIXEL = 2.54 / 96  # cm
WIDEST = 16.0  # cm
EAST_ASIAN = frozenset({"zh", "ja", "ko"})


def write(manuscript: Manuscript, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """The document; `pictures` are the files of its images by media id, others are told by their words."""
    return Odt(manuscript, pictures or {}).package()


class Odt:
    """One document being written: the looks it needs, the notes already told, the pictures in it."""

    def __init__(self, paper: Manuscript, pictures: Mapping[str, bytes]) -> None:
        self.paper, self.flow, self.pictures = paper, Flow(paper), pictures
        self.known = {each.number: each for each in paper.evidence}
        self.told: dict[int, int] = {}  # the number of a piece of evidence → that of its footnote
        self.looks: dict[tuple[bool, str, str], str] = {}  # weight, language, direction → style
        self.media: dict[str, tuple[str, str]] = {}  # the id of a picture → its file and type
        self.grids = 0

    def package(self) -> bytes:
        """All parts in one file, its type first and not compressed, as the format asks."""
        body = "".join(self.block(each) for each in self.flow.blocks())
        text = element("office:body", element("office:text", body))
        content = element("office:document-content", self.automatic(), text, **SPACES, office__version="1.3")
        media = [(f"Pictures/{name}", self.pictures[id]) for id, (name, _) in self.media.items()]
        return package([
            ("mimetype", MIMETYPE), ("content.xml", HEAD + content),
            ("styles.xml", HEAD + styles(self.paper.language, self.paper.direction)), ("meta.xml", HEAD + self.meta()),
            *media, ("META-INF/manifest.xml", HEAD + manifest(tuple(self.media.values()))),
        ], plain=("mimetype",))  # fmt: skip

    def block(self, found: Block) -> str:
        """A block of the flow."""
        if isinstance(found, Paragraph):
            return self.paragraph(found)
        return self.grid(found) if isinstance(found, Grid) else self.image(found)

    def paragraph(self, found: Paragraph) -> str:
        """A paragraph or a heading, in its direction."""
        style = found.style + ("_rtl" if found.direction == "rtl" else "")
        runs = "".join(self.run(each) for each in found.runs)
        if found.style in LEVELS:
            return element(
                "text:h", runs, text__style_name=style, text__outline_level=str(LEVELS[found.style])
            )
        if found.style == "item":
            line = element("text:p", runs, text__style_name=style)
            return element("text:list", element("text:list-item", line), text__style_name="dashes")
        return element("text:p", runs, text__style_name=style)

    def run(self, found: Run) -> str:
        """Words in their language, or the mark of a piece of evidence."""
        if found.note:
            return self.mark(found.note)
        look = (found.bold, found.language, found.direction)
        name = self.looks.setdefault(look, f"run{len(self.looks) + 1}")
        return element("text:span", spaced(found.text), text__style_name=name) if found.text else ""

    def mark(self, number: int) -> str:
        """The footnote of a piece of evidence; cited again, a link to where it stands first."""
        if number in self.told:
            shown = element("text:span", str(self.told[number]), text__style_name="raised")
            return element("text:a", shown, xlink__type="simple", xlink__href=f"#evidence-{number}")
        self.told[number] = len(self.told) + 1
        lines = self.flow.note(self.known[number])
        body = "".join(
            element("text:p", *(self.run(each) for each in line), text__style_name="note") for line in lines
        )
        note = element(
            "text:note", element("text:note-citation", str(self.told[number])), element("text:note-body", body),
            text__id=f"note-{number}", text__note_class="footnote",
        )  # fmt: skip
        return element("text:bookmark", text__name=f"evidence-{number}") + note

    def grid(self, found: Grid) -> str:
        """A table whose first row is its headings, repeated on each page, with what it is about in words."""
        self.grids += 1
        head = self.row(tuple((self.flow.run(each, bold=True),) for each in found.headings))
        columns = element("table:table-column", table__number_columns_repeated=str(len(found.headings)))
        about = element("table:title", words(found.title))
        rows = "".join(self.row(each) for each in found.rows)
        return element(
            "table:table", about, columns, element("table:table-header-rows", head), rows,
            table__name=f"table{self.grids}", table__style_name="grid",
        )  # fmt: skip

    def row(self, cells: tuple[Line, ...]) -> str:
        """A row of a table."""
        made = (
            element("table:table-cell", self.paragraph(self.flow.line("cell", *line)),
                    table__style_name="cell", office__value_type="string")
            for line in cells
        )  # fmt: skip
        return element("table:table-row", *made)

    def image(self, found: Image) -> str:
        """A picture with its words, or its words alone where the file is not at hand."""
        content = self.pictures.get(found.id, b"")
        kind = next((kind for head, kind in KINDS.items() if content.startswith(head)), None)
        if kind is None or not found.width or not found.height:
            return self.paragraph(self.flow.line("small", f"[{found.alt}]"))
        name, _ = self.media.setdefault(found.id, (f"{len(self.media) + 1}.{kind[0]}", kind[1]))
        wide = min(found.width * PIXEL, WIDEST)
        shown = element("draw:image", xlink__href=f"Pictures/{name}", xlink__type="simple", xlink__show="embed",
                        xlink__actuate="onLoad")  # fmt: skip
        frame = element(
            "draw:frame", shown, element("svg:desc", words(found.alt)), text__anchor_type="as-char",
            svg__width=f"{wide:.2f}cm", svg__height=f"{found.height * wide / found.width:.2f}cm",
        )  # fmt: skip
        return element("text:p", frame, text__style_name="body")

    def automatic(self) -> str:
        """The looks of runs: weight, language in each kind of script, direction."""
        made = []
        for (bold, language, direction), name in self.looks.items():
            about = {f"fo__{key}": value for key, value in tongue(language).items()}
            kind = (
                "complex" if direction == "rtl" else "asian" if language.split("-")[0] in EAST_ASIAN else ""
            )
            if kind:
                about = {f"style__{key}_{kind}": value for key, value in tongue(language).items()}
            if bold:
                weights = ("fo__font_weight", "style__font_weight_asian", "style__font_weight_complex")
                about |= dict.fromkeys(weights, "bold")
            made.append(
                element(
                    "style:style",
                    element("style:text-properties", **about),
                    style__name=name,
                    style__family="text",
                )
            )
        return element("office:automatic-styles", *made)

    def meta(self) -> str:
        """Dublin Core, as the format keeps it."""
        about = self.paper.metadata
        begun = datetime.fromtimestamp(about.at // 1000, tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        said = (
            ("dc:title", self.paper.title), ("dc:creator", about.library), ("dc:subject", about.workshop),
            ("dc:description", about.question), ("dc:language", self.paper.language), ("dc:date", begun),
            ("meta:creation-date", begun), ("meta:keyword", about.kind_name), ("meta:keyword", about.status_name),
        )  # fmt: skip
        made = [element(name, words(value)) for name, value in said if value]
        made.append(element("meta:user-defined", f"urn:officina:{self.paper.id}", meta__name="dc:identifier"))
        return element("office:document-meta", element("office:meta", *made), **SPACES, office__version="1.3")


def tongue(language: str) -> dict[str, str]:
    """A language tag as the format has it: language, and country or none."""
    parts = (language or "und").split("-")
    country = next((each.upper() for each in parts[1:] if len(each) == 2), "none")
    return {"language": parts[0], "country": country}


def spaced(text: str) -> str:
    """Words with their line breaks and tabs; spaces in a row as the format keeps them."""
    lines = []
    for line in words(text).split("\n"):
        kept = line.replace("\t", element("text:tab"))
        while "  " in kept:
            kept = kept.replace("  ", f" {element('text:s')}", 1)
        lines.append(f"{element('text:s')}{kept[1:]}" if kept.startswith(" ") else kept)
    return element("text:line-break").join(lines)
