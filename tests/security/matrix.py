"""Fills the matrix: asks for every declared route as everybody and for every object, and says what it should be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from urllib.parse import quote, urlencode

from tests.security.asking import Answer, Headers, ask, shake
from tests.security.declared import DECLARED, Row
from tests.security.furnish import new_id, rehearse
from tests.security.routes import LIVE
from tests.security.who import ALSO
from tests.security.world import Thing, World

OUTER = ("workshop", "outcome", "code", "user", "welcome", "receipt")
FIELDS = (*OUTER, "board", "activity", "note", "media", "person", "zone", "seq", "key", "new", "me")
ID = re.compile(r"\b[0-9a-f]{32}\b")
OWN = {"workshop": ("a1", "a2", "b", "rehearsal", "none")}


@dataclass(frozen=True, eq=False)
class Cell:
    """One request: the route, who asks, for which object, and whose thing lies in it ("" its own)."""

    row: Row
    actor: str
    thing: str
    inner: str = ""

    def __str__(self) -> str:
        query = f"?{self.row.query}" if self.row.query else ""
        thing = f"{self.thing}:{self.inner}" if self.inner else self.thing
        return f"{self.row.method} {self.row.path}{query} | {self.actor} | {thing}"


def outer(row: Row) -> str:
    """The kind of object that a route is asked for, "" without one."""
    asked = " ".join([row.path, str(row.json or ""), str(dict(row.form))])
    return next((name for name in OUTER if f"{{{name}}}" in asked), "")


def cells(rows: Iterable[Row], actors: Iterable[str]) -> Iterator[Cell]:
    """Every cell of these rows."""
    for row in rows:
        kind = outer(row)
        things = OWN.get(kind, ("a1", "a2", "b", "none")) if kind else ("",)
        for actor in actors:
            yield from (Cell(row, actor, thing) for thing in things)
            if row.inner:
                yield from (Cell(row, actor, "a1", inner) for inner in ("a2", "b", "none"))


def expected(cell: Cell) -> int:
    """The status that the declaration gives."""
    row, actor = cell.row, ALSO.get(cell.actor, cell.actor)
    verdict = row.judge(actor, cell.thing)
    if verdict == "in":
        return row.other if cell.inner else row.apart.get(cell.thing, row.status)
    if isinstance(verdict, int):
        return verdict
    page = row.method == "GET" and not row.path.startswith("/api/")
    return {"sign in": 303 if page else 401, "forbidden": 403, "not found": 404}[verdict]


async def asked(world: World, cell: Cell, page: Headers | None = None) -> Answer:
    """The answer to a cell's request, from one of our own pages unless `page` says from which."""
    row, headers = cell.row, [*world.keys[cell.actor], *((("origin", world.base),) if page is None else page)]
    known = ALSO.get(cell.actor, cell.actor)
    if row.own_session and known in world.users:
        headers[0] = world.signed_in(known, bearer=headers[0][0] == "authorization")
    if row.method == LIVE:
        return await shake(world.app, target(world, cell), headers, base=world.base)
    body, kind = content(row, filled(world, cell))
    headers += [("content-type", kind)] if kind else []
    return await ask(world.app, row.method, target(world, cell), headers, body, base=world.base)


def target(world: World, cell: Cell) -> str:
    """The address that a cell asks for."""
    row, values = cell.row, filled(world, cell)
    return row.path.replace(":path", "").format(**values) + (f"?{row.query.format(**values)}" if row.query else "")


def filled(world: World, cell: Cell) -> dict[str, str]:
    """What the names in a path or a form stand for."""
    values = asdict(world.things.get(cell.thing) or Thing())
    values |= {cell.row.inner: getattr(world.things[cell.inner], cell.row.inner)} if cell.inner else {}
    me = world.people.get(ALSO.get(cell.actor, cell.actor), world.things["none"].person)
    return {name: str(value) for name, value in values.items()} | {"new": new_id(), "me": me} | dict(cell.row.fixed)


def content(row: Row, values: dict[str, str]) -> tuple[bytes, str]:
    """The body of a request and its type."""
    if row.json is not None:
        return json.dumps(put_in(row.json, values)).encode(), "application/json"
    if row.content:
        return row.content, row.kind
    return urlencode(put_in(row.form, values)).encode(), "application/x-www-form-urlencoded" if row.form else ""


def put_in(asked: object, values: dict[str, str]) -> dict[str, object]:
    """Fields with the names in them filled."""
    assert hasattr(asked, "items")
    return {name: each.format(**values) if isinstance(each, str) else each for name, each in asked.items()}


def bare(path: str) -> str:
    """A path without its names: `/w/{}/plan`, so that the same place is the same whatever it is called."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def filled_in(world: World, chosen: Iterable[Cell], *, named: bool = False) -> dict[Cell, Answer]:
    """The answers of these cells, without the names that they were asked by, so that they can be compared, or `named`.

    They are asked one after the other; what one takes away is there again for the next.
    """

    async def fill() -> dict[Cell, Answer]:
        found = {}
        for cell in chosen:
            answer = await asked(world, cell)
            found[cell] = answer if named else unnamed(world, cell, answer)
            if cell.row.renews and found[cell].status == 303:
                await rehearse(world)
        return found

    return world.runner.run(fill())


def some(every: Iterable[Cell]) -> list[Cell]:
    """Of each route, each status that it may answer with and each object at least one cell, by actors in turn."""
    found: list[Cell] = []
    for turn, (_, group) in enumerate(groupby(every, key=lambda cell: cell.row)):
        by_status: dict[int, list[Cell]] = {}
        for cell in group:
            by_status.setdefault(expected(cell), []).append(cell)
        for alike in by_status.values():
            left = {(cell.thing, cell.inner) for cell in alike}
            actors = list(dict.fromkeys(cell.actor for cell in alike))
            shift = turn % len(actors)
            rest = sorted(actors[shift:] + actors[:shift], key=lambda each: -sum(cell.actor == each for cell in alike))
            while left:
                taken = [cell for cell in alike if cell.actor == rest[0]]
                if left & {(cell.thing, cell.inner) for cell in taken}:
                    found += taken
                left -= {(cell.thing, cell.inner) for cell in taken}
                rest.pop(0)
    return found


def undeclared(routes: Iterable[tuple[str, str]], rows: Iterable[Row] = tuple(DECLARED)) -> tuple[list[str], list[str]]:
    """Routes that nobody declared, and declarations of routes that aren't there."""
    have = {f"{method} {bare(path)}" for method, path in routes}
    said = {f"{row.method} {bare(row.path)}" for row in rows}
    return sorted(have - said), sorted(said - have)


def unnamed(world: World, cell: Cell, answer: Answer) -> Answer:
    """An answer without ids, and without the names that it was asked for by."""
    values = filled(world, cell)
    names = [quote(target(world, cell)), *(values[name] for name in FIELDS if len(values[name]) > 5)]

    def blank(text: str) -> str:
        for name in names:
            text = text.replace(name, "…")
        return ID.sub("…", text)

    headers = tuple((name, blank(value)) for name, value in answer.headers)
    return Answer(answer.status, headers, blank(answer.body.decode("utf-8", "replace")).encode())
