"""Tickets of a workshop: printed once for whoever leads, and made worthless when the link shall be open again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from app.core.refusal import Refused
from app.exports.words import direction
from app.exports.write import tickets_pdf
from app.store.tickets import MOST, TooMany

from .. import documents, files, guard
from ..house import House, house
from .kit import AT_ONCE, workshop_of

router = APIRouter(include_in_schema=False)
Here = Annotated[House, Depends(house)]
Leader = Annotated[guard.Place, Depends(guard.need_staff("lead"))]

_ = str  # marks sentences for translation; they are looked up where they are said

LABELS = {
    "tickets": _("Biglietti"),
    "once": _("Vale per una persona, una volta sola. Non dice chi sei."),
    "address": _("Inquadra, oppure vai su"),
    "scan": _("Codice QR del biglietto"),
}


@router.post("/w/{workshop}/tickets", response_class=Response)
async def make(
    request: Request,
    place: Leader,
    here: Here,
    count: Annotated[str, Form()] = "",
    lang: Annotated[str, Form()] = "",
) -> Response:
    """New tickets, to print: their codes are in this file and nowhere else. From now on nobody joins without one."""
    found = workshop_of(here, place)
    if found.origin:
        raise Refused("rehearsal")
    number = int(count) if count.isdecimal() and count.isascii() and len(count) < 6 else 0
    if not number:
        raise Refused("bad_value", field="count")
    if number > AT_ONCE:
        raise Refused("too_many", most=AT_ONCE)
    try:
        codes = await run_in_threadpool(here.desk.tickets.make, found.id, number)
    except TooMany:
        raise Refused("too_many", most=MOST) from None
    chosen = lang if lang in found.languages else found.languages[0]
    words = documents.words(here, chosen)
    library = await run_in_threadpool(documents.library_name, here, found.library)
    content = await run_in_threadpool(
        tickets_pdf.write, codes, title=found.title or words.gettext("Senza titolo"), library=library,
        door=f"{here.settings.address}/j/{found.code}", language=chosen, direction=direction("", chosen),
        at=here.now(), labels={key: words.gettext(text) for key, text in LABELS.items()},
    )  # fmt: skip
    return files.sent(content, "pdf", f"{words.gettext(LABELS['tickets'])} {found.title}")


@router.post("/w/{workshop}/tickets/void")
async def void(place: Leader, here: Here) -> Response:
    """Make all of them worthless: whoever has the link joins again."""
    found = workshop_of(here, place)
    await run_in_threadpool(here.desk.tickets.void, found.id)
    return RedirectResponse(f"/w/{found.id}/kit#tickets", 303)
