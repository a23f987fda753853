"""A6: what every answer says to browsers, whatever was asked and however it ended."""

from __future__ import annotations

import asyncio

import pytest
from starlette.requests import Request
from starlette.responses import Response
from structlog.testing import capture_logs

from app.store.gatherings import Gatherings
from app.store.trouble import Unavailable
from app.web import guard, identity
from tests.security.asking import Answer, Headers, ask, shake
from tests.security.declared import DECLARED
from tests.security.listening import listening
from tests.security.matrix import cells, filled_in, some, target
from tests.security.said import ALWAYS, BOUND, STRANGERS, secure, wrong
from tests.security.world import World


def test_a6_every_answer_of_every_route_has_its_headers(served: World) -> None:
    chosen = some(cells(DECLARED, served.keys))
    found = filled_in(served, chosen, named=True)
    assert len(found) > 1000
    assert {answer.status for answer in found.values()} >= {
        101,
        200,
        201,
        204,
        303,
        307,
        401,
        403,
        404,
        409,
        415,
        422,
    }
    for cell, answer in found.items():
        assert wrong(served, target(served, cell), answer, known=cell.actor not in STRANGERS) == [], str(cell)
    set_ = {
        cookie.partition("=")[0].removeprefix(BOUND)
        for answer in found.values()
        for cookie in answer.all("set-cookie")
    }
    assert {"officina", "theme", "lang"} <= set_


ODD: dict[str, tuple[str, str, Headers, bytes, int]] = {
    "nowhere": ("GET", "/nowhere", (), b"", 404),
    "nowhere for programs": ("GET", "/api/v1/nowhere", (), b"", 404),
    "a file that isn't there": ("GET", "/static/none", (), b"", 404),
    "another method": ("DELETE", "/about/legal", (("origin", "{base}"),), b"", 405),
    "a word that is none": ("BREW", "/", (("origin", "{base}"),), b"", 405),
    "trace": ("TRACE", "/", (("origin", "{base}"),), b"", 405),
    "only the head": ("HEAD", "/static/icons.svg", (), b"", 200),
    "options": (
        "OPTIONS",
        "/",
        (("origin", "https://evil.example"), ("access-control-request-method", "PUT")),
        b"",
        405,
    ),
    "a slash too many": ("GET", "/sign-in/", (), b"", 307),
    "another host": ("GET", "/", (("host", "evil.example"),), b"", 400),
    "a long head": ("GET", "/", (("x-long", "x" * 40_000),), b"", 431),
    "another page's form": ("POST", "/display", (("origin", "https://evil.example"),), b"theme=dark", 403),
    "no JSON": ("POST", "/api/v1/sessions", (("content-type", "application/json"),), b"{", 422),
    "too much": ("POST", "/display", (("content-length", "99999999999"),), b"", 413),
    "a zero": ("GET", "/about/%00", (), b"", 400),
    "a font": ("GET", "/static/fonts/titillium-web-latin-400-normal.woff2", (), b"", 200),
    "in another language": ("GET", "/?lang=en", (), b"", 200),
}


def test_a6_whatever_is_asked_oddly_is_answered_with_them(served: World) -> None:
    async def run() -> dict[str, Answer]:
        found = {}
        for name, (method, path, headers, body, _) in ODD.items():
            said = [(key, value.format(base=served.base)) for key, value in headers]
            found[name] = await ask(served.app, method, path, said, body, base=served.base)
        file = await ask(served.app, "GET", "/static/icons.svg", base=served.base)
        again = (("if-none-match", file.get("etag")),)
        found["a file again"] = await ask(served.app, "GET", "/static/icons.svg", again, base=served.base)
        assert found["a file again"].status == 304
        return found

    found = served.runner.run(run())
    assert {name: answer.status for name, answer in found.items() if name in ODD} == {
        name: status for name, (*_, status) in ODD.items()
    }
    asked = {name: path for name, (_, path, *_) in ODD.items()} | {"a file again": "/static/icons.svg"}
    assert {name: faults for name, answer in found.items()
            if (faults := wrong(served, asked[name], answer, known=False))} == {}  # fmt: skip


def broken(*_: object, **__: object) -> None:
    raise ZeroDivisionError("a bug")


def away(*_: object, **__: object) -> None:
    raise Unavailable("disk")


@pytest.mark.parametrize(("status", "fault"), [(500, broken), (503, away)])
def test_a6_faults_and_a_database_that_is_away_are_answered_with_them(
    served: World, status: int, fault: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, workshop = served.keys["lead"], served.things["a1"].workshop
    for name in ("of_user", "role"):
        monkeypatch.setattr(Gatherings, name, fault)

    async def run() -> dict[str, Answer]:
        return {path: await ask(served.app, "GET", path, key, base=served.base)
                for path in ("/home", f"/api/v1/workshops/{workshop}", f"/w/{workshop}/plan")}  # fmt: skip

    with capture_logs():  # a fault is logged with all that it went through
        found = served.runner.run(run())
    if fault is away:
        monkeypatch.setattr(guard, "identify", away)
        for path, asked in (("/home", ask), (f"/live/{workshop}", shake)):
            said = asked(served.app, *(("GET",) if asked is ask else ()), path, (*key, ("origin", served.base)),
                         base=served.base)  # fmt: skip
            found[f"{path} away"] = served.runner.run(said)
    assert {answer.status for answer in found.values()} == {status}
    for path, answer in found.items():
        assert wrong(served, path, answer, known="away" not in path) == [], path
    assert all(answer.get("retry-after") for answer in found.values() if status == 503)


def test_a6_lines_that_are_refused_are_answered_with_them(served: World) -> None:
    here, ours = f"/live/{served.things['a1'].workshop}", ("origin", served.base)
    key = served.keys["participant"]
    asked: dict[int, tuple[str, Headers]] = {
        400: (here, (*key, ours, ("host", "evil.example"))), 401: (here, (ours,)), 403: (here, key),
        404: ("/live/none", (*key, ours)), 431: (here, (*key, ours, ("x-long", "x" * 40_000))),
    }  # fmt: skip
    for status, (path, headers) in asked.items():
        answer = served.runner.run(shake(served.app, path, headers, base=served.base))
        assert answer.status == status
        assert wrong(served, path, answer, known=True) == []


def test_a6_what_is_answered_before_the_application_says_nothing(served: World) -> None:
    """What cannot be read as a request is refused by the server itself: no page, no cookie."""

    async def run(said: bytes) -> bytes:
        async with listening(served) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(said)
            answer = await asyncio.wait_for(reader.read(), 20)
            writer.close()
            return answer

    for said in (b"rubbish\r\n\r\n", b"GET / HTTP/1.1\r\nx: " + b"x" * 90_000, b"GET / HTTP/9.9\r\n\r\n"):
        head, _, body = served.runner.run(run(said)).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 4"), head
        assert b"set-cookie" not in head.lower()
        assert not body or b"content-type: text/plain" in head.lower()


def test_a6_what_phones_keep_is_the_same_for_everybody(served: World) -> None:
    async def run(path: str) -> set[bytes]:
        keys = (served.keys[name] for name in ("nobody", "lead", "participant"))
        return {(await ask(served.app, "GET", path, key, base=served.base)).body for key in keys}

    for path in (
        "/worker.js",
        "/app.webmanifest",
        "/offline",
        "/live/schema.json",
        "/static/css/officina.css",
    ):
        assert len(served.runner.run(run(path))) == 1, path


def test_a6_what_a_request_says_of_tls_changes_nothing(served: World) -> None:
    """Only the settings say whether there is TLS; nobody talks us into, or out of, what follows from it."""
    form = b"email=lead%40prove.example&password=una+frase+lunga"
    kind = ("content-type", "application/x-www-form-urlencoded")

    async def run(said: str) -> Answer:
        headers = (("origin", served.base), kind, ("x-forwarded-proto", said), ("forwarded", f"proto={said}"))
        return await ask(served.app, "POST", "/sign-in", headers, form, base=served.base)

    for said in ("http", "https"):
        answer = served.runner.run(run(said))
        assert answer.status == 303
        assert len(answer.all("set-cookie")) == 1
        assert wrong(served, "/sign-in", answer, known=False) == []


def test_a6_a_choice_is_bound_to_the_host_and_honoured(served: World) -> None:
    kind = ("content-type", "application/x-www-form-urlencoded")
    headers = (kind, ("origin", served.base), ("accept-language", "it"))
    sent = ask(served.app, "POST", "/display", headers, b"lang=en&theme=dark", base=served.base)
    kept = [cookie.partition(";")[0] for cookie in served.runner.run(sent).all("set-cookie")]
    page = ask(served.app, "GET", "/", (*headers, ("cookie", "; ".join(kept))), base=served.base)
    assert b'<html lang="en" dir="ltr" data-theme="dark"' in served.runner.run(page).body
    bare = ask(served.app, "GET", "/", (("cookie", "lang=en; __Host-lang=it"),), base=served.base)
    assert b'<html lang="it"' in served.runner.run(bare).body


# That the test can see


@pytest.mark.parametrize(
    "name", [*ALWAYS, "content-security-policy", "cache-control", "strict-transport-security"]
)
def test_a6_a_header_that_is_missing_or_weaker_is_seen(served: World, name: str) -> None:
    answer = served.runner.run(ask(served.app, "GET", "/api/v1/packs", served.keys["lead"], base=served.base))
    assert wrong(served, "/api/v1/packs", answer, known=True) == []
    if answer.get(name):
        less = Answer(answer.status, tuple(each for each in answer.headers if each[0] != name), answer.body)
        assert wrong(served, "/api/v1/packs", less, known=True) != []
    weaker = Answer(
        answer.status, (*(each for each in answer.headers if each[0] != name), (name, "public")), answer.body
    )
    assert wrong(served, "/api/v1/packs", weaker, known=True) != []


POLICIES = ("script-src 'self' 'unsafe-inline'", "script-src 'self' https:", "frame-ancestors *", "default-src *",
            "connect-src 'self' https://evil.example", "object-src *", "style-src 'self' 'unsafe-inline'")  # fmt: skip


@pytest.mark.parametrize("part", POLICIES)
def test_a6_a_policy_that_lets_more_through_is_seen(served: World, part: str) -> None:
    answer = served.runner.run(ask(served.app, "GET", "/", base=served.base))
    name, said = "content-security-policy", answer.get("content-security-policy")
    directive = part.split()[0]
    other = "; ".join([*(each for each in said.split("; ") if not each.startswith(directive)), part])
    headers = tuple((key, other if key == name else value) for key, value in answer.headers)
    assert wrong(served, "/", Answer(200, headers, b""), known=False) != []


def test_a6_a_careless_cookie_is_seen(served: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(request: Request, response: Response, name: str, value: str) -> None:
        response.set_cookie(name, value)

    monkeypatch.setattr(identity, "keep_choice", careless)
    sent = ask(served.app, "GET", "/?lang=en", base=served.base)
    faults = wrong(served, "/", served.runner.run(sent), known=False)
    expected = {"no httponly"} | ({"no secure", "unbound"} if secure(served) else set())
    assert {fault.split(" lang")[0] for fault in faults} == expected
