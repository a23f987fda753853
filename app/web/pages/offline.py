"""What lets a phone open without a network: the service worker, the app's card, the page for when nothing is kept."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from app.web import render
from app.web.assets import Assets
from app.web.house import House, house

router = APIRouter(include_in_schema=False)
Here = Annotated[House, Depends(house)]
WORKER = "js/worker.js"
LOOK = (
    "css/officina.css", "css/phone.css", "icons.svg", "mark.svg",
    "fonts/titillium-web-latin-400-normal.woff2", "fonts/titillium-web-latin-700-normal.woff2",
)  # fmt: skip
ENTRIES = ("js/pages/phone.js", "js/pages/join.js", "js/pages/receipt.js", "js/ui/offline.js")
NO_CACHE = {"Cache-Control": "no-cache"}
GROUND, INK = "#FAF7F0", "#1C1D21"


@router.get("/worker.js")
def worker(request: Request) -> Response:
    """The service worker, with the addresses of what it must keep; at the root, since a worker rules below itself."""
    assets: Assets = request.app.state.house.render.assets
    shell = ["/offline", *parts(assets)]
    version = sha256("\n".join(shell).encode()).hexdigest()[:12]
    source = assets.files[WORKER].body.decode()
    body = f"self.KEEP = {json.dumps({'version': version, 'shell': shell})};\n{source}"
    return Response(body, media_type="text/javascript", headers=NO_CACHE)


def parts(assets: Assets) -> list[str]:
    """The lasting addresses of everything that joining and writing load."""
    modules = [url for entry in ENTRIES for url in assets.graph(entry)]
    return list(dict.fromkeys([*(assets.url(name) for name in LOOK), *modules]))


@router.get("/app.webmanifest")
def manifest(request: Request, here: Here) -> Response:
    """The card by which a phone installs Officina, in the person's language."""
    lang = here.words.pick(request)
    card: dict[str, Any] = {
        "id": "/", "start_url": "/", "scope": "/", "display": "standalone", "lang": lang,
        "name": "Officina", "short_name": "Officina",
        "description": render.say(request, "Si progetta insieme, in biblioteca"),
        "background_color": GROUND, "theme_color": GROUND,
        "icons": [
            {"src": here.render.assets.url(f"icons/officina-{size}.png"), "sizes": f"{size}x{size}",
             "type": "image/png", "purpose": purpose}
            for size, purpose in ((192, "any"), (512, "any"), (512, "maskable"))
        ],
    }  # fmt: skip
    return JSONResponse(card, media_type="application/manifest+json", headers=NO_CACHE)


@router.get("/offline")
def offline(request: Request) -> Response:
    """What a phone shows, without a network, instead of a page that it has never had."""
    return render.page(request, "pages/offline.html", headers=NO_CACHE)
