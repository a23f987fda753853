"""How many can be reached is said to those who lead, across processes, and to nobody else (PROTOCOL.md: `eph`)."""

from __future__ import annotations

from tests.contracts.gathering import gathered, play
from tests.contracts.house import House


def test_those_who_lead_learn_how_many_can_be_reached(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:

            async def reached(number: int) -> None:
                heard = g.boss.mirror.eph
                await g.boss.expect(lambda: heard and heard[-1]["reached"] == number, 14.0, f"{number} can be reached")

            ana, ben = await g.person("Ana"), await g.person("Ben", there=True)
            wall = await g.wall()
            await reached(2)
            await g.boss.do("person.add", {"id": g.boss.new_id(), "alias": "Su carta"})
            await ben.line.close()
            await reached(1)
            await g.play(g.boards[1], private=True)
            said = len(g.boss.mirror.eph)
            await ben.line.open()
            await g.boss.check()  # the server has had time to speak
            assert len(g.boss.mirror.eph) == said
            await g.play(g.boards[2])
            await reached(2)
            assert ana.line.mirror.eph == ben.line.mirror.eph == wall.mirror.eph == []

    play(scene)
