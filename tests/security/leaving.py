"""Every format in which something leaves, made of one text wherever people write, and what none may hold."""

from __future__ import annotations

import csv as csv_reader
import io
import json
import re
import zipfile
from collections.abc import Callable
from xml.etree import ElementTree

import pypdf

from app.exports.compose import proposal, record
from app.exports.write import (
    bag,
    bundle,
    csv,
    docx,
    dublin_core,
    kit_pdf,
    md,
    odt,
    pdf,
    prov,
    ro_crate,
    tickets_pdf,
    workshop_json,
    xlsx,
)
from app.exports.write import json as outcome_json
from app.exports.write.bundle import Part
from tests.exports import office
from tests.exports.papers import OUTCOME
from tests.exports.rooms import TEMPLATE, Italian, Json, note, view
from tests.exports.test_hostile import ACTIVE, ANY, BLOCKS, HARMLESS, reader_of_markdown, spread
from tests.exports.test_kit import composed
from tests.security.watched import SECRET

# The formats: each takes a room and a text, and gives a file


def paper(room: dict[str, Json], text: str):
    return proposal.compose(room, OUTCOME, TEMPLATE, Italian(), library=text)


def catalogued(room: dict[str, Json], text: str) -> bytes:
    return dublin_core.write(
        paper(room, text), address="http://testserver/o/1", source="http://testserver/w/1", day="2026-11-22",
        formats=("application/pdf",), isil="IT-MI0001",
    )  # fmt: skip


def crated(room: dict[str, Json], text: str) -> bytes:
    about = ro_crate.About(id="urn:officina:1", title=text, description=text, languages=("it",), library=text,
                           isil="IT-MI0001", day="2026-11-22", held="", rights=text)  # fmt: skip
    return ro_crate.write(about, parts(room, text))


def ticketed(room: dict[str, Json], text: str) -> bytes:
    labels = dict.fromkeys(("tickets", "once", "address", "scan"), "x")
    return tickets_pdf.write(["AAAA-AAAA"], title=text, library=text, door="http://testserver/j/AAAAAA", language="it",
                             direction="ltr", at=0, labels=labels)  # fmt: skip


def parts(room: dict[str, Json], text: str) -> list[Part]:
    return [Part("data/workshop.json", workshop_json.write(room), "application/json", text),
            Part("data/notes.csv", csv.write(room, Italian()), "text/csv", text),
            Part("record.md", md.write(record.compose(room, Italian())), "text/markdown", text)]  # fmt: skip


def bagged(room: dict[str, Json], text: str) -> bytes:
    return bag.write("officina", parts(room, text), [("Source-Organization", text), ("External-Description", text)])


QUICK: dict[str, Callable[[dict[str, Json], str], bytes]] = {
    "csv": lambda room, text: csv.write(room, Italian()),
    "xlsx": lambda room, text: xlsx.write(room, Italian()),
    "workshop.json": lambda room, text: workshop_json.write(room),
    "md": lambda room, text: md.write(paper(room, text)),
    "record.md": lambda room, text: md.write(record.compose(room, Italian())),
    "outcome.json": lambda room, text: outcome_json.write(paper(room, text)),
    "docx": lambda room, text: docx.write(paper(room, text)),
    "odt": lambda room, text: odt.write(paper(room, text)),
    "dc.xml": catalogued,
    "prov.json": lambda room, text: prov.write(room, library=text),
    "crate.json": crated,
    "zip": lambda room, text: bundle.write(text, parts(room, text)),
    "bag.zip": bagged,
}  # fmt: skip
# Everything that was written is in these
RECORDS: dict[str, Callable[[dict[str, Json], str], bytes]] = {
    "record.pdf": lambda room, text: pdf.write(record.compose(room, Italian())),
    "record.docx": lambda room, text: docx.write(record.compose(room, Italian())),
    "record.odt": lambda room, text: odt.write(record.compose(room, Italian())),
}
SLOW: dict[str, Callable[[dict[str, Json], str], bytes]] = {
    "pdf": lambda room, text: pdf.write(paper(room, text)),
    "kit.pdf": lambda room, text: kit_pdf.write(composed(text)),
    "tickets.pdf": ticketed,
}
WRITERS = QUICK | RECORDS | SLOW


def of_one(text: str) -> dict[str, Json]:
    """The small workshop with this text wherever somebody may have written."""
    return spread(text)


def of_all(texts: tuple[str, ...]) -> dict[str, Json]:
    """One workshop in which every text is a note, and the name of who wrote it."""
    room = view(*(note(f"n{n}", "empathy", text, alias=text[:40] or "x") for n, text in enumerate(texts)))
    return spread("x") | {id: each for id, each in room.items() if each["kind"] == "note"}


# What no file may hold


def judge(form: str, content: bytes) -> None:
    """Fails when a file computes, calls somebody, or holds what nobody wrote into it."""
    assert SECRET.encode() not in content, form
    assert SECRET.encode("utf-16-le") not in content, form
    kind = form.rpartition(".")[2]
    JUDGES.get(kind, lambda _: None)(content)


def no_formulas(content: bytes) -> None:
    rows = list(csv_reader.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert {len(row) for row in rows} == {len(csv.HEADINGS)}
    for row in rows:
        for cell in row:
            assert not ANY.match(cell.lstrip(" \u00a0\u200b\u3000\ufeff")), cell


def no_office_calls(content: bytes) -> None:
    assert office.asks_nobody(content)
    for name, part in office.parts(content).items():
        assert SECRET.encode() not in part, name
        assert b"<f>" not in part, name
        if name.endswith((".xml", ".rels")):
            no_entities(part)


def no_sheet_formulas(content: bytes) -> None:
    no_office_calls(content)
    assert office.sheets(content)


def no_entities(content: bytes) -> None:
    assert b"<!DOCTYPE" not in content
    assert b"<!ENTITY" not in content
    instructions = re.findall(rb"<\?([\w-]+)", content)
    assert set(instructions) <= {b"xml", b"mso-application"}, instructions
    ElementTree.fromstring(content)  # noqa: S314  our own file


def only_text(content: bytes) -> None:
    tokens = reader_of_markdown().parse(content.decode())
    kinds = {token.type for token in tokens} | {child.type for token in tokens for child in token.children or []}
    assert kinds <= HARMLESS | BLOCKS, kinds - HARMLESS - BLOCKS


def no_actions(content: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(content))
    for number in range(1, int(reader.trailer["/Size"])):
        found = reader.get_object(number)
        if isinstance(found, dict):
            assert not set(ACTIVE) & {str(key) for key in found}, number
            assert found.get("/S") not in ACTIVE, number
    assert SECRET not in "".join(sheet.extract_text() for sheet in reader.pages)


def every_part(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            assert not name.startswith(("/", "\\")), name
            assert ".." not in name.split("/"), name
            judge(name, archive.read(name))


JUDGES: dict[str, Callable[[bytes], None]] = {
    "csv": no_formulas, "xlsx": no_sheet_formulas, "docx": no_office_calls, "odt": no_office_calls, "xml": no_entities,
    "md": only_text, "pdf": no_actions, "zip": every_part, "json": json.loads,
}  # fmt: skip
