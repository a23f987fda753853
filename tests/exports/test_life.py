"""A proposal's life: from draft to approval and back, frozen in between, every save kept."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.core.words.draft import OutcomeSet, SectionWritten, Sentence
from app.exports.versions import TOGETHER, Happened, told, versions
from tests.exports.conftest import drafted, entered
from tests.exports.evening import Evening
from tests.exports.test_pages import FORM, document, encoded, section, seen


def move(client: TestClient, proposal: str, to: str, reason: str = "") -> int:
    return client.post(f"/o/{proposal}/status", data={"to": to, "reason": reason}).status_code


def status(client: TestClient, proposal: str) -> str:
    return str(document(client, proposal)["metadata"]["status"])


def write(client: TestClient, proposal: str, key: str, *texts: str) -> int:
    form = [("seen", seen(client, proposal, key))] + [pair for text in texts for pair in (("id", ""), ("text", text))]
    return client.post(f"/o/{proposal}/sections/{key}", content=encoded(form), headers=FORM).status_code


def saves(client: TestClient, proposal: str) -> list[int]:
    """The numbers under which its versions are found, the newest first."""
    page = client.get(f"/o/{proposal}/versions").text
    return [int(found) for found in re.findall(rf'href="/o/{proposal}/versions/(\d+)"', page)]


# States


def test_it_goes_through_review_to_approval_and_back_with_a_reason(lia: TestClient, proposal: str) -> None:
    assert move(lia, proposal, "approved") == 422
    assert "va messa in revisione" in lia.post(f"/o/{proposal}/status", data={"to": "approved"}).text
    assert move(lia, proposal, "review") == 303
    page = lia.get(f"/o/{proposal}").text
    assert "messa da Lia" in page
    assert re.search(r"\d+ domande aspettano ancora risposta", page)
    assert move(lia, proposal, "approved") == 303
    assert "Approvata da Lia" in lia.get(f"/o/{proposal}").text
    assert status(lia, proposal) == "approved"
    answer = lia.post(f"/o/{proposal}/status", data={"to": "draft", "reason": "  "})
    assert (answer.status_code, "Manca il perché" in answer.text) == (422, True)
    assert move(lia, proposal, "draft", "La cifra è cambiata") == 303
    page = lia.get(f"/o/{proposal}").text
    assert "Riaperta da Lia" in page
    assert "La cifra è cambiata" in page


@pytest.mark.parametrize("to", ["torta", "", "approved'"])
def test_there_are_no_other_states(lia: TestClient, proposal: str, to: str) -> None:
    assert move(lia, proposal, to) == 422
    assert status(lia, proposal) == "draft"


def test_what_is_approved_is_frozen_and_nothing_typed_is_lost(lia: TestClient, proposal: str) -> None:
    assert write(lia, proposal, "owners", "La biblioteca.") == 303
    before = seen(lia, proposal, "owners")
    then = saves(lia, proposal)[-1]
    assert (move(lia, proposal, "review"), move(lia, proposal, "approved")) == (303, 303)
    data = document(lia, proposal)
    form = [("seen", before), ("id", ""), ("text", "Un'altra frase, scritta tardi.")]
    answer = lia.post(f"/o/{proposal}/sections/owners", content=encoded(form), headers=FORM)
    assert (answer.status_code, "va prima riaperta" in answer.text) == (422, True)
    assert "Un&#39;altra frase, scritta tardi.</textarea>" in answer.text
    answer = lia.post(f"/o/{proposal}/sections/cost", data={"answer": "Tremila euro"})
    assert (answer.status_code, "Tremila euro</textarea>" in answer.text) == (422, True)
    assert lia.post(f"/o/{proposal}", data={"title": "Altro", "type": "space"}).status_code == 422
    assert lia.post(f"/o/{proposal}/versions/{then}").status_code == 422
    assert document(lia, proposal) == data
    page = lia.get(f"/o/{proposal}?edit=owners").text
    assert "data-write" not in page
    assert "Riporta" not in lia.get(f"/o/{proposal}/versions/{then}").text


# Rights


def test_a_facilitator_writes_and_submits_but_only_who_answers_for_the_library_approves(
    lia: TestClient, app: FastAPI, evening: Evening, proposal: str
) -> None:
    marta = entered(lia, "marta")
    assert move(marta, proposal, "review") == 303
    assert "L’approva chi risponde della biblioteca" in marta.get(f"/o/{proposal}").text
    assert move(marta, proposal, "approved") == 422
    assert status(marta, proposal) == "review"
    ada = entered(lia, "ada")
    assert move(ada, proposal, "approved") == 404, "an administrator who is not on the workshop's staff"
    accounts = app.state.house.desk.accounts
    accounts.set_roles(evening.user.id, ["facilitator", "admin"])
    try:
        marta = entered(lia, "marta")
        assert move(marta, proposal, "approved") == 303
        assert "Approvata da Marta" in marta.get(f"/o/{proposal}").text
    finally:
        accounts.set_roles(evening.user.id, ["facilitator"])


def test_others_find_neither_states_nor_versions(lia: TestClient, proposal: str) -> None:
    assert write(lia, proposal, "owners", "La biblioteca.") == 303
    first = saves(lia, proposal)[0]
    ugo = entered(lia, "ugo")
    for path in (f"/o/{proposal}/versions", f"/o/{proposal}/versions/{first}"):
        assert ugo.get(path).status_code == 404
    assert ugo.post(f"/o/{proposal}/versions/{first}").status_code == 404
    assert move(ugo, proposal, "review") == 404
    lia.cookies.clear()
    assert lia.get(f"/o/{proposal}/versions").status_code == 303


# Versions


def test_every_save_can_be_read_and_brought_back(lia: TestClient, evening: Evening, proposal: str) -> None:
    assert write(lia, proposal, "owners", "La biblioteca.") == 303
    assert write(lia, proposal, "cost", "Tra 2.000 e 4.000 euro.") == 303
    data = document(lia, proposal)
    first = saves(lia, proposal)[0]
    assert write(lia, proposal, "owners", "Il Comune.") == 303
    assert write(lia, proposal, "people") == 303
    page = lia.get(f"/o/{proposal}/versions/{first}").text
    assert "2 parti sono diverse da adesso" in page
    assert "La biblioteca." in page
    assert lia.post(f"/o/{proposal}/versions/{first}", data={"key": "people"}).status_code == 303
    assert section(lia, proposal, "people")["sentences"]
    assert section(lia, proposal, "owners")["sentences"][0]["said"]["text"] == "Il Comune."
    assert lia.post(f"/o/{proposal}/versions/{first}").status_code == 303
    assert document(lia, proposal) == data
    assert "È uguale a com’è adesso" in lia.get(f"/o/{proposal}/versions/{first}").text
    listed = lia.get(f"/o/{proposal}/versions").text
    assert "Riportata una versione di prima" in listed
    assert "Prima bozza, dalle note" in listed
    assert "Lia" in listed


@pytest.mark.parametrize("seq", ["1", "0", "999999", "-1"])
def test_only_its_own_saves_are_versions(lia: TestClient, proposal: str, seq: str) -> None:
    assert lia.get(f"/o/{proposal}/versions/{seq}").status_code == 404
    assert lia.post(f"/o/{proposal}/versions/{seq}").status_code == 404


def test_a_page_that_saves_by_itself_is_told_what_it_needs(lia: TestClient, proposal: str) -> None:
    before = seen(lia, proposal, "owners")
    form = [("seen", before), ("id", ""), ("text", "La biblioteca."), ("id", ""), ("text", "")]
    headers = FORM | {"accept": "application/json"}
    answer = lia.post(f"/o/{proposal}/sections/owners", content=encoded(form), headers=headers)
    assert answer.status_code == 200
    made = section(lia, proposal, "owners")["sentences"]
    assert answer.json() == {"seen": int(seen(lia, proposal, "owners")), "ids": [each["id"] for each in made]}
    late = lia.post(f"/o/{proposal}/sections/owners", content=encoded([("seen", before), ("id", ""), ("text", "x")]),
                    headers=headers)  # fmt: skip
    assert late.status_code == 409
    assert "un’altra persona" in late.json()["say"]


def written(seq: int, at: int, by: str, key: str, text: str) -> Happened:
    said = (Sentence(id="s", text=text),)
    return Happened(seq, at, by, SectionWritten(outcome="o", key=key, by=by, sentences=said))


def test_what_one_person_writes_in_one_go_is_one_version() -> None:
    happened = [
        written(2, 0, "lia", "cost", "a"), written(3, 1000, "lia", "cost", "ab"), written(4, 2000, "ada", "cost", "b"),
        written(5, 3000, "ada", "owners", "c"), written(6, 3000 + TOGETHER + 1, "ada", "owners", "d"),
        Happened(7, 4000 + TOGETHER, "ada", OutcomeSet(id="other", title="x", type="space", status="draft")),
    ]  # fmt: skip
    found = [(each.number, each.seq, each.by, each.key) for each in versions(happened, "o")]
    assert found == [(1, 3, "lia", "cost"), (2, 4, "ada", "cost"), (3, 5, "ada", "owners"), (4, 6, "ada", "owners")]
    assert told(happened, "o", 5) == {}, "nothing before there was a document"


def test_an_erased_person_does_not_come_back_with_a_version(
    lia: TestClient, app: FastAPI, evening: Evening
) -> None:
    from app.core.types import Act
    from app.core.words.roster import Erase

    made = drafted(lia, evening)
    first = saves(lia, made)[0]
    text = "Il turno finisce quando qui si spegne"
    assert text in lia.get(f"/o/{made}/versions/{first}").text, "there is something to leave"
    assert write(lia, made, "evidence") == 303

    async def erase() -> None:
        room = await app.state.house.rooms.get(evening.workshop)
        person = evening.people[1]
        await room.do(Act(id="d" * 32, person=person, role="door", data=Erase(id=person), at=2, chance="f" * 32))

    lia.portal.call(erase)
    assert text not in lia.get(f"/o/{made}/versions/{first}").text
    assert lia.post(f"/o/{made}/versions/{first}").status_code == 303
    assert text not in lia.get(f"/o/{made}.json").text
    told_now = section(lia, made, "evidence")["sentences"]
    assert "«Alle sette si chiude, ma io alle sette comincio»" in [each["said"]["text"] for each in told_now]
