"""One activity of a plan: its words in every language side by side, and its rules in plain words."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from app.core.refusal import REASONS, Refused
from app.core.words.agenda import CLUSTERERS, PHONES, SAID, Activity, Planned, Rules, SetActivity
from app.core.words.workshop import SetWorkshop
from app.store.gatherings import Workshop

from .. import browsing, guard, planning, problems, render, spoken
from ..gatherings import do
from ..house import House, house
from .plan import row_of, text

router = APIRouter(include_in_schema=False)
Here = Annotated[House, Depends(house)]
Leader = Annotated[guard.Place, Depends(guard.need_staff("lead"))]

_ = str  # marks sentences for translation; they are looked up where they are said
CHANGED = _("Nel frattempo un'altra persona ha cambiato questa attività. Quello che hai scritto è qui: guarda che cosa è diverso e salva di nuovo.")  # fmt: skip # noqa: E501
YES = ("private", "anonymous", "tables", "visitors", "carry", "photo")


@router.get("/w/{workshop}/plan/{activity}")
async def look(request: Request, place: Leader, here: Here, activity: str) -> Response:
    """The form with what there is."""
    return await shown(request, place, here, activity)


async def shown(
    request: Request, place: guard.Place, here: House, id: str, *, status: int = 200, trouble: str = "",
    typed: dict[str, str] | None = None,
) -> Response:
    """The form; what was typed stands in it, and beside it what there is now where that differs."""
    found = await run_in_threadpool(row_of, here, place)
    activity = await needed(here, place, id)
    plan = activity.plan
    now = fields(plan, found)
    known = await run_in_threadpool(spoken.interface, here, found.notice)
    asked = [lang for lang in request.query_params.getlist("add") if lang in known]
    languages = tuple(dict.fromkeys([*found.languages, *(lang for lang in plan.words if lang in known), *asked]))
    others = [lang for lang in known if lang not in languages]
    return render.page(
        request, "pages/plan/activity.html", status=status, section="home", workshop=found, activity=activity,
        plan=plan, languages=languages, others=others, own=found.languages[0], now=now, typed=typed or {},
        seen=planning.seen(plan), trouble=trouble, clusterers=CLUSTERERS, phones=PHONES,
    )  # fmt: skip


async def needed(here: House, place: guard.Place, id: str) -> Activity:
    """The activity as it is now. Raises Problem 404."""
    found = (await here.rooms.fresh(place.workshop)).state.get(Activity, id)
    if found is None:
        raise problems.Problem(404)
    return found


def fields(plan: Planned, workshop: Workshop) -> dict[str, str]:
    """The words of a plan as the form's fields hold them."""
    made: dict[str, str] = {}
    own = workshop.languages[0]
    for lang in {*plan.words, own}:
        said: dict[str, Any] = plan.words.get(lang) or {}
        made |= {f"{lang}.{name}": str(said.get(name, "")) for name in SAID}
        titles = said.get("zones") or {}
        made |= {f"{lang}.zone.{zone.id}": str(titles.get(zone.id, "")) for zone in plan.zones}
    made |= {f"{own}.title": plan.title, f"{own}.prompt": plan.prompt}
    return made | {f"{own}.zone.{zone.id}": made.get(f"{own}.zone.{zone.id}") or zone.title for zone in plan.zones}


@router.post("/w/{workshop}/plan/{activity}")
async def save(request: Request, place: Leader, here: Here, activity: str) -> Response:
    """Keep the words and the rules; where somebody else was first, both are shown."""
    given = await request.form()
    found = await run_in_threadpool(row_of, here, place)
    now = await needed(here, place, activity)
    typed = {name: text(given, name) for name in given}
    if text(given, "seen") != planning.seen(now.plan):
        said = render.say(request, CHANGED)
        return await shown(request, place, here, activity, status=409, trouble=said, typed=typed)
    known = await run_in_threadpool(spoken.interface, here, found.notice)
    before = spoken.whole(known, found, (await here.rooms.fresh(place.workshop)).state)
    words = worded(typed, now.plan, (*found.languages, *known), fields(now.plan, found))
    rules = None if now.started_at is not None else ruled(given, now.plan.rules)
    asked = SetActivity(id=activity, words=words or None, rules=rules, pinned="pinned" in given)
    try:
        await do(here, place.workshop, place.who.user.id, asked, role="facilitator")
    except Refused as no:
        said = render.say(request, REASONS[no.code], **no.details)
        return await shown(request, place, here, activity, status=422, trouble=said, typed=typed)
    after = spoken.whole(known, found, (await here.rooms.fresh(place.workshop)).state)
    await offer(here, place, [lang for lang in after if lang not in before])
    return RedirectResponse(f"/w/{place.workshop}/plan#a-{activity}", 303)


def worded(
    typed: dict[str, str], plan: Planned, languages: tuple[str, ...], now: dict[str, str]
) -> dict[str, dict[str, str]]:
    """The words that were changed, by language."""
    names = (*SAID, *(f"zone.{zone.id}" for zone in plan.zones))
    made: dict[str, dict[str, str]] = {}
    for lang in dict.fromkeys(languages):
        said = {name: typed[f"{lang}.{name}"] for name in names if f"{lang}.{name}" in typed}
        said = {name: each for name, each in said.items() if each != now.get(f"{lang}.{name}", "")}
        made |= {lang: said} if said else {}
    return made


def ruled(given: FormData, rules: Rules) -> Rules:
    """The rules that a form says; what it doesn't show stays. Raises Refused where they can't be."""
    yes: dict[str, bool] = {name: name in given for name in YES}
    most = {name: browsing.number(text(given, name)) or None for name in ("notes", "clusters")}
    ballot = rules.ballot
    if ballot is not None:
        ballot = replace(
            ballot, dots=browsing.number(text(given, "dots")) or ballot.dots,
            max=browsing.number(text(given, "max")) or ballot.max, secret="secret" in given, shuffle="shuffle" in given,
        )  # fmt: skip
    return replace(
        rules, **yes, **most, ballot=ballot, cluster=text(given, "cluster"), phones=text(given, "phones"),
        carry_table=browsing.number(text(given, "carry_table")),
    )  # type: ignore[arg-type]  # fmt: skip


async def offer(here: House, place: guard.Place, complete: list[str]) -> None:
    """A language in which the last words have just been written is one that the workshop is held in."""
    languages = (await run_in_threadpool(row_of, here, place)).languages
    fresh = tuple(dict.fromkeys((*languages, *complete)))
    if fresh != languages:
        await do(here, place.workshop, place.who.user.id, SetWorkshop(languages=fresh), role="facilitator")
