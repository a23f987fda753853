"""What every answer must say to browsers, and what of that one answer lacks."""

from __future__ import annotations

import re

from tests.security import observatory
from tests.security.asking import Answer
from tests.security.world import World

PLAIN, TLS = "http://testserver", "https://officina.example"
POLICY = {
    "default-src": ["'none'"], "script-src": ["'self'"], "style-src": ["'self'"],
    "img-src": ["'self'", "blob:", "data:"], "font-src": ["'self'"],
    "form-action": ["'self'"], "frame-ancestors": ["'none'"], "base-uri": ["'none'"],
    "manifest-src": ["'self'"], "worker-src": ["'self'"],
}  # fmt: skip
ALWAYS = {
    "permissions-policy": "camera=(self), microphone=(self), geolocation=(), payment=(), browsing-topics=()",
    "referrer-policy": "same-origin", "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin", "x-content-type-options": "nosniff", "x-frame-options": "DENY",
}  # fmt: skip
OF_FILES = {
    "content-security-policy": "frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
}
OF_DRAWINGS = OF_FILES | {"content-security-policy": "default-src 'none'; frame-ancestors 'none'"}
HSTS = "max-age=31536000; includeSubDomains"
TELLING = ("server", "x-powered-by", "x-aspnet-version", "via", "access-control-allow-origin")
# The same for everybody who asks in the same language, and kept by phones for when there is no network
KEPT = ("/static/", "/worker.js", "/app.webmanifest", "/offline", "/live/schema.json")
BOUND = "__Host-"
STRANGERS = ("nobody", "signed out")


def secure(world: World) -> bool:
    return world.base == TLS


def wrong(world: World, path: str, answer: Answer, *, known: bool) -> list[str]:
    """What an answer says that it shouldn't, or doesn't though it should; `known`: it was asked by somebody we know."""
    if answer.status == 101:
        return []
    file = path.startswith("/static/") and answer.status in (200, 304)
    found = [f"tells {name}" for name in TELLING if answer.get(name)]
    found += [] if file else lax(answer)
    found += ["hsts"] * (answer.all("strict-transport-security") != ([HSTS] if secure(world) else []))
    of_file = OF_DRAWINGS if path.partition("?")[0].endswith(".svg") else OF_FILES
    always = of_file if file else ALWAYS
    found += [f"no {name}" for name, value in always.items() if answer.all(name) != [value]]
    kind = answer.get("content-type")
    found += [f"no charset: {kind}"] * (kind.startswith("text/") and "charset=utf-8" not in kind.lower())
    found += ["no type"] * (bool(answer.body) and not kind)
    kept = answer.get("cache-control")
    may = path.startswith(KEPT) and answer.status in (200, 304)
    if not kept or (
        not may and ("public" in kept or "no-store" not in kept) and (known or kept != "private, no-cache")
    ):
        found.append(f"may be kept: {kept}")
    return found + [
        f"{fault} {cookie}" for cookie in answer.all("set-cookie") for fault in loose(world, cookie)
    ]


def lax(answer: Answer) -> list[str]:
    """What its content security policy lets through."""
    said = observatory.policy(answer) or {}
    if len(answer.all("content-security-policy")) != 1:
        return ["no content-security-policy"]
    own = said.pop("connect-src", [])
    found = [f"policy {name}" for name in POLICY.keys() | said.keys() if said.get(name) != POLICY.get(name)]
    ours = [source for source in own if not re.fullmatch(r"'self'|wss?://[a-z0-9.:]+", source)]
    return found + [f"connect-src {own}"] * (bool(ours) or not own) + ["unsafe"] * ("unsafe" in str(said))


def loose(world: World, cookie: str) -> list[str]:
    """What is wrong with a cookie that is set."""
    name, *parts = cookie.split("; ")
    said = {part.partition("=")[0].lower(): part.partition("=")[2] for part in parts}
    name = name.partition("=")[0]
    should = {"httponly": "", "samesite": "lax", "path": "/"} | ({"secure": ""} if secure(world) else {})
    found = [f"no {key}" for key, value in should.items() if said.get(key) != value]
    found += ["secure without tls"] * (not secure(world) and "secure" in said)
    found += ["domain"] * ("domain" in said)
    return found + ["unbound"] * (secure(world) and not name.startswith(BOUND))
