"""Signed out in the middle of writing: what was typed comes along through signing in, and is sent as it was left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.main import build
from app.settings import read_settings
from app.web import kept

HERE = "http://testserver"
WORD = "una frase lunga"
EMAIL = "tutta@tigli.example"
ENDED = {"it": "l’accesso è finito", "en": "sign-in has ended"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    folder: Path = tmp_path_factory.mktemp("data")
    made = build(
        read_settings(
            data_dir=folder, base_url=HERE, secret_key="k" * 20 + "1234567890abcdef", development=True
        )
    )
    accounts = made.state.house.desk.accounts
    library = accounts.add_library("Biblioteca dei Tigli")
    roles = ["admin", "facilitator", "librarian"]
    accounts.add(EMAIL, "Tutta", WORD, roles=roles, library=library.id, now=1)
    return made


@pytest.fixture(scope="module")
def running(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=HERE, headers={"Origin": HERE}, follow_redirects=False) as made:
        yield made


@pytest.fixture
def client(running: TestClient) -> TestClient:
    """A browser whose sign-in has just ended: its cookie is still there."""
    running.cookies.clear()
    assert enter(running).status_code == 303
    return running


def enter(client: TestClient, **more: str):
    return client.post("/sign-in", data={"email": EMAIL, "password": WORD, **more})


def end(client: TestClient, app: FastAPI) -> None:
    """The night is over: the server knows this session no more, the browser still has its cookie."""
    app.state.house.desk.sessions.sign_out(client.cookies["officina"])


def hidden(page: str, action: str) -> list[tuple[str, str]]:
    """The hidden fields of the form that is sent to an address."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page, re.S)
    assert form, page
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form.group(1))
    return [(unescape(name), unescape(value)) for name, value in found]


def encoded(fields: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Fields as the test client takes them, repeated ones together."""
    found: dict[str, list[str]] = {}
    for name, value in fields:
        found.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize("language", ENDED)
def test_a_new_workshop_is_sent_as_it_was_left(client: TestClient, app: FastAPI, language: str) -> None:
    pack = app.state.house.library.describe("it")["packs"][0]
    title = f'Sera "{language}" <b>&</b>\tيوم'
    asked = {"pack": pack["id"], "title": title, "question": "Prima riga\r\nseconda riga", "languages": ["it", "en"],
             "date": "2030-05-01", "ends": "19:30", "minutes": ["7"] * len(pack["steps"])}  # fmt: skip
    end(client, app)
    headers = {"Accept-Language": language, "Referer": f"{HERE}/home/new?pack=x"}
    page = client.post("/home/new", data=asked, headers=headers)
    assert page.status_code == 401
    assert ENDED[language] in page.text
    assert "seconda riga" in page.text, "what was typed can be seen and copied"
    way = dict(hidden(page.text, "/sign-in"))
    assert (way["next"], way["action"]) == ("/home/new?pack=x", "/home/new")
    wrong = client.post("/sign-in", data={**way, "email": EMAIL, "password": "sbagliata"})
    assert wrong.status_code == 422
    assert dict(hidden(wrong.text, "/sign-in")) == way, "a wrong password loses nothing"
    inside = enter(client, **way)
    assert inside.status_code == 200
    again = encoded(hidden(inside.text, "/home/new"))
    assert again == {key: value if isinstance(value, list) else [value] for key, value in asked.items()}
    sent = client.post("/home/new", data=again)
    assert sent.status_code == 303
    made = app.state.house.desk.workshops.get(sent.headers["location"].removeprefix("/w/"))
    assert made.title.startswith(f'Sera "{language}" <b>&</b>')
    assert made.question.split() == ["Prima", "riga", "seconda", "riga"]


def test_a_section_of_a_proposal_and_an_account_are_kept_too(client: TestClient, app: FastAPI) -> None:
    end(client, app)
    fields = {
        "seen": "3",
        "id": ["s1", ""],
        "text": ["Una frase.", "Un’altra frase."],
        "evidence": ["n1", "n2"],
    }
    page = client.post(
        "/o/0123/sections/challenge", data=fields, headers={"Referer": f"{HERE}/o/0123?edit=challenge"}
    )
    way = dict(hidden(page.text, "/sign-in"))
    assert way["next"] == "/o/0123?edit=challenge"
    inside = enter(client, **way)
    again = hidden(inside.text, "/o/0123/sections/challenge")
    assert [value for name, value in again if name == "text"] == fields["text"]
    assert [name for name, _ in again] == ["seen", "id", "id", "text", "text", "evidence", "evidence"]
    end(client, app)
    person = {
        "email": "nuova@tigli.example",
        "name": "Una persona nuova",
        "password": "",
        "roles": ["librarian"],
    }
    way = dict(hidden(client.post("/users", data=person).text, "/sign-in"))
    again = encoded(hidden(enter(client, **way).text, "/users"))
    assert client.post("/users", data=again).status_code == 201
    assert app.state.house.desk.accounts.by_email("nuova@tigli.example").name == "Una persona nuova"


def test_passwords_are_never_carried_nor_sent_without_being_seen(client: TestClient, app: FastAPI) -> None:
    end(client, app)
    secret = "una-parola-segretissima"
    person = {"email": "altra@tigli.example", "name": "Altra", "password": secret, "roles": ["librarian"]}
    for path, form in (
        ("/users", person),
        ("/account", {"old": secret, "password": secret + "2", "again": secret}),
    ):
        page = client.post(path, data=form)
        assert page.status_code == 401
        assert secret not in page.text
        assert not dict(hidden(page.text, "/sign-in")).get("kept")
    assert "altra@tigli.example" in client.post("/users", data=person).text, "the rest can be copied"


def test_what_comes_back_is_never_somebody_elses_address(client: TestClient) -> None:
    client.cookies.clear()
    field = '[["title", "Due parole"]]'
    for away in ("https://evil.example/x", "//evil.example", "javascript:alert(1)"):
        page = enter(client, action=away, kept=field, next=away)
        assert page.status_code == 200
        assert "evil.example" not in page.text
        assert "javascript:" not in page.text
    for rubbish in ("[", "[1]", '{"a": 1}', "[[1, 2]]", "[" * 5000, '[["a"]]', "null"):
        assert kept.unpacked(rubbish) == kept.NOTHING
        assert enter(client, action="/users", kept=rubbish).status_code == 303


def test_programs_and_scripts_are_told_in_their_own_way(client: TestClient) -> None:
    client.cookies.clear()
    answer = client.post("/api/v1/workshops", json={"pack": "x", "title": "y"})
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
