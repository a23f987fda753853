"""PROV-JSON (W3C PROV): how a proposal's sentences came of votes, groups and notes, nobody named."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.exports.shelf import Record, Shelf

OWN, TERMS = "o", "officina"
LIBRARY = f"{OWN}:library"
TYPES = {
    "note": "Note", "cluster": "Cluster", "ballot": "Ballot", "tally": "Tally", "outcome": "Outcome",
    "workshop": "Workshop", "activity": "Agenda",
}  # fmt: skip
COLLECTIONS = frozenset({"cluster", "ballot", "outcome"})


def write(view: Mapping[str, Record], *, library: str) -> bytes:
    """The chain of a workshop, from its notes to what came of it. Notes that were set aside are not in it."""
    made = json.dumps(Chain(Shelf(view), library).told(), ensure_ascii=False, indent=1)
    return made.encode() + b"\n"


class Chain:
    """A workshop's provenance being told: things, steps of the agenda, and what links them."""

    def __init__(self, shelf: Shelf, library: str) -> None:
        self.shelf, self.library = shelf, library
        self.links: dict[str, dict[str, Any]] = defaultdict(dict)
        self.sentences: dict[str, Any] = {}

    def told(self) -> dict[str, Any]:
        """The whole document."""
        things = {name(id): self.thing(record) for id, record in self.shelf.records.items() if record["kind"] in TYPES}
        for record in self.shelf.records.values():
            LINKS.get(record["kind"], Chain.nothing)(self, record)
        return {
            "prefix": {OWN: f"urn:officina:{self.shelf.workshop['id']}/", TERMS: "urn:officina:terms#"},
            "agent": {LIBRARY: {"prov:type": kind("prov:Organization"), "prov:label": self.library}},
            "activity": {name(each["id"], "step/"): step(each) for each in self.shelf.of("activity")},
            "entity": things | self.sentences, **self.links,
        }  # fmt: skip

    def thing(self, record: Record) -> dict[str, Any]:
        """A record: what it is and what it says."""
        types = [kind(f"{TERMS}:{TYPES[record['kind']]}")]
        if record["kind"] in COLLECTIONS:
            types.append(kind("prov:Collection"))
        made: dict[str, Any] = {"prov:type": types}
        text = record.get("text") or record.get("title")
        if text:
            made["prov:value"] = said(text, record.get("lang", ""))
        if record["kind"] == "tally" and "dots" in record:
            made |= {f"{TERMS}:dots": record["dots"], f"{TERMS}:rank": record["rank"]}
        return made

    def link(self, relation: str, **ends: str) -> None:
        """One more arrow of a kind; both its ends are there."""
        found = self.links[relation]
        found[f"_:{relation}{len(found) + 1}"] = {f"prov:{key}": value for key, value in ends.items()}

    def derived(self, made: str, source: str) -> None:
        """Something came of something else that is still there."""
        found = self.shelf.get(source)
        if found is not None and found["kind"] in TYPES:
            self.link("wasDerivedFrom", generatedEntity=made, usedEntity=name(source))

    def note(self, record: Record) -> None:
        """A note: where it was written, what it was carried from, the groups it is in."""
        self.card(record)
        for cluster in record["clusters"]:
            if cluster in self.shelf.records:
                self.link("hadMember", collection=name(cluster), entity=name(record["id"]))

    def card(self, record: Record) -> None:
        """A note or a group: the step it is of, and the card before it."""
        if record["activity"] in self.shelf.records:
            self.link("wasGeneratedBy", entity=name(record["id"]), activity=name(record["activity"], "step/"))
        self.derived(name(record["id"]), record.get("from", ""))

    def ballot(self, record: Record) -> None:
        """A ballot, held in a step of the agenda."""
        if record["activity"] in self.shelf.records:
            self.link("wasGeneratedBy", entity=name(record["id"]), activity=name(record["activity"], "step/"))

    def tally(self, record: Record) -> None:
        """A result: of which ballot, on what."""
        if record["ballot"] in self.shelf.records:
            self.link("hadMember", collection=name(record["ballot"]), entity=name(record["id"]))
        self.derived(name(record["id"]), record["target"])

    def outcome(self, record: Record) -> None:
        """A document: whose it is, and the card it is about."""
        self.link("wasAttributedTo", entity=name(record["id"]), agent=LIBRARY)
        self.derived(name(record["id"]), record["from"])

    def section(self, record: Record) -> None:
        """A section's sentences, each with what it rests on."""
        for sentence in record["sentences"]:
            own = name(f"{record['id']}/{sentence['id']}")
            source = self.shelf.get(sentence.get("quote", ""))
            self.sentences[own] = {
                "prov:type": kind(f"{TERMS}:Sentence"),
                "prov:value": said(sentence["text"], source.get("lang", "") if source else ""),
                f"{TERMS}:section": record["key"],
            }
            if record["outcome"] in self.shelf.records:
                self.link("hadMember", collection=name(record["outcome"]), entity=own)
            for id in dict.fromkeys(sentence["evidence"]):
                self.derived(own, id)

    def nothing(self, record: Record) -> None:
        """Records that nothing comes of."""


LINKS = {
    "note": Chain.note, "cluster": Chain.card, "ballot": Chain.ballot, "tally": Chain.tally,
    "outcome": Chain.outcome, "section": Chain.section,
}  # fmt: skip


def name(id: str, before: str = "") -> str:
    """A record's name; a colon would have to be escaped in one (PROV-N, PN_LOCAL)."""
    return f"{OWN}:{before}{id.replace(':', '/')}"


def kind(name: str) -> dict[str, str]:
    """A type's name as a value."""
    return {"$": name, "type": "prov:QUALIFIED_NAME"}


def said(text: str, language: str) -> Any:
    """Words, with their language where it is known."""
    return {"$": text, "lang": language} if language else text


def step(record: Record) -> dict[str, Any]:
    """A step of the agenda, with the moment it began."""
    made: dict[str, Any] = {"prov:type": kind(f"{TERMS}:Step"), "prov:label": record["title"]}
    if record.get("started_at"):
        began = datetime.fromtimestamp(record["started_at"] // 1000, tz=UTC)
        made["prov:startTime"] = began.isoformat()
    return made
