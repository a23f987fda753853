"""Hostile texts in every place where people's words go, in every format: they stay words."""

import csv
import importlib.util
import io
import json
import re

import pypdf
import pytest
from markdown_it import MarkdownIt

from app.exports.compose import proposal, record
from app.exports.plain import clean
from app.exports.write import csv as write_csv
from app.exports.write import json as write_json
from app.exports.write import md, pdf, workshop_json
from tests.exports import hostile
from tests.exports.papers import OUTCOME, manuscript, with_outcome
from tests.exports.rooms import TEMPLATE, Italian, id_of, note, records, view

ANY = re.compile("[=+\\-@\t\r＝＋－＠−]")
ACTIVE = (
    "/URI",
    "/JavaScript",
    "/JS",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToR",
    "/EmbeddedFile",
    "/RichMedia",
    "/AA",
)
HARMLESS = {
    "inline",
    "text",
    "softbreak",
    "code_inline",
    "em_open",
    "em_close",
    "strong_open",
    "strong_close",
}
BLOCKS = {
    "heading_open", "heading_close", "paragraph_open", "paragraph_close", "bullet_list_open", "bullet_list_close",
    "list_item_open", "list_item_close", "blockquote_open", "blockquote_close", "table_open", "table_close",
    "thead_open", "thead_close", "tbody_open", "tbody_close", "tr_open", "tr_close", "th_open", "th_close",
    "td_open", "td_close",
}  # fmt: skip


def spread(text: str):
    """The small workshop with a hostile text wherever somebody may have written."""
    place = {
        "workshop": ("title", "question"), "activity": ("title", "prompt"), "note": ("text", "alias"),
        "cluster": ("title",),
    }  # fmt: skip
    found = []
    for each in records():
        poisoned = {field: text for field in place.get(each["kind"], ()) if field in each}
        if each["kind"] == "activity":
            poisoned["zones"] = [zone | {"title": text} for zone in each["zones"]]
        if each.get("media"):
            poisoned["media"] = [medium | {"alt": text} for medium in each["media"]]
        found.append(each | poisoned)
    return with_outcome(view(base=found), id_of("card"), title=text)


def paper_of(text: str):
    return proposal.compose(spread(text), OUTCOME, TEMPLATE, Italian(), library=text)


def test_there_are_enough() -> None:
    assert len(set(hostile.ALL)) >= 300


@pytest.mark.parametrize("text", hostile.ALL, ids=range(len(hostile.ALL)))
def test_markdown_stays_text(text: str) -> None:
    written = md.write(paper_of(text)).decode()
    tokens = reader_of_markdown().parse(written)
    kinds = {token.type for token in tokens} | {
        child.type for token in tokens for child in token.children or []
    }
    assert kinds <= HARMLESS | BLOCKS, kinds - HARMLESS - BLOCKS
    heads = [
        tokens[n + 1] for n, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h1"
    ]
    shown = " ".join(clean(text)[:100].split())
    assert len(heads) == 1
    if len(text) < 100:
        assert " ".join("".join(child.content for child in heads[0].children).split()) == (
            shown or "Senza titolo"
        )
    assert {each["id"] for each in records() if each["kind"] == "note"} & set(
        re.findall("[0-9a-f]{32}", written)
    )


def reader_of_markdown() -> MarkdownIt:
    """A reader that takes HTML, tables, and bare addresses for links where it can."""
    if importlib.util.find_spec("linkify_it"):
        return MarkdownIt("gfm-like", {"linkify": True, "html": True})
    return MarkdownIt("commonmark", {"html": True}).enable(["table"])


@pytest.mark.parametrize("text", hostile.ALL, ids=range(len(hostile.ALL)))
def test_csv_holds_no_formula_and_no_extra_cell(text: str) -> None:
    room = spread(text)
    written = io.StringIO(write_csv.write(room, Italian()).decode("utf-8-sig"), newline="")
    rows = list(csv.reader(written, delimiter=";"))
    assert {len(row) for row in rows} == {len(write_csv.HEADINGS)}
    assert len(rows) == 1 + len(
        [each for each in room.values() if each["kind"] == "note" and not each["aside"]]
    )
    for row in rows:
        for cell in row:
            assert not ANY.match(cell.lstrip(" \u00a0\u200b\u3000\ufeff")), cell


@pytest.mark.parametrize("text", hostile.ALL, ids=range(len(hostile.ALL)))
def test_json_is_read_back_as_it_was(text: str) -> None:
    data = json.loads(write_json.write(paper_of(text)))
    assert len(data["sections"]) == len(TEMPLATE.parts)
    if not any(0xD800 <= ord(each) <= 0xDFFF for each in text):
        raw = json.loads(workshop_json.write(view(note("x", "ideas", text))))
        assert next(each for each in raw["records"] if each["id"] == id_of("x"))["text"] == text


@pytest.fixture(scope="module")
def printed() -> pypdf.PdfReader:
    """One workshop with all of them as notes, printed whole."""
    notes = [note(f"n{n}", "empathy", text, alias=text[:40] or "x") for n, text in enumerate(hostile.ALL)]
    return pypdf.PdfReader(io.BytesIO(pdf.write(record.compose(view(*notes), Italian()))))


def test_pdf_of_all_of_them_does_nothing(printed: pypdf.PdfReader) -> None:
    for number in range(1, int(printed.trailer["/Size"])):
        found = printed.get_object(number)
        if isinstance(found, dict):
            assert not set(ACTIVE) & {str(key) for key in found}, number
            assert found.get("/S") not in ACTIVE, number


def test_pdf_of_all_of_them_prints_markup_as_text(printed: pypdf.PdfReader) -> None:
    shown = "".join("".join(sheet.extract_text() for sheet in printed.pages).split())
    for text in (*hostile.TYPST, *hostile.SCRIPTS):
        assert "".join(clean(text).split()) in shown, text
    assert "root:" not in shown


@pytest.mark.parametrize(
    "family", ["SCRIPTS", "FORMULAS", "TYPST", "MARKDOWN", "REORDERING", "CONTROLS", "SIGNS"]
)
def test_pdf_takes_them_as_titles_and_names(family: str) -> None:
    texts = getattr(hostile, family)
    assert pdf.write(paper_of(" ".join(texts)[:1500])).startswith(b"%PDF-")


@pytest.mark.parametrize("text", ["", " ", "\u202e", "\x00", "😀", "#", "\u0301"], ids=range(7))
def test_pdf_needs_no_title(text: str) -> None:
    assert pdf.write(paper_of(text)).startswith(b"%PDF-")


def test_enormous_texts_print_in_a_moment() -> None:
    notes = [note(f"h{n}", "empathy", text) for n, text in enumerate(hostile.HUGE)]
    room = with_outcome(view(*notes), id_of("card"))
    made = proposal.compose(room, OUTCOME, TEMPLATE, Italian())
    assert len(pypdf.PdfReader(io.BytesIO(pdf.write(made))).pages) < 30
    assert len(md.write(made)) < 400_000
    assert len(write_json.write(made)) < 400_000


def test_there_is_a_document_to_harm() -> None:
    assert manuscript().sections
