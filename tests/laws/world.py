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
from app.core.words import (
    agenda,
    approval,
    board,
    clusters,
    draft,
    hands,
    imported,
    roster,
    tables,
    vote,
    workshop,
)

WORKSHOP = "0" * 31 + "1"
FACILITATOR, LIBRARIAN = "f" * 32, "e" * 32
PEOPLE = tuple(f"{n:032x}" for n in range(0xA1, 0xA7))
ACTIVITIES = tuple(f"{n:032x}" for n in range(0xC1, 0xC6))
TABLES = (f"{WORKSHOP}:t0", f"{WORKSHOP}:t1")
BRINGS = 23  # steps between figures that come from elsewhere
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
        agenda.Rules(private=False, anonymous=False, cluster="all", tables=True, clusters=3, carry_table=3),
        agenda.Rules(private=False, anonymous=False, ballot=agenda.BallotRules()),
        agenda.Rules(private=False, anonymous=False, notes=2, tables=True, visitors=True),
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
    brought: list[imported.WorkshopImported] = field(default_factory=list)
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

    def bring(self) -> None:
        """Figures from elsewhere arrive, as an import writes them: nobody asks for them, nobody stands behind them."""
        chance = random.Random(self.state.seq)  # of its own, so that the walk goes on as without

        def some(ids: tuple[str, ...]) -> tuple[imported.Figure, ...]:
            few = chance.sample(ids, chance.randint(0, 2))
            return tuple(imported.Figure(id=id, count=chance.randint(1, 9)) for id in few)

        people = chance.randint(0, 9)
        event = imported.WorkshopImported(people=people, seated=some(TABLES), hidden=some(ACTIVITIES))
        stamp = Stamp(seq=self.state.seq + 1, at=self.clock, person=FACILITATOR, act=f"{chance.getrandbits(128):032x}")
        engine.evolve(self.state, event, stamp)
        self.brought.append(event)

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
        """Words that nobody else has: the point keeps 15 from standing in 151."""
        return " ".join(self.chance.choice(WORDS) for _ in range(self.chance.randint(1, 4))) + f" {self.acts}."

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
            clusters.Carry(id=note, as_=self.id()), clusters.CallBack(id=note),
        ])  # fmt: skip

    def vote(self, person: str) -> Command:
        ballots = [b for b in self.state.all(vote.Ballot) if b.open]
        if not ballots:
            return self.write(person)
        ballot = self.chance.choice(ballots)
        target = self.chance.choice(ballot.targets)
        if self.chance.random() < 0.2:
            return vote.TakeBack(ballot=ballot.id, target=target)
        least, most = (-1, 1) if ballot.method == "stance" else (0, 2)
        return vote.Cast(ballot=ballot.id, target=target, value=self.chance.randint(least, most))

    def me(self, person: str) -> Command:
        return self.chance.choice([
            roster.Ready(id=person, to=self.chance.random() < 0.7),
            roster.Rename(id=person, alias=f"Volpe {self.acts}"),
            roster.Sit(id=person, table=self.chance.choice([*TABLES, None])), roster.CallForHelp(id=person),
            roster.Sit(id=person, table=self.chance.choice(TABLES)),
            tables.Host(id=self.chance.choice(TABLES), person=self.chance.choice([person, None])),
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
        if isinstance(data, draft.Draft | draft.Write | approval.Move | approval.BringBack):
            return self.act(LIBRARIAN, "librarian", data)
        return self.act(FACILITATOR, "facilitator", data)

    def lead(self) -> Command:
        activity = self.chance.choice(ACTIVITIES)
        current = self.state.need(workshop.Workshop, WORKSHOP).current or activity
        return self.chance.choice([
            agenda.Start(id=activity), agenda.Start(id=activity), agenda.Reveal(id=current, to="facilitators"),
            agenda.NextVisit(activity=ACTIVITIES[4]), agenda.Reveal(id=current, to="tables"),
            agenda.Reveal(id=self.begun(), to="tables"),
            agenda.Reveal(id=current, to="room"), agenda.Reveal(id=self.begun(), to="room"), agenda.Hide(id=current),
            agenda.Lock(id=current), agenda.Unlock(id=current), agenda.Unlock(id=self.begun()),
            agenda.Reveal(id=self.begun(), to="room")
            if self.chance.random() > 0.2
            else agenda.CloseActivity(id=activity),
            agenda.SetActivity(id=activity, title=self.text()), workshop.Gather(),
            agenda.Order(ids=tuple(self.chance.sample(ACTIVITIES, len(ACTIVITIES)))),
            workshop.SetSpotlight(target=self.some(board.Note) if self.chance.random() < 0.7 else None),
            workshop.StartTimer(seconds=60), workshop.PauseTimer(), workshop.AddTime(seconds=-30),
            workshop.StartTimer(seconds=60, table=self.some(tables.Table)),
            workshop.SendMessage(text=self.text()), workshop.Open(),
            workshop.SetWorkshop(answer_by=self.chance.choice((0, self.clock + 86_400_000))),
        ])  # fmt: skip

    def look_after(self) -> Command:
        note = self.some(board.Note)
        gone = [id for id in self.state.records if self.state.gone(board.Note, id)]
        since = self.clock - self.chance.randint(0, 40_000)
        return self.chance.choice([
            board.HideNote(id=note), board.HideNote(id=note, to=False), board.ParkNote(id=note),
            board.RemoveNote(id=note), board.RestoreNote(id=self.chance.choice(gone or [note])),
            board.EditNote(id=note, text=self.text()),
            self.carry(note, self.chance.choice(ACTIVITIES), self.id()), self.cluster(FACILITATOR),
            clusters.Carry(id=self.some(board.Cluster), to=self.chance.choice(ACTIVITIES), as_=self.id()),
            Undo(person=self.chance.choice(PEOPLE), since=since),
        ])  # fmt: skip

    def carry(self, note: str, to: str, card: str) -> Command:
        """A card carried by whoever leads, sometimes with another beside it, dealt to a table or not."""
        chance = random.Random(self.state.seq)  # of its own, so that the walk goes on as without
        if chance.random() < 0.5:
            return clusters.Carry(id=note, to=to, as_=card)
        also = chance.choice(sorted(n.id for n in self.state.all(board.Note)) or [note])
        cards = [clusters.Brought(id=note, card=card, table=chance.choice((None, *TABLES)))]
        if chance.random() < 0.5:
            cards.append(clusters.Brought(id=also, card=f"{chance.getrandbits(128):032x}"))
        return clusters.CarryAll(to=to, cards=tuple(cards))

    def hold_vote(self) -> Command:
        ballots = [b.id for b in self.state.all(vote.Ballot) if b.open]
        if ballots and self.chance.random() < 0.35:
            return self.end_vote(self.chance.choice(ballots))
        shown = [n.id for n in self.state.all(board.Note) if "room" in self.state.seen(n.id, self.state.seq)]
        ties = [b for b in self.state.all(vote.Ballot) if not b.open and len(b.first) > 1]
        if ties and self.chance.random() < 0.5:
            return self.break_tie(self.chance.choice(ties))
        targets = tuple(self.chance.sample(shown, min(len(shown), 4))) or (self.id(),)
        settings = vote.Settings(dots=self.chance.randint(1, 4), max=self.chance.randint(1, 4),
                                 secret=self.chance.random() < 0.8)  # fmt: skip
        method = self.chance.choice(("dots", "dots", "stance"))
        return vote.OpenBallot(id=self.id(), activity=self.begun(), targets=targets, settings=settings, method=method)

    def end_vote(self, id: str) -> Command:
        """Close it, or close the phones first and count some hands."""
        ballot = self.state.need(vote.Ballot, id)
        if not ballot.counting:
            return self.chance.choice([vote.CloseBallot(id=id), hands.ClosePhones(id=id)])
        if (roll := self.chance.random()) < 0.3:
            return vote.CloseBallot(id=id)
        if roll > 0.95:
            return hands.ReopenPhones(id=id)
        value = self.chance.randint(-1, 1) if ballot.method == "stance" else None
        return hands.CountHands(
            id=id, target=self.chance.choice(ballot.targets), value=value, count=self.chance.randint(0, 3)
        )

    def break_tie(self, ballot: vote.Ballot) -> Command:
        """A second ballot among the tied, or the word of whoever leads."""
        if self.chance.random() < 0.3:
            return vote.DecideBallot(id=ballot.id, target=self.chance.choice(ballot.targets))
        return vote.OpenBallot(id=self.id(), activity=ballot.activity, targets=ballot.first, runoff_of=ballot.id,
                               settings=vote.Settings(dots=1, max=1))  # fmt: skip

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
            roster.Sit(id=person, table=self.chance.choice(TABLES)), self.furniture(),
        ])  # fmt: skip

    def furniture(self) -> Command:
        """Something done with the tables; mostly people go on choosing their own."""
        table = self.some(tables.Table)
        return self.chance.choice([
            tables.AddTable(id=self.id(), title=self.text()), tables.RenameTable(id=table, title=self.text()),
            tables.RemoveTable(id=table), tables.Host(id=table, person=self.chance.choice([*PEOPLE, None])),
            tables.Deal(all=self.chance.random() < 0.5),
            tables.SetSeating(to="choose"), tables.SetSeating(to="choose"), tables.SetSeating(to="choose"),
        ])  # fmt: skip

    def document(self) -> Command:
        notes = [n.id for n in self.state.all(board.Note) if "staff" in self.state.seen(n.id, self.state.seq)]
        if not notes:
            return draft.SetOutcome(id=self.id(), title="x")
        note = self.state.need(board.Note, self.chance.choice(notes))
        group = self.some(board.Cluster)
        rests = group if self.state.get(board.Cluster, group) and self.chance.random() < 0.3 else note.id
        text = note.text or "x" if rests == note.id else "Un gruppo"
        sentences = (draft.Sentence(id=self.id(), text=text, quote=rests, evidence=(rests, note.id)),)
        outcomes = [o.id for o in self.state.all(draft.Outcome)]
        if outcomes and self.chance.random() < 0.7:
            write = draft.Write(outcome=outcomes[-1], key="problema", sentences=sentences)
            kept = (approval.Kept(key="problema", sentences=sentences),)
            return self.chance.choice([
                write, write, draft.SetOutcome(id=outcomes[-1], title=self.chance.choice(("", "Altro"))),
                approval.Move(id=outcomes[-1], to=self.chance.choice(draft.STATUSES), reason="perché"),
                approval.BringBack(id=outcomes[-1], upto=1, sections=kept),
            ])  # fmt: skip
        section = draft.Drafted(
            key="problema", order=0, stage="define", title="Il problema", sentences=sentences
        )
        title = self.chance.choice(("", "Una proposta"))
        return draft.Draft(
            id=self.id(), template="proposta", title=title, source=note.id, sections=(section,)
        )


def lived_in(seed: int, steps: int) -> World:
    """A world after so many steps; the same for the same seed."""
    world = World(random.Random(seed))
    world.found()
    for step in range(steps):
        world.do(world.next())
        if step % BRINGS == 0:
            world.bring()
    return world


def everybody(state: State) -> list[Viewer]:
    """All viewers of a state: staff, wall, each person in both scopes at the table where they sit now."""
    found = viewers()
    for person in PEOPLE:
        record = state.get(roster.Person, person)
        table = record.table if record else None
        found += [Viewer(Audience("room", table, scope), person) for scope in ("all", "current")]
    return found
