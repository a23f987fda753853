"""A workshop made of plain boards: what a spreadsheet or another tool gives becomes activities with zones and notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.core.types import Event
from app.core.words import agenda, board, clusters, roster, workshop

from .keeping import Arrival, Step

NewId = Callable[[], str]
OPEN = agenda.Rules(cluster="all")
UNNAMED = "—"  # the zone of what stands beside the zones
METHOD = "imported"  # no card: there is none for what was done elsewhere


@dataclass(slots=True)
class Sheet:
    """One board to be, and the notes on it."""

    id: str
    title: str
    stage: str = "empathize"
    zones: dict[str, str] = field(default_factory=dict)  # title → id
    notes: list[Event] = field(default_factory=list)
    groups: dict[str, str] = field(default_factory=dict)  # title → id
    members: list[Event] = field(default_factory=list)

    def zone(self, title: str) -> str:
        """The zone of this title; a new one if there is none."""
        return self.zones.setdefault(title, f"z{len(self.zones) + 1}")

    def group(self, title: str, note: str, new_id: NewId) -> None:
        """Put a note into the group of this title."""
        id = self.groups.setdefault(title, new_id())
        self.members.append(clusters.ClusterAssigned(id=id, notes=(note,)))


def person(alias: str, new_id: NewId) -> tuple[str, list[Event]]:
    """Somebody who signed, and is not here any more."""
    id = new_id()
    return id, [roster.PersonJoined(by=id, role="participant", alias=alias), roster.PersonRemoved(by=id)]


def planned(sheet: Sheet, language: str, rules: agenda.Rules = OPEN) -> agenda.Planned:
    """The sheet as a step of an agenda."""
    zones = tuple(agenda.Zone(id=id, title=title) for title, id in sheet.zones.items())
    return agenda.Planned(
        id=sheet.id, stage=sheet.stage, tool="board", method=METHOD, title=sheet.title, minutes=0, zones=zones,
        rules=rules, words={language: {"title": sheet.title}},
    )  # fmt: skip


def arrival(title: str, language: str, sheets: list[Sheet], people: Iterable[Event], *, at: int, by: str,
            more: Iterable[Event] = (), rules: agenda.Rules = OPEN) -> Arrival:  # fmt: skip
    """The workshop: open, each board begun and shown, the first the current one; `more` happens at the end."""
    made: list[Event] = [workshop.WorkshopCreated(title=title, question="", languages=(language,))]
    made += [
        agenda.ActivityAdded(plan=planned(each, language, rules), order=n) for n, each in enumerate(sheets)
    ]
    made.append(workshop.WorkshopOpened())
    made += [agenda.ActivityStarted(id=each.id) for each in reversed(sheets)]
    made += people
    for each in sheets:
        made += each.notes
        for name, id in each.groups.items():
            made.append(clusters.ClusterCreated(id=id, activity=each.id, by=by, title=name))
        made += each.members
    made += more
    return Arrival(title, "", (language,), (Step(at, tuple(made)),))


def note(
    sheet: Sheet, zone: str | None, text: str, lang: str, by: str, new_id: NewId, *, anonymous: bool = False
) -> str:
    """Put a note on a sheet, in a zone or, where there are none, nowhere in particular; its id."""
    id, place = new_id(), board.ZONE_FREE if zone is None else sheet.zone(zone or UNNAMED)
    sheet.notes.append(
        board.NoteAdded(
            id=id, activity=sheet.id, by=by, zone=place, text=text, lang=lang, anonymous=anonymous
        )
    )
    return id
