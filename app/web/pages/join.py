"""The way in: a code, one card that says what this is and on what terms, and a receipt shown once."""

from __future__ import annotations

import re
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query, Request
from markdown_it import MarkdownIt
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from app.core.check import ALIAS_LENGTH
from app.core.refusal import REASONS, Refused
from app.core.words.roster import Person
from app.core.words.workshop import Workshop as Opened
from app.store.codes import shown
from app.store.gatherings import Workshop

from .. import aliases, guard, joining, render, tablets
from ..house import House, house
from ..places import place_of

router = APIRouter(include_in_schema=False)
Here = Annotated[House, Depends(house)]
NO_STORE = {"Cache-Control": "no-store"}
SUGGESTIONS = 12
MINUTE = 60_000
# Browsers inside other programs, and the windows of Wi-Fi logins: they forget what was written when they close.
INSIDE = re.compile(
    r"FBA[NV]|Instagram|Line/|MicroMessenger|Snapchat|TikTok|musical_ly|CaptiveNetwork|; wv\)|GSA/", re.I
)

_ = str  # marks sentences for translation; they are looked up where they are said


@router.get("/")
async def home(request: Request, here: Here) -> Response:
    """The front door: type the code on the wall, or go on where this device already is."""
    return door(request, going_on=await held_by(request, here))


def door(request: Request, *, status: int = 200, code: str = "", trouble: str = "", wait: int = 0,
         going_on: tuple[dict[str, str], ...] = ()) -> Response:  # fmt: skip
    """The page that asks for a code; `trouble` is wrong, closed, wait, many, out or nothing, `wait` in minutes."""
    return render.page(
        request,
        "pages/join/home.html",
        status=status,
        code=code,
        trouble=trouble,
        wait=wait,
        going_on=going_on,
    )


async def held_by(request: Request, here: House) -> tuple[dict[str, str], ...]:
    """The workshops that this device has a part in and that are not over."""
    ids = list(guard.who(request).held)
    rows = [await run_in_threadpool(here.desk.workshops.get, id) for id in ids[:5]]
    return tuple({"id": row.id, "title": row.title} for row in rows if row and row.state in ("lobby", "open"))


@router.get("/j")
def typed(code: Annotated[str, Query(max_length=80)] = "") -> Response:
    """A code that was typed becomes the address that the QR code has."""
    plain = re.sub(r"[^0-9A-Za-z]", "", code)
    return RedirectResponse(f"/j/{quote(plain.upper())}" if plain else "/", 303)


@router.get("/j/{code}")
async def ask(
    request: Request, here: Here, code: str, another: bool = False, ticket: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """The card at the door. A device that is in already goes on, unless it brings another person."""
    found = await behind(request, here, code)
    if isinstance(found, Response):
        return found
    if found.id in guard.who(request).held and not another:
        return RedirectResponse(f"/p/{found.id}", 303)
    return await card(request, here, found, another=another, ticket=ticket)


async def behind(request: Request, here: House, code: str) -> Workshop | Response:
    """The workshop behind a code that is open, or the page that says why there is none."""
    try:
        found = await joining.behind(here, code, place_of(request))
    except joining.Wait as wait:
        trouble = "many" if wait.everywhere else "wait"
        return door(request, status=429, code=code, trouble=trouble, wait=-(-wait.after // MINUTE))
    except Refused:
        return door(request, status=404, code=code, trouble="wrong")
    if found.state == "closed":
        return door(request, status=410, trouble="closed")
    return found


async def card(request: Request, here: House, found: Workshop, *, another: bool = False, status: int = 200,
               **kept: Any) -> Response:  # fmt: skip
    """The page with the workshop's question, the languages, a name, the notice and one button."""
    offered = await joining.offered(here, found)
    lang = here.words.pick(request)
    notice = await run_in_threadpool(here.desk.notices.get, found.notice, lang)
    library = await run_in_threadpool(here.desk.accounts.library, found.library)
    name = library.name if library else ""
    names = aliases.suggest(lang, here.new_id, taken=await names_in(here, found.id), count=SUGGESTIONS)
    context = {
        "workshop": found, "code": shown(found.code), "library": name, "when": when(request, here, found),
        "offered": offered, "notice": notice, "notice_text": prose(notice.text_for(name)), "names": names,
        "ticket_needed": (await run_in_threadpool(here.desk.tickets.printed, found.id)).made > 0,
        "ticket": "", "ticket_error": "", "alias": names[0] if names else "",
        "longest": ALIAS_LENGTH, "another": another, "error": "", "trouble": "",
        "inside": bool(INSIDE.search(request.headers.get("user-agent", ""))),
        "address": f"{here.settings.address}/j/{found.code}",
    }  # fmt: skip
    return render.page(request, "pages/join/join.html", status=status, headers=NO_STORE, **(context | kept))


async def names_in(here: House, workshop: str) -> list[str]:
    """The names that people in a workshop go by."""
    room = await here.rooms.fresh(workshop)
    return [person.alias for person in room.state.all(Person)]


def when(request: Request, here: House, found: Workshop) -> str:
    """When the workshop takes place, as one says it on that day."""
    at = found.starts_at or found.started_at
    if at is None:
        return ""
    lang, pages = here.words.pick(request), here.render
    time = pages.time(lang, at)
    if pages.moment(at).date() == pages.moment(here.now()).date():
        return render.say(request, _("oggi, %(time)s"), time=time)
    return render.say(request, _("%(date)s, %(time)s"), date=pages.date(lang, at), time=time)


def prose(text: str) -> Markup:
    """Markdown as HTML; what looks like HTML in it stays text."""
    return Markup(MarkdownIt("commonmark", {"html": False}).render(text))  # noqa: S704


@router.post("/j/{code}")
async def enter(
    request: Request,
    here: Here,
    code: str,
    alias: Annotated[str, Form()] = "",
    notice: Annotated[int, Form()] = 0,
    another: Annotated[bool, Form()] = False,
    ticket: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """Come in; the receipt is on the page that answers, and nowhere else. Sent twice, it is done once."""
    found = await behind(request, here, code)
    if isinstance(found, Response):
        return found
    if found.id in guard.who(request).held and not another:
        return RedirectResponse(f"/p/{found.id}", 303)
    offered, picked = await joining.offered(here, found), here.words.pick(request)
    lang = picked if picked in offered else offered[0]
    try:
        table = tablets.table_of(request, await here.rooms.fresh(found.id))
        joined = await joining.join(
            here, code, alias, lang, notice, frozenset(), place_of(request), table.id if table else None, ticket=ticket
        )
    except Refused as refused:
        return await again(request, here, found, refused, alias=alias, another=another, ticket=ticket[:20])
    except joining.Wait as wait:
        trouble = "many" if wait.everywhere else "wait"
        return door(request, status=429, code=code, trouble=trouble, wait=-(-wait.after // MINUTE))
    whose = f"?person={joined.participant}" if another else ""
    opened = (await here.rooms.get(found.id)).state.get(Opened, found.id)
    response = render.page(
        request, "pages/join/receipt.html", headers=NO_STORE, workshop=found, receipt=joined.receipt,
        alias=alias.strip(), address=f"{here.settings.address}/r", go=f"/p/{found.id}{whose}",
        answer_by=opened.answer_by if opened else None, secure=here.settings.secure,
    )  # fmt: skip
    guard.hold(request, response, joined.holding)
    return response


async def again(
    request: Request, here: House, found: Workshop, refused: Refused, *, alias: str, another: bool, ticket: str
) -> Response:
    """The card once more, with what was wrong at its place and what was typed kept."""
    if refused.code == "workshop_closed":
        return door(request, status=410, trouble="closed")
    said = render.say(request, REASONS[refused.code], **refused.details)
    if refused.code in ("empty", "too_long", "bad_text"):
        said = render.say(request, NAME_WRONG[refused.code], **refused.details)
        return await card(
            request, here, found, another=another, status=422, alias=alias[: 2 * ALIAS_LENGTH], ticket=ticket,
            error=said,
        )  # fmt: skip
    if refused.code.startswith("ticket_"):
        kept = {"alias": alias[: 2 * ALIAS_LENGTH], "ticket": ticket, "ticket_error": said}
        return await card(request, here, found, another=another, status=422, **kept)
    return await card(request, here, found, another=another, status=409, alias=alias, ticket=ticket, trouble=said)


NAME_WRONG = {
    "empty": _("Scrivi un nome, anche inventato."),
    "too_long": _("Il nome è troppo lungo: il massimo è %(most)s caratteri."),
    "bad_text": _("Il nome contiene caratteri che non si possono conservare. Toglili e riprova."),
}
