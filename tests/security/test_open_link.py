"""A5: an open link says how far its votes can be trusted, and one browser is one person."""

from __future__ import annotations

import html

import pytest

from app.core.state import State
from app.core.words.roster import Person
from tests.security.asking import ask
from tests.security.furnish import join
from tests.security.world import World

TIMES = 50
SAID = {
    "it": ("uno per browser", "Il link è aperto: un voto per browser."),
    "en": ("one vote per browser", "The link is open: one vote per browser."),
}


async def page(world: World, path: str, actor: str, lang: str) -> str:
    answer = await ask(world.app, "GET", f"{path}?lang={lang}", world.keys[actor], base=world.base)
    assert answer.status == 200
    return html.unescape(answer.body.decode())


async def people(world: World) -> int:
    state: State = (await world.house.rooms.fresh(world.things["a1"].workshop)).state
    return len(list(state.all(Person)))


@pytest.mark.parametrize("lang", SAID)
def test_a5_an_open_link_says_one_vote_per_browser(world: World, lang: str) -> None:
    thing = world.things["a1"]
    joining, leading = SAID[lang]
    assert joining in world.runner.run(page(world, f"/j/{thing.code}", "nobody", lang))
    for path in (f"/w/{thing.workshop}", f"/w/{thing.workshop}/kit"):
        assert leading in world.runner.run(page(world, path, "lead", lang)), path


def test_a5_one_browser_is_one_person_however_often_it_comes(world: World) -> None:
    code = world.things["a1"].code
    kind = ("content-type", "application/x-www-form-urlencoded")

    async def run() -> None:
        before = await people(world)
        headers = (*world.keys["participant"], kind, ("origin", world.base))
        for _ in range(TIMES):
            answer = await ask(
                world.app, "POST", f"/j/{code}", headers, b"alias=Ancora&notice=1", base=world.base
            )
            assert (answer.status, answer.get("location")) == (303, f"/p/{world.things['a1'].workshop}")
        assert await people(world) == before

    world.runner.run(run())


def test_a5_a_browser_that_forgot_is_somebody_else_as_the_sentence_says(world: World) -> None:
    """What tickets end (`test_tickets.py`)."""

    async def run() -> None:
        before = await people(world)
        await join(world, world.things["a1"], "Di nuovo")
        assert await people(world) == before + 1

    world.runner.run(run())
