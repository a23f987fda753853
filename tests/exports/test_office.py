"""ODT, DOCX, XLSX and ZIP: the same document and numbers, accessible, with footnotes, asking nobody for anything."""

from __future__ import annotations

import hashlib
import io
import json
import re
from itertools import pairwise

import docx
import odfdo
import pytest

from app.exports.compose import proposal, record
from app.exports.manuscript import Manuscript
from app.exports.plain import clean
from app.exports.write import bundle, md, xlsx
from app.exports.write import docx as write_docx
from app.exports.write import odt as write_odt
from tests.exports import hostile, office
from tests.exports.papers import OUTCOME, TITLE, manuscript, with_outcome
from tests.exports.rooms import TEMPLATE, Italian, id_of, note, records, view
from tests.exports.test_hostile import spread

WRITERS = {"docx": write_docx.write, "odt": write_odt.write}
TEXTS = {"docx": office.word_text, "odt": office.open_text}
NOTES = {"docx": office.word_notes, "odt": office.open_notes}


@pytest.fixture(scope="module")
def paper() -> Manuscript:
    return manuscript()


@pytest.fixture(scope="module", params=list(WRITERS))
def written(request: pytest.FixtureRequest, paper: Manuscript) -> tuple[str, bytes]:
    return request.param, WRITERS[request.param](paper)


# Documents


def test_each_number_and_sentence_is_there(written: tuple[str, bytes], paper: Manuscript) -> None:
    form, content = written
    shown = TEXTS[form](content)
    for count in paper.counts:
        assert f"{count.number} {count.label}" in shown
    for section in paper.sections:
        assert section.heading in shown
        assert section.question in shown
        for sentence in section.sentences:
            assert sentence.said.text in shown
    figure = next(each.figures[0] for each in paper.sections if each.figures)
    assert figure.summary in shown


def test_the_result_table_has_a_row_of_headings_and_the_same_figures(paper: Manuscript) -> None:
    figure = next(each.figures[0] for each in paper.sections if each.figures)
    rows = [[f"{each.rank} (pari)" if each.tied else str(each.rank), str(each.dots)] for each in figure.results]
    (table,) = docx.Document(io.BytesIO(write_docx.write(paper))).tables
    assert [[row.cells[0].text, row.cells[2].text] for row in table.rows][1:] == rows
    root = office.trees(write_docx.write(paper))["word/document.xml"]
    assert len(list(root.iter(f"{office.W}tblHeader"))) == 1
    (open_table,) = odfdo.Document(io.BytesIO(write_odt.write(paper))).body.tables
    values = [[cell.inner_text.strip() for cell in row.cells] for row in open_table.rows]
    assert [[row[0], row[2]] for row in values][1:] == rows
    content = office.trees(write_odt.write(paper))["content.xml"]
    assert len(list(content.iter(f"{office.ODF % 'table'}table-header-rows"))) == 1


def test_every_piece_of_evidence_is_one_footnote_with_its_number(
    written: tuple[str, bytes], paper: Manuscript
) -> None:
    form, content = written
    notes = NOTES[form](content)
    assert list(notes) == [str(each.number) for each in paper.evidence]
    for each in paper.evidence:
        assert each.id in notes[str(each.number)]
        assert each.said.text in notes[str(each.number)]
    assert f"[^{len(notes)}]: " in md.write(paper).decode()


def test_it_says_what_it_is(paper: Manuscript) -> None:
    word = docx.Document(io.BytesIO(write_docx.write(paper))).core_properties
    assert (word.title, word.author, word.language) == (TITLE, "Biblioteca dei Tigli", "it")
    assert (word.identifier, word.category) == (f"urn:officina:{OUTCOME}", "Servizio")
    meta = odfdo.Document(io.BytesIO(write_odt.write(paper))).meta
    assert (meta.title, meta.creator, meta.language) == (TITLE, "Biblioteca dei Tigli", "it")


def test_headings_go_down_one_step_at_a_time(paper: Manuscript) -> None:
    body = odfdo.Document(io.BytesIO(write_odt.write(paper))).body
    levels = [int(each.level) for each in body.headers]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    names = [each.style.name for each in docx.Document(io.BytesIO(write_docx.write(paper))).paragraphs]
    levels = [int(name[-1]) for name in names if name.startswith("Heading")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_each_run_has_its_language_and_direction(paper: Manuscript) -> None:
    root = office.trees(write_docx.write(paper))["word/document.xml"]
    runs = {
        "".join(found.text or "" for found in run.iter(f"{office.W}t")): run
        for run in root.iter(f"{office.W}r")
        if run.find(f"{office.W}t") is not None
    }
    arabic = runs["«أريد مكانا هادئا للدراسة في المساء»"]
    assert arabic.find(f"{office.W}rPr/{office.W}rtl") is not None
    assert arabic.find(f"{office.W}rPr/{office.W}lang").get(f"{office.W}bidi") == "ar"
    chinese = runs["«晚上没有地方可以学习»"]
    assert chinese.find(f"{office.W}rPr/{office.W}lang").get(f"{office.W}eastAsia") == "zh"
    content = office.trees(write_odt.write(paper))["content.xml"]
    style, text, fo = (office.ODF % name for name in ("style", "text", "xsl-fo-compatible"))
    looks = {each.get(f"{style}name"): each.find(f"{style}text-properties") for each in content.iter(f"{style}style")}
    spoken = {each.text: looks.get(each.get(f"{text}style-name")) for each in content.iter(f"{text}span") if each.text}
    assert spoken["«أريد مكانا هادئا للدراسة في المساء»"].get(f"{style}language-complex") == "ar"
    assert spoken["«晚上没有地方可以学习»"].get(f"{style}language-asian") == "zh"
    assert spoken["«Il turno finisce quando qui si spegne»"].get(f"{fo}language") == "it"


def test_pictures_have_their_words(written: tuple[str, bytes], paper: Manuscript) -> None:
    from PIL import Image

    form, bare = written
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "#0066CC").save(file, "PNG")
    content = WRITERS[form](paper, {"p1": file.getvalue(), "p2": b"GIF8 broken"})
    shown = [part for name, part in office.parts(content).items() if "image1." in name or name == "Pictures/1.png"]
    assert shown == [file.getvalue()]
    told = b"".join(office.parts(content).values()).decode(errors="ignore")
    assert re.search('descr="Il registro delle chiavi"|<svg:desc>Il registro delle chiavi</svg:desc>', told)
    assert "[Il registro delle chiavi]" in TEXTS[form](bare)


def test_a_document_from_right_to_left_says_so() -> None:
    class Arabic(Italian):
        language = "ar"

    made = record.compose(view(note("more", "grid", "جيد جدا", lang="ar")), Arabic(), library="مكتبة الزيزفون")
    root = office.trees(write_docx.write(made))["word/document.xml"]
    assert root.find(f".//{office.W}sectPr/{office.W}bidi") is not None
    styles = office.parts(write_odt.write(made))["styles.xml"].decode()
    base = '<style:default-style style:family="paragraph"><style:paragraph-properties style:writing-mode="rl-tb"'
    assert base in styles


def test_the_same_document_is_the_same_file(written: tuple[str, bytes], paper: Manuscript) -> None:
    form, content = written
    assert WRITERS[form](paper) == content


def test_the_type_of_an_odt_comes_first_and_plain(paper: Manuscript) -> None:
    assert write_odt.write(paper)[30:77] == b"mimetypeapplication/vnd.oasis.opendocument.text"


# Hostile words


@pytest.mark.parametrize("form", list(WRITERS))
@pytest.mark.parametrize("text", hostile.ALL, ids=range(len(hostile.ALL)))
def test_hostile_words_stay_words_in_documents(form: str, text: str) -> None:
    made = proposal.compose(spread(text), OUTCOME, TEMPLATE, Italian(), library=text)
    content = WRITERS[form](made)
    assert office.asks_nobody(content)
    assert set(office.trees(content)) == set(office.trees(WRITERS[form](manuscript())))
    shown = "".join(clean(text)[:60].split())
    if form == "docx" and text.isprintable():
        assert shown in "".join(office.word_text(content).split())


def test_all_of_them_together_are_read_by_others() -> None:
    notes = [note(f"n{n}", "empathy", text, alias=text[:40] or "x") for n, text in enumerate(hostile.ALL)]
    made = record.compose(view(*notes), Italian())
    for form, write in WRITERS.items():
        content = write(made)
        assert office.asks_nobody(content)
        shown = "".join(TEXTS[form](content).split())
        for text in (*hostile.SCRIPTS, *hostile.FORMULAS):
            assert "".join(clean(text).split()) in shown, text


def test_no_sheet_holds_a_formula_or_a_link() -> None:
    notes = [note(f"n{n}", "empathy", text, alias=text[:40] or "x") for n, text in enumerate(hostile.ALL)]
    content = xlsx.write(view(*notes), Italian())
    rows = office.sheets(content)["Note"]
    shown = [each for each in records() if each["kind"] == "note" and not each["aside"]]
    assert len(rows) == 1 + len(shown) + len(notes)
    written = {row[5] for row in rows}
    assert {clean(text) for text in hostile.FORMULAS if clean(text)} <= written
    assert not any(b"<f>" in part or b"<hyperlink" in part for part in office.parts(content).values())
    for text in hostile.ALL[::7]:
        office.sheets(xlsx.write(spread(text), Italian()))


def test_enormous_texts_fit() -> None:
    notes = [note(f"h{n}", "empathy", text) for n, text in enumerate(hostile.HUGE)]
    room = with_outcome(view(*notes), id_of("card"))
    made = proposal.compose(room, OUTCOME, TEMPLATE, Italian())
    for write in WRITERS.values():
        assert len(write(made)) < 400_000
    assert len(xlsx.write(room, Italian())) < 400_000


# Figures


def test_sheets_give_the_numbers_of_the_document_and_explain_each_column(paper: Manuscript) -> None:
    found = office.sheets(xlsx.write(view(), Italian()))
    assert [(row[0], row[2]) for row in found["Cifre"][1:]] == [(each.key, each.number) for each in paper.counts]
    figure = next(each.figures[0] for each in paper.sections if each.figures)
    assert [(row[3], row[4]) for row in found["Risultati"][1:]] == [(each.dots, each.rank) for each in figure.results]
    (ballot,) = found["Voti"][1:]
    assert ballot[3:7] == (figure.voted, figure.people, figure.given, figure.paper)
    told = {(row[0], row[1]) for row in found["Libro dei codici"][1:]}
    codes = found.pop("Libro dei codici")
    assert told == {(name, heading) for name, rows in found.items() for heading in rows[0]}
    assert all(row[2] for row in codes[1:])


# Everything in one file


def test_the_list_names_every_file_with_its_checksum() -> None:
    parts = [
        bundle.Part("data/a.json", b"{}", "application/json", "Dati"),
        bundle.Part("b.txt", b"", "text/plain", "Niente"),
    ]
    found = office.parts(bundle.write("Titolo", parts))
    manifest = json.loads(found["manifest.json"])
    assert [each["path"] for each in manifest["files"]] == ["data/a.json", "b.txt"]
    for line in found["manifest-sha256.txt"].decode().splitlines():
        digest, path = line.split("  ")
        assert hashlib.sha256(found[path]).hexdigest() == digest
    assert set(found) == {"data/a.json", "b.txt", "manifest.json", "manifest-sha256.txt"}
