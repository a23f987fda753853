"""The record of a proposal for catalogues: fifteen plain elements, none of them about anybody who took part."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree import ElementTree

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.exports.write import dublin_core
from tests.exports.conftest import HERE, entered
from tests.exports.evening import Evening
from tests.exports.papers import TITLE, manuscript

DC, XML = "{http://purl.org/dc/elements/1.1/}", "{http://www.w3.org/XML/1998/namespace}"
FIFTEEN = frozenset({
    "title", "creator", "subject", "description", "publisher", "contributor", "date", "type", "format", "identifier",
    "source", "language", "relation", "coverage", "rights",
})  # fmt: skip


def read(content: bytes) -> list[tuple[str, str, str]]:
    """The elements of a record: name, words, language of the words."""
    root = ElementTree.fromstring(content)  # noqa: S314  our own file
    assert root.tag == "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"
    for each in root:
        assert each.tag.removeprefix(DC) in FIFTEEN
        assert set(each.attrib) <= {f"{XML}lang"}
    return [(each.tag.removeprefix(DC), each.text or "", each.get(f"{XML}lang", "")) for each in root]


def record(isil: str = "IT-MI0001") -> bytes:
    return dublin_core.write(
        manuscript(), address=f"{HERE}/o/1", source=f"{HERE}/w/2/outcomes", day="2026-11-22",
        formats=("application/pdf", "text/markdown; charset=utf-8"), isil=isil,
    )  # fmt: skip


@contextmanager
def coded(app: FastAPI, library: str, isil: str) -> Iterator[str]:
    """The library's name, while it has a code."""
    accounts = app.state.house.desk.accounts
    found = accounts.library(library)
    accounts.change_library(library, name=found.name, isil=isil)
    yield found.name
    accounts.change_library(library, name=found.name, isil=found.isil)


def test_a_record_says_what_the_document_says() -> None:
    assert read(record()) == [
        ("title", TITLE, "it"),
        ("creator", "Biblioteca dei Tigli (ISIL IT-MI0001)", ""),
        ("publisher", "Biblioteca dei Tigli", ""),
        ("description", "Come può la biblioteca restare aperta a chi arriva tardi?", "it"),
        ("date", "2026-11-22", ""),
        ("type", "Text", ""),
        ("type", "Servizio", ""),
        ("format", "application/pdf", ""),
        ("format", "text/markdown", ""),
        ("identifier", f"{HERE}/o/1", ""),
        ("source", f"{HERE}/w/2/outcomes", ""),
        ("language", "it", ""),
    ]  # fmt: skip
    assert ("creator", "Biblioteca dei Tigli", "") in read(record(isil=""))


def test_a_record_names_nobody() -> None:
    names = {each.who for each in manuscript().evidence} - {""}
    assert names, "there are names to leave out"
    assert not [each for each in names if each in record().decode()]


def test_a_proposal_has_its_record(app: FastAPI, lia: TestClient, evening: Evening, proposal: str) -> None:
    with coded(app, evening.user.library, "IT-MI0042") as name:
        answer = lia.get(f"/api/v1/outcomes/{proposal}.dc.xml")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml")
    found = read(answer.content)
    document = lia.get(f"/api/v1/outcomes/{proposal}.json").json()
    assert ("title", document["title"], document["language"]) in found
    assert ("creator", f"{name} (ISIL IT-MI0042)", "") in found
    for kind in ("identifier", "source"):
        (address,) = [words for each, words, _ in found if each == kind]
        assert lia.get(address.removeprefix(HERE)).status_code == 200


@pytest.mark.parametrize("name", ["ugo", "ada"])
def test_others_get_no_record(lia: TestClient, proposal: str, name: str) -> None:
    assert entered(lia, name).get(f"/api/v1/outcomes/{proposal}.dc.xml").status_code == 404
