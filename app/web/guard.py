"""The door: who is asking, what they may do, and what no request may get past."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..live.hearing import HEAD
from ..store.trouble import Unavailable
from . import problems
from .bodies import MOST, Body
from .identity import (
    RIGHTS,
    STAFF_RIGHTS,
    Who,
    cookie,
    hold,
    identify,
    jar,
    keep_choice,
    let_go,
    sign_in,
    sign_out,
    who,
)

__all__ = [
    "RIGHTS",
    "STAFF_RIGHTS",
    "Guard",
    "Place",
    "Who",
    "cookie",
    "hold",
    "install",
    "jar",
    "keep_choice",
    "let_go",
    "need",
    "need_staff",
    "origin_is_ours",
    "sign_in",
    "sign_out",
    "who",
]

HSTS = "max-age=31536000; includeSubDomains"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
STARTS = ("http.response.start", "websocket.http.response.start")  # the second of a handshake that is refused


@dataclass(frozen=True, slots=True)
class Place:
    """A user as staff of one workshop."""

    who: Who
    workshop: str
    role: str


def need(right: str) -> Callable[[Request], Who]:
    """A dependency: the user, signed in and with a right of the house. Raises Problem 401 or 403."""
    RIGHTS[right]

    def check(request: Request) -> Who:
        found = who(request)
        if not found.user:
            raise problems.Problem(401)
        if not found.may(right):
            raise problems.Problem(403)
        return found

    return check


def need_staff(right: str) -> Callable[[Request], Place]:
    """A dependency for paths with `{workshop}`: the user as its staff. A workshop of others is not found."""
    allowed = STAFF_RIGHTS[right]

    def check(request: Request) -> Place:
        found = who(request)
        if not found.user:
            raise problems.Problem(401)
        workshop = request.path_params["workshop"]
        role = request.app.state.house.desk.workshops.role(workshop, found.user.id)
        if role is None:
            raise problems.Problem(404)
        if role not in allowed:
            raise problems.Problem(403)
        return Place(found, workshop, role)

    return check


# Before and after every request


def origin_is_ours(headers: Mapping[str, str], origins: tuple[str, ...]) -> bool:
    """Whether a browser says that one of our own pages asks. For sockets and for whatever changes something."""
    return headers.get("origin", "") in origins


def forged(method: str, headers: Headers, origins: tuple[str, ...]) -> bool:
    """Whether a request that changes something may have been sent from somebody else's page.

    Browsers say where a request is from (`Sec-Fetch-Site` on https, `Origin` on every POST). Programs say
    neither, and bring no cookies.
    """
    if method in SAFE:
        return False
    site, origin = listed(headers, "sec-fetch-site"), listed(headers, "origin")
    if site is not None and site != "same-origin":
        return True
    if origin is not None:
        return origin not in origins
    return site is None and "cookie" in headers


def listed(headers: Headers, name: str) -> str | None:
    """What a header says; said several times it is a list (RFC 9110, section 5.3), never just its first word."""
    return ", ".join(headers.getlist(name)) if name in headers else None


def security_headers(origins: tuple[str, ...], *, secure: bool) -> dict[str, str]:
    """What is said with every answer. `connect-src` names the sockets: Safari 15 doesn't count them as `self`."""
    # A policy can't name an IPv6 address; there `self` alone must do.
    sockets = " ".join(origin.replace("http", "ws", 1) for origin in origins if "[" not in origin)
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; "
        f"connect-src 'self' {sockets}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
        "manifest-src 'self'; worker-src 'self'"
    )
    said = {
        "Content-Security-Policy": policy,
        "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(), payment=(), browsing-topics=()",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cache-Control": "no-store",  # whatever may be kept says so itself
    }
    if secure:
        said["Strict-Transport-Security"] = HSTS
    return said


# A file of ours is no page: nothing in it runs in our name, and it is the same for everybody, so it needs less said
# about it. A phone's first page is some fifty files: every word here is sent fifty times. Only a drawing could be
# opened as a document of its own and hold something that runs or loads.
FOR_FILES = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
FOR_DRAWINGS = FOR_FILES | {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}


class Guard:
    """Around the whole application: known host, no forged requests, who asks, and the headers of every answer."""

    def __init__(
        self, app: ASGIApp, *, hosts: tuple[str, ...], origins: tuple[str, ...], secure: bool
    ) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)
        self.origins = origins
        self.headers = security_headers(origins, secure=secure)
        strict = {"Strict-Transport-Security": HSTS} if secure else {}
        self.for_files, self.for_drawings = FOR_FILES | strict, FOR_DRAWINGS | strict

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, as ASGI has it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return

        body = Body(scope, receive)

        async def said(message: Message) -> None:
            if message["type"] in STARTS:
                if message["status"] >= 400 and scope["type"] == "http":
                    await body.hear_out()
                self.complete(scope, message)
            await send(message)

        status = self.refusal(scope) or (413 if body.announced > MOST else await self.admit(scope))
        if status and scope["type"] == "http":
            request = Request(scope, body.receive)
            await (await problems.told(request, status))(scope, receive, said)
        elif status:
            await Response(status_code=status)(scope, receive, said)
        else:
            await self.app(scope, body.receive, said)

    def complete(self, scope: Scope, start: Message) -> None:
        """Put into the beginning of an answer what it does not yet say."""
        headers = MutableHeaders(scope=start)
        if start["status"] == 503:
            headers.setdefault("Retry-After", problems.RETRY_AFTER)
        said = self.headers
        if scope["path"].startswith("/static/") and start["status"] in (200, 304):
            said = self.for_drawings if scope["path"].endswith(".svg") else self.for_files
        for name, value in said.items():
            headers.setdefault(name, value)

    def refusal(self, scope: Scope) -> int:
        """The status a request is refused with before it is looked at, or 0."""
        headers = Headers(scope=scope)
        if hostname(headers.get("host", "")) not in self.hosts or "\0" in scope["path"]:
            return 400
        if size(scope) > HEAD:
            return 431
        return 403 if scope["type"] == "http" and forged(scope["method"], headers, self.origins) else 0

    async def admit(self, scope: Scope) -> int:
        """Note who asks, unless it is only a file they want; 503 when that can't be looked up, else 0."""
        headers = Headers(scope=scope)
        known = "cookie" in headers or "authorization" in headers
        if known and not scope["path"].startswith("/static/"):
            try:
                scope["officina.who"] = await run_in_threadpool(identify, HTTPConnection(scope))
            except Unavailable:
                return 503
        return 0


def size(scope: Scope) -> int:
    """How many bytes a request's address and headers have on the wire."""
    named = sum(len(name) + len(value) + 4 for name, value in scope["headers"])
    return named + len(scope.get("raw_path") or b"") + len(scope["query_string"])


def hostname(host: str) -> str:
    """The name in a Host header, without its port; empty where what stands there is no port."""
    if host.endswith("]"):
        return host.lower()
    name, colon, port = host.rpartition(":")
    if not colon:
        return host.lower()
    return name.lower() if port.isdecimal() and port.isascii() else ""


def install(app: FastAPI, *, hosts: tuple[str, ...], origins: tuple[str, ...], secure: bool) -> None:
    """Put the guard around everything else, error pages included."""
    inner = app.build_middleware_stack

    def guarded() -> ASGIApp:
        return Guard(inner(), hosts=hosts, origins=origins, secure=secure)

    app.build_middleware_stack = guarded  # type: ignore[method-assign]
