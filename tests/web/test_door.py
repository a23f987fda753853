"""The door: hosts, forged requests, headers, who asks, tokens, and problems said to people and to programs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient

from app.core.refusal import Refused
from app.main import build
from app.settings import read_settings
from app.store.trouble import Unavailable
from app.web import guard, problems, tokens

HERE = "http://testserver"
IMPORTS = re.compile(r"^(?:import|export [^(]*from)\b", re.MULTILINE)
SECRET = "a secret that is long enough to sign with, 42"
ANA = tokens.Holding("a" * 32, "b" * 32, "participant", 1_700_000_000_000)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    data = tmp_path_factory.mktemp("data")
    made = build(
        read_settings(data_dir=data, base_url=HERE, secret_key=SECRET, development=True, database_url="")
    )
    desk = made.state.house.desk
    library = desk.accounts.add_library("Biblioteca dei Tigli")
    for name, role in (("marta", "facilitator"), ("ugo", "librarian"), ("ada", "admin")):
        desk.accounts.add(
            library=library.id,
            email=f"{name}@tigli.example",
            name=name,
            password="una frase lunga",
            roles=[role],
            now=1,
        )

    @made.get("/try/lead/{workshop}", dependencies=[Depends(guard.need_staff("lead"))])
    @made.get("/try/create", dependencies=[Depends(guard.need("workshop.create"))])
    def fine() -> str:
        return "fine"

    @made.get("/try/{fault}")
    @made.get("/api/v1/try/{fault}")
    def fault(fault: str) -> None:
        raise {"refused": Refused("too_long", most=80), "away": Unavailable("disk"), "bug": ZeroDivisionError("secret"),
               "gone": problems.Problem(404),
               "fields": problems.Problem(422, errors={"title": "Manca."})}[fault]  # fmt: skip

    @made.post("/try")
    def change() -> str:
        return "changed"

    return made


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=HERE, raise_server_exceptions=False) as made:
        yield made


def signed_in(client: TestClient, app: FastAPI, name: str) -> str:
    house = app.state.house
    token, _ = house.desk.sessions.sign_in(f"{name}@tigli.example", "una frase lunga", now=house.now())
    client.cookies.set("officina", token)
    return token


def test_a2_only_our_own_pages_may_change_something(client: TestClient) -> None:
    own = [
        {"Origin": HERE},
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": HERE, "Sec-Fetch-Site": "same-origin"},
        {},
    ]
    for headers in own:
        assert client.post("/try", headers=headers).status_code == 200, headers
    client.cookies.set("officina", "x")
    foreign = [
        {"Origin": origin}
        for origin in ("null", "https://testserver", "http://testserver.evil.example", "http://evil.example", "http://testserver:81",
                       "http://testserver@evil.example", "http://TESTSERVER.", "file://", "http://testserver/", "")
    ]  # fmt: skip
    foreign += [{"Sec-Fetch-Site": site} for site in ("cross-site", "same-site", "none", "")]
    foreign += [{"Origin": HERE, "Sec-Fetch-Site": "cross-site"}, {}]
    for headers in foreign:
        assert client.post("/try", headers=headers).status_code == 403, headers


def test_p4_an_unknown_host_is_refused(client: TestClient) -> None:
    for host in ("evil.example", "testserver.evil.example", "", "testserver@evil.example"):
        assert client.get("/about/legal", headers={"Host": host}).status_code == 400
    assert client.get("/about/legal", headers={"Host": "TestServer:80"}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/about/legal",
        "/nowhere",
        "/try/bug",
        "/try/away",
        "/api/v1/try/bug",
        "/static/none",
    ],
)
def test_a6_every_answer_has_the_headers(client: TestClient, path: str) -> None:
    said = client.get(path).headers
    policy = dict(part.split(" ", 1) for part in said["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["connect-src"].startswith("'self' ws://testserver")
    assert "unsafe" not in said["Content-Security-Policy"]
    assert said["X-Content-Type-Options"] == "nosniff"
    assert said["Referrer-Policy"] == "same-origin"
    assert said["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a6_a_file_is_no_page(client: TestClient) -> None:
    for file, policy in (
        ("icons.svg", "default-src 'none'; frame-ancestors 'none'"),
        ("css/officina.css", "frame-ancestors 'none'"),
        ("js/pages/phone.js", "frame-ancestors 'none'"),
    ):
        said = client.get(f"/static/{file}").headers
        assert said["Content-Security-Policy"] == policy
        assert said["X-Content-Type-Options"] == "nosniff"
        assert said["Cross-Origin-Resource-Policy"] == "same-origin"


def test_headers_say_https_only_where_there_is_tls() -> None:
    assert "Strict-Transport-Security" not in guard.security_headers((HERE,), secure=False)
    said = guard.security_headers(("https://officina.example",), secure=True)
    assert said["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "wss://officina.example" in said["Content-Security-Policy"]


def test_nobody_is_sent_to_sign_in_and_back(client: TestClient) -> None:
    answer = client.get("/try/create?x=1", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/try/create%3Fx%3D1")
    answer = client.get("/try/create", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_a1_rights_are_the_table_s(client: TestClient, app: FastAPI) -> None:
    for name, status in (("marta", 200), ("ugo", 403), ("ada", 403)):
        token = signed_in(client, app, name)
        assert client.get("/try/create").status_code == status
        client.cookies.clear()
        assert client.get("/try/create", headers={"Authorization": f"Bearer {token}"}).status_code == status


def test_a1_a_workshop_of_others_is_not_found(client: TestClient, app: FastAPI) -> None:
    desk = app.state.house.desk
    marta, ugo = (desk.accounts.by_email(f"{name}@tigli.example") for name in ("marta", "ugo"))
    made = desk.workshops.begin(
        library=marta.library, by=marta.id, title="Sera", languages=("it",), notice=1, now=1
    )
    statuses = {}
    for name in ("marta", "ugo", "ada"):
        signed_in(client, app, name)
        statuses[name] = client.get(f"/try/lead/{made.id}").status_code
    assert statuses == {"marta": 200, "ugo": 404, "ada": 404}
    desk.workshops.set_staff(made.id, ugo.id, "librarian")
    signed_in(client, app, "ugo")
    assert client.get(f"/try/lead/{made.id}").status_code == 403
    assert client.get(f"/w/{made.id}/wall").status_code == 200


def test_a3_a_session_that_ended_opens_nothing(client: TestClient, app: FastAPI) -> None:
    token = signed_in(client, app, "marta")
    assert client.get("/try/create").status_code == 200
    app.state.house.desk.sessions.sign_out(token)
    assert client.get("/try/create", follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    ("fault", "status"), [("refused", 422), ("away", 503), ("bug", 500), ("gone", 404), ("fields", 422)]
)
def test_problems_are_said_to_people_and_to_programs(client: TestClient, fault: str, status: int) -> None:
    page = client.get(f"/try/{fault}", headers={"Accept-Language": "en"})
    assert page.status_code == status
    assert page.headers["content-type"].startswith("text/html")
    assert "What you can do" in page.text
    details = client.get(f"/api/v1/try/{fault}")
    assert details.status_code == status
    assert details.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "detail"} <= set(details.json())
    for text in (page.text, details.text):
        assert "secret" not in text
        assert "Traceback" not in text
    if fault == "refused":
        assert "80" in details.json()["detail"]
    if fault == "fields":
        assert details.json()["errors"] == {"title": "Manca."}


def test_a_page_of_nowhere_is_a_page(client: TestClient) -> None:
    answer = client.get("/nowhere", headers={"Accept-Language": "it"})
    assert answer.status_code == 404
    assert "Qui non c’è niente" in answer.text
    assert client.delete("/about/legal", headers={"Origin": HERE}).status_code == 405


@pytest.mark.parametrize("name", ["accessibility", "privacy", "legal", "feedback"])
@pytest.mark.parametrize("code", ["it", "en", "qps"])
def test_the_pages_of_the_foot_are_there_in_every_language(client: TestClient, name: str, code: str) -> None:
    answer = client.get(f"/about/{name}?lang={code}")
    assert answer.status_code == 200
    tag, side = ("it-x-qps", "rtl") if code == "qps" else (code, "ltr")
    assert f'<html lang="{tag}" dir="{side}"' in answer.text
    assert answer.headers["content-language"] == code
    client.cookies.delete("lang")


def test_the_look_is_chosen_without_script_and_leads_nowhere_else(client: TestClient) -> None:
    asked = {"lang": "en", "theme": "dark", "text": "2", "next": "/about/legal"}
    answer = client.post("/display", data=asked, headers={"Origin": HERE}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/about/legal")
    assert '<html lang="en" dir="ltr" data-theme="dark" data-text="2">' in client.get("/about/legal").text
    for away in ("//evil.example", "https://evil.example", "/\\evil.example", "", "x"):
        sent = client.post(
            "/display", data={"next": away, "theme": "puce"}, headers={"Origin": HERE}, follow_redirects=False
        )
        assert sent.headers["location"] == "/"
    assert "data-theme" not in client.get("/about/legal").text


def test_tokens_say_what_was_sealed_and_nothing_else() -> None:
    token = tokens.seal(SECRET, ANA)
    assert len(token) == 72
    assert tokens.unseal(SECRET, token) == ANA
    assert tokens.unseal(SECRET + "x", token) is None
    for at in range(len(token)):
        forged = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        assert tokens.unseal(SECRET, forged) is None
    for broken in ("", "x", "é" * 72, token[:-4], token + token, "A" * 72, "\ud800"):
        assert tokens.unseal(SECRET, broken) is None


def test_a_tablet_speaks_for_several_and_lets_go() -> None:
    others = [tokens.Holding("a" * 32, f"{n:032x}", "participant", n) for n in range(50)]
    jar = ""
    for each in others:
        jar = tokens.add(SECRET, jar, each)
    held = tokens.holdings(SECRET, jar)
    assert held == others[:9:-1]
    assert len(jar) < 4000
    assert tokens.holdings(SECRET, tokens.remove(SECRET, jar, others[-1].person)) == held[1:]
    assert tokens.holdings(SECRET, tokens.add(SECRET, jar, held[5]))[0] == held[5]
    assert tokens.holdings(SECRET, f"{jar}.rubbish") == held


def test_files_are_kept_for_a_year_only_by_their_version(client: TestClient, app: FastAPI) -> None:
    url = app.state.house.render.assets.url("css/officina.css")
    assert "immutable" in client.get(url).headers["cache-control"]
    plain = client.get("/static/css/officina.css", headers={"Accept-Encoding": "gzip"})
    assert plain.headers["cache-control"] == "no-cache"
    assert plain.headers["content-encoding"] == "gzip"
    again = client.get("/static/css/officina.css", headers={"If-None-Match": plain.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    for path in ("/static/../main.py", "/static/%2e%2e/settings.py", "/static/css"):
        assert client.get(path).status_code == 404


def test_modules_import_each_other_by_lasting_paths(client: TestClient, app: FastAPI) -> None:
    assets = app.state.house.render.assets
    graph = assets.graph("js/pages/wall.js")
    assert graph[0] == assets.url("js/pages/wall.js")
    assert assets.url("js/wall/scene.js") in graph
    for url in graph:
        found = client.get(url)
        assert found.status_code == 200
        assert "?v=" in found.text or not IMPORTS.search(found.text)


def test_the_root_of_the_files_is_the_folder(app: FastAPI) -> None:
    assert Path(app.state.house.render.assets.folder).name == "static"
