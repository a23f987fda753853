"""A1: whoever was sent away sees no more, not even what the room sees; of what was wiped nothing answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.web.rehearsal.player import finish
from tests.contracts.client import Refused
from tests.contracts.gathering import gathered, play
from tests.contracts.house import House, one_on_sqlite
from tests.security.asking import HERE, ask
from tests.security.furnish import join, new_id
from tests.security.world import World


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with one_on_sqlite(tmp_path_factory.mktemp("house")) as made:
        yield made


def test_a1_a_wall_ends_with_the_last_person_it_is_looked_at_for(served: House) -> None:
    async def scene() -> None:
        async with gathered(served) as g:
            ana, ben = await g.person("Ana"), await g.person("Ben")
            projector = await g.wall()
            hers, his = [await g.line(token=each.calls.token, as_="wall", scope="all") for each in (ana, ben)]
            await g.boss.do("person.remove", {"id": ana.id})
            for line in (hers, ana.line):
                bye = await line.gone()
                assert (bye or {}).get("code") == "removed"
            with pytest.raises(Refused) as again:
                await g.line(token=ana.calls.token, as_="wall", scope="all")
            assert (again.value.bye or {}).get("code") == "removed"
            note = await g.note(ben.line, "dopo")
            for line in (his, projector):
                await line.until(lambda known: note in known)

    play(scene)


def test_a1_a_wiped_rehearsal_is_not_there_for_those_who_were_in_it(world: World) -> None:
    async def scene() -> dict[str, int]:
        lost = world.things["rehearsal"]
        headers = (*world.keys["lead"], ("origin", HERE))
        opened = await ask(world.app, "POST", f"/api/v1/workshops/{lost.workshop}/open", headers)
        assert opened.status == 200
        joined = await join(world, lost, "Chi prova")
        await finish(world.house, lost.workshop)
        device = (("cookie", f"{world.cookie('officina_p')}={joined.token}"), ("origin", HERE))
        paths = ("/w/{}/wall", "/p/{}", "/p/{}/plain", "/api/v1/workshops/{}", "/api/v1/workshops/{}/media/" + new_id())
        return {path: (await ask(world.app, "GET", path.format(lost.workshop), device)).status for path in paths}

    assert set(world.runner.run(scene()).values()) == {404}

