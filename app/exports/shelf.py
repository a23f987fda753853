"""A librarian's view of a workshop, arranged so that links can be followed both ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

Record = Mapping[str, Any]


class Shelf:
    """The records of one view by kind and by link. Notes that were set aside are not on it."""

    def __init__(self, view: Mapping[str, Record]) -> None:
        self.records = {id: record for id, record in view.items() if not record.get("aside")}
        self.kinds: dict[str, list[Record]] = defaultdict(list)
        self.children: dict[str, list[str]] = defaultdict(list)
        self.members: dict[str, list[Record]] = defaultdict(list)
        for record in self.records.values():
            self.kinds[record["kind"]].append(record)
            if record["kind"] in ("note", "cluster") and record.get("from"):
                self.children[record["from"]].append(record["id"])
            for cluster in record.get("clusters", ()):
                self.members[cluster].append(record)

    def get(self, id: str, kind: str = "") -> Record | None:
        """The record of this id, if it is here and of that kind."""
        found = self.records.get(id)
        return found if found is not None and kind in ("", found["kind"]) else None

    def of(self, kind: str) -> list[Record]:
        """The records of a kind, those that have an order in it."""
        found = self.kinds.get(kind, [])
        return sorted(found, key=lambda record: record.get("order", 0))

    @property
    def workshop(self) -> Record:
        """The workshop's own record. Raises StopIteration when the view has none."""
        return next(iter(self.kinds["workshop"]))

    def notes(self, activity: str = "") -> list[Record]:
        """The notes of an activity, or all of them, without the parking lot."""
        return [
            note for note in self.kinds["note"]
            if activity in ("", note["activity"]) and not note.get("parked")
        ]  # fmt: skip

    def clusters(self, activity: str) -> list[Record]:
        """The clusters of an activity that hold something, the biggest first."""
        found = [each for each in self.kinds["cluster"] if each["activity"] == activity]
        return sorted(filled(found, self.members), key=lambda each: -len(self.members[each["id"]]))

    def ballots(self) -> list[Record]:
        """The ballots that have been counted."""
        return [ballot for ballot in self.kinds["ballot"] if ballot["state"] == "closed"]

    def tallies(self, ballot: str) -> list[Record]:
        """What each target of a ballot got, the first rank first."""
        found = [tally for tally in self.kinds["tally"] if tally["ballot"] == ballot]
        return sorted(found, key=lambda tally: (tally["rank"], tally["id"]))

    def tally(self, ballot: str, target: str) -> Record | None:
        """What one target of a ballot got."""
        return self.get(f"tally:{ballot}:{target}", "tally")

    def feeding(self, key: str) -> list[Record]:
        """The activities whose material is meant for a section, in the order of the agenda."""
        return [each for each in self.of("activity") if key in each["rules"].get("feeds", ())]

    def rules_feeding(self, key: str) -> list[Record]:
        """The rules of the activities that are meant for a section."""
        return [each["rules"] for each in self.feeding(key)]

    def origin(self, id: str) -> str:
        """The first record of the chain of carried cards that this one ends."""
        seen = {id}
        while (record := self.records.get(id)) is not None and record.get("from"):
            if record["from"] in seen:
                break
            id = record["from"]
            seen.add(id)
        return id

    def thread(self, source: str) -> set[str]:
        """Everything the source came from and everything that came of it: cards, groups, and what they hold."""
        return self.lineage(source) | self.offspring(source)

    def lineage(self, source: str) -> set[str]:
        """What led to a card: the cards before it, the notes of groups that were carried, the groups they are in."""
        found, waiting = {source}, [source]
        while waiting:
            record = self.records.get(waiting.pop())
            if record is None:
                continue
            steps = [record["from"]] if record.get("from") else []
            if record["kind"] == "cluster":
                steps += [note["id"] for note in self.members[record["id"]]]
            waiting += [id for id in steps if id not in found]
            found.update(steps, record.get("clusters", ()))
        return found

    def offspring(self, source: str) -> set[str]:
        """The cards carried on from a card, and from those."""
        found, waiting = {source}, [source]
        while waiting:
            steps = [id for id in self.children.get(waiting.pop(), []) if id not in found]
            waiting += steps
            found.update(steps)
        return found


def filled(clusters: list[Record], members: Mapping[str, list[Record]]) -> list[Record]:
    """The clusters that hold something."""
    return [each for each in clusters if members.get(each["id"])]
