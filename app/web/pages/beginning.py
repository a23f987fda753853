"""A new workshop from a pack: its words, its languages, its minutes and its end, then straight to the console."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from app.core.refusal import REASONS, Refused
from app.core.words.workshop import SetWorkshop
from app.web import guard, language, problems, render
from app.web.gatherings import create_workshop, do
from app.web.house import House, house

router = APIRouter(include_in_schema=False)
Here = Annotated[House, Depends(house)]
Maker = Annotated[guard.Who, Depends(guard.need("workshop.create"))]
QUARTER = 5  # minutes that an end is rounded up to
LONGEST = 600

_ = str  # marks sentences for translation; they are looked up where they are said
NO_TITLE = _("Manca il titolo.")
NO_TIME = _("Scrivi l'ora di fine, per esempio 19:30.")
NO_DAY = _("Scrivi un giorno, per esempio 30/05/2027, o lascia vuoto.")
NO_MINUTES = _("I minuti sono numeri interi, da 0 a 600.")


@dataclass(slots=True)
class Wish:
    """What was asked for, as it was typed; `errors` by field."""

    pack: str
    title: str
    question: str
    languages: tuple[str, ...]
    date: str
    ends: str
    minutes: tuple[int, ...]
    answer: str = ""  # the day by which the library answers, if it was said
    errors: dict[str, str] = field(default_factory=dict)


@router.get("/home/new")
def ask(request: Request, here: Here, who: Maker, pack: str = "") -> Response:
    """Ask for a new workshop, with everything that can be guessed filled in."""
    packs = described(request, here)
    chosen = next((each for each in packs if each["id"] == pack), packs[0] if packs else None)
    if chosen is None:
        raise problems.Problem(404)
    lang = here.words.pick(request)
    end = local(here, here.now()) + timedelta(minutes=chosen["minutes"])
    end += timedelta(minutes=-end.minute % QUARTER)
    first = lang if lang in offered(here, chosen) else language.DEFAULT
    wish = Wish(
        pack=chosen["id"], title=chosen["title"], question=chosen.get("question", ""), languages=(first,),
        date=end.date().isoformat(), ends=f"{end:%H:%M}", minutes=tuple(step["minutes"] for step in chosen["steps"]),
    )  # fmt: skip
    return form(request, here, packs, wish)


@router.post("/home/new")
async def begin(request: Request, here: Here, who: Maker) -> Response:
    """Make the workshop and go to its console; what is wrong is said, and everything typed is kept."""
    packs = described(request, here)
    given = await request.form()
    chosen = next((each for each in packs if each["id"] == given.get("pack")), None)
    if chosen is None:
        raise problems.Problem(404)
    wish = read(request, here, given, chosen)
    closing_at = moment(here, wish)
    if not wish.title:
        wish.errors["title"] = render.say(request, NO_TITLE)
    if closing_at is None:
        wish.errors["ends"] = render.say(request, NO_TIME)
    answer_by = noon(here, wish.answer) if wish.answer else None
    if wish.answer and answer_by is None:
        wish.errors["answer"] = render.say(request, NO_DAY)
    if not wish.errors:
        try:
            made = await create_workshop(
                here, who.user, wish.pack, wish.title, wish.question, wish.languages, closing_at, wish.minutes
            )
            starts_at = (closing_at or 0) - sum(wish.minutes) * 60_000
            told = SetWorkshop(answer_by=answer_by, starts_at=starts_at)
            await do(here, made, who.user.id, told, role="facilitator")
            return RedirectResponse(f"/w/{made}/plan" if given.get("then") == "plan" else f"/w/{made}", 303)
        except Refused as no:
            wish.errors["title"] = render.say(request, REASONS[no.code], **no.details)
    return form(request, here, packs, wish, status=422)


def described(request: Request, here: House) -> list[dict[str, Any]]:
    """The packs, as somebody reads them in their language."""
    return list(here.library.describe(here.words.pick(request))["packs"])


def offered(here: House, pack: dict[str, Any]) -> tuple[str, ...]:
    """The languages that a workshop can be held in from its beginning: those in which every word of it exists."""
    return tuple(code for code in here.words.languages if code in pack["languages"])


def read(request: Request, here: House, given: FormData, pack: dict[str, Any]) -> Wish:
    """What was typed."""

    def text(name: str) -> str:
        value = given.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    known = offered(here, pack)
    languages = tuple(dict.fromkeys(str(each) for each in given.getlist("languages") if each in known))
    usual = tuple(step["minutes"] for step in pack["steps"])
    wish = Wish(
        pack=pack["id"], title=text("title"), question=text("question"), languages=languages or (language.DEFAULT,),
        date=text("date"), ends=text("ends"), minutes=usual, answer=text("answer"),
    )  # fmt: skip
    try:
        minutes = tuple(int(str(each)) for each in given.getlist("minutes"))
        fits = len(minutes) == len(usual) and all(0 <= each <= LONGEST for each in minutes)
    except ValueError:
        minutes, fits = usual, False
    if fits:
        wish.minutes = minutes
    else:
        wish.errors["minutes"] = render.say(request, NO_MINUTES)
    return wish


def local(here: House, at: int) -> datetime:
    """A moment by the library's own clock."""
    return datetime.fromtimestamp(at / 1000, tz=UTC).astimezone(ZoneInfo(here.settings.time_zone))


def moment(here: House, wish: Wish) -> int | None:
    """The end that was typed, in ms since 1970; an hour that has passed today means tomorrow. None when unreadable."""
    try:
        day, hour = datetime.fromisoformat(wish.date).date(), time.fromisoformat(wish.ends)
    except ValueError:
        return None
    now = local(here, here.now())
    end = datetime.combine(day, hour.replace(tzinfo=None), tzinfo=ZoneInfo(here.settings.time_zone))
    if end < now and day == now.date():
        end += timedelta(days=1)
    return int(end.timestamp() * 1000)


def noon(here: House, day: str) -> int | None:
    """The middle of a day that was typed, in ms since 1970, by the library's clock; None when it is no day."""
    try:
        zone = ZoneInfo(here.settings.time_zone)
        middle = datetime.combine(datetime.fromisoformat(day).date(), time(12), tzinfo=zone)
    except ValueError:
        return None
    return int(middle.timestamp() * 1000) if 1970 < middle.year < 4000 else None


def form(
    request: Request, here: House, packs: list[dict[str, Any]], wish: Wish, *, status: int = 200
) -> Response:
    """The page that asks."""
    chosen = next(each for each in packs if each["id"] == wish.pack)
    return render.page(
        request, "pages/home/new.html", status=status, section="home", packs=packs, chosen=chosen, wish=wish,
        offered=offered(here, chosen), zone=here.settings.time_zone, now=here.now(),
        steps=list(zip(chosen["steps"], wish.minutes, strict=True)),
    )  # fmt: skip
