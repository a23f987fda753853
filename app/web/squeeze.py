"""Pages made small for a poor network, where nothing secret stands beside what somebody else could choose."""

from __future__ import annotations

import gzip

from starlette.requests import Request
from starlette.responses import Response

from .assets import takes_gzip

LEVEL = 6


def squeezed(request: Request, response: Response) -> Response:
    """The same answer gzipped, for whoever takes that.

    Only for pages without a secret: with one, the length of an answer would tell it letter by letter (BREACH).
    """
    response.headers.add_vary_header("Accept-Encoding")
    if takes_gzip(request.headers):
        response.body = gzip.compress(bytes(response.body), LEVEL, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.body))
    return response
