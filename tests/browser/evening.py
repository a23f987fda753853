"""The default half day with everybody in it: who writes what, which tables pass on what, who votes for what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.browser.crowd import Crowd, Voice
from tests.browser.page import overflow
from tests.browser.room import Console, Phone, Screen
from tests.contracts.client import Client

TABLES = 4
PASSED = 3  # cards that a table passes on


@dataclass
class HalfDay:
    """The devices, and the script's own count: what was typed where, and what each vote must have given."""

    console: Console
    wall: Screen
    remote: Screen
    tablets: list[Phone]
    phones: list[Phone]
    crowd: Crowd
    leader: Client
    words: Iterator[str]
    pictures: str = ""
    typed: dict[str, list[str]] = field(default_factory=dict)
    votes: dict[str, tuple[int, int, Counter[str]]] = field(default_factory=dict)
    stances: dict[str, list[int]] = field(default_factory=dict)
    people: int = 0
    passed: list[str] = field(default_factory=list)

    @property
    def screens(self) -> list[Screen]:
        """Every window."""
        return [self.console, self.wall, self.remote, *self.tablets, *self.phones]

    def take(self, method: str) -> str:
        """The next words nobody has used yet, for a note there."""
        text = next(self.words)
        self.typed.setdefault(method, []).append(text)
        return text

    def activity(self, method: str) -> dict[str, Any]:
        """An activity as the leader sees it."""
        return next(each for each in self.leader.of("activity") if each["method"] == method)

    def here(self, method: str) -> dict[str, Any]:
        """The same, once it is where everybody is; nobody writes before."""
        id = self.activity(method)["id"]
        self.crowd.wait(self.leader.until(lambda seen: seen[self.crowd.workshop]["current"] == id, 30))
        self.crowd.until(lambda seen: seen[self.crowd.workshop]["current"] == id and id in seen)
        return self.activity(method)

    def tables(self) -> list[dict[str, Any]]:
        """The tables in their order."""
        return sorted(self.leader.of("table"), key=lambda each: each["order"])

    def at(self, table: dict[str, Any]) -> list[Voice]:
        """Those of the crowd who sit at a table."""
        return [voice for voice in self.crowd.voices if voice.me["table"] == table["id"]]

    def note(self, voice: Voice, method: str, zone: int) -> tuple[str, str, Coroutine[Any, Any, Any]]:
        """A note that somebody of the crowd is about to write: its id, its words, the writing."""
        activity, text, id = self.activity(method), self.take(method), voice.line.new_id()
        where = activity["zones"][zone % len(activity["zones"])]["id"]
        d = {"id": id, "activity": activity["id"], "zone": where, "text": text, "lang": "en"}
        return id, text, voice.line.do("note.add", d, wait=60)

    def everybody(self, method: str, most: int = 1) -> None:
        """Each of the crowd writes so many notes, zone by zone."""
        self.here(method)
        notes = [
            self.note(voice, method, at + more)[2] for more in range(most) for at, voice in enumerate(self.crowd.voices)
        ]
        self.crowd.all(notes)

    def each_table(self, method: str, most: int) -> dict[str, list[tuple[str, str]]]:
        """At each table its people write so many notes, as far as they may: (id, words) by table."""
        rules = self.here(method)["rules"]
        made: dict[str, list[tuple[str, str]]] = {}
        works = []
        for table in self.tables():
            voices = self.at(table)
            for at in range(min(most, (rules["notes"] or most) * len(voices))):
                id, text, work = self.note(voices[at % len(voices)], method, at)
                made.setdefault(table["id"], []).append((id, text))
                works.append(work)
        self.crowd.all(works)
        return made

    def pass_on(self, ids: dict[str, list[str]]) -> None:
        """At each table the first of the crowd passes these on."""
        works = []
        for table in self.tables():
            voice = self.at(table)[0]
            works += [
                voice.line.do("note.carry", {"id": id, "as": voice.line.new_id()}) for id in ids[table["id"]]
            ]
        self.crowd.all(works)

    def vote(self, name: str, choices: dict[str, int], dots: int) -> None:
        """All of the crowd give one dot each to some of these, the first ones most often."""
        ballot = self.open_ballot()
        given: Counter[str] = Counter()
        works = []
        by_words = {
            self.leader.mirror.records[id].get("text") or self.leader.mirror.records[id]["title"]: id
            for id in ballot["targets"]
        }
        asked = [text for text, votes in choices.items() for _ in range(votes)]
        left = {voice.id: [dots, set()] for voice in self.crowd.voices}
        for at, text in enumerate(asked):
            order = self.crowd.voices[at % len(self.crowd.voices) :] + self.crowd.voices
            voice = next(each for each in order if left[each.id][0] and text not in left[each.id][1])
            left[voice.id][0] -= 1
            left[voice.id][1].add(text)
            given[text] += 1
            works.append(
                voice.line.do("vote.cast", {"ballot": ballot["id"], "target": by_words[text], "value": 1})
            )
        self.crowd.all(works)
        voted = sum(1 for count, _ in left.values() if count < dots)
        self.votes[name] = (voted, 0, given)

    def open_ballot(self) -> dict[str, Any]:
        """The ballot that is open now, once everybody knows it."""

        def opened(seen: dict[str, Any]) -> Any:
            return next((each for each in seen.values() if each["kind"] == "ballot" and each["state"] == "open"), None)

        self.crowd.until(opened)
        found: dict[str, Any] = self.crowd.wait(self.leader.until(opened, 30))
        return found

    def also(self, name: str, text: str, *, paper: bool = False) -> None:
        """Somebody gave a dot by hand: a person more."""
        voted, slips, given = self.votes[name]
        given[text] += 1
        self.votes[name] = (voted + 1, slips + paper, given)

    def look(self, name: str) -> None:
        """Everything on every screen fits; pictures are kept when asked for."""
        for at, screen in enumerate(self.screens):
            assert overflow(screen.page) <= 0, (name, at)
            if self.pictures:
                screen.page.screenshot(path=f"{self.pictures}/{name}-{at}.png")
