"""The catalogue's shelf as the house fills it: what a librarian may read is found, what is hidden never is."""

from __future__ import annotations

import hashlib
import io
import json
import time
import zipfile

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.exports.entries import entries
from app.store.choices import Asked
from app.store.finding import Hit
from app.store.terms import terms
from app.web import shelving
from app.web.snippets import pieces
from tests.exports.conftest import drafted
from tests.exports.evening import Evening
from tests.exports.rooms import records


def hits(app: FastAPI, q: str = "", **chosen: str) -> list[Hit]:
    desk = app.state.house.desk
    library = desk.accounts.by_email("lia@tigli.example").library
    return desk.finder.find(library, Asked(q=q, chosen=chosen)).hits


def settled(app: FastAPI) -> None:
    for _ in range(200):
        if not app.state.house.desk.shelf.due():
            return
        time.sleep(0.05)
    raise AssertionError("the shelf was not caught up with")


def test_a_proposal_and_its_workshop_are_found_by_what_was_written(
    app: FastAPI, lia: TestClient, evening: Evening
) -> None:
    made = drafted(lia, evening, title="Una sala fino a tardi")
    assert made in [hit.id for hit in hits(app, "TARDI sala")]
    assert made in [hit.id for hit in hits(app, '"gruppo formato apre"')]
    settled(app)
    assert {hit.kind for hit in hits(app, '"gruppo formato apre"')} == {"proposal", "workshop"}
    (own,) = hits(app, kind="workshop")
    assert (own.id, own.stage, own.people) == (evening.workshop, "test", 4)


def test_made_again_from_the_journals_it_is_the_same(
    app: FastAPI, running: TestClient, proposal: str
) -> None:
    settled(app)
    before = hits(app)
    assert before
    app.state.house.desk.shelf.renew()
    running.portal.call(shelving.catch_up, app.state.house)
    settled(app)
    assert hits(app) == before


def test_the_page_marks_what_was_searched_and_counts_what_each_choice_leaves(
    app: FastAPI, lia: TestClient, proposal: str
) -> None:
    settled(app)
    page = lia.get("/outcomes", params={"q": "FORMATO", "kind": "proposal"}).text
    assert "un gruppo <mark>formato</mark> apre" in page
    assert f'href="/o/{proposal}"' in page
    assert 'aria-current="true"><span>Proposte</span>' in page
    assert "Niente con queste parole" in lia.get("/outcomes", params={"q": "zanzara", "view": "cards"}).text
    hostile = {
        "q": '<script>" OR \0 NEAR(',
        "kind": "x",
        "since": "9999-12-31",
        "until": "0001-01-01",
        "after": "1.2",
        "language": "'",
    }
    assert lia.get("/outcomes", params=hostile).status_code == 200
    assert "<script>&#34;" not in lia.get("/outcomes", params=hostile).text


def test_several_are_taken_away_as_one_file_with_its_list(
    app: FastAPI, lia: TestClient, evening: Evening, proposal: str
) -> None:
    answer = lia.post("/outcomes/zip", data={"id": [proposal, evening.workshop, "of another"]})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        assert file.testzip() is None
        listed = json.loads(file.read("manifest.json"))["files"]
        assert {each["path"] for each in listed} == set(file.namelist()) - {
            "manifest.json",
            "manifest-sha256.txt",
        }
        assert all(hashlib.sha256(file.read(each["path"])).hexdigest() == each["sha256"] for each in listed)
        assert {each["path"].rpartition(".")[2] for each in listed} == {
            "pdf",
            "odt",
            "docx",
            "md",
            "json",
            "zip",
        }
    nothing = lia.post("/outcomes/zip")
    assert nothing.status_code == 422
    assert "Non hai scelto niente" in nothing.text
    assert lia.post("/outcomes/zip", data={"id": ["x"] * 3}).status_code == 404


def test_a_snippet_is_pieces_of_the_line(app: FastAPI) -> None:
    assert pieces("Perché <b>la CITTÀ</b>", terms("citta perche")) == [
        ("Perché", True), (" <b>la ", False), ("CITTÀ", True), ("</b>", False),
    ]  # fmt: skip
    assert pieces("图书馆开放", terms("书馆 ")) == [("图", False), ("书馆", True), ("开放", False)]
    long = pieces("parola " * 100 + "ago " + "fieno " * 100, terms("ago "))
    assert ("ago", True) in long
    assert sum(len(text) for text, _ in long) < 210


def test_a_workshop_afterwards_says_what_was_asked_chosen_and_made_of_it(
    app: FastAPI, lia: TestClient, evening: Evening, proposal: str
) -> None:
    settled(app)
    page = lia.get(f"/w/{evening.workshop}/after").text
    for said in (
        "Le chiavi ai lettori",
        f'href="/o/{proposal}"',
        "Che cosa si è scelto",
        "Com’è andata la scaletta",
    ):
        assert said in page
    (own,) = hits(app, kind="workshop")
    assert f'<b class="num">{own.people}</b> persone' in page
    assert f'<b class="num">{own.notes}</b> note' in page
    assert f'href="/w/{evening.workshop}/after"' in lia.get("/outcomes").text
    assert lia.get(f"/w/{'0' * 32}/after").status_code == 404
    lia.cookies.clear()
    assert lia.get(f"/w/{evening.workshop}/after").status_code == 303


def test_what_is_set_aside_or_parked_is_on_no_shelf_nor_who_wrote() -> None:
    view = {each["id"]: each for each in records()}
    assert {"una cosa messa da parte", "una cosa parcheggiata"} <= {
        each.get("text") for each in view.values()
    }
    own, *_ = entries(view, at=7)
    assert "Alle sette si chiude, ma io alle sette comincio" in own.body
    for hidden in ("messa da parte", "parcheggiata", "Lontra blu"):
        assert hidden not in own.body
    assert (own.kind, own.stage, own.at, own.people) == ("workshop", "test", 7, 25)
