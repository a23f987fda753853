"""Exports read back by readers of other makes: the same document, the same numbers in each."""

import csv
import hashlib
import io
import json
from itertools import pairwise

import jsonschema_rs
import page
import pypdf
import pytest
from markdown_it import MarkdownIt

from app.exports.compose import record
from app.exports.manuscript import Manuscript
from app.exports.write import csv as write_csv
from app.exports.write import json as write_json
from app.exports.write import md, pdf, workshop_json
from app.live.digest import digest
from tests.exports.papers import TITLE, manuscript
from tests.exports.rooms import Italian, id_of, note, records, view

CHINESE = id_of("chinese")
# page 0.11 reads 0 for glyphs whose width is the default of their own font dictionary, as in Noto Sans CJK (CFF)
MISREAD = {"PDFUA1-FONT-GLYPH-WIDTH-001", "PDFA2A-TRUETYPE-GLYPH-WIDTH-001"}


def room_without_chinese():
    return view(base=[each for each in records() if each["id"] != CHINESE])


@pytest.fixture(scope="module")
def paper() -> Manuscript:
    return manuscript()


@pytest.fixture(scope="module")
def printed(paper: Manuscript) -> bytes:
    return pdf.write(paper)


@pytest.fixture(scope="module")
def reader(printed: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(printed))


def words_of(reader: pypdf.PdfReader) -> str:
    return " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())


def tables(text: str) -> list[list[list[str]]]:
    """The tables of a Markdown text, by its own reader, as rows of cells."""
    found: list[list[list[str]]] = []
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    for before, token in pairwise(tokens):
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append([])
        elif before.type in ("td_open", "th_open"):
            found[-1][-1].append("".join(child.content for child in token.children or []))
    return found


# Numbers


def test_the_counts_are_those_of_the_room(paper: Manuscript) -> None:
    shown = [
        each for each in records() if each["kind"] == "note" and not each["aside"] and not each["parked"]
    ]
    first = [each for each in shown if not each.get("from") or each["id"] == id_of("question")]
    assert {each.key: each.number for each in paper.counts} == {
        "people": 25, "notes": len(first), "clusters": 1, "dots": 63
    }  # fmt: skip


def test_each_number_is_the_same_in_every_format(paper: Manuscript, reader: pypdf.PdfReader) -> None:
    data = json.loads(write_json.write(paper))
    text = md.write(paper).decode()
    shown = words_of(reader)
    for count in data["counts"]:
        assert f"{count['number']} {count['label']}" in text
        assert f"{count['number']} {count['label']}" in shown
    figure = next(each["figures"][0] for each in data["sections"] if each["figures"])
    rows = [[str(each["rank"]), str(each["dots"])] for each in figure["results"]]
    assert [[row[0].split()[0], row[-1]] for row in tables(text)[0][1:]] == rows
    assert sum(each["dots"] for each in figure["results"]) == figure["given"] == 63
    assert f"{figure['voted']} persone su {figure['people']} hanno votato" in text
    assert f"{figure['voted']} persone su {figure['people']} hanno votato" in shown
    sheet = list(
        csv.DictReader(io.StringIO(write_csv.write(view(), Italian()).decode("utf-8-sig")), delimiter=";")
    )
    dots = {row["Id"]: row["Pallini"] for row in sheet if row["Pallini"]}
    assert sorted(dots.values()) == sorted(row[1] for row in rows)
    assert len(sheet) == len([each for each in records() if each["kind"] == "note" and not each["aside"]])


# JSON


def test_json_keeps_its_published_schema(paper: Manuscript) -> None:
    schema = write_json.schema()
    jsonschema_rs.meta.validate(schema)
    data = json.loads(write_json.write(paper))
    jsonschema_rs.validate(schema, data)
    assert data["schema"] == "officina.outcome/1"
    assert data["title"] == TITLE


def test_every_sentence_leads_to_its_notes(paper: Manuscript) -> None:
    data = json.loads(write_json.write(paper))
    by_number = {each["number"]: each["id"] for each in data["evidence"]}
    assert list(by_number) == list(range(1, len(by_number) + 1))
    here = view()
    for section in data["sections"]:
        for sentence in section["sentences"]:
            assert sentence["evidence"]
            assert {by_number[n] for n in sentence["evidence"]} <= set(here)


def test_workshop_data_has_a_digest_that_does_not_know_the_house() -> None:
    data = json.loads(workshop_json.write(view()))
    jsonschema_rs.validate(workshop_json.schema(), data)
    assert data["digest"] == digest(data["records"])
    canonical = json.dumps(data["records"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert data["digest"] == hashlib.sha256(canonical.encode()).hexdigest()
    elsewhere = view(
        base=[each | ({"id": "f" * 32} if each["kind"] == "workshop" else {}) for each in records()]
    )
    assert json.loads(workshop_json.write(elsewhere)) == data | {"ids": {"workshop": "f" * 32}}
    assert [each["id"] for each in data["records"]] == sorted(each["id"] for each in data["records"])


# Markdown


def test_markdown_has_one_title_and_a_heading_for_each_section(paper: Manuscript) -> None:
    tokens = MarkdownIt("commonmark").parse(md.write(paper).decode())
    heads = [
        (token.tag, tokens[n + 1].content) for n, token in enumerate(tokens) if token.type == "heading_open"
    ]
    assert [text for tag, text in heads if tag == "h1"] == [TITLE]
    assert [text for tag, text in heads if tag == "h2"][1:-1] == [each.heading for each in paper.sections]


def test_gaps_are_questions(paper: Manuscript, reader: pypdf.PdfReader) -> None:
    question = "Quanto costa, all'incirca, il primo anno?"
    assert f"> **Da chiedere ancora**: {question}" in md.write(paper).decode()
    assert words_of(reader).count(question) == 2


# PDF


@pytest.mark.parametrize("profile", [page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A])
def test_pdf_is_accessible_and_made_to_last(profile: page.ValidationProfile) -> None:
    report = page.validate_pdf_bytes(pdf.write(manuscript(room_without_chinese())), profile=profile)
    assert not [(each.rule_id, each.message) for each in report.failures]


@pytest.mark.parametrize("profile", [page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A])
def test_pdf_in_many_scripts_is_too(printed: bytes, profile: page.ValidationProfile) -> None:
    report = page.validate_pdf_bytes(printed, profile=profile)
    assert {each.rule_id for each in report.failures} <= MISREAD


def test_pdf_says_its_title_and_language(reader: pypdf.PdfReader) -> None:
    root = reader.trailer["/Root"]
    assert reader.metadata.title == TITLE
    assert root["/Lang"] == "it"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert [each["/Title"] for each in reader.outline if isinstance(each, dict)] == [TITLE]


def test_pdf_carries_its_fonts(reader: pypdf.PdfReader) -> None:
    fonts = [
        descendant.get_object()
        for sheet in reader.pages
        for font in sheet["/Resources"]["/Font"].values()
        for descendant in font.get_object()["/DescendantFonts"]
    ]
    assert any("TitilliumWeb" in font["/BaseFont"] for font in fonts)
    for font in fonts:
        assert {"/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"].get_object())


def test_pdf_marks_lead_to_the_evidence(paper: Manuscript, reader: pypdf.PdfReader) -> None:
    links = [
        note.get_object()
        for sheet in reader.pages
        for note in sheet.get("/Annots", [])
        if note.get_object()["/Subtype"] == "/Link"
    ]
    cited = sum(len(each.evidence) for section in paper.sections for each in section.sentences)
    cited += sum(1 for section in paper.sections for each in section.groups if each.evidence)
    cited += sum(
        1
        for section in paper.sections
        for figure in section.figures
        for each in figure.results
        if each.evidence
    )
    assert len(links) == cited
    assert all("/Dest" in link or link["/A"]["/S"] == "/GoTo" for link in links)


def test_pdf_without_system_fonts_still_prints(paper: Manuscript, monkeypatch: pytest.MonkeyPatch) -> None:
    import typst

    own = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(pdf.FONTS)])
    monkeypatch.setattr(pdf, "shelf", lambda: (own, pdf.own_face()))
    shown = words_of(pypdf.PdfReader(io.BytesIO(pdf.write(paper))))
    assert shown.count("…") >= 2
    assert "Per intero si leggono in Markdown e in JSON" in shown


def test_a_picture_is_shown_with_its_words(paper: Manuscript) -> None:
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (40, 30), "#0066CC").save(file, "PNG")
    made = pypdf.PdfReader(
        io.BytesIO(pdf.write(paper, {"p1": file.getvalue(), "p2": b"GIF8 broken", "p3": b"no"}))
    )
    assert sum(len(sheet.images) for sheet in made.pages) >= 1


def test_right_to_left_documents_are_set_right_to_left() -> None:
    class Arabic(Italian):
        language = "ar"

    made = record.compose(
        view(note("more", "grid", "جيد جدا", lang="ar")), Arabic(), library="مكتبة الزيزفون"
    )
    assert made.direction == "rtl"
    reader = pypdf.PdfReader(io.BytesIO(pdf.write(made)))
    assert reader.trailer["/Root"]["/Lang"] == "ar"


def test_the_record_tells_every_note_once() -> None:
    made = record.compose(view(), Italian())
    told = [quote.id for section in made.sections for group in section.groups for quote in group.quotes]
    shown = [
        each["id"]
        for each in records()
        if each["kind"] == "note" and not each["aside"] and not each["parked"]
    ]
    assert sorted(told) == sorted(shown)
    assert b"una cosa messa da parte" not in md.write(made)
