"""The files browsers load: kept in memory, named by their content, so that nothing is ever fetched twice.

`/static/css/officina.css?v=3f9c…` may be kept for a year. Paths inside scripts and sheets get their own `?v=` here,
so that modules import each other by plain paths in the source and by lasting ones on the wire.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

PREFIX = "/static/"
LASTING = "max-age=31536000, immutable"
FLEETING = "no-cache"
LOOK_EVERY = 0.5  # seconds: a page names some fifty files, and none of them changes while it is made
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".txt": "text/plain",
}
IMPORTS = re.compile(r"""((?:\bfrom|\bimport)\s*\(?\s*)(["'])((?:/static/|\.{1,2}/)[\w./-]+\.js)\2""")
# What only readers of the source need: comments on lines of their own, and indentation. No script of ours has
# sentences that go over several lines, where this would change what is said.
REMARKS = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n|^[ \t]*//[^\n]*\n|^[ \t]+", re.DOTALL | re.MULTILINE)
AIRY = re.compile(r" *([{};]) *")  # spaces in sheets that say nothing; no string of ours has one of these signs
LINKS = re.compile(r"""(url\()(["']?)(/static/[\w./-]+)\2(?=\))""")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent; `zipped` is None where gzip gains nothing."""

    body: bytes
    zipped: bytes | None
    kind: str
    version: str


class Assets:
    """Every file under a folder, by its path, as `/static` answers for it."""

    def __init__(
        self, folder: Path, *, watch: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.folder = folder
        self.watch = watch
        self.clock = clock
        self.looked = clock()
        self.seen = 0
        self.files: dict[str, Asset] = {}
        self.imported: dict[str, tuple[str, ...]] = {}
        self.load()

    def load(self) -> None:
        """Read the folder anew."""
        paths = sorted(path for path in self.folder.rglob("*") if path.is_file())
        raw = {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in paths}
        self.seen = max((path.stat().st_mtime_ns for path in paths), default=0)
        # One version for all scripts: circular imports would have no content hash of their own.
        scripts = digest(b"".join(name.encode() + body for name, body in raw.items() if name.endswith(".js")))
        versions = {name: scripts if name.endswith(".js") else digest(body) for name, body in raw.items()}
        self.imported = {
            name: tuple(modules(name, body)) for name, body in raw.items() if name.endswith(".js")
        }
        self.files = {name: made(name, body, versions) for name, body in raw.items()}

    def freshen(self) -> None:
        """While developing: read the folder anew when a file in it changed; looked at twice a second at most."""
        if not self.watch or self.clock() < self.looked + LOOK_EVERY:
            return
        self.looked = self.clock()
        newest = max(
            (path.stat().st_mtime_ns for path in self.folder.rglob("*") if path.is_file()), default=0
        )
        if newest != self.seen:
            self.load()

    def url(self, name: str) -> str:
        """The lasting address of a file. Raises KeyError for one that isn't there."""
        self.freshen()
        return f"{PREFIX}{name}?v={self.files[name].version}"

    def graph(self, name: str) -> list[str]:
        """The lasting addresses of every module that a script needs, itself first, for preloading."""
        self.freshen()
        found, waiting = {name: None}, [name]
        while waiting:
            new = [part for part in self.imported.get(waiting.pop(), ()) if part not in found]
            found.update(dict.fromkeys(new))
            waiting.extend(new)
        return [self.url(part) for part in found if part in self.files]

    def answer(self, name: str, request: Request) -> Response:
        """The file, or that it has not changed, or that there is none."""
        self.freshen()
        asset = self.files.get(name)
        if asset is None:
            return Response(status_code=404)
        lasting = request.query_params.get("v") == asset.version
        headers = {
            "Cache-Control": LASTING if lasting else FLEETING,
            "Vary": "Accept-Encoding",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        if not lasting:  # an address that names its content is never asked about again
            headers["ETag"] = f'"{asset.version}"'
        if f'"{asset.version}"' in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        body = asset.body
        if asset.zipped is not None and takes_gzip(request.headers):
            body, headers["Content-Encoding"] = asset.zipped, "gzip"
        return Response(body, media_type=asset.kind, headers=headers)


def digest(body: bytes) -> str:
    """A short name for exactly these bytes."""
    return hashlib.sha256(body).hexdigest()[:12]


def modules(name: str, body: bytes) -> list[str]:
    """The paths of the modules that a script imports, relative to the folder."""
    return [resolve(name, match[3]) for match in IMPORTS.finditer(body.decode())]


def resolve(name: str, target: str) -> str:
    """A path as written in the file `name`, relative to the folder."""
    if target.startswith(PREFIX):
        return target.removeprefix(PREFIX)
    parts: list[str] = []
    for part in (PurePosixPath(name).parent / target).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def made(name: str, body: bytes, versions: dict[str, str]) -> Asset:
    """A file as it is sent, the paths in it made lasting."""
    suffix = PurePosixPath(name).suffix
    pattern = {".js": IMPORTS, ".css": LINKS}.get(suffix)

    def lasting(match: re.Match[str]) -> str:
        target = resolve(name, match[3])
        return f"{match[1]}{match[2]}{PREFIX}{target}?v={versions.get(target, '')}{match[2]}"

    if pattern is not None:
        text = body.decode() if name.startswith("vendor/") else REMARKS.sub("", body.decode())
        body = pattern.sub(lasting, AIRY.sub(r"\1", text) if suffix == ".css" else text).encode()
    kind = TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    if kind.startswith("text/") or kind in ("image/svg+xml", "application/json"):
        small = gzip.compress(body, 9, mtime=0)
        return Asset(
            body, small if len(small) < len(body) else None, f"{kind}; charset=utf-8", versions[name]
        )
    return Asset(body, None, kind, versions[name])


def takes_gzip(headers: Headers) -> bool:
    """Whether the browser said that it reads gzip."""
    return any(
        part.split(";")[0].strip() == "gzip" and "q=0" not in part.replace(" ", "").split(";")[1:]
        for part in headers.get("accept-encoding", "").split(",")
    )
