"""What is secret is found only with those it is for: frames, pages, files, errors, logs, metrics, Redis."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import services
from tests.contracts.calls import Calls
from tests.contracts.canaries import Monitor, Watch, canary, forms
from tests.contracts.client import Client, Rejected
from tests.contracts.doubled import house_of
from tests.contracts.gathering import Gathering, Person
from tests.contracts.house import House, two_on_postgres
from tests.effort import FULL, effort

DOUBLE = "tests.doubles.seeded_server"
SEEDS = range(effort(1, 10))
STAFF_PAGES = ("/home", "/w/{id}", "/w/{id}/plan", "/w/{id}/remote", "/w/{id}/wall", "/w/{id}/after", "/w/{id}/kit")
ROOM_PAGES = ("/p/{id}", "/p/{id}/plain", "/j/{code}", "/proposals")
WORKSHOP_FILES = ("json", "csv", *(("xlsx", "zip") if FULL else ()))  # while it goes on; at the end every one
OUTCOME_FILES = ("json", "md", "odt", "docx", "dc.xml", *(("pdf", "pptx") if FULL else ()))
OWNER, STAFF, ROOM, EXPORTS, LOGS, METRICS, REDIS = "owner", "staff", "room", "exports", "logs", "metrics", "redis"
MEANT = {
    "private": {OWNER}, "edited": {OWNER}, "removed": {OWNER}, "refused": {OWNER}, "unknown": {OWNER},
    "token": {OWNER}, "receipt": {OWNER}, "act": {OWNER}, "vote": {OWNER},
    "alias": {OWNER, STAFF}, "person": {OWNER, STAFF, REDIS},
    "anonymous": {OWNER, STAFF, ROOM, EXPORTS}, "said": {OWNER, STAFF, ROOM, EXPORTS},
}  # fmt: skip
WRITTEN = ("private", "edited", "removed", "refused", "unknown", "alias", "anonymous", "said")
LEAKS = {"in_code": ROOM, "logged": LOGS, "rung": REDIS, "counted": METRICS}


class Evening:
    """Somebody with secrets, and everything that anybody else receives meanwhile."""

    def __init__(self, house: House, seed: int) -> None:
        chance = random.Random(f"canaries {seed}")
        self.house, self.g = house, Gathering(house, chance=chance)
        words = {name: canary(chance) for name in WRITTEN}
        self.watch = Watch(words, {name: frozenset(meant) for name, meant in MEANT.items()})
        self.words = words

    async def play(self) -> None:
        """The whole evening: private notes, anonymous ones, a secret ballot, documents."""
        try:
            await self.g.begin(private=True)
            await self._arrive()
            await self._private()
            await self._errors()
            await self._look()
            await self._anonymous()
            await self._ballot()
            await self._look()
            await self._documents()
            await self.g.quiet()
            self._collect()
        finally:
            await self.g.end()

    async def _someone(self, alias: str, **wishes: Any) -> Person:
        person = await self.g.person(alias, open_=False, **wishes)
        person.line.keep = True
        await person.line.open()
        return person

    async def _arrive(self) -> None:
        g = self.g
        self.ana = await self._someone(self.words["alias"])
        self.ben = await self._someone("Ben", scope="all", there=True)
        self.words |= {"token": self.ana.joined["token"], "receipt": self.ana.joined["receipt"], "person": self.ana.id}
        self.lead = await g.line(token=g.calls.token, scope="all", keep=True, there=True)
        self.wall = await g.line(token=g.calls.token, scope="all", as_="wall", keep=True)

    async def _private(self) -> None:
        g, line = self.g, self.ana.line
        self.kept = await g.note(line, self.words["private"])
        other = await g.note(line, f"{self.words['edited']} prima")
        await line.do("note.edit", {"id": other, "text": "Meglio di no"})
        gone = await g.note(line, f"Via: {self.words['removed']}")
        await line.do("note.remove", {"id": gone})

    async def _errors(self) -> None:
        """What goes wrong says nothing: to others who try, and in the logs of what was tried."""
        g, line, refused = self.g, self.ana.line, self.words["refused"]
        asked = {"id": line.new_id(), "zone": "", "lang": "it"}
        for k, d in (
            ("note.add", {**asked, "activity": g.board, "text": refused * 200}),
            ("note.add", {**asked, "activity": refused, "text": refused}),
            ("note.edit", {"id": self.kept, "text": 7, "more": refused}),
            (f"note.{self.words['unknown'][1:-1]}", {"id": self.kept}),
        ):
            with contextlib.suppress(Rejected):
                await line.do(k, d)
        for other in (self.ben.line, self.wall):
            with pytest.raises(Rejected):
                await other.do("note.edit", {"id": self.kept, "text": "mio"})
        door = Calls(self.house.there)
        for method, path, body in (
            ("POST", "/join", {"code": refused, "alias": refused, "language": refused, "notice": 1, "extras": {}}),
            ("POST", "/sessions", {"email": f"{refused}@example.org", "password": refused}),
            ("POST", "/receipts", {"code": refused}),
            ("GET", f"/workshops/{self.words['unknown'][1:-1]}?q={self.words['unknown'][1:-1]}", None),
            ("POST", "/join", f'{{"code": "{refused}'.encode()),
        ):
            answer = await door.call(method, path, body)
            assert 400 <= answer.status < 500
            self.watch.note(OWNER, path, answer.body)

    async def _anonymous(self) -> None:
        g = self.g
        await g.play(g.boards[1], anonymous=True)
        zone = next(a for a in g.made["activities"] if a["id"] == g.boards[1])["zones"][0]["id"]
        self.cards = [
            await g.note(person.line, text, activity=g.boards[1], zone=zone)
            for person, text in ((self.ana, self.words["anonymous"]), (self.ben, self.words["said"]))
        ]

    async def _ballot(self) -> None:
        line = self.ana.line
        ballot = await self.g.vote(self.cards, activity=self.g.boards[1])
        self.words["act"] = line.new_id()
        await line.do("vote.cast", {"ballot": ballot, "target": self.cards[0], "value": 1}, act=self.words["act"])
        (vote,) = line.of("vote")
        self.words["vote"] = vote["id"]
        await self._look()
        await self.g.boss.do("ballot.close", {"id": ballot})
        self.eva = await self._someone("Eva", there=True)

    async def _documents(self) -> None:
        asked = {"template": "proposal", "from": self.cards[0]}
        made = (await self.g.calls.call("POST", f"/workshops/{self.g.id}/outcomes", asked)).json["id"]
        for form in ("xlsx", "zip"):
            answer = await self.g.calls.call("GET", f"/workshops/{self.g.id}/export.{form}")
            self.watch.note(EXPORTS, f"export.{form}", answer.body)
        for form in OUTCOME_FILES:
            answer = await self.g.calls.call("GET", f"/outcomes/{made}.{form}")
            self.watch.note(EXPORTS, f"outcome.{form}", answer.body)

    async def _look(self) -> None:
        """What those who look by HTTP are shown at this moment."""
        g = self.g
        nobody = Calls(self.house.there)
        for who, calls, pages in (
            (STAFF, g.calls, STAFF_PAGES), (ROOM, self.ben.calls, ROOM_PAGES), (ROOM, nobody, ROOM_PAGES),
        ):  # fmt: skip
            for page in pages:
                answer = await calls.call("GET", page.format(id=g.id, code=g.code), api=False)
                self.watch.note(who, page, f"{answer.headers}".encode() + answer.body)
        for who, calls in ((STAFF, g.calls), (ROOM, self.ben.calls), (ROOM, nobody)):
            self.watch.note(who, "view", (await calls.call("GET", f"/workshops/{g.id}")).body)
        for form in WORKSHOP_FILES:
            answer = await g.calls.call("GET", f"/workshops/{g.id}/export.{form}")
            self.watch.note(EXPORTS, f"export.{form}", answer.body)
        for place in (self.house.here, self.house.there):
            answer = await Calls(place).call("GET", "/metrics", api=False)
            self.watch.note(METRICS, "metrics", answer.body)

    def _collect(self) -> None:
        lines: list[tuple[str, str, Client]] = [
            (OWNER, "her line", self.ana.line), (STAFF, "line of who leads", self.lead), (ROOM, "wall", self.wall),
            (ROOM, "participant", self.ben.line), (ROOM, "late participant", self.eva.line),
        ]  # fmt: skip
        for who, place, line in lines:
            self.watch.note(who, place, "\n".join(line.heard))
        joined = " ".join(str(value) for value in self.ana.joined.values())
        self.watch.note(OWNER, "what she was given and said", "\n".join((joined, *self.ana.line.said)))
        for server in self.house.servers:
            self.watch.note(LOGS, server.url, server.log)


def watched(house: House, redis: str, seed: int) -> Watch:
    """An evening, with an ear at Redis."""
    evening = Evening(house, seed)
    with Monitor(redis) as monitor:
        asyncio.run(evening.play())
    assert b"officina:bell" in monitor.text, "the processes did speak through Redis"
    evening.watch.note(REDIS, "all that was said", monitor.text)
    return evening.watch


@pytest.fixture(scope="module")
def redis() -> Iterator[str]:
    """A Redis of one's own, where nobody else is heard."""
    with services.private_redis() as own:
        yield own.url


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.redis
def test_no_canary_is_seen_but_by_those_it_is_for(tmp_path: Path, module_postgres_url: str, redis: str) -> None:
    with two_on_postgres(tmp_path, module_postgres_url, redis) as house:
        for seed in SEEDS:
            watch = watched(house, redis, seed)
            found = watch.found()
            plainly = {(word, who) for word, who, _, form in found if form == "plain"}
            missing = {(word, OWNER) for word in MEANT} - plainly
            assert not missing, "there is something to leak: each is with its owner"
            assert {("alias", STAFF), ("anonymous", ROOM), ("said", EXPORTS)} <= plainly, "so are others"
            assert watch.escaped(found) == set()


@pytest.mark.slow
@pytest.mark.redis
@pytest.mark.skipif(not FULL, reason="at full effort: make marks")
@pytest.mark.parametrize("leak", LEAKS)
def test_a_canary_that_is_let_out_is_seen(tmp_path: Path, redis: str, leak: str) -> None:
    env = {"OFFICINA_TEST_SEED": "canarini", "OFFICINA_REDIS_URL": redis, "OFFICINA_PLANTED_FAULT": leak}
    with house_of(DOUBLE, tmp_path, env) as house:
        watch = watched(house, redis, seed=1)
    escaped = watch.escaped(watch.found())
    assert LEAKS[leak] in {who for _, who, _, _ in escaped}
    assert "private" in {word for word, _, _, _ in escaped}


def test_each_form_of_a_canary_is_seen_and_nothing_else() -> None:
    word = canary(random.Random(1))
    core = word.strip("üé")
    for form, written in forms(word).items():
        watch = Watch({"word": word}, {"word": frozenset()})
        watch.note(ROOM, "there", b"so: " + written + b".")
        assert ("word", ROOM, "there", form) in watch.escaped(watch.found()), form
    for shift in range(3):
        watch = Watch({"word": word}, {"word": frozenset()})
        watch.note(ROOM, "there", base64.urlsafe_b64encode(b"." * shift + f"{core} e altro".encode()))
        assert watch.found(), shift
    watch = Watch({"word": word}, {"word": frozenset()})
    watch.note(ROOM, "there", " ".join(forms(canary(random.Random(2)))).encode())
    assert watch.found() == set()
