"""A2: no page of somebody else's changes anything or opens a line, whatever it says of where it is from."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from sqlmodel import SQLModel, select

from app.web import caller, doorway, guard
from tests.security import routes
from tests.security.asking import Answer, Headers
from tests.security.declared import DECLARED, NOTE
from tests.security.elsewhere import forms, origins
from tests.security.listening import listening
from tests.security.matrix import Cell, asked, bare, cells, expected
from tests.security.world import World

SAFE = ("GET", routes.LIVE)
CHANGING = [row for row in DECLARED if row.method not in SAFE]
# What goes on without anybody asking: what is put on the shelf, folded, and played in a rehearsal.
BY_ITSELF = {"shelf", "snapshot", "rehearsal"}


def let_in(world: World, *, by_cookie: bool = True) -> list[Cell]:
    """Of each route that changes something one cell of somebody who may, and who is known by a cookie."""
    found = []
    for row in CHANGING:
        mine = [cell for cell in cells([row], world.keys) if expected(cell) == row.status and not cell.inner]
        known = [
            cell for cell in mine if knows(world, cell.actor) == ("cookie" if by_cookie else "authorization")
        ]
        found += known[:1]
    return found


def knows(world: World, actor: str) -> str:
    """By which header somebody is known."""
    return world.keys[actor][0][0] if world.keys[actor] else ""


def stored(world: World) -> dict[str, list[tuple[object, ...]]]:
    """All that is kept, but for what changes by itself; nobody takes part in the rehearsal here."""
    lost = world.things["rehearsal"].workshop
    kept: dict[str, list[tuple[object, ...]]] = {}
    with world.house.desk.accounts.database.read() as database:
        for name, table in SQLModel.metadata.tables.items():
            if name not in BY_ITSELF:
                kept[name] = sorted(map(tuple, database.execute(select(table))), key=repr)
    return {name: [row for row in rows if lost not in row] for name, rows in kept.items()}


def asks(world: World, every: Iterable[Cell], pages: dict[str, Headers]) -> dict[tuple[str, str], Answer]:
    """Each of these requests, sent from each of these pages."""

    async def run() -> dict[tuple[str, str], Answer]:
        return {
            (str(cell), name): await asked(world, cell, page)
            for cell in every
            for name, page in pages.items()
        }

    return world.runner.run(run())


def passed(found: dict[tuple[str, str], Answer]) -> list[tuple[str, str]]:
    """What was not refused."""
    return [key for key, answer in found.items() if answer.status != 403]


def test_a2_no_page_of_others_changes_anything(served: World) -> None:
    every, pages = let_in(served), forms(served.base)
    changing = {f"{method} {bare(path)}" for method, path in routes.every(served.app) if method not in SAFE}
    assert {f"{cell.row.method} {bare(cell.row.path)}" for cell in every} == changing
    assert len(pages) >= 30
    before = stored(served)
    assert passed(asks(served, every, pages)) == []
    assert stored(served) == before


def test_a2_what_is_only_looked_at_changes_nothing(served: World) -> None:
    """Other pages may lead here, with our cookies: no GET does anything."""
    looks = [row for row in DECLARED if row.method == "GET"]
    every = [
        cell for cell in cells(looks, ("lead", "librarian", "admin", "participant")) if expected(cell) < 400
    ]
    before = stored(served)
    found = asks(
        served, every, {"another page": (("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"))}
    )
    assert {key: answer.status for key, answer in found.items() if answer.status >= 400} == {}
    assert stored(served) == before


def test_a2_our_own_pages_and_programs_do(served: World) -> None:
    """In the order of the declaration: what ends a workshop comes last."""
    ours = {
        "ours": (("origin", served.base),),
        "ours, as it says": (("origin", served.base), ("sec-fetch-site", "same-origin")),
        "ours, without a name": (("sec-fetch-site", "same-origin"),),
    }
    every = [*((cell, ours) for cell in let_in(served)),
             *((cell, {"a program": ()}) for cell in let_in(served, by_cookie=False))]  # fmt: skip
    every = [each for each in every if not each[0].row.own_session and not each[0].row.renews]
    wrong = {}
    for cell, pages in sorted(every, key=lambda each: DECLARED.index(each[0].row)):
        found = asks(served, [cell], pages)
        wrong |= {key: answer.status for key, answer in found.items() if answer.status != expected(cell)}
    assert wrong == {}


def test_a2_a_guard_that_does_not_look_is_seen(served: World, monkeypatch: pytest.MonkeyPatch) -> None:
    every, pages = [cell for cell in let_in(served) if cell.row.json == NOTE], forms(served.base)
    true, before = guard.forged, stored(served)
    monkeypatch.setattr(guard, "forged", lambda *_: False)
    assert len(passed(asks(served, every, pages))) == len(pages)
    assert stored(served) != before
    monkeypatch.setattr(guard, "forged", lambda method, *said: method == "POST" and true(method, *said))
    put = [cell for cell in let_in(served) if cell.row.method == "PUT"]
    assert len(passed(asks(served, put, pages))) == len(pages)
    monkeypatch.setattr(guard, "forged", lambda _, said, ours: said.get("origin", "") not in (*ours, ""))
    assert {name for _, name in passed(asks(served, every, pages))} >= {
        "none",
        "nothing",
        "from a cross-site page",
    }


# Lines


def ways(world: World) -> dict[str, tuple[str, str]]:
    """How a line is opened: by whom and at which address. The ordinary way takes all that is not plain."""
    here = f"/live/{world.things['a1'].workshop}"
    return {
        "short": (here, "participant"),
        "ordinary": (f"{here}?lang=it", "participant"),
        "staff": (here, "lead"),
    }


def opens(
    world: World, pages: dict[str, Headers], keys: dict[str, Headers] | None = None
) -> dict[tuple[str, str], object]:
    """What each handshake gets: its status, and whether it went the short way."""

    async def run() -> dict[tuple[str, str], object]:
        found: dict[tuple[str, str], object] = {}
        async with listening(world) as server:
            for way, (path, actor) in ways(world).items():
                key = (keys or {}).get(way, world.keys[actor])
                for name, page in pages.items():
                    found[way, name] = await server.opened(path, (*key, *page))
        return found

    return world.runner.run(run())


def accepted(found: dict[tuple[str, str], object]) -> set[tuple[str, str]]:
    """Those that were let in."""
    return {key for key, told in found.items() if told in ((101, True), (101, False))}


def test_a2_no_page_of_others_opens_a_line(served: World) -> None:
    pages = origins(served.base)
    assert len(pages) >= 16
    found = opens(served, pages)
    assert len(found) == 3 * len(pages)
    assert accepted(found) == set()
    assert set(found.values()) <= {(403, False), (400, False)}


def test_a2_our_own_pages_and_programs_open_lines(served: World) -> None:
    found = opens(served, {"ours": (("origin", served.base),)})
    assert found == {
        ("short", "ours"): (101, True),
        ("ordinary", "ours"): (101, False),
        ("staff", "ours"): (101, False),
    }
    told = {"short": "participant's token", "ordinary": "participant's token", "staff": "lead's token"}
    token = {way: served.keys[name] for way, name in told.items()}
    found = opens(served, {"a program": ()}, token)
    assert found == {("short", "a program"): (101, True), ("ordinary", "a program"): (101, False),
                     ("staff", "a program"): (101, False)}  # fmt: skip


@pytest.mark.parametrize(("where", "seen"), [(doorway, {"short"}), (caller, {"short", "ordinary", "staff"})])
def test_a2_a_door_that_does_not_look_is_seen(
    served: World, monkeypatch: pytest.MonkeyPatch, where: object, seen: set[str]
) -> None:
    monkeypatch.setattr(where, "origin_is_ours", lambda headers, ours: True)
    assert {way for way, _ in accepted(opens(served, origins(served.base)))} == seen
