"""From where a request may say that it comes, when it does not come from one of our own pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from tests.security.asking import Headers

LOOKALIKE = str.maketrans("aeopcxys", "аеорсхуѕ")  # letters of another alphabet that look the same


def origins(base: str) -> dict[str, Headers]:
    """Openings that name, or leave out, the page that they come from; none of them is ours."""
    scheme, host = urlsplit(base).scheme, urlsplit(base).netloc
    other = "http" if scheme == "https" else "https"
    said = {
        "a sandboxed page": "null",
        "another host": f"{scheme}://evil.example",
        "another port": f"{scheme}://{host}:81",
        "our port, though none is said": f"{scheme}://{host}:{443 if scheme == 'https' else 80}",
        "another scheme": f"{other}://{host}",
        "a socket's scheme": base.replace("http", "ws", 1),
        "below our name": f"{scheme}://a.{host}",
        "our name and more": f"{scheme}://{host}.evil.example",
        "more and our name": f"{scheme}://evil{host}",
        "our name as a user": f"{scheme}://{host}@evil.example",
        "our name as a path": f"{scheme}://evil.example/{base}",
        "our name as a fragment": f"{scheme}://evil.example#{host}",
        "large letters": base.upper(),
        "a dot at the end": f"{base}.",
        "a slash at the end": f"{base}/",
        "a look-alike": f"{scheme}://{host.translate(LOOKALIKE)}".encode().decode("latin-1"),
        "a look-alike in ASCII": f"{scheme}://{host.split('.')[0].translate(LOOKALIKE).encode('idna').decode()}",
        "nothing": "",
        "two in a list": f"{base} {scheme}://evil.example",
        "two with a comma": f"{base}, {scheme}://evil.example",
        "a file": "file://",
        "an extension": "chrome-extension://aapbdbdomjkkjkaonfhkkikfgjllcleb",
        "a firefox extension": "moz-extension://3c6bf0cc-3ae2-42fb-9993-0d33104fdcaf",
        "a star": "*",
        "a neighbour on this machine": "http://localhost:9000",
    }
    return {
        **{name: (("origin", origin),) for name, origin in said.items()},
        "two, ours first": (("origin", base), ("origin", f"{scheme}://evil.example")),
        "two, ours last": (("origin", f"{scheme}://evil.example"), ("origin", base)),
        "none, but a browser": (("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "websocket")),
        "none": (),
    }


def forms(base: str) -> dict[str, Headers]:
    """The same for what pages send, with what browsers say of where it is from (W3C Fetch Metadata)."""
    ours = ("origin", base)
    return {
        **origins(base),
        **{
            f"from a {site} page": (("sec-fetch-site", site),)
            for site in ("cross-site", "same-site", "none", "x", "")
        },
        "ours, sent by another": (ours, ("sec-fetch-site", "cross-site")),
        "ours, sent from below": (ours, ("sec-fetch-site", "same-site")),
        "twice said whence": (ours, ("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")),
        "another's, sent by us": (("origin", "https://evil.example"), ("sec-fetch-site", "same-origin")),
    }
