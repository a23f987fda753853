"""The plan of a workshop: its agenda in time, put in order, made longer or shorter, added to and taken from."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from app.core.refusal import REASONS, Refused
from app.core.state import State
from app.core.types import Command
from app.core.words.agenda import Activity, Order, RemoveActivity, SetActivity
from app.core.words.workshop import SetWorkshop
from app.core.words.workshop import Workshop as Opened
from app.methods.card import MATERIAL
from app.methods.planner import retime
from app.store.gatherings import Workshop

from .. import browsing, guard, parking, planning, problems, render, spoken
from ..gatherings import do
from ..house import House, house
from .beginning import local

router = APIRouter(include_in_schema=False)
Here = Annotated[House, Depends(house)]
Leader = Annotated[guard.Place, Depends(guard.need_staff("lead"))]

_ = str  # marks sentences for translation; they are looked up where they are said
DAY = 86_400_000
NO_TIME = _("Scrivi giorno, inizio e fine: per esempio 30/05/2027, 17:00, 20:30.")
CHANGED = _("Nel frattempo un'altra persona ha cambiato l'agenda: eccola com'è adesso.")
CHANGED_MINUTES = _("Nel frattempo un'altra persona ha cambiato i minuti: i tuoi sono rimasti scritti qui.")
NO_MINUTES = _("I minuti sono numeri interi, da 0 a 600. Quello che hai scritto è rimasto.")


@router.get("/w/{workshop}/plan")
async def look(request: Request, place: Leader, here: Here) -> Response:
    """The agenda, with the cards that can be added to it."""
    return await shown(request, place, here)


async def shown(
    request: Request, place: guard.Place, here: House, *, status: int = 200, trouble: str = "",
    typed: dict[str, str] | None = None, when: dict[str, str] | None = None, when_error: str = "",
) -> Response:
    """The page, with what was typed and could not be taken, and why."""
    found = await run_in_threadpool(row_of, here, place)
    state = (await here.rooms.fresh(place.workshop)).state
    line = planning.timeline(state)
    wish = browsing.wish(request.query_params)
    cards = here.library.describe(here.words.pick(request))["methods"]
    tongues = await run_in_threadpool(spoken.interface, here, found.notice)
    own = found.languages[0]
    lacking = {
        lang: [row.activity for row in line.rows if spoken.missing(row.activity.plan, lang, own)]
        for lang in tongues if lang != own
    }  # fmt: skip
    return render.page(
        request, "pages/plan/plan.html", status=status, section="home", workshop=found, line=line, lacking=lacking,
        cards=browsing.found(cards, wish), wish=wish, times=browsing.TIMES, material=MATERIAL,
        trouble=trouble, typed=typed or {}, when=when or clock(here, state), when_error=when_error,
        waiting=await parking.waiting(here, found),
    )  # fmt: skip


def clock(here: House, state: State) -> dict[str, str]:
    """Day, beginning and end of a workshop, as a form has them."""
    found = state.need(Opened, state.workshop)
    starts, ends = (local(here, at) if at else None for at in (found.starts_at, found.closing_at))
    day = starts or ends
    return {
        "date": day.date().isoformat() if day else "",
        "starts": f"{starts:%H:%M}" if starts else "",
        "ends": f"{ends:%H:%M}" if ends else "",
    }


def row_of(here: House, place: guard.Place) -> Workshop:
    """The workshop that somebody leads; reads the database. Raises Problem 404."""
    found = here.desk.workshops.get(place.workshop)
    if found is None:
        raise problems.Problem(404)
    return found


async def told(request: Request, place: guard.Place, here: House, *asked: Command, anchor: str = "") -> Response:
    """Do what was asked and show the agenda as it is then; what is refused is said there."""
    try:
        for each in asked:
            await do(here, place.workshop, place.who.user.id, each, role="facilitator")
    except Refused as no:
        said = render.say(request, REASONS[no.code], **no.details)
        return await shown(request, place, here, status=409, trouble=said)
    return RedirectResponse(f"/w/{place.workshop}/plan{anchor}", 303)


@router.post("/w/{workshop}/plan/order")
async def order(request: Request, place: Leader, here: Here) -> Response:
    """Move one activity by so many places; the form says in which order it saw them."""
    given = await request.form()
    line = planning.timeline((await here.rooms.fresh(place.workshop)).state)
    if given.get("shown") != line.order:
        return await shown(request, place, here, status=409, trouble=render.say(request, CHANGED))
    ids = line.order.split(",")
    which, by = str(given.get("activity", "")), text(given, "by")
    if which not in ids or not by.removeprefix("-").isdecimal() or len(by) > 3:
        raise problems.Problem(422)
    at = ids.index(which)
    ids.insert(max(0, min(len(ids) - 1, at + int(by))), ids.pop(at))
    return await told(request, place, here, Order(ids=tuple(ids)), anchor=f"#a-{which}")


@router.post("/w/{workshop}/plan/minutes")
async def minutes(request: Request, place: Leader, here: Here) -> Response:
    """Set the minutes that were changed; where somebody else has changed the same ones, both are shown."""
    given = await request.form()
    state = (await here.rooms.fresh(place.workshop)).state
    asked: list[Command] = []
    clash, wrong, typed = False, False, {}
    for each in state.all(Activity):
        if f"m-{each.id}" not in given:
            continue
        typed[each.id] = text(given, f"m-{each.id}")
        was, now = text(given, f"was-{each.id}"), str(each.plan.minutes)
        number = browsing.number(typed[each.id])
        if typed[each.id] == was or typed[each.id] == now:
            continue
        wrong = wrong or (not number and typed[each.id] != "0") or number > 600
        clash = clash or was != now
        asked.append(SetActivity(id=each.id, minutes=number))
    if wrong or clash:
        said = render.say(request, NO_MINUTES if wrong else CHANGED_MINUTES)
        return await shown(request, place, here, status=422 if wrong else 409, trouble=said, typed=typed)
    return await told(request, place, here, *asked)


@router.post("/w/{workshop}/plan/when")
async def when(request: Request, place: Leader, here: Here) -> Response:
    """Set the day, the beginning and the end; what can't be read is said, and kept."""
    given = await request.form()
    typed = {name: text(given, name) for name in ("date", "starts", "ends")}
    starts, ends = (at_time(here, typed["date"], typed[name]) for name in ("starts", "ends"))
    if starts is None or ends is None:
        said = render.say(request, NO_TIME)
        return await shown(request, place, here, status=422, when=typed, when_error=said)
    return await told(request, place, here, SetWorkshop(starts_at=starts, closing_at=ends + (ends <= starts) * DAY))


def at_time(here: House, day: str, hour: str) -> int | None:
    """A day and an hour that were typed, in ms since 1970, by the library's clock; None when they can't be read."""
    try:
        moment = datetime.combine(
            date.fromisoformat(day), time.fromisoformat(hour).replace(tzinfo=None),
            tzinfo=ZoneInfo(here.settings.time_zone),
        )  # fmt: skip
    except ValueError:
        return None
    return int(moment.timestamp() * 1000) if 1970 < moment.year < 4000 else None


@router.post("/w/{workshop}/plan/languages")
async def languages(request: Request, place: Leader, here: Here) -> Response:
    """Offer a language to those who come in, or no longer; its words stay, and whoever came in with it keeps it."""
    given = await request.form()
    found = await run_in_threadpool(row_of, here, place)
    lang = text(given, "lang")
    if lang not in await run_in_threadpool(spoken.interface, here, found.notice):
        raise problems.Problem(422)
    held = [each for each in found.languages if each != lang] + [lang] * ("offer" in given)
    return await told(request, place, here, SetWorkshop(languages=tuple(held)), anchor="#tongues")


@router.post("/w/{workshop}/plan/fit")
async def fit(request: Request, place: Leader, here: Here) -> Response:
    """Make the middle shorter or longer until everything fits; what has begun or is kept at the end stays."""
    line = planning.timeline((await here.rooms.fresh(place.workshop)).state)
    rows = [row for row in line.rows if planning.counts(row.activity)]
    if line.available is None:
        raise problems.Problem(422)
    stays = tuple(row.activity.plan.pinned or row.fixed for row in rows)
    made, _over = retime(tuple(row.activity.plan.minutes for row in rows), stays, line.available)
    asked = [SetActivity(id=row.activity.id, minutes=each) for row, each in zip(rows, made, strict=True)]
    return await told(request, place, here, *asked)


@router.post("/w/{workshop}/plan/add")
async def add(request: Request, place: Leader, here: Here) -> Response:
    """A card becomes an activity, before what is kept at the end; what was looked for among the cards stays."""
    given = await request.form()
    found = await run_in_threadpool(row_of, here, place)
    plan = planning.from_card(here, planning.card_of(here, text(given, "card")), found.languages)
    state = (await here.rooms.fresh(place.workshop)).state
    await planning.add(here, place.workshop, place.who.user.id, plan, planning.before_end(state))
    looked = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/w/{place.workshop}/plan{looked}#a-{plan.id}", 303)


@router.post("/w/{workshop}/plan/{activity}/copy")
async def copy(request: Request, place: Leader, here: Here, activity: str) -> Response:
    """The same activity once more, right after it."""
    state = (await here.rooms.fresh(place.workshop)).state
    plan = planning.again(here, state.need(Activity, activity).plan)
    await planning.add(here, place.workshop, place.who.user.id, plan, activity)
    return RedirectResponse(f"/w/{place.workshop}/plan#a-{plan.id}", 303)


@router.post("/w/{workshop}/plan/{activity}/remove")
async def remove(request: Request, place: Leader, here: Here, activity: str) -> Response:
    """Take an activity away; one that has begun stays, and the page says so."""
    return await told(request, place, here, RemoveActivity(id=activity))


@router.post("/w/{workshop}/plan/parking")
async def take_up(request: Request, place: Leader, here: Here) -> Response:
    """Take up what the last workshop left in its parking lot."""
    found = await run_in_threadpool(row_of, here, place)
    try:
        await parking.take_up(here, found, place.who.user.id)
    except Refused as no:
        return await shown(request, place, here, status=409, trouble=render.say(request, REASONS[no.code]))
    return RedirectResponse(f"/w/{place.workshop}/plan", 303)


def text(given: FormData, name: str) -> str:
    """What was typed into a field."""
    value: Any = given.get(name, "")
    return value.strip() if isinstance(value, str) else ""
