"""The marks that MDN's HTTP Observatory gives a site, by its published rules.

Source of the rules and their modifiers: github.com/mdn/mdn-http-observatory at 94042bb (August 2026), in its folders
`src/grader` and `src/analyzer/tests`. What it would ask of a network (certificate, preloaded hosts) isn't asked here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from tests.security.asking import Answer

MODIFIERS = {
    "csp-implemented-with-no-unsafe-default-src-none": 10, "csp-implemented-with-no-unsafe": 5,
    "csp-implemented-with-unsafe-inline-in-style-src-only": 0,
    "csp-implemented-with-insecure-scheme-in-passive-content-only": -10, "csp-implemented-with-unsafe-eval": -10,
    "csp-implemented-with-unsafe-inline": -20, "csp-implemented-with-insecure-scheme": -20, "csp-header-invalid": -25,
    "csp-not-implemented": -25,
    "cookies-secure-with-httponly-sessions-and-samesite": 5, "cookies-secure-with-httponly-sessions": 0,
    "cookies-not-found": 0, "cookies-without-secure-flag-but-protected-by-hsts": -5,
    "cookies-session-without-secure-flag-but-protected-by-hsts": -10, "cookies-without-secure-flag": -20,
    "cookies-samesite-flag-invalid": -20, "cookies-anticsrf-without-samesite-flag": -20,
    "cookies-session-without-httponly-flag": -30, "cookies-session-without-secure-flag": -40,
    "cross-origin-resource-sharing-not-implemented": 0,
    "cross-origin-resource-sharing-implemented-with-public-access": 0,
    "cross-origin-resource-sharing-implemented-with-restricted-access": 0,
    "cross-origin-resource-sharing-implemented-with-universal-access": -50,
    "redirection-to-https": 0, "redirection-not-needed-no-http": 0, "redirection-off-host-from-http": -5,
    "redirection-not-to-https-on-initial-redirection": -10, "redirection-not-to-https": -20, "redirection-missing": -20,
    "referrer-policy-private": 5, "referrer-policy-not-implemented": 0, "referrer-policy-unsafe": -5,
    "referrer-policy-header-invalid": -5,
    "hsts-implemented-max-age-at-least-six-months": 0, "hsts-implemented-max-age-less-than-six-months": -10,
    "hsts-not-implemented": -20, "hsts-header-invalid": -20, "hsts-not-implemented-no-https": -20,
    "sri-implemented-and-external-scripts-loaded-securely": 5, "sri-not-implemented-response-not-html": 0,
    "sri-not-implemented-but-no-scripts-loaded": 0, "sri-not-implemented-but-all-scripts-loaded-from-secure-origin": 0,
    "sri-not-implemented-but-external-scripts-loaded-securely": -5,
    "sri-implemented-but-external-scripts-not-loaded-securely": -20,
    "sri-not-implemented-and-external-scripts-not-loaded-securely": -50,
    "x-content-type-options-nosniff": 0, "x-content-type-options-not-implemented": -5,
    "x-content-type-options-header-invalid": -5,
    "x-frame-options-implemented-via-csp": 5, "x-frame-options-sameorigin-or-deny": 5,
    "x-frame-options-allow-from-origin": 0, "x-frame-options-not-implemented": -20,
    "x-frame-options-header-invalid": -20,
    "corp-header-invalid": -5, "corp-implemented-with-cross-origin": 0, "corp-implemented-with-same-origin": 10,
    "corp-implemented-with-same-site": 10, "corp-not-implemented": 0,
    "coop-implemented": 10, "coop-implemented-with-unsafe-none": 0, "coop-not-implemented": 0,
    "coop-header-invalid": -5, "coep-implemented": 10, "coep-implemented-with-unsafe-none": 0,
    "coep-not-implemented": 0, "coep-header-invalid": -5,
}  # fmt: skip
GRADES = ((100, "A+"), (90, "A"), (85, "A-"), (80, "B+"), (70, "B"), (65, "B-"), (60, "C+"), (50, "C"), (45, "C-"),
          (40, "D+"), (30, "D"), (25, "D-"), (0, "F"))  # fmt: skip
EXTRA = 90  # points without which no bonus counts
SIX_MONTHS = 15_552_000
BROAD = {"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
INLINE = {"'unsafe-inline'", "data:"}
PINNED = ("'sha256-", "'sha384-", "'sha512-", "'nonce-")
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
UNSAFE = {"origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"}


@dataclass
class Site:
    """What a scan saw: a page by https (None: there is none), what http leads to, and every cookie that was set."""

    page: Answer
    https: bool
    http: list[str] = field(
        default_factory=list
    )  # where a request by http is led, itself first; none: not served
    cookies: list[str] = field(default_factory=list)
    crossed: Answer | None = None  # the same page, asked by a script of https://evil.example
    host: str = "officina.example"


def results(site: Site) -> list[str]:
    """What each of its tests finds."""
    page = site.page
    return [csp(site), cookies(site), cors(site), redirection(site), referrer(page.get("referrer-policy")), hsts(site),
            integrity(site), sniffing(page.get("x-content-type-options")), framing(page), resources(page),
            isolated("coop", page.all("cross-origin-opener-policy"),
                     ("same-origin", "same-origin-allow-popups", "noopener-allow-popups")),
            isolated("coep", page.all("cross-origin-embedder-policy"), ("require-corp", "credentialless"))]  # fmt: skip


def score(found: list[str]) -> int:
    """The points: bonuses count only from 90 points on."""
    plain = max(0, 100 + sum(min(0, MODIFIERS[each]) for each in found))
    return plain + sum(max(0, MODIFIERS[each]) for each in found) if plain >= EXTRA else plain


def grade(points: int) -> str:
    """The letter that points are called by."""
    return next(letter for least, letter in GRADES if points >= least)


def policy(page: Answer) -> dict[str, list[str]] | None:
    """The page's content security policy by directive; None when it cannot be read."""
    found: dict[str, list[str]] = {}
    for said in page.get("content-security-policy").split(","):
        for part in filter(None, map(str.strip, said.split(";"))):
            name, *sources = part.split()
            found.setdefault(name.lower(), [source.lower() for source in sources] or ["'none'"])
    return found


def csp(site: Site) -> str:
    """Content Security Policy."""
    said = policy(site.page)
    if not said:
        return "csp-not-implemented"
    named = {name: set(said.get(name) or said.get("default-src") or ["*"])
             for name in ("object-src", "script-src", "style-src", "img-src", "media-src")}  # fmt: skip
    for name in ("script-src", "style-src"):
        if any(source.startswith(PINNED) for source in named[name]):
            named[name] -= {"'unsafe-inline'"}
    active = {
        source for name, sources in said.items() if name not in ("img-src", "media-src") for source in sources
    }
    passive = named["img-src"] | named["media-src"]
    default = said.get("default-src") == ["'none'"]
    rules = (
        ("-with-unsafe-inline", named["script-src"] & (BROAD | INLINE) or named["object-src"] & BROAD),
        ("-with-insecure-scheme", site.https and any(source.startswith(("http:", "ftp:")) for source in active)),
        ("-with-unsafe-eval", "'unsafe-eval'" in named["script-src"] | named["style-src"]),
        ("-with-insecure-scheme-in-passive-content-only",
         site.https and any(source.startswith(("http:", "ftp:")) for source in passive)),
        ("-with-unsafe-inline-in-style-src-only", named["style-src"] & (BROAD | INLINE)),
        ("-with-no-unsafe-default-src-none", default),
    )  # fmt: skip
    return "csp-implemented" + next((name for name, holds in rules if holds), "-with-no-unsafe")


def cookies(site: Site) -> str:
    """Flags of cookies: the worst of what is found about any."""
    found = [worst for cookie in site.cookies for worst in flags(cookie, hsts(site))]
    worst = min(found, key=lambda each: MODIFIERS[each], default="")
    if worst or not site.cookies:
        return worst or "cookies-not-found"
    all_same = all("samesite=" in cookie.lower() for cookie in site.cookies)
    return "cookies-secure-with-httponly-sessions" + ("-and-samesite" if all_same else "")


def flags(cookie: str, transport: str) -> Iterator[str]:
    """What is wrong with one cookie."""
    name, *parts = [part.strip() for part in cookie.split(";")]
    said = {key.lower(): value.lower() for key, _, value in (part.partition("=") for part in parts)}
    name = name.partition("=")[0].lower()
    session, kept = "login" in name or "sess" in name, MODIFIERS[transport] == 0
    if "samesite" in said and (
        said["samesite"] not in ("lax", "strict", "none")
        or (said["samesite"] == "none" and "secure" not in said)
    ):
        yield "cookies-samesite-flag-invalid"
    if "secure" not in said:
        ends = "-but-protected-by-hsts" if kept else ""
        yield f"cookies-{'session-' if session else ''}without-secure-flag{ends}"
    if "csrf" in name and "samesite" not in said:
        yield "cookies-anticsrf-without-samesite-flag"
    if session and "httponly" not in said:
        yield "cookies-session-without-httponly-flag"


def cors(site: Site) -> str:
    """Whether other sites' scripts may read the page."""
    answer = site.crossed or site.page
    allowed = answer.get("access-control-allow-origin")
    if not allowed:
        return "cross-origin-resource-sharing-not-implemented"
    everybody = answer.get("access-control-allow-credentials") == "true" and "evil.example" in allowed
    access = "public" if allowed == "*" else "universal" if everybody else "restricted"
    return f"cross-origin-resource-sharing-implemented-with-{access}-access"


def redirection(site: Site) -> str:
    """Where http leads to."""
    route = [urlsplit(each) for each in site.http]
    if not route:
        return "redirection-not-needed-no-http"
    if len(route) == 1:
        return "redirection-missing"
    if route[-1].scheme != "https":
        return "redirection-not-to-https"
    if route[1].scheme == "http":
        return "redirection-not-to-https-on-initial-redirection"
    return (
        "redirection-to-https" if route[0].hostname == route[1].hostname else "redirection-off-host-from-http"
    )


def referrer(said: str) -> str:
    """The last policy that is one."""
    if not said:
        return "referrer-policy-not-implemented"
    known = [each for each in (part.strip().lower() for part in said.split(",")) if each in PRIVATE | UNSAFE]
    return f"referrer-policy-{'header-invalid' if not known else 'private' if known[-1] in PRIVATE else 'unsafe'}"


def hsts(site: Site) -> str:
    """Strict-Transport-Security."""
    said = site.page.get("strict-transport-security")
    if not site.https:
        return "hsts-not-implemented-no-https"
    if not said:
        return "hsts-not-implemented"
    ages = [part.strip()[8:] for part in said.lower().split(";") if part.strip().startswith("max-age=")]
    if "," in said or len(ages) != 1 or not ages[0].isdecimal():
        return "hsts-header-invalid"
    return f"hsts-implemented-max-age-{'at-least' if int(ages[0]) >= SIX_MONTHS else 'less-than'}-six-months"


class Scripts(HTMLParser):
    """The scripts of a page: address and whether their content is pinned."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "script" and said.get("src"):
            self.found.append((said["src"] or "", bool(said.get("integrity"))))


def integrity(site: Site) -> str:
    """Scripts from elsewhere, and whether their content is pinned (subresource integrity)."""
    if not site.page.get("content-type").startswith(("text/html", "application/xhtml+xml")):
        return "sri-not-implemented-response-not-html"
    scripts = Scripts(site.page.body.decode("utf-8", "replace")).found
    foreign = [(src, pinned) for src, pinned in scripts if foreign_to(site.host, src)]
    if not scripts:
        return "sri-not-implemented-but-no-scripts-loaded"
    if not foreign:
        return "sri-not-implemented-but-all-scripts-loaded-from-secure-origin"
    found = [f"sri-{'implemented' if pinned else 'not-implemented'}-"
             f"{'and' if pinned == src.startswith('https://') else 'but'}-external-scripts-"
             f"{'' if src.startswith('https://') else 'not-'}loaded-securely" for src, pinned in foreign]  # fmt: skip
    return min(found, key=lambda each: MODIFIERS[each])


def foreign_to(host: str, src: str) -> bool:
    """Is this script somebody else's?"""
    return src.startswith("//") or (src.startswith("http") and urlsplit(src).hostname != host)


def sniffing(said: str) -> str:
    """X-Content-Type-Options."""
    ends = {"": "not-implemented", "nosniff": "nosniff"}.get(said.strip().lower(), "header-invalid")
    return f"x-content-type-options-{ends}"


def framing(page: Answer) -> str:
    """Whether other sites may frame the page."""
    said = page.get("x-frame-options").strip().lower()
    if "frame-ancestors" in (policy(page) or {}):
        return "x-frame-options-implemented-via-csp"
    if said in ("deny", "sameorigin"):
        return "x-frame-options-sameorigin-or-deny"
    from_one = "allow-from-origin" if said.startswith("allow-from") else "header-invalid"
    return f"x-frame-options-{from_one if said else 'not-implemented'}"


def resources(page: Answer) -> str:
    """Cross-Origin-Resource-Policy."""
    said = page.get("cross-origin-resource-policy").strip().lower()
    if said in ("same-site", "same-origin", "cross-origin"):
        return f"corp-implemented-with-{said}"
    return "corp-header-invalid" if said else "corp-not-implemented"


def isolated(name: str, said: list[str], good: tuple[str, ...]) -> str:
    """Cross-Origin-Opener-Policy and Cross-Origin-Embedder-Policy, which are read alike."""
    if not said:
        return f"{name}-not-implemented"
    if len(said) > 1:
        return f"{name}-header-invalid"
    ends = dict.fromkeys(good, "implemented") | {"unsafe-none": "implemented-with-unsafe-none"}
    return f"{name}-{ends.get(said[0].strip(), 'header-invalid')}"
