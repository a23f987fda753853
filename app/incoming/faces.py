"""Records as a librarian was shown them become the events that lead there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import msgspec

from app.core.types import Event, Json
from app.core.words import agenda, approval, board, clusters, draft, imported, roster, tables, vote, workshop

from .keeping import Step

T = TypeVar("T")
NewId = Callable[[], str]


def typed(kind: type[T], face: Json) -> T:
    """The fields of a face as one of the core's words; raises msgspec's ValidationError when they don't fit."""
    return msgspec.convert(face, kind, strict=False)


class Faces:
    """All records of a file by kind, and when each was."""

    def __init__(self, records: Iterable[Json], by: str, now: int, new_id: NewId) -> None:
        """`by` is who imports; what has no author any more is theirs, what was anonymous is nobody's."""
        self.kinds: dict[str, list[Json]] = {}
        for record in records:
            self.kinds.setdefault(record["kind"], []).append(record)
        self.by, self.now, self.new_id = by, now, new_id
        self.workshop = self.kinds["workshop"][0]
        self.activities = sorted(self.kinds.get("activity", []), key=lambda found: found["order"])

    def steps(self) -> list[Step]:
        """Everything, in an order in which it could have happened."""
        begun = self.workshop["started_at"] or self.now
        made = [Step(begun, tuple(self.beginning()))]
        made += self.started()
        made += [Step(begun, tuple(self.people())), *self.notes(), Step(begun, tuple(self.groups()))]
        made += [Step(begun, tuple(self.uncovered())), Step(begun, tuple(self.ballots()))]
        made += self.said()
        made += self.papers()
        made += [Step(begun, (self.figures(),)), *self.ending()]
        return [step for step in made if step.events]

    def beginning(self) -> Iterable[Event]:
        """The workshop, its tables and its agenda."""
        w = self.workshop
        yield workshop.WorkshopCreated(
            title=w["title"],
            question=w["question"],
            languages=tuple(w["languages"]),
            closing_at=w.get("closing_at"),
        )
        if w.get("answer_by") is not None or w.get("starts_at") is not None:
            yield workshop.WorkshopSet(
                title=w["title"],
                question=w["question"],
                closing_at=w.get("closing_at"),
                answer_by=w.get("answer_by"),
                starts_at=w.get("starts_at"),
            )
        if w.get("seating", "choose") != "choose":
            yield tables.SeatingSet(to=w["seating"])
        for found in self.kinds.get("table", []):
            yield typed(tables.TableAdded, found)
        for found in self.activities:
            yield agenda.ActivityAdded(plan=typed(agenda.Planned, found), order=found["order"])
        if w["state"] != "draft":
            yield workshop.WorkshopOpened()

    def started(self) -> Iterable[Step]:
        """The activities as they began, the current one last."""
        begun = sorted(
            (found for found in self.activities if found.get("started_at")), key=lambda a: a["started_at"]
        )
        for found in begun:
            yield Step(found["started_at"], (agenda.ActivityStarted(id=found["id"]),))
        current = self.workshop["current"]
        if current and begun and begun[-1]["id"] != current:
            yield Step(begun[-1]["started_at"], (agenda.ActivityStarted(id=current),))

    def people(self) -> Iterable[Event]:
        """Those who signed what they wrote. They are not here any more, so they have left again."""
        known: dict[str, Json] = {}
        for note in self.kinds.get("note", []):
            if note.get("by") and note.get("alias"):
                known.setdefault(note["by"], note)
        for id, note in known.items():
            yield roster.PersonJoined(
                by=id, role="participant", alias=note["alias"], paper=bool(note.get("paper"))
            )
            yield roster.PersonRemoved(by=id)

    def notes(self) -> Iterable[Step]:
        """Notes, each at its own time where that is known."""
        for note in self.kinds.get("note", []):
            anonymous = not note.get("by")
            fields = {"by": self.new_id()} | note | {
                "source": note.get("from"), "origin": note.get("workshop"), "anonymous": anonymous, "parked": False,
            }  # fmt: skip
            events: list[Event] = [typed(board.NoteAdded, fields)]
            if note.get("parked"):
                events.append(board.NoteParked(id=note["id"], to=True))
            if note.get("aside"):
                events.append(board.NoteSetAside(id=note["id"], to=True))
            yield Step(note.get("at") or self.workshop["started_at"] or self.now, tuple(events))

    def groups(self) -> Iterable[Event]:
        """Groups, and which notes are in them, in the order in which each note came to be in several."""
        for found in self.kinds.get("cluster", []):
            yield typed(clusters.ClusterCreated, {"by": self.by} | found | {"source": found.get("from")})
        for note in self.kinds.get("note", []):
            for id in note["clusters"]:
                yield clusters.ClusterAssigned(id=id, notes=(note["id"],))

    def uncovered(self) -> Iterable[Event]:
        """How far each activity was shown, and whether it was locked or closed."""
        for found in self.activities:
            id, state, begun = found["id"], found["state"], bool(found.get("started_at"))
            if begun and found["revealed"]:
                yield agenda.ActivityRevealed(id=id, to="room")
            elif begun:
                yield agenda.ActivityHidden(id=id)
                if found.get("by_table"):
                    yield agenda.ActivityRevealed(id=id, to="tables")
                elif state == "facilitators" or (state in ("locked", "closed") and self.staff_saw(id)):
                    yield agenda.ActivityRevealed(id=id, to="facilitators")
            if state == "locked":
                yield agenda.ActivityLocked(id=id, to=True)
            if state == "closed":
                yield agenda.ActivityClosed(id=id)

    def staff_saw(self, activity: str) -> bool:
        """Was anything shown of it to those who lead, though not to the room?"""
        own = (
            each
            for each in (*self.kinds.get("note", []), *self.kinds.get("cluster", []))
            if not each.get("from")
        )
        return any(each["activity"] == activity for each in own)

    def ballots(self) -> Iterable[Event]:
        """Ballots with their results; nobody's choice is in a file."""
        tallies = self.kinds.get("tally", [])
        for found in self.kinds.get("ballot", []):
            yield typed(vote.BallotOpened, found)
            mine = {each["target"]: each for each in tallies if each["ballot"] == found["id"]}
            results = tuple(typed(vote.Result, mine[target]) for target in found["targets"] if target in mine)
            yield typed(
                vote.BallotClosed, found | {"secret": found["settings"]["secret"], "results": results}
            )
            for target in found.get("decisions") or filter(None, [found.get("decided")]):
                yield vote.BallotDecided(id=found["id"], target=target)

    def said(self) -> Iterable[Step]:
        """What was said to everybody."""
        for found in self.kinds.get("message", []):
            yield Step(found["at"], (typed(workshop.MessageSent, {"by": self.by} | found),))

    def papers(self) -> Iterable[Step]:
        """Documents with their sections."""
        for found in self.kinds.get("outcome", []):
            mine = [each for each in self.kinds.get("section", []) if each["outcome"] == found["id"]]
            sections = tuple(typed(draft.Drafted, each | {"sentences": sentences(each)}) for each in mine)
            title = found["title"] if found["named"] else ""
            event = draft.OutcomeDrafted(
                id=found["id"], by=self.by, template=found["template"], type=found["type"], title=title,
                source=found["from"], sections=sections,
            )  # fmt: skip
            yield Step(found["at"], (event,))
            yield from self.standing(found)

    def standing(self, paper: Json) -> Iterable[Step]:
        """How far a document has come, by whom and why."""
        moved = paper.get("moved")
        if moved:
            event = approval.OutcomeMoved(
                id=paper["id"], by=moved["by"], to=paper["status"], reason=moved["reason"]
            )
            yield Step(moved["at"], (event,))

    def figures(self) -> Event:
        """How many took part, and how many notes stayed private: they are not in the file themselves."""
        at_tables = [
            imported.Figure(id=t["id"], count=t.get("seated", 0)) for t in self.kinds.get("table", [])
        ]
        return imported.WorkshopImported(
            people=self.workshop["people"], seated=tuple(each for each in at_tables if each.count),
            hidden=tuple(self.withheld()),
        )  # fmt: skip

    def withheld(self) -> Iterable[imported.Figure]:
        """Of the notes that lie face down, those that nobody was shown."""
        for found in self.activities:
            notes = (n for n in self.kinds.get("note", []) if n["activity"] == found["id"])
            here = sum(1 for n in notes if not n.get("from") and not n.get("aside"))
            if found["hidden"] > here:
                yield imported.Figure(id=found["id"], count=found["hidden"] - here)

    def ending(self) -> Iterable[Step]:
        """The clock, the light, and the end."""
        w, events = self.workshop, list[Event]()
        if w["gather"]:
            yield Step(w["gather"], (workshop.RoomGathered(),))
        for table, timer in (
            (None, w["timer"]),
            *((t["id"], t.get("timer")) for t in self.kinds.get("table", [])),
        ):
            if timer:
                events.append(typed(workshop.TimerSet, timer | {"table": table}))
        if w["spotlight"]:
            events.append(workshop.SpotlightSet(target=w["spotlight"]))
        if w["state"] == "closed":
            events.append(workshop.WorkshopClosed())
        yield Step(self.now, tuple(events))


def sentences(section: Json) -> tuple[dict[str, Any], ...]:
    """A section's sentences; the words of a bare quotation are its note's."""
    return tuple(each | {"text": ""} if each.get("quote") else each for each in section["sentences"])
