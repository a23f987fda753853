"""A workshop that people live in: random but plausible acts, for the laws to watch."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from app.core import engine
from app.core.refusal import Refused
from app.core.state import State
from app.core.types import Act, Command, Event, Stamp
from app.core.undo import Undo
from app.core.view import Audience, Viewer
from app.core.words import agenda, board, clusters, draft, roster, vote, workshop

WORKSHOP = "0" * 31 + "1"
FACILITATOR, LIBRARIAN = "f" * 32, "e" * 32
PEOPLE = tuple(f"{n:032x}" for n in range(0xA1, 0xA7))
ACTIVITIES = tuple(f"{n:032x}" for n in range(0xC1, 0xC6))
TABLES = (f"{WORKSHOP}:t0", f"{WORKSHOP}:t1")
WORDS = (
    "casa",
    "orari",
    "voce",
    "silenzio",
    "bambini",
    "lingue",
    "libri",
    "caffè",
    "مكتبة",
    "图书馆",
    "тиша",
)


def plans() -> tuple[agenda.Planned, ...]:
    """Five activities, one for each way of keeping things to oneself."""
    zones = (agenda.Zone(id="dice", title="Dice"), agenda.Zone(id="pensa", title="Pensa"))
    rules = (
        agenda.Rules(private=True, anonymous=True, notes=4, cluster="facilitators"),
        agenda.Rules(private=False, anonymous=False, cluster="all", carry=True),
        agenda.Rules(private=False, anonymous=False, cluster="all", tables=True),
        agenda.Rules(private=False, anonymous=False, ballot=agenda.BallotRules()),
        agenda.Rules(private=False, anonymous=True, notes=2, cluster="none"),
    )
    stages = ("empathize", "define", "ideate", "ideate", "test")
    tools = ("board", "board", "board", "vote", "board")
    return tuple(
        agenda.Planned(
            id=id,
            stage=stage,
            tool=tool,
            method="m",
            title=f"A{n}",
            zones=zones,
            rules=rule,
            words={"it": {"title": "A"}},
        )
        for n, (id, stage, tool, rule) in enumerate(zip(ACTIVITIES, stages, tools, rules, strict=True))
    )


def viewers() -> list[Viewer]:
    """Every kind of eyes, and some pairs that must see the same."""
    staff = (("facilitator", FACILITATOR), ("librarian", LIBRARIAN))
    found = [
        Viewer(Audience(role, None, scope), person) for role, person in staff for scope in ("all", "current")
    ]
    return found + [Viewer(Audience("wall", None, scope), None) for scope in ("all", "current")]


@dataclass
class World:
    """A state, the chance that moves it, and everything that was ever asked and accepted."""

    chance: random.Random
    state: State = field(default_factory=lambda: State(WORKSHOP))
    clock: int = 1_700_000_000_000
    acts: int = 0
    accepted: list[tuple[Act, list[Event]]] = field(default_factory=list)
    submit: Callable[[Act], list[Event]] | None = None

    def id(self) -> str:
        return f"{self.chance.getrandbits(128):032x}"

    def act(self, person: str, role: str, data: Command, *, via: str | None = None) -> Act:
        self.clock += self.chance.randint(1, 5000)
        return Act(
            id=self.id(), person=person, role=role, data=data, at=self.clock, chance=self.id(), via=via
        )

    def do(self, act: Act) -> list[Event] | None:
        """The events that followed, None when it was refused; then nothing at all may have changed."""
        try:
            events = engine.decide(self.state, act)
        except Refused:
            return None
        for event in events:
            stamp = Stamp(seq=self.state.seq + 1, at=act.at, person=act.person, act=act.id)
            engine.evolve(self.state, event, stamp)
        self.accepted.append((act, events))
        return events

    def found(self) -> None:
        """The workshop with its agenda, tables and people; lived in before anybody starts to watch."""
        for act in self.beginning():
            assert self.do(act) is not None, act

    def beginning(self) -> Iterator[Act]:
        yield self.act(FACILITATOR, "door", agenda.Create(title="T", question="Q?", languages=("it",), agenda=plans(),
                       person=FACILITATOR, alias="Anna", tables=("Uno", "Due")))  # fmt: skip
        yield self.act(FACILITATOR, "facilitator", workshop.Open())
        for n, person in enumerate(PEOPLE):
            table = TABLES[n % 2] if n < 4 else None
            yield self.act(person, "door", roster.Join(id=person, alias=f"Lontra {n}", table=table))
        for activity in ACTIVITIES[:4]:
            yield self.act(FACILITATOR, "facilitator", agenda.Start(id=activity))
            for person in PEOPLE[:3] if activity != ACTIVITIES[3] else ():
                note = board.AddNote(id=self.id(), activity=activity, text=self.text())
                yield self.act(person, "participant", note)

    def begun(self) -> str:
        """An activity, mostly one that has begun."""
        ids = [a.id for a in self.state.all(agenda.Activity) if a.started_at is not None and not a.closed]
        return (
            self.chance.choice(ids) if ids and self.chance.random() < 0.95 else self.chance.choice(ACTIVITIES)
        )

    def some(self, kind: type[Any]) -> str:
        """The id of a record of this kind, now and then of one that is gone or never was."""
        ids = [record.id for record in self.state.all(kind)]  # newest last
        if not ids or self.chance.random() < 0.03:
            return self.chance.choice(
                [id for id in self.state.records if not id.startswith("vote:")] or [self.id()]
            )
        return self.chance.choice(ids[-12:])

    def text(self) -> str:
        return " ".join(self.chance.choice(WORDS) for _ in range(self.chance.randint(1, 4))) + f" {self.acts}"

    def next(self) -> Act:
        """One plausible thing that somebody asks."""
        self.acts += 1
        led = self.chance.random() < 0.45
        return self.led() if led else self.given()

    def given(self) -> Act:
        """Something a participant does, sometimes typed by the facilitator for them."""
        person = self.chance.choice(PEOPLE)
        make = self.chance.choices(
            [self.write, self.change, self.vote, self.cluster, self.me], [6, 4, 5, 2, 2]
        )[0]
        via = FACILITATOR if self.chance.random() < 0.08 else None
        return self.act(person, "facilitator" if via else "participant", make(person), via=via)

    def write(self, person: str) -> Command:
        current = self.state.need(workshop.Workshop, WORKSHOP).current
        activity = (
            current if current not in (None, ACTIVITIES[3]) and self.chance.random() < 0.5 else self.begun()
        )
        return board.AddNote(
            id=self.id(), activity=activity, text=self.text(), zone=self.chance.choice(("", "dice", "pensa"))
        )

    def own(self, person: str) -> str:
        ids = sorted(id for id in self.state.ids("own", person) if not id.startswith("vote:"))
        return self.chance.choice(ids) if ids and self.chance.random() < 0.9 else self.some(board.Note)

    def change(self, person: str) -> Command:
        note = self.own(person)
        mine = [act.id for act, events in self.accepted[-60:] if act.person == person and events] or [
            self.id()
        ]
        gone = [id for id in self.state.ids("own", person) if self.state.gone(board.Note, id)] or [note]
        return self.chance.choice([
            board.EditNote(id=note, text=self.text()), board.MoveNote(id=note, x=self.chance.randint(0, 1000)),
            board.RemoveNote(id=note), board.RestoreNote(id=self.chance.choice(sorted(gone))),
            Undo(of=self.chance.choice(mine)), Undo(of=mine[-1]),
            clusters.Carry(id=note, to=self.chance.choice(ACTIVITIES), as_=self.id()),
        ])  # fmt: skip

    def vote(self, person: str) -> Command:
        ballots = [b for b in self.state.all(vote.Ballot) if b.open]
        if not ballots:
            return self.write(person)
        ballot = self.chance.choice(ballots)
        target = self.chance.choice(ballot.targets)
        if self.chance.random() < 0.2:
            return vote.TakeBack(ballot=ballot.id, target=target)
        return vote.Cast(ballot=ballot.id, target=target, value=self.chance.randint(0, 2))

    def me(self, person: str) -> Command:
        return self.chance.choice([
            roster.Ready(id=person, to=self.chance.random() < 0.7),
            roster.Rename(id=person, alias=f"Volpe {self.acts}"),
            roster.Sit(id=person, table=self.chance.choice([*TABLES, None])), roster.CallForHelp(id=person),
        ])  # fmt: skip

    def cluster(self, person: str) -> Command:
        one, other = self.some(board.Cluster), self.some(board.Cluster)
        found = self.state.get(board.Cluster, one)
        likely = self.chance.choice(ACTIVITIES[1:3]) if person != FACILITATOR else self.begun()
        activity = found.activity if found and self.chance.random() < 0.7 else likely
        notes = [n.id for n in self.state.all(board.Note) if n.activity == activity]
        some = tuple(self.chance.sample(notes, min(len(notes), self.chance.randint(0, 3))))
        inside = tuple(n.id for n in self.state.all(board.Note) if one in n.clusters)[:2]
        made = clusters.CreateCluster(id=self.id(), activity=activity, title=self.text(), notes=some)
        return made if found is None else self.chance.choice([
            made, clusters.CreateCluster(id=self.id(), activity=activity, title=self.text(), notes=some),
            clusters.Assign(id=one, notes=some), clusters.Unassign(id=one, notes=inside),
            clusters.Assign(id=one, notes=some),
            clusters.RenameCluster(id=one, title=self.text()), clusters.Merge(id=one, into=other),
            clusters.Split(id=one, to=self.id(), title=self.text(), notes=inside), clusters.Dissolve(id=one),
        ])  # fmt: skip

    def led(self) -> Act:
        """Something a facilitator or a librarian does."""
        make = self.chance.choices([self.lead, self.look_after, self.hold_vote, self.people, self.document],
                                   [6, 5, 3, 2, 1])[0]  # fmt: skip
        data = make()
        if isinstance(data, roster.Erase):
            return self.act(data.id, "door", data)
        if isinstance(data, draft.Draft | draft.Write):
            return self.act(LIBRARIAN, "librarian", data)
        return self.act(FACILITATOR, "facilitator", data)

    def lead(self) -> Command:
        activity = self.chance.choice(ACTIVITIES)
        current = self.state.need(workshop.Workshop, WORKSHOP).current or activity
        return self.chance.choice([
            agenda.Start(id=activity), agenda.Start(id=activity), agenda.Reveal(id=current, to="facilitators"),
            agenda.Reveal(id=current, to="room"), agenda.Reveal(id=self.begun(), to="room"), agenda.Hide(id=current),
            agenda.Lock(id=current), agenda.Unlock(id=current), agenda.Unlock(id=self.begun()),
            agenda.Reveal(id=self.begun(), to="room")
            if self.chance.random() > 0.2
            else agenda.CloseActivity(id=activity),
            agenda.SetActivity(id=activity, title=self.text()), workshop.Gather(),
            agenda.Order(ids=tuple(self.chance.sample(ACTIVITIES, len(ACTIVITIES)))),
            workshop.SetSpotlight(target=self.some(board.Note) if self.chance.random() < 0.7 else None),
            workshop.StartTimer(seconds=60), workshop.PauseTimer(), workshop.AddTime(seconds=-30),
            workshop.SendMessage(text=self.text()), workshop.Open(),
        ])  # fmt: skip

    def look_after(self) -> Command:
        note = self.some(board.Note)
        gone = [id for id in self.state.records if self.state.gone(board.Note, id)]
        since = self.clock - self.chance.randint(0, 40_000)
        return self.chance.choice([
            board.HideNote(id=note), board.HideNote(id=note, to=False), board.ParkNote(id=note),
            board.RemoveNote(id=note), board.RestoreNote(id=self.chance.choice(gone or [note])),
            board.EditNote(id=note, text=self.text()),
            clusters.Carry(id=note, to=self.chance.choice(ACTIVITIES), as_=self.id()), self.cluster(FACILITATOR),
            clusters.Carry(id=self.some(board.Cluster), to=self.chance.choice(ACTIVITIES), as_=self.id()),
            Undo(person=self.chance.choice(PEOPLE), since=since),
        ])  # fmt: skip

    def hold_vote(self) -> Command:
        ballots = [b.id for b in self.state.all(vote.Ballot) if b.open]
        if ballots and self.chance.random() < 0.35:
            return vote.CloseBallot(id=self.chance.choice(ballots))
        shown = [n.id for n in self.state.all(board.Note) if "room" in self.state.seen(n.id, self.state.seq)]
        targets = tuple(self.chance.sample(shown, min(len(shown), 4))) or (self.id(),)
        settings = vote.Settings(dots=self.chance.randint(1, 4), max=self.chance.randint(1, 4),
                                 secret=self.chance.random() < 0.8)  # fmt: skip
        return vote.OpenBallot(id=self.id(), activity=self.begun(), targets=targets, settings=settings)

    def people(self) -> Command:
        person = self.chance.choice(PEOPLE)
        if self.chance.random() < 0.06:
            return roster.Erase(id=person)
        if self.chance.random() < 0.04:
            return roster.Remove(id=person)
        return self.chance.choice([
            roster.SetRole(id=person, role=self.chance.choice(("participant", "participant", "observer"))),
            roster.Ready(id=person), roster.AddPerson(id=self.id(), alias=f"Carta {self.acts}"),
            roster.Sit(id=person, table=self.chance.choice(TABLES)),
        ])  # fmt: skip

    def document(self) -> Command:
        notes = [n.id for n in self.state.all(board.Note) if "staff" in self.state.seen(n.id, self.state.seq)]
        if not notes:
            return draft.SetOutcome(id=self.id(), title="x")
        note = self.state.need(board.Note, self.chance.choice(notes))
        sentences = (draft.Sentence(id=self.id(), text=note.text or "x", evidence=(note.id,)),)
        outcomes = [o.id for o in self.state.all(draft.Outcome)]
        if outcomes and self.chance.random() < 0.6:
            return draft.Write(outcome=outcomes[-1], key="problema", sentences=sentences)
        section = draft.Drafted(
            key="problema", order=0, stage="define", title="Il problema", sentences=sentences
        )
        return draft.Draft(
            id=self.id(), template="proposta", title="Una proposta", source=note.id, sections=(section,)
        )


def lived_in(seed: int, steps: int) -> World:
    """A world after so many steps; the same for the same seed."""
    world = World(random.Random(seed))
    world.found()
    for _ in range(steps):
        world.do(world.next())
    return world


def everybody(state: State) -> list[Viewer]:
    """All viewers of a state: staff, wall, each person in both scopes at the table where they sit now."""
    found = viewers()
    for person in PEOPLE:
        record = state.get(roster.Person, person)
        table = record.table if record else None
        found += [Viewer(Audience("room", table, scope), person) for scope in ("all", "current")]
    return found
