"""Accounts and the desk: signing in, being throttled, links that work once, roles, a new workshop from a pack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.main import build
from app.settings import read_settings
from app.web import links

HERE = "http://testserver"
SECRET = "a secret that is long enough to sign with, 42"
WORD = "una frase lunga"
ORIGIN = {"Origin": HERE}


def opened(folder: Path) -> FastAPI:
    return build(read_settings(data_dir=folder, base_url=HERE, secret_key=SECRET, development=True))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    made = opened(tmp_path_factory.mktemp("data"))
    accounts = made.state.house.desk.accounts
    library = accounts.add_library("Biblioteca dei Tigli")
    other = accounts.add_library("Biblioteca dei Platani")
    for name, role, where in (
        ("marta", "facilitator", library), ("ugo", "librarian", library), ("ada", "admin", library),
        ("eva", "admin", other),
    ):  # fmt: skip
        accounts.add(f"{name}@tigli.example", name.title(), WORD, roles=[role], library=where.id, now=1)
    return made


@pytest.fixture(scope="module")
def running(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=HERE, headers=ORIGIN, follow_redirects=False) as made:
        yield made


@pytest.fixture
def client(running: TestClient) -> TestClient:
    running.cookies.clear()
    return running


def enter(client: TestClient, name: str, password: str = WORD, **more: str) -> int:
    """Sign in by the page; the status it answers."""
    form = {"email": f"{name}@tigli.example", "password": password, **more}
    return client.post("/sign-in", data=form).status_code


def user(app: FastAPI, name: str):
    return app.state.house.desk.accounts.by_email(f"{name}@tigli.example")


def test_a_house_without_accounts_says_the_command(tmp_path: Path) -> None:
    with TestClient(opened(tmp_path), base_url=HERE) as client:
        assert "officina user add" in client.get("/sign-in").text


def test_signing_in_leads_back_to_where_one_was_sent_from_and_nowhere_else(client: TestClient) -> None:
    asked = client.get("/home")
    assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in?next=/home")
    for back, where in (
        ("/users", "/users"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
    ):
        client.cookies.clear()
        said = client.post("/sign-in", data={"email": "ada@tigli.example", "password": WORD, "next": back})
        assert (said.status_code, said.headers["location"]) == (303, where)
    cookie = said.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_a_wrong_password_keeps_the_address_and_says_nothing_of_who_exists(client: TestClient) -> None:
    wrong = client.post("/sign-in", data={"email": "ada@tigli.example", "password": "sbagliata"})
    unknown = client.post("/sign-in", data={"email": "zoe@tigli.example", "password": "sbagliata"})
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace("ada@", "zoe@") == unknown.text
    assert "sbagliata" not in wrong.text
    assert client.get("/session").status_code == 401


def test_many_wrong_passwords_must_wait_and_then_even_the_right_one_does(
    app: FastAPI, client: TestClient
) -> None:
    desk, now = app.state.house.desk, app.state.house.now()
    for _ in range(desk.doors.patience.place):
        desk.doors.failed("sign_in_as", "ugo@tigli.example", now=now)
    assert enter(client, "ugo") == 429
    assert enter(client, "UGO") == 429
    assert enter(client, "marta") == 303


def test_signing_out_ends_the_session_itself(client: TestClient) -> None:
    enter(client, "marta")
    token = client.cookies["officina"]
    assert client.get("/session").status_code == 204
    assert client.post("/sign-out").headers["location"] == "/sign-in"
    client.cookies.set("officina", token)
    assert client.get("/session").status_code == 401


def test_only_administrators_see_the_people_of_their_own_library(app: FastAPI, client: TestClient) -> None:
    enter(client, "marta")
    assert client.get("/users").status_code == 403
    client.cookies.clear()
    enter(client, "ada")
    page = client.get("/users").text
    assert "marta@tigli.example" in page
    assert "eva@tigli.example" not in page
    assert client.post(f"/users/{user(app, 'eva').id}/link").status_code == 404


def test_a_link_sets_a_password_once(app: FastAPI, client: TestClient) -> None:
    enter(client, "ada")
    made = client.post("/users", data={"email": "nora@tigli.example", "name": "Nora", "roles": ["librarian"]})
    assert made.status_code == 201
    path = re.search(r'value="http://testserver(/welcome/[^"]+)"', made.text)[1]
    client.cookies.clear()
    assert client.get(path).status_code == 200
    assert client.post(path, data={"password": "corta", "again": "corta"}).status_code == 422
    assert client.post(path, data={"password": "una frase mia", "again": "un'altra frase"}).status_code == 422
    done = client.post(path, data={"password": "una frase mia", "again": "una frase mia"})
    assert (done.status_code, done.headers["location"]) == (303, "/home")
    assert client.get("/session").status_code == 204
    assert client.get(path).status_code == 404
    client.cookies.clear()
    assert enter(client, "nora", "una frase mia") == 303


def test_a_link_that_is_forged_broken_or_old_leads_nowhere(app: FastAPI, client: TestClient) -> None:
    token = links.seal(SECRET, user(app, "marta"), now=1)
    assert links.unseal(SECRET, token, now=links.LIFETIME) is not None
    assert links.unseal(SECRET, token, now=links.LIFETIME + 1) is None
    assert links.unseal("another secret of the same length, 12345", token, now=2) is None
    fresh = links.seal(SECRET, user(app, "marta"), now=app.state.house.now())
    for broken in (fresh[:-1], fresh[:-4] + "AAAA", "x", "è", "A" * len(fresh)):
        assert client.get(f"/welcome/{broken}").status_code == 404


def test_a_password_is_changed_by_whoever_knows_the_old_one(app: FastAPI, client: TestClient) -> None:
    accounts = app.state.house.desk.accounts
    accounts.add(
        "ivo@tigli.example", "Ivo", WORD, roles=["facilitator"], library=user(app, "ada").library, now=1
    )
    enter(client, "ivo")
    elsewhere = client.cookies["officina"]
    new = "tutta un'altra frase"
    assert client.post("/account", data={"old": "no", "password": new, "again": new}).status_code == 422
    assert client.post("/account", data={"old": WORD, "password": new, "again": new}).status_code == 303
    assert client.get("/session").status_code == 204
    client.cookies.clear()
    client.cookies.set("officina", elsewhere)
    assert client.get("/session").status_code == 401


def test_an_administrator_cannot_shut_themselves_out(app: FastAPI, client: TestClient) -> None:
    enter(client, "ada")
    ada = user(app, "ada").id
    assert client.post(f"/users/{ada}/active", data={"to": "false"}).status_code == 409
    client.post(f"/users/{ada}/roles", data={"roles": ["librarian"]})
    assert user(app, "ada").roles == {"admin", "librarian"}


def test_whoever_may_no_longer_enter_is_out_at_once(app: FastAPI, client: TestClient) -> None:
    accounts = app.state.house.desk.accounts
    accounts.add(
        "leo@tigli.example", "Leo", WORD, roles=["facilitator"], library=user(app, "ada").library, now=1
    )
    enter(client, "leo")
    accounts.set_active(user(app, "leo").id, to=False)
    assert client.get("/session").status_code == 401
    assert enter(client, "leo") == 422


def new(client: TestClient, **more: object):
    minutes = re.findall(r'name="minutes"[^>]*value="(\d+)"', client.get("/home/new").text)
    form = {"pack": "assaggio-60", "title": "Una sera", "question": "Che cosa manca?", "languages": ["it", "en"],
            "date": "2030-05-06", "ends": "20:30", "minutes": minutes, **more}  # fmt: skip
    return client.post("/home/new", data=form)


def test_a_workshop_is_made_from_a_pack_and_opens_in_its_console(app: FastAPI, client: TestClient) -> None:
    enter(client, "marta")
    made = new(client)
    assert made.status_code == 303
    assert client.get(made.headers["location"]).status_code == 200
    workshop = app.state.house.desk.workshops.get(made.headers["location"].removeprefix("/w/"))
    assert (workshop.title, workshop.question, workshop.languages) == (
        "Una sera",
        "Che cosa manca?",
        ("it", "en"),
    )
    assert "Una sera" in client.get("/home").text
    client.cookies.clear()
    enter(client, "ada")
    assert client.get(made.headers["location"]).status_code == 404
    assert client.get("/home/new").status_code == 403


def test_the_day_of_the_answer_can_be_promised_from_the_beginning(client: TestClient) -> None:
    enter(client, "marta")

    def promised(answer: str) -> int | None:
        workshop = new(client, answer=answer).headers["location"].removeprefix("/w/")
        found = client.get(f"/api/v1/workshops/{workshop}/export.json").json()["records"]
        return next(each["answer_by"] for each in found if each["kind"] == "workshop")

    assert (promised("2030-05-30"), promised("")) == (1_906_365_600_000, None)
    assert new(client, answer="9999-12-31").status_code == 422
    wrong = new(client, answer="presto")
    assert wrong.status_code == 422
    assert "Scrivi un giorno" in wrong.text
    assert 'value="presto"' in wrong.text


def test_the_half_day_begins_with_its_four_tables(client: TestClient) -> None:
    enter(client, "marta")
    minutes = re.findall(r'name="minutes"[^>]*value="(\d+)"', client.get("/home/new?pack=isob-mezza-giornata").text)
    made = new(client, pack="isob-mezza-giornata", minutes=minutes)
    workshop = made.headers["location"].removeprefix("/w/")
    found = client.get(f"/api/v1/workshops/{workshop}/export.json").json()["records"]
    tables = [(each["order"], each["title"]) for each in found if each["kind"] == "table"]
    assert sorted(tables) == [(0, "1"), (1, "2"), (2, "3"), (3, "4")]
    assert len([each for each in found if each["kind"] == "activity"]) == 18


@pytest.mark.parametrize(
    "wrong",
    [{"title": " "}, {"title": "a" * 201}, {"ends": "tardi"}, {"date": ""}, {"minutes": ["1"]},
     {"minutes": ["x"] * 9}, {"minutes": ["-1"] * 9}],
)  # fmt: skip
def test_a_wish_that_cannot_be_is_kept_as_it_was_typed(client: TestClient, wrong: dict[str, object]) -> None:
    enter(client, "marta")
    said = new(client, question="Resta com'è", **wrong)
    assert said.status_code == 422
    assert "Resta com&#39;è" in said.text


def test_a_pack_that_is_not_there_is_not_found(client: TestClient) -> None:
    enter(client, "marta")
    assert new(client, pack="none").status_code == 404


def test_the_library_has_the_name_and_code_that_its_administrator_gives_it(app: FastAPI, client: TestClient) -> None:
    accounts = app.state.house.desk.accounts
    before = accounts.library(user(app, "eva").library)
    enter(client, "eva")
    saved = client.post("/users/library", data={"library": "  Biblioteca <dei>  Platani ", "isil": "IT-MI0042 "})
    assert (saved.status_code, saved.headers["location"]) == (303, "/users#library")
    found = accounts.library(before.id)
    assert (found.name, found.isil) == ("Biblioteca <dei> Platani", "IT-MI0042")
    page = client.get("/users").text
    assert 'value="Biblioteca &lt;dei&gt; Platani"' in page
    assert 'value="IT-MI0042"' in page
    wrong = (("", "IT-MI0042"), ("x" * 201, ""), ("Altro", "MI0042"), ("Altro", "IT-<b>"), ("Altro", "IT-" + "0" * 12))
    for name, isil in wrong:
        refused = client.post("/users/library", data={"library": name, "isil": isil})
        assert refused.status_code == 422
        assert 'aria-invalid="true"' in refused.text
        assert accounts.library(before.id) == found
    assert 'value="Altro"' in refused.text, "what was typed is kept"
    accounts.change_library(before.id, name=before.name, isil=before.isil)


def test_others_do_not_name_the_library(app: FastAPI, client: TestClient) -> None:
    before = app.state.house.desk.accounts.libraries()
    for name in ("marta", "ugo"):
        enter(client, name)
        assert client.post("/users/library", data={"library": "Mia"}).status_code == 403
    assert app.state.house.desk.accounts.libraries() == before


def test_every_field_for_a_password_is_masked_and_open_to_managers() -> None:
    pages = (Path(__file__).parents[2] / "app/templates").rglob("*.html")
    fields = [found for page in pages for found in re.findall(r"\bfield\(([^{}]*?password[^{}]*)", page.read_text())]
    assert len(fields) >= 7
    for found in fields:
        assert 'type="password"' in found
        assert re.search(r'autocomplete="(?:current|new)-password"', found)
