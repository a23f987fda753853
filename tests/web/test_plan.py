"""The plan and the method library as plain pages: everything here works without a script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.main import build
from app.settings import read_settings

HERE = "http://testserver"
WORD = "una frase lunga"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app: FastAPI = build(
        read_settings(
            data_dir=tmp_path_factory.mktemp("data"), base_url=HERE, development=True,
            secret_key="a secret that is long enough to sign with, 42",
        )
    )  # fmt: skip
    accounts = app.state.house.desk.accounts
    library = accounts.add_library("Biblioteca dei Tigli")
    for name in ("marta", "leo"):
        accounts.add(f"{name}@t.example", name, WORD, roles=["facilitator"], library=library.id, now=1)
    with TestClient(app, base_url=HERE, headers={"Origin": HERE}, follow_redirects=False) as made:
        made.post("/sign-in", data={"email": "marta@t.example", "password": WORD})
        yield made


@pytest.fixture
def plan(client: TestClient) -> str:
    """The address of the plan of a new workshop with nothing but its ends, from 17:00 to 17:20."""
    made = client.post(
        "/home/new",
        data={"pack": "vuoto", "title": "Una sera", "languages": ["it"], "date": "2030-05-06", "ends": "17:20",
              "minutes": ["10", "10"], "then": "plan"},
    )  # fmt: skip
    assert made.status_code == 303
    return str(made.headers["location"])


def agenda(client: TestClient, plan: str) -> list[dict[str, Any]]:
    """The activities as they are."""
    records = client.get(f"/api/v1{plan.removesuffix('/plan').replace('/w/', '/workshops/')}/export.json").json()
    found = [each for each in records["records"] if each["kind"] == "activity"]
    return sorted(found, key=lambda each: each["order"])


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def add(client: TestClient, plan: str, card: str) -> str:
    """Add a card; the id of what came of it."""
    made = client.post(f"{plan}/add", data={"card": card})
    assert made.status_code == 303
    return str(made.headers["location"].partition("#a-")[2])


def test_an_empty_start_is_filled_between_its_ends(client: TestClient, plan: str) -> None:
    assert "Sta giusta nel tempo." in client.get(plan).text
    added = add(client, plan, "crazy-8s")
    assert [each["method"] for each in agenda(client, plan)] == ["welcome", "crazy-8s", "what-next"]
    page = client.get(plan).text
    assert "12 minuti di troppo: accorcia o togli." in page
    assert re.findall(r"<time>(\d\d:\d\d)</time>", page) == ["17:00", "17:10", "17:22"]
    assert client.post(f"{plan}/fit").status_code == 303
    assert [each["minutes"] for each in agenda(client, plan)] == [5, 5, 10]
    assert client.post(f"{plan}/{added}/copy").status_code == 303
    assert client.post(f"{plan}/{added}/remove").status_code == 303
    assert [each["method"] for each in agenda(client, plan)] == ["welcome", "crazy-8s", "what-next"]


def test_an_order_that_was_changed_meanwhile_is_not_changed_blindly(client: TestClient, plan: str) -> None:
    shown = hidden(client.get(plan).text, "shown")
    first, last = shown.split(",")
    moved = {"shown": shown, "activity": last, "by": "-1"}
    assert client.post(f"{plan}/order", data=moved).headers["location"] == f"{plan}#a-{last}"
    assert [each["id"] for each in agenda(client, plan)] == [last, first]
    late = client.post(f"{plan}/order", data=moved)
    assert late.status_code == 409
    assert "ha cambiato l’agenda" in late.text
    assert client.post(f"{plan}/order", data=moved | {"shown": f"{last},{first}", "by": "x"}).status_code == 422


def test_minutes_that_clash_are_kept_beside_those_of_others(client: TestClient, plan: str) -> None:
    first, last = (each["id"] for each in agenda(client, plan))
    typed = {f"m-{first}": "12", f"was-{first}": "10", f"m-{last}": "10", f"was-{last}": "10"}
    assert client.post(f"{plan}/minutes", data=typed).status_code == 303
    late = client.post(f"{plan}/minutes", data=typed | {f"m-{first}": "15"})
    assert late.status_code == 409
    assert 'value="15"' in late.text
    assert "adesso 12" in late.text
    for wrong in ("601", "9999", "-1", "dieci", ""):
        bad = client.post(f"{plan}/minutes", data=typed | {f"m-{first}": wrong, f"was-{first}": "12"})
        assert bad.status_code == 422, wrong
    assert [each["minutes"] for each in agenda(client, plan)] == [12, 10]


def form(client: TestClient, address: str) -> dict[str, str]:
    """What the form of an activity shows, as a browser would send it again."""
    page = client.get(address).text
    made = dict(re.findall(r'<input id="[^"]*" name="([^"]+)"[^>]*? value="([^"]*)"', page))
    made |= dict(re.findall(r'<textarea id="[^"]*" name="([^"]+)"[^>]*>([^<]*)</textarea>', page))
    made |= dict(re.findall(r'type="(?:radio|checkbox)" name="([^"]+)" value="([^"]*)" checked', page))
    return made | {"seen": hidden(page, "seen")}


def test_words_in_a_second_language_make_it_offered(client: TestClient, plan: str) -> None:
    assert "mancano parole in 2 attività" in client.get(plan).text
    for each in agenda(client, plan):
        address = f"{plan}/{each['id']}"
        assert 'name="en.title"' in client.get(f"{address}?add=en").text
        said = {"en.title": "Welcome", "en.prompt": "Come in."} | {
            f"en.zone.{zone['id']}": "Here" for zone in each["zones"]
        }
        assert client.post(address, data=form(client, address) | said).status_code == 303
    assert "offerta a chi entra" in client.get(plan).text
    house = client.app.state.house  # type: ignore[attr-defined]
    assert house.desk.workshops.get(plan.split("/")[2]).languages == ("it", "en")
    assert [each["words"]["en"]["title"] for each in agenda(client, plan)] == ["Welcome", "Welcome"]


def test_a_language_is_no_longer_offered_and_offered_again_with_its_words(client: TestClient, plan: str) -> None:
    test_words_in_a_second_language_make_it_offered(client, plan)
    code = client.app.state.house.desk.workshops.get(plan.split("/")[2]).code  # type: ignore[attr-defined]

    def offered() -> list[str]:
        return list(client.get(f"/api/v1/join/{code}").json()["languages"])

    before = agenda(client, plan)
    client.post(f"/api/v1/workshops/{plan.split('/')[2]}/open")
    assert client.post(f"{plan}/languages", data={"lang": "en"}).status_code == 303
    assert "pronta, non offerta" in client.get(plan).text
    first = f"{plan}/{before[0]['id']}"
    assert client.post(first, data=form(client, first) | {"it.title": "Ben arrivati"}).status_code == 303
    assert "pronta, non offerta" in client.get(plan).text  # other words that are changed do not offer it again
    assert client.post(f"{plan}/languages", data={"lang": "en", "offer": "1"}).status_code == 303
    assert [each["words"]["en"] for each in agenda(client, plan)] == [each["words"]["en"] for each in before]
    for refused in ("xx", ""):
        assert client.post(f"{plan}/languages", data={"lang": refused}).status_code == 422
    assert client.post(f"{plan}/languages", data={"lang": "it"}).status_code == 303
    assert client.app.state.house.desk.workshops.get(plan.split("/")[2]).languages == ("it", "en")  # type: ignore[attr-defined]
    assert offered() == ["it", "en"]


def test_rules_are_changed_in_plain_words_and_a_conflict_keeps_what_was_typed(client: TestClient, plan: str) -> None:
    id = add(client, plan, "empathy-map")
    address = f"{plan}/{id}"
    mine = form(client, address)
    before = next(each for each in agenda(client, plan) if each["id"] == id)
    assert client.post(address, data=mine).status_code == 303
    assert next(each for each in agenda(client, plan) if each["id"] == id) == before
    theirs = {**mine, "notes": "7", "it.title": "Chi studia qui"}
    theirs.pop("anonymous")
    assert client.post(address, data=theirs).status_code == 303
    after = next(each for each in agenda(client, plan) if each["id"] == id)
    assert (after["title"], after["rules"]) == ("Chi studia qui", before["rules"] | {"notes": 7, "anonymous": False})
    late = client.post(address, data=mine | {"it.title": "Mappa nostra"})
    assert late.status_code == 409
    assert 'value="Mappa nostra"' in late.text
    assert "Chi studia qui" in late.text
    assert client.post(address, data=mine | {"seen": hidden(late.text, "seen"), "it.title": ""}).status_code == 422


def test_day_and_hours_are_set_and_what_cannot_be_read_is_kept(client: TestClient, plan: str) -> None:
    said = {"date": "2030-05-06", "starts": "22:00", "ends": "00:30"}
    assert client.post(f"{plan}/when", data=said).status_code == 303
    assert "Avanzano 130 minuti." in client.get(plan).text
    wrong = client.post(f"{plan}/when", data=said | {"ends": "tardi"})
    assert wrong.status_code == 422
    assert 'value="tardi"' in wrong.text


def test_methods_are_found_read_and_added(client: TestClient, plan: str) -> None:
    whole = client.get("/methods").text
    some = client.get("/methods?stage=ideate&minutes=15&people=30&material=paper&material=pens").text
    cards = [set(re.findall(r'href="/methods/([a-z0-9-]+)"', page)) for page in (whole, some)]
    assert len(cards[0]) == 30
    assert cards[1] < cards[0]
    assert "crazy-8s" in cards[1]
    part = client.get("/methods?stage=ideate", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "Nessun metodo così" in client.get("/methods?minutes=1").text
    card = client.get("/methods/crazy-8s").text
    assert "Non ancora provato in sala" in card
    workshop = plan.split("/")[2]
    made = client.post("/methods/crazy-8s/add", data={"workshop": workshop})
    assert made.headers["location"].startswith(f"{plan}#a-")
    assert "crazy-8s" in [each["method"] for each in agenda(client, plan)]
    assert client.post("/methods/crazy-8s/add", data={"workshop": "f" * 32}).status_code == 404
    assert client.get("/methods/nowhere").status_code == 404


def test_a_plan_is_its_leaders_alone(client: TestClient, plan: str) -> None:
    other = TestClient(client.app, base_url=HERE, headers={"Origin": HERE}, follow_redirects=False)
    other.portal = client.portal
    assert other.get(plan).status_code in (303, 401)
    other.post("/sign-in", data={"email": "leo@t.example", "password": WORD})
    for address in (plan, f"{plan}/{agenda(client, plan)[0]['id']}"):
        assert other.get(address).status_code == 404
    assert other.post(f"{plan}/add", data={"card": "crazy-8s"}).status_code == 404


def test_a_preview_tells_the_pages_what_they_will_be_told_and_keeps_nothing(client: TestClient, plan: str) -> None:
    client.post(f"{plan}/add", data={"card": "empathy-map"})
    chosen = next(each for each in agenda(client, plan) if each["method"] == "empathy-map")
    export = f"/api/v1{plan.removesuffix('/plan').replace('/w/', '/workshops/')}/export.json"
    before = client.get(export).json()
    phone, wall = (boot(client.get(f"{plan}/{chosen['id']}/{where}").text) for where in ("phone", "wall"))
    for told in (phone, wall):
        records = {each["id"]: each for each in told["preview"]["records"]}
        workshop = records[told["workshop"]]
        assert (workshop["state"], workshop["current"]) == ("open", chosen["id"])
        assert {name: records[chosen["id"]][name] for name in ("title", "prompt", "zones", "state")} == {
            "title": chosen["title"], "prompt": chosen["prompt"], "zones": chosen["zones"], "state": "private",
        }  # fmt: skip
    assert [each["alias"] for each in phone["preview"]["records"] if each["kind"] == "me"] == ["Lontra blu"]
    assert not [each for each in wall["preview"]["records"] if each["kind"] in ("me", "note")]
    paper = client.get(f"{plan}/{chosen['id']}/paper.pdf?in=it")
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    after = client.get(export).json()
    assert after["records"] == before["records"], "nothing of it was kept"
    assert client.get(f"{plan}/{'0' * 32}/phone").status_code == 404


def test_a_preview_is_for_whoever_leads(client: TestClient, plan: str) -> None:
    chosen = agenda(client, plan)[0]["id"]
    client.post("/sign-out")
    client.post("/sign-in", data={"email": "leo@t.example", "password": WORD})
    assert [client.get(f"{plan}/{chosen}/{each}").status_code for each in ("phone", "wall", "paper.pdf")] == [404] * 3
    client.post("/sign-out")
    client.post("/sign-in", data={"email": "marta@t.example", "password": WORD})


def test_without_a_time_the_plan_counts_from_the_beginning_and_keeps_what_was_looked_for(client: TestClient) -> None:
    made = client.post("/api/v1/workshops", json={"pack": "vuoto", "title": "Senza ora", "languages": ["it"]})
    path = f"/w/{made.json()['id']}/plan"
    assert re.findall(r"<time>([^<]*)</time>", client.get(path).text) == ["0:00", "0:10"]
    looked = "stage=define&people=25&material=paper&material=pens"
    added = client.post(f"{path}/add?{looked}", data={"card": "five-whys"})
    assert added.headers["location"].startswith(f"{path}?{looked}#a-")
    page = client.get(f"{path}?{looked}").text
    assert re.search(r'name="people"[^>]* value="25"', page)
    assert len(re.findall(r'name="material" value="\w+" checked', page)) == 2


def boot(page: str) -> dict[str, Any]:
    """What a page's scripts start from."""
    found = re.search(r'<script type="application/json" id="boot">(.*?)</script>', page, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))
