"""Every route asked with what nobody asks in good faith: a clear answer in the person's language, and never a fault."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

from tests.contracts.calls import Calls
from tests.contracts.gathering import gathered, play
from tests.contracts.house import PASSWORD, House
from tests.contracts.walks import HOSTILE, Ask, every_ask
from tests.effort import FULL

EVERYTHING = "tutta@prove.example"
LANGUAGES = ("it", "en")
GIVES_UP = (
    "/sign-out",
    "/close",
    "/api/v1/sessions",
    "/sign-in",
)  # ends what the walk needs, or makes it wait


@dataclass
class Walker:
    """A browser that keeps its connection, and what it was told."""

    base: str
    cookie: str
    wrong: list[str] = field(default_factory=list)
    details: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection(urlsplit(self.base).netloc, timeout=30)

    def ask(self, ask: Ask, language: str, label: str) -> None:
        """Ask, and note whatever is wrong with the answer."""
        headers = {"Accept": "application/json" if ask.of_programs else "text/html", "Accept-Language": language,
                   "Cookie": self.cookie, "Origin": self.base}  # fmt: skip
        if ask.kind:
            headers["Content-Type"] = ask.kind
        self.line.request(ask.method, ask.path, ask.body, headers)
        answer = self.line.getresponse()
        body = answer.read()
        for fault in self.faults(ask, answer, body, language):
            self.wrong.append(f"{label}: {ask.method} {ask.path[:90]}: {answer.status} {fault}")

    def faults(self, ask: Ask, answer: http.client.HTTPResponse, body: bytes, language: str) -> list[str]:
        """What is wrong with an answer."""
        kind = answer.headers.get("content-type", "").split(";")[0]
        found = ["a fault of ours"] if answer.status >= 500 or b"Traceback" in body else []
        if any("evil" in value for name, value in answer.headers.items() if name.lower() != "location"):
            found.append("a header is forged")
        if kind == "text/html" and (b"<script>alert" in body or b"<img src=x" in body):
            found.append("what was sent became markup")
        if kind == "text/html" and f'<html lang="{language}"'.encode() not in body:
            found.append("another language")
        if answer.status >= 400 and ask.of_programs:
            problem = json.loads(body) if kind == "application/problem+json" else {}
            if not problem.get("detail"):
                found.append(f"no problem details, {kind}")
            self.details[problem.get("type", ""), language] = problem.get("detail", "")
        return found


def test_hostile_values_everywhere_are_answered_clearly_and_become_nothing_else(house: House) -> None:
    server = house.servers[0]
    roles = [part for role in ("admin", "facilitator", "librarian") for part in ("--role", role)]
    server.officina("user", "add", EVERYTHING, *roles, stdin=PASSWORD + "\n")

    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            note = await g.note(ana.line, "una nota")
            made = g.calls.want(
                201, "POST", f"/workshops/{g.id}/outcomes", {"template": "proposal", "from": note}
            )
            known = {"workshop": g.id, "outcome": made["id"], "form": "json", "code": g.code, "name": "legal",
                     "key": "challenge", "media": "0" * 32, "id": "0" * 32}  # fmt: skip
            walker = await asyncio.to_thread(walk, house, known)
            assert not walker.wrong, "\n".join(walker.wrong[:40])
            kinds = {kind for kind, _ in walker.details}
            assert len(kinds) >= 4, "there was something to refuse"
            for kind in kinds:
                said = [walker.details[kind, code] for code in LANGUAGES if (kind, code) in walker.details]
                assert len(set(said)) == len(said), f"{kind} is said in each language"
            face = await g.boss.until(lambda known: known.get(note))
            assert face["text"] == "una nota"

    play(scene)
    for each in house.servers:
        assert "traceback" not in each.log.lower(), each.log[-4000:]


def walk(house: House, known: dict[str, str]) -> Walker:
    """Ask everything with every hostile value, in one language and then the other.

    Quickly: half of the values are asked of one store and half of the other.
    """
    values = list(HOSTILE.items())
    if not FULL:
        values = values[len(house.servers) - 1 :: 2]
    user = Calls(house.here).sign_in(EVERYTHING, PASSWORD)
    walker = Walker(house.here, f"officina={user.token}; officina_p=rubbish.more; lang=xx")
    with contextlib.closing(walker.line):
        for turn, (label, value) in enumerate(values):
            for ask in every_ask(known, value):
                if not ask.path.startswith(GIVES_UP) and not ask.path.endswith(GIVES_UP):
                    walker.ask(ask, LANGUAGES[turn % 2], label)
    return walker


BODIES = {
    "more than a picture": ("POST", "/api/v1/join", b"[" + b"1," * 5_000_000 + b"1]", 413),
    "a form of ten megabytes": ("POST", "/j/AAAAAA", b"alias=" + b"a" * 10_000_000, 413),
    "a picture of thirty megabytes": ("PUT", "/api/v1/workshops/x/media/" + "0" * 32, b"\x89PNG" * 7_500_000, 413),
    "deep JSON": ("POST", "/api/v1/join", b"[" * 1_000_000, 422),
    "a hundred thousand fields": ("POST", "/r", b"a=1&" * 100_000, 422),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", BODIES)
def test_what_is_too_large_is_said_to_be_even_to_who_is_still_sending(
    house: House, case: str, language: str
) -> None:
    method, path, body, status = BODIES[case]
    program = path.startswith("/api/")
    kind = "application/json" if program else "application/x-www-form-urlencoded"
    calls = Calls(house.here, language=language)  # says `Connection: close`, as proxies do
    answer = calls.ask(method, path, body, kind=kind, api=False, headers={"Origin": house.here,
                       "Accept": "application/json" if program else "text/html"})  # fmt: skip
    assert answer.status in (status, 400, 404), answer.body[:300]
    if status == 413:
        assert answer.status == 413
        sentence = {"it": "È troppo grande", "en": "too large"}[language]
        assert sentence.lower() in answer.body.decode().lower()


COOKIES = {
    "no session": "officina=" + "0" * 64,
    "not ASCII": "officina=è\xff; officina_p=\xf0",
    "huge": "officina=" + "a" * 7000,
    "many": "; ".join(f"officina={n}" for n in range(300)),
    "a participant of nowhere": "officina_p=" + "A" * 72,
}


@pytest.mark.parametrize("case", COOKIES)
def test_rubbish_for_cookies_and_tokens_is_nobody(house: House, case: str) -> None:
    calls = Calls(house.here)
    for path, status in (("/", 200), ("/home", 303), ("/api/v1/workshops/x", 401)):
        for header in ({"Cookie": COOKIES[case]}, {"Authorization": f"Bearer {COOKIES[case][:900]}"}):
            answer = calls.ask("GET", path, api=False, headers=header)
            assert answer.status in (status, 404), (path, header, answer.status)
