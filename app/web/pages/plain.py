"""A participant's page for browsers without scripts: what there is to read now, and plain forms to write and vote."""

from __future__ import annotations

import time
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from app.core.check import client_id
from app.core.refusal import REASONS, Refused
from app.core.types import Act, Command
from app.core.view import view
from app.core.words.board import AddNote, RemoveNote
from app.core.words.vote import Cast, TakeBack
from app.store.trouble import Unavailable

from .. import eyes, guard, problems, render, scenes
from ..house import House, house
from .join import door
from .phone import alias_of

router = APIRouter(include_in_schema=False)
Here = Annotated[House, Depends(house)]
Field = Annotated[str, Form()]
NO_STORE = {"Cache-Control": "no-store"}
STILL = frozenset(
    {"lobby", "listen", "talk", "rest", "soon", "draft", "spot", "result"}
)  # where nothing is being typed
EVERY = "20"  # seconds


@router.get("/p/{workshop}/plain")
async def plain(
    request: Request, here: Here, workshop: str, person: str = "", follow: bool = False
) -> Response:
    """The page as things stand now; `follow` has it ask again by itself while there is nothing to do."""
    return await shown(request, here, workshop, person, follow=follow)


@router.post("/p/{workshop}/plain/notes")
async def write(
    request: Request, here: Here, workshop: str, person: Field = "", activity: Field = "", zone: Field = "",
    text: Field = "", id: Field = "",
) -> Response:  # fmt: skip
    """Add a note; the form's own id makes sure that sent twice it is there once."""
    note = AddNote(id=id, activity=activity, zone=zone, text=text, lang=here.words.pick(request))
    return await done(request, here, workshop, person, note, id=id, typed=text, zone=zone)


@router.post("/p/{workshop}/plain/notes/remove")
async def remove(
    request: Request, here: Here, workshop: str, person: Field = "", note: Field = "", id: Field = ""
) -> Response:
    """Take back one of one's own notes."""
    return await done(request, here, workshop, person, RemoveNote(id=note), id=id)


@router.post("/p/{workshop}/plain/votes")
async def vote(
    request: Request, here: Here, workshop: str, person: Field = "", ballot: Field = "", target: Field = "",
    value: Annotated[int | None, Form()] = None, id: Field = "",
) -> Response:  # fmt: skip
    """Set how many dots lie on one card, or where one stands; no value takes it back."""
    asked = (
        TakeBack(ballot=ballot, target=target)
        if value is None
        else Cast(ballot=ballot, target=target, value=value)
    )
    return await done(request, here, workshop, person, asked, id=id)


async def done(request: Request, here: House, workshop: str, person: str, asked: Command, *, id: str,
               typed: str = "", zone: str = "") -> Response:  # fmt: skip
    """Do it and go back to the page; or the page with what was wrong, and what was typed where it was."""
    if person not in guard.who(request).held.get(workshop, ()):
        return door(request, status=404, trouble="out")
    try:
        await ask(here, workshop, person, asked, id=id)
    except Refused as refused:
        said = render.say(request, REASONS[refused.code], **refused.details)
        return await shown(request, here, workshop, person, status=422, error=said, typed=typed, zone=zone)
    except Unavailable:
        said = render.say(request, REASONS["unavailable"])
        return await shown(request, here, workshop, person, status=503, error=said, typed=typed, zone=zone)
    query = urlencode({"person": person} | ({"zone": zone} if zone else {}))
    return RedirectResponse(f"/p/{workshop}/plain?{query}", 303)


async def ask(here: House, workshop: str, person: str, asked: Command, *, id: str) -> None:
    """Have the room do it, at the pace and under the ids that hold for a phone. Raises Refused or Unavailable."""
    if here.buckets.take(workshop, person, time.monotonic()):
        raise Refused("slow_down")
    act = Act(
        id=client_id(id), person=person, role="participant", data=asked, at=here.now(), chance=here.new_id()
    )  # fmt: skip
    room = await here.rooms.get(workshop)
    await room.do(act, here.journal.digest(asked))


async def shown(request: Request, here: House, workshop: str, person: str, *, status: int = 200, error: str = "",
                typed: str = "", zone: str = "", follow: bool = False) -> Response:  # fmt: skip
    """The page of one of the people that this device speaks for; the latest, unless one is named."""
    held = guard.who(request).held.get(workshop, ())
    if not held or (person and person not in held):
        return door(request, status=404, trouble="out")
    me = person or held[0]
    try:
        room, viewer = await eyes.looking(request, workshop, me)
    except problems.Problem:
        return door(request, status=404, trouble="out")
    found = await run_in_threadpool(here.desk.workshops.get, workshop)
    if found is None:
        raise problems.Problem(404)
    seen = view(room.state, viewer)
    now = scenes.scene(seen, workshop, me, here.now())
    reading = scenery(seen, now, here.words.pick(request), found.languages[0], me)
    headers = NO_STORE | ({"Refresh": EVERY} if follow and now.name in STILL else {})
    return render.page(
        request, "pages/phone/plain.html", status=status, headers=headers, workshop=found, me=me, now=now, seen=seen,
        error=error, typed=typed, zone=zone or request.query_params.get("zone", ""), follow=follow,
        still=now.name in STILL, new_id=here.new_id, text_of=scenes.text_of, **reading,
        address=f"/p/{workshop}/plain?person={me}", at=here.now(), pictures=lambda note: pictures(workshop, me, note),
        people=[{"id": id, "alias": alias_of(room, id)} for id in held],
    )  # fmt: skip


def scenery(seen: scenes.Records, now: scenes.Scene, lang: str, own: str, me: str) -> dict[str, Any]:
    """What the page shows of a scene, besides its records."""
    made: dict[str, Any] = {"words": None, "zones": [], "left": None, "readers": "", "open": False}
    messages = sorted(scenes.of_kind(seen, "message"), key=lambda message: message["at"])
    made["message"] = messages[-1] if messages else None
    if now.activity:
        made["words"] = scenes.words(now.activity, lang, own)
    if now.activity and now.activity["tool"] == "board":
        made["zones"] = scenes.zones(seen, now.activity, lang, own)
        made["left"] = scenes.notes_left(seen, now.activity)
        made["readers"], made["open"] = scenes.readers(now.activity), scenes.writable(now.activity)
    if now.name == "vote":
        made["given"] = scenes.given(seen, now.ballot)
        made["cards"] = [(id, seen.get(id)) for id in scenes.ordered(now.ballot, me)]
        if now.ballot["method"] == "dots":
            made["in_hand"] = max(0, now.ballot["settings"]["dots"] - sum(made["given"].values()))
    if now.name == "result":
        made["tallies"] = scenes.tallies(seen, now.ballot)
    return made


def pictures(workshop: str, person: str, note: Any) -> list[dict[str, Any]]:
    """A note's pictures, as this person may load them."""
    where = f"/api/v1/workshops/{workshop}/media"
    return [
        each | {"src": f"{where}/{each['id']}?person={person}", "alt": each["alt"] or note["text"]}
        for each in note.get("media", [])
    ]
