"""A1: every route × everybody × own, others' and another library's objects answers as declared, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

import pytest
from fastapi import Request

from app.core.types import ROLES as STAFF_ROLES
from app.store.accounts import checked_roles
from app.web import guard, identity, problems
from tests.effort import FULL
from tests.security import declared, routes, who
from tests.security.asking import Answer
from tests.security.declared import DECLARED, Row
from tests.security.matrix import Cell, cells, expected, filled_in, some, undeclared
from tests.security.world import NONE, STAFF, USERS, World


def test_a1_every_route_is_declared_and_every_declaration_has_its_route(world: World) -> None:
    every = routes.every(world.app)
    assert undeclared(every) == ([], [])
    assert len(every) == len(set(every)), "one route hides another"
    assert len(every) >= 113


def test_a1_the_walk_sees_more_than_the_published_calls(world: World) -> None:
    """The walk depends on the framework's insides; the document that it publishes itself is the check."""
    published = {
        (verb.upper(), path) for path, verbs in world.app.openapi()["paths"].items() for verb in verbs
    }
    assert published - set(routes.every(world.app)) == set()


def test_a1_a_route_or_mount_that_is_not_declared_is_found(world: World) -> None:
    every = routes.every(world.app)
    assert undeclared([*every, ("GET", "/w/{workshop}/secret")]) == (["GET /w/{}/secret"], [])
    assert undeclared([*every, ("DELETE", "/w/{workshop}")])[0] == ["DELETE /w/{}"]
    assert undeclared([*every, ("MOUNT", "/admin")])[0] == ["MOUNT /admin"]
    assert undeclared([*every, (routes.LIVE, "/live")])[0] == ["LIVE /live"]
    assert undeclared(every[1:])[1] == [f"{every[0][0]} {every[0][1]}"]


def test_a1_there_is_somebody_for_every_role(world: World) -> None:
    """A new role of the house or of a workshop's staff must be given its place in the matrix."""
    assert {role for _, role in USERS.values()} == declared.ROLES == set().union(*identity.RIGHTS.values())
    for role in declared.ROLES:
        assert checked_roles([role]) == role
    assert {*STAFF.values(), "facilitator", "participant"} == set(STAFF_ROLES)
    assert set().union(*identity.STAFF_RIGHTS.values()) <= set(STAFF_ROLES)
    assert set(world.keys) == {*USERS, *who.PEOPLE, *who.ALSO, "nobody"}


def judged(found: dict[Cell, Answer]) -> dict[str, str]:
    """Cells that are not as declared, and what is not found but told apart from what isn't there."""
    wrong = {str(cell): f"{answer.status} and not {expected(cell)}" for cell, answer in found.items()
             if answer.status != expected(cell)}  # fmt: skip
    alike: dict[tuple[Row, str, str], dict[Cell, Answer]] = defaultdict(dict)
    for cell, answer in found.items():
        verdict = cell.row.judge(who.ALSO.get(cell.actor, cell.actor), cell.thing)
        if cell.inner or verdict in ("not found", "sign in"):
            alike[cell.row, cell.actor, "inner" if cell.inner else str(verdict)][cell] = answer
    for group in alike.values():
        missing = [cell for cell in group if "none" in (cell.thing, cell.inner)]
        for cell, answer in group.items():
            if missing and answer != group[missing[0]]:
                wrong[str(cell)] = "told apart from what isn't there"
    return wrong


def chosen(world: World, rows: Iterable[Row] = tuple(DECLARED)) -> list[Cell]:
    every = list(cells(rows, world.keys))
    return every if FULL else some(every)


def test_a1_the_whole_matrix_is_as_declared(world: World) -> None:
    every = list(cells(DECLARED, world.keys))
    assert len(every) > 8000
    found = filled_in(world, chosen(world))
    assert {(cell.row, expected(cell)) for cell in found} == {(cell.row, expected(cell)) for cell in every}
    assert judged(found) == {}


KIT = [row for row in DECLARED if row.path == "/w/{workshop}/kit"]


def no_guard(request: Request) -> guard.Place:
    return guard.Place(guard.who(request), request.path_params["workshop"], "facilitator")


def not_allowed(request: Request) -> guard.Place:
    """Tells that there is something."""
    place = guard.need_staff("wall")
    if request.path_params["workshop"] != NONE and guard.who(request).user:
        raise problems.Problem(403)
    return place(request)


def other_words(request: Request) -> guard.Place:
    """Not found, and yet told apart."""
    try:
        return guard.need_staff("lead")(request)
    except problems.Problem as problem:
        there = request.app.state.house.desk.workshops.get(request.path_params["workshop"])
        raise problems.Problem(problem.status, code="rehearsal" if there else "") from None


@pytest.mark.parametrize("fault", [no_guard, not_allowed, other_words])
def test_a1_a_guard_that_is_taken_away_or_talks_is_found(world: World, fault: object) -> None:
    three = list(cells(KIT, ("nobody", "lead", "stranger")))
    assert judged(filled_in(world, three)) == {}
    world.app.dependency_overrides[guard_of(world, KIT[0].path)] = fault
    try:
        wrong = judged(filled_in(world, three))
    finally:
        world.app.dependency_overrides.clear()
    assert any("| stranger | a1" in each for each in wrong), wrong


def guard_of(world: World, path: str) -> Callable[..., object]:
    """What stands before a route."""
    routers = [each.original_router for each in world.app.routes if hasattr(each, "original_router")]
    (route,) = (each for router in routers for each in router.routes if each.path == path)
    (found,) = (each.call for each in route.dependant.dependencies if each.call.__qualname__.startswith("need_"))
    return found
