"""Outcomes for pages and programs: who may see one, the view it is made from, the document in its language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from app.core.refusal import Refused
from app.core.types import Json
from app.core.view import Audience, Viewer, view
from app.exports.compose import proposal, record
from app.exports.drafting import draft
from app.exports.manuscript import Manuscript
from app.exports.template import Part, Template
from app.methods.card import SectionPlan
from app.store.gatherings import Workshop
from app.store.outcomes import Outcome
from app.store.trouble import Unavailable

from . import gatherings, guard, problems, shelving
from .house import House, house
from .saying import Saying

STAFF_RIGHT = {
    "proposals": "export",
    "proposal.write": "write",
}  # a right of the house → the same for a workshop's staff
CURLED = str.maketrans("'", "’")


@dataclass(frozen=True, slots=True)
class Held:
    """An outcome in the hands of somebody who may see it; `role` is the one they write with."""

    who: guard.Who
    outcome: Outcome
    role: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A workshop whose documents somebody may see; `role` is the one they write with."""

    who: guard.Who
    workshop: Workshop
    role: str


def role_of(here: House, who: guard.Who, workshop: str, library: str, right: str) -> str:
    """In which role somebody sees a workshop's documents: as its staff, or as a librarian of its library.

    Raises Problem 401, 403, or 404 for what is another library's.
    """
    if not who.user:
        raise problems.Problem(401)
    role = here.desk.workshops.role(workshop, who.user.id)
    if role in guard.STAFF_RIGHTS[STAFF_RIGHT[right]]:
        return str(role)
    if library == who.user.library and who.may(right):
        return "librarian"
    raise problems.Problem(403 if role else 404)


def may_approve(here: House, held: Held) -> Held | None:
    """The outcome in the hands of whoever answers for its library: a librarian of it, or an administrator who is on
    the workshop's staff; None for others."""
    who, row = held.who, held.outcome
    staff = here.desk.workshops.role(row.workshop, who.user.id)
    own = who.user.library == row.library and who.may("proposal.approve")
    if staff == "librarian" or (own and (staff is not None or who.may("librarian"))):
        return replace(held, role="librarian")
    return None


def names_of(here: House, ids: Iterable[str]) -> dict[str, str]:
    """What users are called, those there are."""
    found = {id: here.desk.accounts.user(id) for id in ids if id}
    return {id: user.name for id, user in found.items() if user is not None}


def need_outcome(right: str) -> Callable[[Request], Held]:
    """A dependency for paths with `{outcome}`: the outcome, for those who may see or write it."""

    def check(request: Request) -> Held:
        here, who = house(request), guard.who(request)
        if not who.user:
            raise problems.Problem(401)
        found = here.desk.outcomes.get(request.path_params["outcome"])
        if found is None:
            raise problems.Problem(404)
        return Held(who, found, role_of(here, who, found.workshop, found.library, right))

    return check


def need_workshop(right: str) -> Callable[[Request], Kept]:
    """A dependency for paths with `{workshop}`: the workshop, for those who may see or write its documents."""

    def check(request: Request) -> Kept:
        here, who = house(request), guard.who(request)
        if not who.user:
            raise problems.Problem(401)
        found = here.desk.workshops.get(request.path_params["workshop"])
        if found is None:
            raise problems.Problem(404)
        role = role_of(here, who, found.id, found.library, right)
        if found.origin is not None:
            raise Refused("rehearsal")
        return Kept(who, found, role)

    return check


async def records(here: House, workshop: str) -> dict[str, Json]:
    """What a librarian may see of a workshop now, by id."""
    room = await here.rooms.fresh(workshop)
    return view(room.state, Viewer(Audience("librarian")))


async def ages(here: House, workshop: str, outcome: str) -> dict[str, int]:
    """How old each section of an outcome is, by its key: what a writer had before them when they began."""
    room = await here.rooms.get(workshop)
    begins = f"{outcome}:"
    return {id.removeprefix(begins): seq for id, seq in room.state.changed.items() if id.startswith(begins)}


def words(here: House, language: str) -> Saying:
    """The words of a language, or of the nearest that is offered."""
    return Saying(here.words, here.render, here.words.nearest([language]))


def template(here: House, id: str, language: str) -> Template:
    """A kind of document in a language (Italian where it lacks one); a template that is gone has no parts."""
    found = here.library.outcomes.get(id)
    if found is None:
        return Template(id=id, title=id, parts=())
    parts = tuple(part(each, spoken(each.words, language)) for each in found.sections)
    return Template(id=id, title=spoken(found.words, language)["title"].translate(CURLED), parts=parts)


def part(plan: SectionPlan, said: dict[str, str]) -> Part:
    """A section of a template with its words as they are printed."""
    printed = {name: text.translate(CURLED) for name, text in said.items()}
    return Part(
        key=plan.key, stage=plan.stage, fact=plan.first_page, tells=plan.tells, heading=printed["title"],
        question=printed["ask"], lead=printed.get("lead", ""), lead_tables=printed.get("lead_tables", ""),
    )  # fmt: skip


def spoken(said: dict[str, dict[str, str]], language: str) -> dict[str, str]:
    """Words in a language, or in Italian."""
    return said.get(language) or said["it"]


async def document(here: House, outcome: Outcome, language: str = "") -> tuple[Manuscript, dict[str, Json]]:
    """An outcome as a document, in the language asked for or its workshop's own, with the view it was made from."""
    seen = await records(here, outcome.workshop)
    told = words(here, language or seen[outcome.workshop]["languages"][0])
    shape = template(here, seen[outcome.id]["template"], told.language)
    library = await run_in_threadpool(library_name, here, outcome.library)
    paper = await run_in_threadpool(proposal.compose, seen, outcome.id, shape, told, library=library)
    return paper, seen


async def called(here: House, found: list[Outcome]) -> list[Outcome]:
    """Outcomes with the titles that they have on their own pages."""
    bare = [each for each in found if not each.named]
    seen = {workshop: await records(here, workshop) for workshop in {each.workshop for each in bare}}
    titles = {each.id: seen[each.workshop].get(each.id, {}).get("title", "") for each in bare}
    return [replace(each, title=titles.get(each.id) or each.title) for each in found]


async def workshop_record(here: House, workshop: Workshop, language: str = "") -> Manuscript:
    """A workshop's record as a document."""
    seen = await records(here, workshop.id)
    told = words(here, language or workshop.languages[0])
    library = await run_in_threadpool(library_name, here, workshop.library)
    return await run_in_threadpool(record.compose, seen, told, library=library)


def library_name(here: House, id: str) -> str:
    """What a library is called."""
    return next((each.name for each in here.desk.accounts.libraries() if each.id == id), "")


async def begin(
    here: House, kept: Kept, template_id: str, source: str, title: str = "", type: str = ""
) -> str:
    """Draft an outcome from a note or a cluster and return its id. Raises Refused or Unavailable.

    Without a title it is called as its idea is, by a link: when the idea's words go, the title goes.
    """
    from app.core.words.draft import TYPES, Draft  # the one act of this module

    chosen = here.library.outcomes.get(template_id)
    if chosen is None:
        raise problems.Problem(422, code="bad_value")
    seen = await records(here, kept.workshop.id)
    if source not in seen or seen[source]["kind"] not in ("note", "cluster"):
        raise problems.Problem(404, code="not_found")
    told = words(here, kept.workshop.languages[0])
    sections = await run_in_threadpool(draft, seen, source, template(here, template_id, told.language), told)
    id = here.new_id()
    made = Draft(
        id=id, template=template_id, title=title.strip(), source=source, sections=sections,
        type=type or (chosen.types or TYPES)[0],
    )  # fmt: skip
    await gatherings.do(here, kept.workshop.id, kept.who.user.id, made, role=kept.role)
    with suppress(Unavailable):  # else it is there a moment later
        await shelving.put(here, kept.workshop.id)
    return id
