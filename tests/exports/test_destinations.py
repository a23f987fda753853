"""What goes where: each place gets what it needs, in its format, and nobody's name goes where numbers are asked for."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from fastapi.testclient import TestClient

from app.exports.compose import attendance
from app.exports.write import pdf, xlsx
from app.web.destinations import nameless
from tests.exports import office
from tests.exports.conftest import entered
from tests.exports.rooms import Italian, view

PLACES = ("council", "register", "colleagues", "open-data", "attendance", "archive")


def sent(client: TestClient, proposal: str, place: str) -> bytes:
    answer = client.get(f"/o/{proposal}/for/{place}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    return answer.content


def printed(content: bytes) -> str:
    return " ".join(" ".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(content)).pages).split())


def test_the_page_offers_what_works_and_nothing_else(lia: TestClient, proposal: str) -> None:
    page = lia.get(f"/o/{proposal}").text
    assert tuple(re.findall(rf"/o/{proposal}/for/([a-z-]+)", page)) == PLACES
    links = re.findall(r'href="([^"]+)" download', page)
    assert len(links) == len(PLACES) + 6 + 4 + 4
    for link in links:
        assert lia.get(link).status_code == 200, link
    assert lia.get(f"/o/{proposal}/for/nowhere").status_code == 404


def test_the_council_gets_one_page_with_what_it_must_know(lia: TestClient, proposal: str) -> None:
    lia.post(f"/o/{proposal}/sections/cost", data={"answer": "Tra 2.000 e 4.000 euro."})
    content = sent(lia, proposal, "council")
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 1
    shown = printed(content)
    for told in ("Tra 2.000 e 4.000 euro.", "Chi ne risponde", "Entro quale giorno", "Che cosa chiedete", "4 persone"):
        assert told in shown, told
    whole = next(part for name, part in office.parts(sent(lia, proposal, "register")).items() if name.endswith(".pdf"))
    assert len(pypdf.PdfReader(io.BytesIO(whole)).pages) > 1


def test_what_is_approved_says_since_when(lia: TestClient, proposal: str) -> None:
    for to in ("review", "approved"):
        lia.post(f"/o/{proposal}/status", data={"to": to})
    assert re.search(r"Approvata il \d+ \w+ \d{4}", printed(sent(lia, proposal, "council")))
    assert "Approvata il" in office.open_text(sent(lia, proposal, "colleagues"))


def test_nobody_is_named_in_open_data_and_attendance(lia: TestClient, proposal: str) -> None:
    named = office.sheets(xlsx.write(view(), Italian()))
    names = {row[9] for row in named["Note"][1:] if row[9]}
    assert names == {"Lontra blu", "Riccio lento", "Volpe rossa"}, "there are names to leave out"
    data = xlsx.write(nameless(view()), Italian())
    found = office.sheets(data)
    assert [row[:9] for row in found["Note"]] == [row[:9] for row in named["Note"]]
    assert {row[9] for row in found["Note"][1:]} == {None}
    made = printed(pdf.write(attendance.compose(view(), Italian())))
    assert "25 persone" in made
    assert "22/25" in made
    for name in names:
        assert name not in made
        assert name.encode() not in b"".join(office.parts(data).values())
    assert {row[9] for row in office.sheets(sent(lia, proposal, "open-data"))["Note"][1:]} == {None}
    assert "3/4" in printed(sent(lia, proposal, "attendance"))


@pytest.mark.parametrize("name", ["ugo", "ada"])
def test_others_get_nothing(lia: TestClient, proposal: str, name: str) -> None:
    client = entered(lia, name)
    for place in PLACES:
        assert client.get(f"/o/{proposal}/for/{place}").status_code == 404
