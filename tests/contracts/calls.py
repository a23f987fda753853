"""The HTTP half of the protocol for programs: plain urllib, strict about problem details."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from tests.contracts.canon import law, parse


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Programs are never sent elsewhere."""


@dataclass
class Answer:
    """What came back: status, headers (last of each name), all cookies set, and the bytes."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: list[str] = field(default_factory=list)

    @property
    def json(self) -> Any:
        """The body as strict JSON."""
        law(
            "json" in self.headers.get("content-type", ""),
            "the answer is JSON",
            self.status,
            self.headers,
            self.body[:200],
        )
        return parse(self.body)


@dataclass
class Calls:
    """One program's way in: a base address and, once signed in or joined, a bearer token."""

    base: str
    token: str | None = None
    language: str = "it"
    cookie: str | None = None

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        kind: str = "application/json",
        headers: dict[str, str] | None = None,
        api: bool = True,
    ) -> Answer:
        """One request; bytes go as they are, the rest as JSON. 4xx: a problem document; 5xx: never."""
        data = (
            body
            if isinstance(body, bytes) or body is None
            else json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")
        )
        request = urllib.request.Request(
            self.base + ("/api/v1" if api else "") + path, data=data, method=method
        )
        request.add_header("Accept-Language", self.language)
        request.add_header("Accept", "application/json" if api else "*/*")
        if data is not None:
            request.add_header("Content-Type", kind)
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        if self.cookie:
            request.add_header("Cookie", self.cookie)
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        answer = self._open(request)
        if api and answer.status >= 400:
            check_problem(answer)
        law(
            answer.status < 500 or answer.status == 503,
            "never a 5xx",
            method,
            path,
            answer.status,
            answer.body[:500],
        )
        return answer

    def _open(self, request: urllib.request.Request) -> Answer:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay())
        try:
            with opener.open(request, timeout=30) as got:
                return _answer(got.status, got.headers, got.read())
        except urllib.error.HTTPError as got:
            with got:
                return _answer(got.code, got.headers, got.read())

    async def call(self, method: str, path: str, body: Any = None, **more: Any) -> Answer:
        """The same, in a thread."""
        return await asyncio.to_thread(self.ask, method, path, body, **more)

    def want(self, status: int, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """Ask, expect this status, return the JSON (or None when there is none)."""
        answer = self.ask(method, path, body, **more)
        law(answer.status == status, f"{method} {path} answers {status}", answer.status, answer.body[:600])
        return answer.json if answer.body and "json" in answer.headers.get("content-type", "") else None

    # the calls that programs can rely on

    def sign_in(self, email: str, password: str) -> Calls:
        """A program of a user: the token is kept."""
        got = self.want(201, "POST", "/sessions", {"email": email, "password": password})
        law(isinstance(got["token"], str) and got["token"], "a session has a token", got)
        return Calls(self.base, got["token"], self.language)

    def create(self, *, pack: str, title: str, languages: list[str]) -> Any:
        """A workshop from a pack: {id, code, join_url, activities}."""
        made = self.want(201, "POST", "/workshops", {"pack": pack, "title": title, "languages": languages})
        law(
            {"id", "code", "join_url", "activities"} <= set(made),
            "a new workshop says id, code, join_url, activities",
            made,
        )
        for activity in made["activities"]:
            law(
                {"id", "stage", "method", "title", "tool", "zones"} <= set(activity),
                "an activity says what it is",
                activity,
            )
        return made

    def start(self, workshop: str) -> None:
        """Open the workshop's door."""
        self.want(200, "POST", f"/workshops/{workshop}/open")

    def join(self, code: str, alias: str, *, language: str = "it", notice: Any = None, **more: Any) -> Any:
        """Come in with a code: {workshop, participant, token, receipt}."""
        if notice is None:
            notice = self.want(200, "GET", f"/join/{code}")["notice"]["version"]
        extras = {"photo": True, "voice": True}
        asked = {
            "code": code,
            "alias": alias,
            "language": language,
            "notice": notice,
            "extras": extras,
            **more,
        }
        got = self.want(201, "POST", "/join", asked)
        law(
            {"workshop", "participant", "token", "receipt"} <= set(got),
            "joining gives workshop, participant, token, receipt",
            got,
        )
        return got

    def put_media(self, workshop: str, name: str, data: bytes, kind: str) -> Any:
        """Upload a picture under an id of one's own: {id, w, h}; idempotent."""
        return self.want(201, "PUT", f"/workshops/{workshop}/media/{name}", data, kind=kind)

    def view(self, workshop: str) -> Any:
        """{epoch, at, records}: the same faces as on the live line."""
        got = self.want(200, "GET", f"/workshops/{workshop}")
        law({"epoch", "at", "records"} <= set(got), "a view says epoch, at, records", list(got))
        return got

    def export(self, workshop: str, form: str) -> Answer:
        """The workshop's data as json, csv, xlsx or zip."""
        return self.ask("GET", f"/workshops/{workshop}/export.{form}")

    def receipt(self, code: str) -> Any:
        """What I gave and what became of it."""
        return self.want(200, "POST", "/receipts", {"code": code})

    def erase(self, code: str) -> Any:
        """Erase what I gave."""
        return self.want(200, "POST", "/receipts/erase", {"code": code})


def check_problem(answer: Answer) -> dict[str, Any]:
    """Errors are RFC 9457 problem details with type, title, status, detail."""
    kind = answer.headers.get("content-type", "").split(";")[0]
    law(
        kind == "application/problem+json",
        "errors are problem details",
        answer.status,
        answer.headers,
        answer.body[:300],
    )
    problem = json.loads(answer.body)
    law(
        isinstance(problem, dict) and {"type", "title", "status", "detail"} <= set(problem),
        "a problem has type, title, status, detail",
        problem,
    )
    law(problem["status"] == answer.status, "a problem repeats its status", problem, answer.status)
    law(
        isinstance(problem["detail"], str) and problem["detail"].strip(),
        "a problem has a detail for the person",
        problem,
    )
    law("Traceback" not in problem["detail"], "no traceback leaves", problem)
    return problem


def _answer(status: int, headers: Any, body: bytes) -> Answer:
    return Answer(
        status, {k.lower(): v for k, v in headers.items()}, body, headers.get_all("set-cookie") or []
    )
