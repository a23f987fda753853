"""A plan as people will see it: a workshop in memory alone, where one activity has begun and nothing is kept."""

from __future__ import annotations

from app.core.engine import decide, evolve
from app.core.state import State
from app.core.tools.agenda_folds import ordered
from app.core.types import Act, Command, Json, Stamp
from app.core.view import Audience, Viewer, view
from app.core.words.agenda import Activity, Create, Start
from app.core.words.roster import Join, Person
from app.core.words.tables import Table
from app.core.words.workshop import Open, SetWorkshop, Workshop

SOMEBODY = "0" * 31 + "1"  # who looks at the phone
LEADER = "0" * 31 + "2"
NAME = "Lontra blu"


def begun(planned: State, activity: str, at: int, *, alone: bool = False) -> State:
    """The planned workshop, open, with one person in it and this activity under way at `at` (ms since 1970).

    With `alone` its agenda holds nothing else. The planned state itself stays as it is. Raises Refused `not_found`.
    """
    found, chosen = planned.need(Workshop, planned.workshop), planned.need(Activity, activity)
    agenda = [planned.need(Activity, id) for id in ordered(planned)]
    tables = sorted(planned.all(Table), key=lambda each: each.order)
    made = State(planned.workshop)
    create = Create(
        title=found.title, question=found.question, languages=found.languages, closing_at=found.closing_at,
        agenda=(chosen.plan,) if alone else tuple(each.plan for each in agenda), person=LEADER, alias=NAME,
        tables=tuple(each.title for each in tables),
    )  # fmt: skip
    tell(made, create, at, person=LEADER, role="door")
    if found.starts_at is not None:
        tell(made, SetWorkshop(starts_at=found.starts_at), at)
    tell(made, Open(), at)
    seat = tables and next(iter(sorted(made.all(Table), key=lambda each: each.order))).id
    tell(made, Join(id=SOMEBODY, alias=NAME, language=found.languages[0], table=seat or None), at, role="door")
    tell(made, Start(id=activity), at)
    return made


def tell(state: State, asked: Command, at: int, *, person: str = LEADER, role: str = "facilitator") -> None:
    """Decide an act and fold what follows, as a room does, but keep nothing."""
    act = Act(id=f"{state.seq:032x}", person=person, role=role, data=asked, at=at, chance=f"{state.seq:032x}")
    for event in decide(state, act):
        evolve(state, event, Stamp(seq=state.seq + 1, at=at, person=person, act=act.id))


def on_phone(state: State) -> list[Json]:
    """What the phone of the one person in it is told."""
    return whole(state, Viewer(Audience("room", seat_of(state), "current"), SOMEBODY))


def on_wall(state: State) -> list[Json]:
    """What the wall is told."""
    return whole(state, Viewer(Audience("wall", None, "all"), None))


def on_paper(state: State) -> dict[str, Json]:
    """What the paper kit is made from, by id."""
    return dict(view(state, Viewer(Audience("facilitator", None, "all"), None)))


def whole(state: State, viewer: Viewer) -> list[Json]:
    """Everything this viewer is told, as one frame puts it."""
    return list(view(state, viewer).values())


def seat_of(state: State) -> str | None:
    """The table where the one person sits."""
    return state.need(Person, SOMEBODY).table
