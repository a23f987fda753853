"""Proposals as pages and as calls: drafted, written, kept from others, taken away; nothing typed is ever lost."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re

import jsonschema_rs
import pypdf
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.exports import office
from tests.exports.conftest import drafted, entered
from tests.exports.evening import Evening


def document(client: TestClient, proposal: str) -> dict:
    return client.get(f"/o/{proposal}.json").json()


def section(client: TestClient, proposal: str, key: str) -> dict:
    return next(each for each in document(client, proposal)["sections"] if each["key"] == key)


def seen(client: TestClient, proposal: str, key: str) -> str:
    page = client.get(f"/o/{proposal}?edit={key}").text
    return re.search(r'name="seen" value="(\d+)"', page)[1]


# Drafting


def test_a_draft_holds_what_the_room_wrote_and_asks_for_the_rest(
    lia: TestClient, evening: Evening, proposal: str
) -> None:
    told = {
        each["key"]: [one["said"]["text"] for one in each["sentences"]]
        for each in document(lia, proposal)["sections"]
    }
    assert told["idea"][0] == "«Le chiavi ai lettori: un gruppo formato apre la sala tre sere»"
    assert "Nel voto ha avuto 3 pallini su 6: è al posto 1 su 3." in told["idea"]
    assert "Hanno votato 3 persone su 4, 3 su carta." in told["idea"]
    assert told["how"] == ["«Alle 18:50 chi ha la chiave accoglie chi arriva»"]
    assert told["owners"] == []
    assert "Chi ne risponde" in section(lia, proposal, "owners")["question"]
    jsonschema_rs.validate(lia.get("/api/v1/schemas/outcome-1.json").json(), document(lia, proposal))


def test_it_can_begin_from_a_group_and_by_the_page(lia: TestClient, evening: Evening) -> None:
    assert drafted(lia, evening, evening.cluster, title="Gli orari", type="programme")
    page = lia.get(f"/w/{evening.workshop}/outcomes")
    assert page.text.index(evening.cards[0]) < page.text.index(evening.cards[1])
    form = {"source": evening.cards[1], "title": "", "type": "space", "template": "proposal"}
    answer = lia.post(f"/w/{evening.workshop}/outcomes", data=form)
    assert answer.status_code == 303
    assert "Una biblioteca per tutte le lingue" in lia.get(answer.headers["location"]).text


def test_without_a_title_it_is_called_as_its_idea_is_by_a_link(
    lia: TestClient, app: FastAPI, evening: Evening
) -> None:
    words = "Le chiavi ai lettori: un gruppo formato apre la sala tre sere"
    made = drafted(lia, evening, title=f"  «{words}» ")
    assert document(lia, made)["title"] == words
    assert f'href="/o/{made}" dir="auto">{words}</a>' in lia.get("/outcomes").text
    row = app.state.house.desk.outcomes.get(made)
    assert (row.title, row.named) == ("Una biblioteca per tutte le lingue", False)
    assert lia.post(f"/o/{made}", data={"title": words, "type": "space"}).status_code == 303
    assert not app.state.house.desk.outcomes.get(made).named
    assert lia.post(f"/o/{made}", data={"title": "La sala", "type": "space"}).status_code == 303
    assert (document(lia, made)["title"], app.state.house.desk.outcomes.get(made).named) == ("La sala", True)


def test_a_group_is_quoted_by_its_name(lia: TestClient, evening: Evening, proposal: str) -> None:
    first = section(lia, proposal, "people")["sentences"][0]
    assert (first["said"]["text"], first["quoted"]) == ("«Orari che non si incastrano»", True)
    evidence = {each["number"]: each["kind"] for each in document(lia, proposal)["evidence"]}
    assert [evidence[number] for number in first["evidence"]] == ["cluster", "note", "note"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"from": "0" * 32}, 404),
        ({"template": "nessuno"}, 422),
        ({"title": "x" * 201}, 422),
        ({"type": "torta"}, 422),
    ],
)
def test_what_cannot_be_drafted_says_why(lia: TestClient, evening: Evening, asked: dict, status: int) -> None:
    body = {"template": "proposal", "from": evening.cards[0]} | asked
    answer = lia.post(f"/api/v1/workshops/{evening.workshop}/outcomes", json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_wrong_beginning_keeps_the_title_that_was_typed(lia: TestClient, evening: Evening) -> None:
    answer = lia.post(f"/w/{evening.workshop}/outcomes", data={"source": "0" * 32, "title": "Il mio titolo"})
    assert answer.status_code == 422
    assert 'value="Il mio titolo"' in answer.text


# Writing


def test_a_sentence_is_written_with_its_evidence(lia: TestClient, evening: Evening, proposal: str) -> None:
    note = evening.notes["empathy-map"][0]
    form = [("seen", seen(lia, proposal, "owners")), ("id", ""), ("text", "Due persone del banco."), ("evidence", note),
            ("id", ""), ("text", "   "), ("id", ""), ("text", "E una volontaria.")]  # fmt: skip
    answer = lia.post(f"/o/{proposal}/sections/owners", content=encoded(form), headers=FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/o/{proposal}#s-owners")
    made = section(lia, proposal, "owners")["sentences"]
    assert [each["said"]["text"] for each in made] == ["Due persone del banco.", "E una volontaria."]
    assert [bool(each["evidence"]) for each in made] == [True, False]
    assert "Manca una prova" in lia.get(f"/o/{proposal}").text


def test_words_of_others_stay_linked_until_they_are_changed(lia: TestClient, proposal: str) -> None:
    before = section(lia, proposal, "how")["sentences"][0]
    evidence = document(lia, proposal)["evidence"][before["evidence"][0] - 1]["id"]

    def saved(text: str) -> dict:
        form = [
            ("seen", seen(lia, proposal, "how")),
            ("id", before["id"]),
            ("text", text),
            ("evidence", evidence),
        ]
        assert lia.post(f"/o/{proposal}/sections/how", content=encoded(form), headers=FORM).status_code == 303
        return section(lia, proposal, "how")["sentences"][0]

    assert saved(before["said"]["text"])["quoted"]
    changed = saved("Chi ha la chiave accoglie chi arriva.")
    assert (changed["quoted"], bool(changed["evidence"])) == (False, True)


def test_an_answer_closes_a_gap(lia: TestClient, proposal: str) -> None:
    answer = lia.post(f"/o/{proposal}/sections/owners", data={"answer": "La biblioteca dei Tigli."})
    assert answer.status_code == 303
    made = section(lia, proposal, "owners")
    assert (made["sentences"][0]["said"]["text"], made["question"]) == ("La biblioteca dei Tigli.", "")


def test_whoever_comes_second_keeps_their_text_and_sees_the_other(lia: TestClient, proposal: str) -> None:
    before = seen(lia, proposal, "owners")
    first = [("seen", before), ("id", ""), ("text", "Scritta da Marta.")]
    second = [("seen", before), ("id", ""), ("text", "Scritta da Lia.")]
    assert lia.post(f"/o/{proposal}/sections/owners", content=encoded(first), headers=FORM).status_code == 303
    answer = lia.post(f"/o/{proposal}/sections/owners", content=encoded(second), headers=FORM)
    assert answer.status_code == 409
    assert "Scritta da Lia.</textarea>" in answer.text
    assert "Scritta da Marta." in answer.text
    again = [("seen", re.search(r'name="seen" value="(\d+)"', answer.text)[1]), *second[1:]]
    assert lia.post(f"/o/{proposal}/sections/owners", content=encoded(again), headers=FORM).status_code == 303
    assert section(lia, proposal, "owners")["sentences"][0]["said"]["text"] == "Scritta da Lia."


def test_an_answer_to_what_has_one_already_is_added(lia: TestClient, proposal: str) -> None:
    for text in ("La biblioteca.", "Anche il Comune."):
        assert lia.post(f"/o/{proposal}/sections/owners", data={"answer": text}).status_code == 303
    told = [each["said"]["text"] for each in section(lia, proposal, "owners")["sentences"]]
    assert told == ["La biblioteca.", "Anche il Comune."]
    wrong = lia.post(f"/o/{proposal}/sections/owners", data={"answer": "z" * 2001})
    assert wrong.status_code == 422
    assert "z" * 2001 in wrong.text
    assert "La biblioteca.</textarea>" in wrong.text


@pytest.mark.parametrize("text", ["x" * 2001, "con un \x00 dentro", "\ufffe"])
def test_what_is_refused_is_given_back_whole(lia: TestClient, proposal: str, text: str) -> None:
    form = [("seen", seen(lia, proposal, "owners")), ("id", ""), ("text", text)]
    answer = lia.post(f"/o/{proposal}/sections/owners", content=encoded(form), headers=FORM)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert text in answer.text
    assert lia.post(f"/o/{proposal}/sections/owners", data={"answer": text}).status_code == 422


@pytest.mark.parametrize("evidence", ["0" * 32, "../../etc/passwd", "nota', drop", "x" * 5000])
def test_only_what_is_there_can_be_evidence(lia: TestClient, proposal: str, evidence: str) -> None:
    form = [("id", ""), ("text", "Una frase."), ("evidence", evidence)]
    answer = lia.post(f"/o/{proposal}/sections/owners", content=encoded(form), headers=FORM)
    assert answer.status_code == 422
    assert "Una frase.</textarea>" in answer.text


def test_title_and_type_are_changed(lia: TestClient, proposal: str) -> None:
    form = {"title": "La sala della sera", "type": "space"}
    assert lia.post(f"/o/{proposal}", data=form).status_code == 303
    about = document(lia, proposal)
    assert (about["title"], about["metadata"]["kind"]) == tuple(form.values())
    wrong = lia.post(f"/o/{proposal}", data=form | {"title": "y" * 300})
    assert wrong.status_code == 422
    assert "y" * 300 in wrong.text


# Reading


def test_the_evidence_of_a_sentence_has_its_own_address(lia: TestClient, proposal: str) -> None:
    page = lia.get(f"/o/{proposal}?why=people:people-1").text
    assert "Da dove viene questa frase" in page
    assert "Gruppo «Orari che non si incastrano»" in page
    assert 'id="why"' not in lia.get(f"/o/{proposal}?why=people:nessuna").text


def test_hostile_words_stay_words(lia: TestClient, proposal: str) -> None:
    page = lia.get(f"/o/{proposal}?edit=evidence").text
    assert "&lt;b&gt;=1+1&lt;/b&gt; *forte*" in page
    assert "<b>=1+1" not in page


def test_the_catalogue_finds_by_words_type_and_state(
    lia: TestClient, evening: Evening, proposal: str
) -> None:
    lia.post(f"/o/{proposal}", data={"title": "Perché no? Città aperta", "type": "system"})
    for to in ("review", "approved"):
        assert lia.post(f"/o/{proposal}/status", data={"to": to}).status_code == 303
    assert f"/o/{proposal}" in lia.get("/outcomes", params={"q": "perche CITTA"}).text
    assert f"/o/{proposal}" in lia.get("/outcomes", params={"type": "system", "status": "approved"}).text
    assert f"/o/{proposal}" not in lia.get("/outcomes", params={"type": "space"}).text
    assert "Niente con queste parole" in lia.get("/outcomes", params={"q": "zanzara"}).text


# Files


@pytest.mark.parametrize("form", ["pdf", "md", "json", "odt", "docx"])
def test_a_document_leaves_as_a_file(lia: TestClient, proposal: str, form: str) -> None:
    page, call = lia.get(f"/o/{proposal}.{form}"), lia.get(f"/api/v1/outcomes/{proposal}.{form}")
    for answer in (page, call):
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].startswith("attachment; filename=")
        assert "no-store" in answer.headers["cache-control"]
    assert form == "pdf" or page.content == call.content


@pytest.mark.parametrize("form", ["pptx", "exe", "csv"])
def test_what_is_not_built_is_not_found(lia: TestClient, evening: Evening, proposal: str, form: str) -> None:
    assert lia.get(f"/api/v1/outcomes/{proposal}.{form}").status_code == 404
    if form != "csv":
        answer = lia.get(f"/api/v1/workshops/{evening.workshop}/export.{form}")
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_the_workshop_leaves_whole(lia: TestClient, evening: Evening) -> None:
    base = f"/api/v1/workshops/{evening.workshop}/export"
    data = lia.get(f"{base}.json").json()
    jsonschema_rs.validate(lia.get("/api/v1/schemas/workshop-1.json").json(), data)
    assert not [each for each in data["records"] if each["kind"] in ("person", "vote", "me", "own")]
    rows = list(
        csv.reader(io.StringIO(lia.get(f"{base}.csv").content.decode("utf-8-sig"), newline=""), delimiter=";")
    )
    notes = [each for each in data["records"] if each["kind"] == "note"]
    assert len(rows) == 1 + len(notes)
    assert lia.get(f"{base}.pdf").content.startswith(b"%PDF-")
    assert "Le chiavi ai lettori" in lia.get(f"{base}.md").text
    assert "Le chiavi ai lettori" in office.word_text(lia.get(f"{base}.docx").content)
    assert "Le chiavi ai lettori" in office.open_text(lia.get(f"{base}.odt").content)
    assert len(office.sheets(lia.get(f"{base}.xlsx").content)["Note"]) == len(rows)


def test_everything_leaves_in_one_file_with_checksums(lia: TestClient, evening: Evening, proposal: str) -> None:
    base = f"/api/v1/workshops/{evening.workshop}/export"
    found = office.parts(lia.get(f"{base}.zip").content)
    listed = {each["path"]: each for each in json.loads(found["manifest.json"])["files"]}
    assert set(found) == {*listed, "manifest.json", "manifest-sha256.txt"}
    for path, each in listed.items():
        assert (hashlib.sha256(found[path]).hexdigest(), len(found[path])) == (each["sha256"], each["bytes"])
    for form in ("json", "csv", "xlsx"):
        name = {"json": "workshop", "csv": "notes", "xlsx": "figures"}[form]
        assert found[f"data/{name}.{form}"] == lia.get(f"{base}.{form}").content
    (path,) = [path for path in listed if path.endswith(f"{proposal[:8]}.docx")]
    assert found[path] == lia.get(f"/o/{proposal}.docx").content
    assert {path.rsplit(".", 1)[1] for path in listed if proposal[:8] in path} == {"pdf", "odt", "docx", "md", "json"}


# Rights


def paths(evening: Evening, proposal: str) -> list[str]:
    return [
        f"/o/{proposal}", f"/o/{proposal}.pdf", f"/o/{proposal}.json", f"/outcomes/{proposal}",
        f"/w/{evening.workshop}/outcomes", f"/api/v1/outcomes/{proposal}.md",
        f"/api/v1/workshops/{evening.workshop}/export.json", f"/api/v1/workshops/{evening.workshop}/export.csv",
        f"/api/v1/workshops/{evening.workshop}/export.xlsx", f"/api/v1/workshops/{evening.workshop}/export.zip",
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "status"), [("ugo", 404), ("ada", 404), ("marta", 200)])
def test_only_those_of_the_library_see_it(
    lia: TestClient, evening: Evening, proposal: str, name: str, status: int
) -> None:
    client = entered(lia, name)
    for path in paths(evening, proposal):
        assert client.get(path).status_code in (status, 307 if status == 200 else status), path
    if status == 404:
        assert client.post(f"/o/{proposal}", data={"title": "mia"}).status_code == 404
        assert client.post(f"/o/{proposal}/sections/owners", data={"answer": "mia"}).status_code == 404
        asked = {"template": "proposal", "from": evening.cards[0]}
        assert client.post(f"/api/v1/workshops/{evening.workshop}/outcomes", json=asked).status_code == 404


def test_nobody_sees_it_without_signing_in(lia: TestClient, evening: Evening, proposal: str) -> None:
    lia.cookies.clear()
    for path in paths(evening, proposal):
        assert lia.get(path).status_code == (401 if path.startswith("/api") else 303), path
    assert lia.get("/outcomes").status_code == 303
    assert lia.get("/o/nessuna").status_code == 303


def test_an_erased_person_leaves_the_document(
    lia: TestClient, app: FastAPI, evening: Evening, proposal: str
) -> None:
    from app.core.types import Act
    from app.core.words.roster import Erase

    text = "Alle sette si chiude, ma io alle sette comincio"
    assert any(text in lia.get(f"/o/{proposal}.{form}").text for form in ("md", "json")), (
        "there is something to leave"
    )

    async def erase() -> None:
        room = await app.state.house.rooms.get(evening.workshop)
        data = Erase(id=evening.people[0])
        await room.do(
            Act(id="e" * 32, person=evening.people[0], role="door", data=data, at=2, chance="f" * 32)
        )

    lia.portal.call(erase)
    for path in (f"/o/{proposal}", f"/o/{proposal}.md", f"/o/{proposal}.json"):
        answer = lia.get(path)
        assert answer.status_code == 200
        assert text not in answer.text
        assert "Le chiavi ai lettori" not in answer.text
    assert lia.get(f"/o/{proposal}.pdf").content.startswith(b"%PDF-")


FORM = {"content-type": "application/x-www-form-urlencoded"}


def encoded(fields: list[tuple[str, str]]) -> bytes:
    """Fields in their order, as a form sends them."""
    from urllib.parse import urlencode

    return urlencode(fields).encode()


# The paper kit


def test_who_leads_takes_the_kit_on_paper(running: TestClient, evening: Evening) -> None:
    marta = entered(running, "marta")
    where = f"/w/{evening.workshop}/kit"
    offered = marta.get(where)
    assert offered.status_code == 200
    assert "Mappa dell’empatia" in offered.text
    assert f'action="{where}.pdf"' in offered.text
    assert all(f'value="{paper}"' in offered.text for paper in ("a4", "a3"))
    assert f'href="{where}"' in marta.get(f"/w/{evening.workshop}").text
    small, large = (marta.get(f"{where}.pdf?paper={paper}&lang=it") for paper in ("a4", "a3"))
    assert {each.headers["content-type"] for each in (small, large)} == {"application/pdf"}
    assert 'filename="kit-a3-una-biblioteca-per-tutte-le-lingue.pdf"' in large.headers["content-disposition"]
    code = app_code(marta, evening)
    assert code in " ".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(small.content)).pages)
    assert marta.get(f"{where}.pdf?paper=a5").status_code == 404
    assert marta.get(f"{where}.pdf?lang=zz").status_code == 200


def app_code(client: TestClient, evening: Evening) -> str:
    """The workshop's code, as its console shows it."""
    page = client.get(f"/w/{evening.workshop}").text
    return re.search(r'<span class="code">([^<]+)</span>', page)[1]


def test_the_kit_is_for_those_who_lead(running: TestClient, evening: Evening) -> None:
    for name, status in (("lia", 404), ("ugo", 404)):
        client = entered(running, name)
        for path in ("kit", "kit.pdf"):
            assert client.get(f"/w/{evening.workshop}/{path}").status_code == status
    running.cookies.clear()
    assert running.get(f"/w/{evening.workshop}/kit.pdf").headers["location"].startswith("/sign-in")
