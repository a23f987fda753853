"""A house with one finished workshop, a librarian at its desk, and a proposal that she has drafted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.main import build
from app.settings import read_settings
from tests.exports.evening import WORD, Evening, hold, library

HERE = "http://testserver"
SECRET = "a secret that is long enough to sign with, 42"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    folder = tmp_path_factory.mktemp("data")
    return build(read_settings(data_dir=folder, base_url=HERE, secret_key=SECRET, development=True))


@pytest.fixture(scope="module")
def running(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=HERE, headers={"Origin": HERE}, follow_redirects=False) as made:
        yield made


@pytest.fixture(scope="module")
def evening(app: FastAPI, running: TestClient) -> Evening:
    house = app.state.house
    return running.portal.call(hold, house, library(house))


@pytest.fixture
def lia(running: TestClient, evening: Evening) -> TestClient:
    return entered(running, "lia")


@pytest.fixture
def proposal(lia: TestClient, evening: Evening) -> str:
    """A proposal that the librarian has drafted from the chosen card."""
    return drafted(lia, evening)


def entered(client: TestClient, name: str) -> TestClient:
    client.cookies.clear()
    client.post("/sign-in", data={"email": f"{name}@tigli.example", "password": WORD})
    return client


def drafted(client: TestClient, evening: Evening, source: str = "", **more: str) -> str:
    asked = {"template": "proposal", "from": source or evening.cards[0], **more}
    answer = client.post(f"/api/v1/workshops/{evening.workshop}/outcomes", json=asked)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])
