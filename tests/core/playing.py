"""A workshop played by hand: who asks what, one after the other."""

from __future__ import annotations

import random
from dataclasses import replace

from app.core import engine
from app.core.types import Act, Command, Stamp
from app.core.words import agenda, roster
from tests.laws.world import FACILITATOR, World


def begun(*, tables: tuple[str, ...] = ("Uno", "Due"), seated: bool = True) -> World:
    """A workshop in its lobby with its people: four of six sit at two tables, unless nobody is to sit."""
    made = World(random.Random(5))
    for act in made.beginning():
        if isinstance(act.data, agenda.Start):
            break
        if isinstance(act.data, agenda.Create):
            act = replace(act, data=replace(act.data, tables=tables))
        if isinstance(act.data, roster.Join) and not (seated and tables):
            act = replace(act, data=replace(act.data, table=None))
        assert made.do(act) is not None, act
    return made


def ask(world: World, data: Command, person: str = FACILITATOR, role: str = "facilitator") -> str:
    """Somebody asks for something and gets it; the id of the act. Raises Refused when they do not get it."""
    act: Act = world.act(person, role, data)
    for event in engine.decide(world.state, act):
        stamp = Stamp(seq=world.state.seq + 1, at=act.at, person=act.person, act=act.id)
        engine.evolve(world.state, event, stamp)
    return act.id
