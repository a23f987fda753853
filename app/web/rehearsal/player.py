"""Plays rehearsals: one process for each, every second, by the same commands and limits as phones."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass, field

import structlog

from app.core.refusal import Refused
from app.core.tools import seats
from app.core.types import Act, Command
from app.core.view import Audience, Viewer, view
from app.core.words.agenda import Activity
from app.core.words.roster import Join, Person
from app.core.words.vote import Ballot
from app.core.words.workshop import Workshop
from app.live.room import Room
from app.store.rehearsals import NotARehearsal, Rehearsal
from app.store.trouble import Unavailable
from app.web.gatherings import do
from app.web.house import House

from .cast import Actor, Cast, id_of, the_cast
from .moves import AWAY, Moment, Move, moment_of, next_move

LOOK_EVERY = 1.0  # seconds
LEASE = 15_000  # ms that a process plays before somebody else may
AGAIN = 5_000  # ms before the end of a lease in which it is taken again
FORGOTTEN = 24 * 3600_000  # ms after which a rehearsal is wiped by itself
COMING_IN = 4_000  # ms from one arrival to the next
TOLD_EVERY = 5_000  # ms between two words about whose phone can be reached
LATE = 4 * 60_000  # ms into the evening at which somebody comes late
log = structlog.get_logger()


@dataclass
class Troupe:
    """One rehearsal, played here: until when, since when ballots are seen, and what each has tried."""

    until: int = 0
    begun: int = 0
    told: int = 0
    ballots: dict[str, int] = field(default_factory=dict)
    tried: dict[int, set[str]] = field(default_factory=dict)


class Player:
    """The rehearsals of one process. All it keeps in mind can be lost: what was done is in the journal."""

    def __init__(self, house: House) -> None:
        self.house, self.id = house, house.new_id()
        self.cast: Cast = the_cast()
        self.troupes: dict[str, Troupe] = {}

    async def keep(self) -> None:
        """Look for ever; what goes wrong in one rehearsal holds nobody else up."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            with contextlib.suppress(Unavailable):  # the next look tries again
                await self.look()

    async def look(self) -> None:
        """One look at every rehearsal there is."""
        found = await asyncio.to_thread(self.house.desk.rehearsals.all)
        self.troupes = {each.workshop: self.troupes.get(each.workshop, Troupe()) for each in found}
        for each in found:
            try:
                await self.look_at(each)
            except (Unavailable, NotARehearsal, LookupError):
                continue  # it has just ended, or nothing can be kept now
            except Exception as fault:
                log.error("rehearsal failed", workshop=each.workshop, exc_info=fault)

    async def look_at(self, found: Rehearsal) -> None:
        """Wipe what was forgotten; play what this process plays."""
        now = self.house.now()
        if now - found.at > FORGOTTEN:
            await finish(self.house, found.workshop)
        elif await self.holds(found, now):
            await self.play(found, self.troupes[found.workshop], now)

    async def holds(self, found: Rehearsal, now: int) -> bool:
        """Is it this process that plays?"""
        troupe = self.troupes[found.workshop]
        if troupe.until - now < AGAIN:
            mine = await asyncio.to_thread(
                lambda: self.house.desk.rehearsals.claim(found.workshop, self.id, now=now, until=now + LEASE)
            )
            troupe.until = now + LEASE if mine else 0
        return troupe.until > now

    async def play(self, found: Rehearsal, troupe: Troupe, now: int) -> None:
        """Let everybody do at most one thing."""
        room = await self.house.rooms.fresh(found.workshop)
        here = room.state.get(Workshop, found.workshop)
        if here is None or here.state not in ("lobby", "open"):
            return
        troupe.begun = troupe.begun or now
        for ballot in room.state.all(Ballot):
            troupe.ballots.setdefault(ballot.id, now)
        for actor in self.cast.actors:
            person = room.state.get(Person, id_of(found.workshop, actor.n))
            if person is None:
                await self.come_in(found, troupe, room, actor, now)
            elif not person.removed:
                await self.act(found, troupe, room, actor, person, now)
        if now - troupe.told >= TOLD_EVERY:
            troupe.told = now
            await self.be_there(found, room, now)

    async def be_there(self, found: Rehearsal, room: Room, now: int) -> None:
        """Their phones count among those that can be reached, but for one that has lost the network."""
        current = room.state.get(Activity, room.state.need(Workshop, found.workshop).current)
        away = current is not None and order_of(room) == 0 and offline(current, found.pace, now)
        ids = {id_of(found.workshop, actor.n): actor for actor in self.cast.actors}
        here = [id for id in ids if (person := room.state.get(Person, id)) is not None and not person.removed]
        gone = [id for id in here if away and ids[id].part == "offline"]
        for people, there in ((sorted(set(here) - set(gone)), True), (gone, False)):
            self.house.rooms.met(found.workshop, people, there)
            await self.house.rooms.bell.tell(found.workshop, people, here=there)

    async def come_in(self, found: Rehearsal, troupe: Troupe, room: Room, actor: Actor, now: int) -> None:
        """Somebody joins, one after the other, once the room is open; one only when it has long begun."""
        here = room.state.need(Workshop, found.workshop)
        due = troupe.begun + (actor.n + 1) * COMING_IN // found.pace
        if actor.part == "late":
            due = here.started_at + LATE // found.pace if here.started_at else now + 1
        person = id_of(found.workshop, actor.n)
        if due > now or room.state.gone(Person, person) is not None:
            return
        desk = self.house.desk
        row = await asyncio.to_thread(desk.workshops.get, found.workshop)
        if row is None:
            return
        terms = await asyncio.to_thread(desk.notices.get, row.notice, actor.lang)
        if await asyncio.to_thread(desk.receipts.of, row.id, person) is None:
            await asyncio.to_thread(lambda: desk.receipts.give(row.id, person, terms, now=now))
        tables = seats.ordered(room.state) if here.seating == "choose" else []
        table = tables[actor.n % len(tables)].id if tables else None
        join = Join(
            id=person, alias=actor.alias, language=actor.lang, table=table, notice=str(terms.version),
            basis=terms.basis, retention=terms.months,
        )  # fmt: skip
        with contextlib.suppress(Refused):
            await do(self.house, row.id, person, join, role="door")

    async def act(
        self, found: Rehearsal, troupe: Troupe, room: Room, actor: Actor, person: Person, now: int
    ) -> None:
        """The next thing somebody does, as far as they see what is going on."""
        seen = view(room.state, Viewer(Audience("room", person.table, "current"), person.id))
        tried = troupe.tried.setdefault(actor.n, set())
        moment = Moment(found.workshop, now, found.pace, order_of(room), since(troupe, room, now))
        move = next_move(self.cast, actor, person.id, seen, moment, tried)
        if move is not None and not self.house.buckets.take(found.workshop, person.id, time.monotonic()):
            tried.add(move.key)
            await self.say(room, person.id, move)

    async def say(self, room: Room, person: str, move: Move) -> None:
        """Send a command as a phone would; the same one has the same id, whoever sends it."""
        data: Command = move.data
        act = Act(
            id=id_of(person, move.key), person=person, role="participant", data=data, at=self.house.now(),
            chance=self.house.new_id(),
        )  # fmt: skip
        with contextlib.suppress(Refused):  # as a person would: too late, or somebody was faster
            await room.do(act, self.house.journal.digest(data))


def order_of(room: Room) -> int:
    """The how manyeth board of the agenda is being worked on, from 0; -1 for anything else."""
    current = room.state.need(Workshop, room.workshop).current
    agenda = sorted(room.state.all(Activity), key=lambda each: each.order)
    boards = [each.id for each in agenda if each.plan.tool == "board"]
    return boards.index(current) if current in boards else -1


def offline(activity: Activity, pace: int, now: int) -> bool:
    """Is it the time of a step in which somebody's phone has no network?"""
    begins, ends = (moment_of(activity.plan.minutes, activity.started_at or now, pace, share) for share in AWAY)
    return begins < now < ends


def since(troupe: Troupe, room: Room, now: int) -> int:
    """When the ballot that is open was first seen."""
    return max((troupe.ballots.get(each.id, now) for each in room.state.all(Ballot) if each.open), default=now)


async def finish(house: House, workshop: str) -> None:
    """Wipe a rehearsal and let everybody in it go. Raises NotARehearsal for any other workshop."""
    await house.journal.wipe(workshop, at=house.now())
    house.rooms.forget(workshop)
