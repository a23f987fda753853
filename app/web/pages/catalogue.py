"""The catalogue of a library: workshops and proposals found by words and by what they are; several taken away."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response, StreamingResponse

from app.core.types import STAGES
from app.core.words.draft import STATUSES, TYPES
from app.exports.write.bundle import Part
from app.exports.write.growing import Growing
from app.store.choices import FACETS, Asked
from app.store.finding import Hit
from app.store.terms import TYPED, terms
from app.web import files, guard, leaving, problems, render, snippets
from app.web.house import House, house

_ = str  # marks sentences for translation; they are looked up where they are said
NONE = _("Non hai scelto niente: segna le righe da portare via, poi scarica.")
NAME = _("Dal catalogo")
MANY = _("Sono troppe per uno ZIP: scegline al massimo %(n)s.")
router = APIRouter(include_in_schema=False)
Here = Annotated[House, Depends(house)]
Reader = Annotated[guard.Who, Depends(guard.need("proposals"))]
VIEWS = ("table", "cards")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})?")
MOST = 50  # entries in one ZIP
WAITING = 5
CHOICES: dict[str, tuple[str, ...]] = {
    "kind": ("proposal", "workshop"), "type": TYPES, "status": STATUSES, "stage": STAGES,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """What the address asks for, once what means nothing is left out."""

    q: str
    chosen: dict[str, str]
    since: str
    until: str
    view: str
    after: str

    def link(self, **other: str) -> str:
        """The address of the same question but for what is named; another question begins at its first page."""
        asked = {
            "q": self.q,
            **self.chosen,
            "since": self.since,
            "until": self.until,
            "view": self.view,
        } | other
        kept = {name: value for name, value in asked.items() if value and (name, value) != ("view", VIEWS[0])}
        return f"/outcomes?{urlencode(kept)}" if kept else "/outcomes"

    @property
    def narrow(self) -> bool:
        """Whether it asks for less than everything."""
        return bool(self.q.strip() or self.chosen or self.since or self.until)


@dataclass(frozen=True, slots=True)
class Row:
    """An entry with what was searched for marked in its title and in the line where it stands."""

    hit: Hit
    title: list[snippets.Piece]
    line: list[snippets.Piece]


@router.get("/proposals")
def elsewhere(who: Reader) -> Response:
    """Another name of the catalogue."""
    return RedirectResponse("/outcomes", 307)


@router.get("/outcomes")
async def catalogue(request: Request, here: Here, who: Reader) -> Response:
    """What a library has, narrowed as the address says; every choice with how many entries it leaves."""
    return await listed(request, here, who)


async def listed(
    request: Request, here: Here, who: guard.Who, *, status: int = 200, error: str = ""
) -> Response:
    """The catalogue's page; `error` says what could not be done."""
    wish = wished(request)
    asked = Asked(
        q=wish.q, chosen=wish.chosen, after=wish.after, since=midnight(here, wish.since),
        until=midnight(here, wish.until, days=1),
    )  # fmt: skip
    finder, library = here.desk.finder, who.user.library
    found = await run_in_threadpool(finder.find, library, asked)
    anything = bool(found.count) or await run_in_threadpool(finder.has_any, library)
    first = not wish.narrow and not wish.after and who.may("proposal.write")
    waiting = await run_in_threadpool(finder.waiting, library, WAITING) if first else []
    sought = terms(wish.q)
    rows = [
        Row(hit, snippets.pieces(hit.title, sought), snippets.pieces(hit.line, sought)) for hit in found.hits
    ]
    return render.page(
        request, "pages/catalogue/list.html", status=status, section="proposals", wish=wish, rows=rows, found=found,
        anything=anything, waiting=waiting, error=error,
        choices={name: choices(name, found.counts[name], wish) for name in FACETS},
    )  # fmt: skip


def wished(request: Request) -> Wish:
    """The question in an address. What nobody could have chosen there asks for nothing."""
    given = {name: request.query_params.get(name, "").replace("\0", "") for name in
             ("q", "since", "until", "view", "after", *FACETS)}  # fmt: skip
    return Wish(
        q=given["q"][:TYPED], chosen={name: given[name] for name in FACETS if known(name, given[name])},
        since=day(given["since"]), until=day(given["until"]),
        view=given["view"] if given["view"] in VIEWS else VIEWS[0], after=given["after"],
    )  # fmt: skip


def known(name: str, value: str) -> bool:
    """Whether this can be chosen; a language is whatever looks like one."""
    return value in CHOICES[name] if name in CHOICES else bool(LANGUAGE.fullmatch(value))


def choices(name: str, counts: dict[str, int], wish: Wish) -> list[tuple[str, int]]:
    """What can be chosen now, each with how many entries it leaves; what was chosen stays although it leaves none."""
    every = CHOICES.get(name) or sorted({*counts, *filter(None, [wish.chosen.get(name)])})
    return [
        (each, counts.get(each, 0)) for each in every if counts.get(each) or wish.chosen.get(name) == each
    ]


def day(text: str) -> str:
    """A day as a form sends it, or nothing."""
    try:
        return date.fromisoformat(text).isoformat() if len(text) == len("2026-05-30") else ""
    except ValueError:
        return ""


def midnight(here: House, text: str, days: int = 0) -> int | None:
    """When a day begins in the library's own time, so many days later; None without a day."""
    if not text:
        return None
    try:
        found = date.fromisoformat(text) + timedelta(days=days)
        return int(datetime.combine(found, time(), ZoneInfo(here.settings.time_zone)).timestamp() * 1000)
    except (OverflowError, OSError):
        return None


@router.post("/outcomes/zip")
async def take(
    request: Request, here: Here, who: Reader, id: Annotated[list[str] | None, Form()] = None
) -> Response:
    """Several entries as one ZIP, sent while it is made."""
    chosen = list(dict.fromkeys(id or []))
    if not 1 <= len(chosen) <= MOST:
        said = render.say(request, NONE) if not chosen else render.say(request, MANY, n=MOST)
        return await listed(request, here, who, status=422, error=said)
    own = await run_in_threadpool(here.desk.finder.own, who.user.library, chosen)
    if not own:
        raise problems.Problem(404)
    lang = here.words.pick(request)
    name = render.say(request, NAME)
    response = StreamingResponse(packed(here, own, name, lang), media_type=files.TYPES["zip"])
    response.headers["Content-Disposition"] = f'attachment; filename="{files.file_name(name)}.zip"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


async def packed(here: House, own: list[tuple[str, str, str]], name: str, lang: str) -> AsyncIterator[bytes]:
    """The bytes of the ZIP as they come: each entry is read when it is its turn."""
    growing = Growing(name)
    for id, kind, _ in own:
        for part in await parts(here, id, kind, lang):
            yield await run_in_threadpool(partial(growing.add, part))
    yield growing.end()


async def parts(here: House, id: str, kind: str, lang: str) -> list[Part]:
    """An entry's files: a proposal in all its forms, a workshop as everything in one file."""
    if kind == "proposal":
        outcome = await run_in_threadpool(here.desk.outcomes.get, id)
        return await leaving.outcome_parts(here, outcome, lang) if outcome else []
    workshop = await run_in_threadpool(here.desk.workshops.get, id)
    if workshop is None:
        return []
    content = await leaving.whole(here, workshop, lang)
    path = f"workshops/{files.file_name(workshop.title)}-{id[:8]}.zip"
    return [Part(path, content, files.TYPES["zip"], workshop.title)]
