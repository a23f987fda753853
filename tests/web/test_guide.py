"""The guide as a page: in each language, with its pictures, its chapters to jump to, and the ways that lead to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.main import build
from app.settings import read_settings
from app.web import guide

HERE = "http://testserver"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    data: Path = tmp_path_factory.mktemp("guide")
    app = build(read_settings(data_dir=data, base_url=HERE, secret_key="x" * 40, development=True, database_url=""))
    with TestClient(app, base_url=HERE, headers={"Accept": "text/html"}) as made:
        yield made


@pytest.mark.parametrize(("lang", "title"), [
    ("it", "Condurre un laboratorio: la guida di chi lo fa per la prima volta"),
    ("en", "Leading a workshop: the guide for your first time"),
])  # fmt: skip
def test_it_is_read_in_each_language_with_all_its_pictures(client: TestClient, lang: str, title: str) -> None:
    page = client.get(f"/guide?lang={lang}").text
    assert re.findall(r"<h1>(.*?)</h1>", page) == [title]
    pictures = re.findall(r'<img src="([^"]+)" alt="([^"]+)"', page)
    assert len(pictures) == page.count("<img") == 9
    assert {client.get(src).headers["content-type"] for src, _ in pictures} == {"image/png"}
    assert f'<article class="guide" lang="{lang}"' in page


def test_every_chapter_of_the_contents_is_there_once(client: TestClient) -> None:
    page = client.get("/guide").text
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(set(ids)) == len(ids)
    chapters = re.findall(r'<li><a href="#([^"]+)">', page)
    assert chapters == re.findall(r'<h2 id="([^"]+)">', page)[1:]
    assert len(chapters) == 8


def test_a_language_that_it_is_not_written_in_gets_the_italian_one() -> None:
    assert guide.read("uk", lambda name: name) == guide.read("it", lambda name: name)
    assert guide.read("it", lambda name: name).lang == "it"


def test_the_foot_of_every_page_leads_to_it(client: TestClient) -> None:
    assert '<a href="/guide">' in client.get("/about/privacy").text
