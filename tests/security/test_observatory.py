"""A6: MDN's HTTP Observatory finds nothing bad but what TLS takes away, and gives A+ behind TLS."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.security import observatory
from tests.security.asking import Answer, Headers, ask
from tests.security.observatory import Site, grade, results, score
from tests.security.said import secure
from tests.security.world import World

PROXY = (Path(__file__).parents[2] / "deploy" / "nginx.conf").read_text()
FOR_TLS = {"hsts-not-implemented-no-https", "redirection-missing", "cookies-without-secure-flag"}


def scanned(world: World, path: str, key: Headers = ()) -> Site:
    """What the scanner sees of a page, with the cookies of everything a browser does on its way there."""
    form = ("email=lead%40prove.example&password=una+frase+lunga", "theme=dark&lang=it&text=2")
    kind = ("content-type", "application/x-www-form-urlencoded")

    async def run() -> Site:
        page = await ask(world.app, "GET", path, key, base=world.base)
        crossed = await ask(
            world.app, "GET", path, (*key, ("origin", "https://evil.example")), base=world.base
        )
        cookies = [cookie for to, body in zip(("/sign-in", "/display"), form, strict=True)
                   for cookie in (await ask(world.app, "POST", to, (kind, ("origin", world.base)), body.encode(),
                                            base=world.base)).all("set-cookie")]  # fmt: skip
        host = world.base.partition("//")[2]
        http = [f"http://{host}/", *([f"https://{host}/"] if secure(world) else [])]
        return Site(page, secure(world), http, [*page.all("set-cookie"), *cookies], crossed, host)

    return world.runner.run(run())


def test_a6_the_observatory_finds_nothing_bad_but_what_tls_takes_away(served: World) -> None:
    assert "return 301 https://$host$request_uri;" in PROXY  # where http leads to is the proxy's
    pages = {"/": "nobody", "/sign-in": "nobody", "/guide": "nobody", "/home": "lead", "/nowhere": "nobody",
             f"/j/{served.things['a1'].code}": "nobody",
             f"/p/{served.things['a1'].workshop}": "participant"}  # fmt: skip
    for path, actor in pages.items():
        found = results(scanned(served, path, served.keys[actor]))
        bad = {each for each in found if observatory.MODIFIERS[each] < 0}
        assert bad == (set() if secure(served) else FOR_TLS), path
        if secure(served):
            assert (score(found), grade(score(found))) == (145, "A+"), path


HTML = ("content-type", "text/html")
SEEN: dict[str, tuple[Headers, str]] = {
    "csp-not-implemented": ((), ""),
    "csp-implemented-with-no-unsafe": ((("content-security-policy", "default-src 'self'; object-src 'none'"),), ""),
    "csp-implemented-with-unsafe-inline": ((("content-security-policy", "default-src 'none'; script-src data:"),), ""),
    "csp-implemented-with-unsafe-eval": ((("content-security-policy", "default-src 'self' 'unsafe-eval'"),), ""),
    "csp-implemented-with-insecure-scheme": (
        (("content-security-policy", "default-src 'none'; font-src http://a"),), ""),
    "csp-implemented-with-insecure-scheme-in-passive-content-only": (
        (("content-security-policy", "default-src 'none'; img-src http://a"),), ""),
    "csp-implemented-with-unsafe-inline-in-style-src-only": (
        (("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'"),), ""),
    "hsts-not-implemented": ((), ""),
    "hsts-header-invalid": ((("strict-transport-security", "includeSubDomains"),), ""),
    "hsts-implemented-max-age-less-than-six-months": ((("strict-transport-security", "max-age=86400"),), ""),
    "referrer-policy-unsafe": ((("referrer-policy", "no-referrer, unsafe-url"),), ""),
    "x-content-type-options-header-invalid": ((("x-content-type-options", "sniff"),), ""),
    "x-frame-options-not-implemented": ((), ""),
    "x-frame-options-header-invalid": ((("x-frame-options", "ALLOWALL"),), ""),
    "corp-header-invalid": ((("cross-origin-resource-policy", "none"),), ""),
    "coop-header-invalid": ((("cross-origin-opener-policy", "same"),), ""),
    "cross-origin-resource-sharing-implemented-with-universal-access": (
        (("access-control-allow-origin", "https://evil.example"), ("access-control-allow-credentials", "true")), ""),
    "sri-not-implemented-and-external-scripts-not-loaded-securely": ((HTML,), "<script src='http://cdn.example/a.js'></script>"),
    "sri-not-implemented-but-external-scripts-loaded-securely": ((HTML,), "<script src='https://cdn.example/a.js'></script>"),
    "sri-implemented-and-external-scripts-loaded-securely": (
        (HTML,), "<script src='https://cdn.example/a.js' integrity='sha384-x'></script>"),
    "cookies-session-without-httponly-flag": ((), "sessionid=1; Secure; SameSite=Lax"),
    "cookies-session-without-secure-flag": ((), "login=1; HttpOnly"),
    "cookies-anticsrf-without-samesite-flag": ((), "csrf=1; Secure"),
    "cookies-samesite-flag-invalid": ((), "a=1; Secure; SameSite=Maybe"),
}  # fmt: skip


@pytest.mark.parametrize("result", SEEN)
def test_a6_the_observatory_sees_what_is_bad(result: str) -> None:
    headers, said = SEEN[result]
    cookies = [said] if result.startswith("cookies") else []
    site = Site(Answer(200, headers, said.encode()), https=True, cookies=cookies)
    assert result in results(site)


def test_a6_the_observatory_sees_where_http_leads() -> None:
    routes = {
        "redirection-not-needed-no-http": [], "redirection-missing": ["http://a/"],
        "redirection-not-to-https": ["http://a/", "http://a/b"],
        "redirection-not-to-https-on-initial-redirection": ["http://a/", "http://a/b", "https://a/"],
        "redirection-off-host-from-http": ["http://a/", "https://b/"], "redirection-to-https": ["http://a/", "https://a/"],
    }  # fmt: skip
    found = {
        name: observatory.redirection(Site(Answer(200, (), b""), True, route))
        for name, route in routes.items()
    }
    assert found == {name: name for name in routes}
    assert [grade(points) for points in (145, 100, 99, 90, 85, 80, 24, 0)] == [
        "A+",
        "A+",
        "A",
        "A",
        "A-",
        "B+",
        "F",
        "F",
    ]
    assert (
        score(["csp-not-implemented", "corp-implemented-with-same-origin"]) == 75
    )  # no bonus below 90 points
