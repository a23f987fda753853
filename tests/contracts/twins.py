"""One seeded evening, played twice with other secrets; and what is random by nature taken out of the bytes."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import random
import re
import zipfile
from dataclasses import dataclass, field

from pypdf import PdfReader

from tests.contracts.calls import Answer, Calls
from tests.contracts.client import Client, Message, Rejected
from tests.contracts.gathering import Gathering, Person
from tests.contracts.house import House
from tests.effort import FULL, effort

TIMES = re.compile(
    rb"\b1[6-9]\d{11}\b|(?<!\d)\d\d:\d\d(?![\d:])"
    rb"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?"
)
DIGEST = re.compile(rb'("sha256"|"digest"): ?"[0-9a-f]{64}"|\b[0-9a-f]{64}(?=  \S)|"bytes": \d+')
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
RANDOM_HEADERS = {"date", "content-length", "last-modified"}
WORDS = [
    "biblioteca",
    "sera",
    "luce",
    "مكتبة",
    "图书馆",
    "sedie",
    "silenzio",
    "nonna",
    "🫶",
    "=1+1",
    "<b>",
    "è",
]
NOTES, STEPS = 4, effort(7, 10)
EACH = 5  # in so many evenings one whose archives, with all the documents, are compared too; at length in every one


def plain(data: bytes) -> bytes:
    """The bytes without clocks, and without the digests that are made of them."""
    return DIGEST.sub(b"digest", TIMES.sub(b"T", data))


def unpacked(body: bytes) -> bytes:
    """An archive as what is in it, archives in it too; a PDF as what it reads; anything else as it is."""
    if body[:5] == b"%PDF-":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).encode()
    if body[:4] != b"PK\x03\x04":
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return b"\n".join(name.encode() + b":" + unpacked(archive.read(name)) for name in sorted(archive.namelist()))


def plain_answer(answer: Answer) -> tuple[int, dict[str, str], bytes]:
    """An answer without what is random by nature; an archive as what is in it."""
    headers = {name: value for name, value in answer.headers.items() if name not in RANDOM_HEADERS}
    return answer.status, headers, plain(unpacked(answer.body))


def said(line: Client) -> list[bytes]:
    """What a line was told. Signs of life come as the clock has it: the time and the head are all they may hold."""
    told = []
    for text in line.heard:
        message = json.loads(text)
        if message["t"] in ("ping", "pong"):
            assert message.keys() <= {"t", "now", "head"}, message
        else:
            told.append(plain(text.encode()))
    return told


@dataclass
class Secrets:
    """What differs between the twins: words, places, choices, and who is who behind an anonymous note."""

    chance: random.Random
    swap: bool

    def text(self) -> str:
        """Words of any length."""
        return " ".join(self.chance.choices(WORDS, k=self.chance.randint(1, 40)))

    def place(self) -> Message:
        """A place on the board."""
        return {"x": self.chance.randint(0, 1000), "y": self.chance.randint(0, 1000)}

    def who(self, ana: Person, ben: Person) -> tuple[Person, Person]:
        """The two, one way or the other round."""
        return (ben, ana) if self.swap else (ana, ben)


@dataclass
class Evening:
    """One twin: the same script for both, from `script`; what may differ, from `secrets` alone.

    `seen` is everything that viewers without the right received, `owned` what the two writers received.
    """

    house: House
    seed: int
    swap: bool
    pages: tuple[str, ...] = ()
    seen: dict[str, list[object]] = field(default_factory=dict)
    owned: list[bytes] = field(default_factory=list)

    async def play(self) -> None:
        """The whole evening."""
        self.script = random.Random(f"script {self.seed}")
        self.secrets = Secrets(random.Random(f"secrets {self.seed} {self.swap}"), self.swap)
        self.g = Gathering(self.house, chance=random.Random(f"ids {self.seed}"))
        try:
            await self.g.begin(private=True)
            await self._arrive()
            await self._private()
            await self._look("private")
            await self._look_at_pages()
            await self._reveal()
            await self._anonymous()
            await self._look("anonymous")
            await self._ballot()
            await self._look("end")
            self._collect()
        finally:
            await self.g.end()

    async def _arrive(self) -> None:
        g = self.g
        self.ana, self.ben, self.cora, self.dora = [
            await g.person(name, scope=scope, open_=False)
            for name, scope in (("Ana", "current"), ("Ben", "all"), ("Cora", "current"), ("Dora", "all"))
        ]
        for person in g.people:
            await person.line.open()
        self.wall = await g.line(token=g.calls.token, as_="wall", scope="all")
        self.viewers: dict[str, Client] = {
            "facilitator": g.boss, "participant": self.cora.line, "participant, all": self.dora.line, "wall": self.wall,
        }  # fmt: skip

        await g.quiet()
        for line in (*self.viewers.values(), self.ana.line, self.ben.line):
            line.keep = True  # arrivals come bundled as time has it, and nothing is secret yet

    async def _act(self, line: Client, k: str, d: Message) -> None:
        """One act, and everybody has been told before the next."""
        answer = await line.do(k, d)
        if answer["last"]:
            for viewer in (*self.viewers.values(), self.ana.line, self.ben.line):
                if viewer.connected:
                    await viewer.reach(answer["last"])
        await self._pause()

    async def _pause(self) -> None:
        await asyncio.sleep(0.03)

    async def _private(self) -> None:
        """Secret notes are written, rewritten, moved; some are taken away, the others made fit to be shown."""
        self.notes: list[tuple[Person, str]] = []
        for turn in range(STEPS):
            who = self.script.choice((self.ana, self.ben))
            move = "note.add" if turn < NOTES else self.script.choice(("note.edit", "note.move", "note.add"))
            if move == "note.add":
                name = who.line.new_id()
                zone = self.secrets.chance.choice(self.g.zones)
                d = {"id": name, "activity": self.g.board, "zone": zone, "text": self.secrets.text()}
                await self._act(who.line, move, {**d, "lang": "it", **self.secrets.place()})
                self.notes.append((who, name))
                continue
            who, name = self.script.choice(self.notes)
            change = {"text": self.secrets.text()} if move == "note.edit" else self.secrets.place()
            await self._act(who.line, move, {"id": name, **change})
        await self._meddle()
        if self.script.random() < 0.5:
            await self.dora.line.lose()
            await self.dora.line.open()

    async def _meddle(self) -> None:
        """Others try what they may not, on notes that they cannot know: what they are told is compared too."""
        g, (_, note) = self.g, self.notes[0]
        for k, d in (("note.edit", {"text": "mia"}), ("note.remove", {}), ("note.move", {"x": 1, "y": 1})):
            for line in (self.cora.line, self.wall):
                with contextlib.suppress(Rejected):
                    await self._act(line, k, {"id": note, **d})
        for method, path, body in (
            ("GET", f"/workshops/{g.id}/media/{note}", None),
            ("POST", f"/workshops/{g.id}/outcomes", {"template": "proposal", "from": note}),
            ("GET", f"/workshops/{note}", None), ("POST", "/receipts", {"code": note}),
        ):  # fmt: skip
            answer = await self.cora.calls.call(method, path, body)
            assert answer.status >= 400
            self._note(f"error: {path}", answer)

    async def _reveal(self) -> None:
        for place, (who, name) in enumerate(self.notes):
            if place % 3 == 2:
                await self._act(who.line, "note.remove", {"id": name})
                continue
            await self._act(who.line, "note.edit", {"id": name, "text": f"detto a tutti {place}"})
            await self._act(
                who.line, "note.move", {"id": name, "zone": self.g.zones[0], "x": place, "y": place}
            )
        await self._act(self.g.boss, "activity.reveal", {"id": self.g.board, "to": "facilitators"})
        await self._act(self.g.boss, "activity.reveal", {"id": self.g.board, "to": "room"})

    async def _anonymous(self) -> None:
        """The same words, by one or by the other."""
        g = self.g
        hidden = self.script.random() < 0.5
        await g.play(g.boards[1], anonymous=True, private=hidden)
        await self._pause()
        first, second = self.secrets.who(self.ana, self.ben)
        zone = next(a for a in g.made["activities"] if a["id"] == g.boards[1])["zones"][0]["id"]
        chance = random.Random(f"anonymous ids {self.seed}")
        self.cards = []
        for turn in range(NOTES):
            who = (first, second)[turn % 2]
            name = f"{chance.getrandbits(128):032x}"
            d = {
                "id": name,
                "activity": g.boards[1],
                "zone": zone,
                "text": f"idea {turn}",
                "lang": "it",
                "x": 1,
                "y": turn,
            }
            await self._act(who.line, "note.add", d)
            if turn == 1:
                await self._act(who.line, "note.edit", {"id": name, "text": "idea migliore"})
            self.cards.append(name)
        if hidden:
            await self._act(g.boss, "activity.reveal", {"id": g.boards[1], "to": "room"})
        await self._pause()

    async def _ballot(self) -> None:
        """The same tally in the end, by other choices of each."""
        ballot = await self.g.vote(self.cards, dots=2, most=2)
        await asyncio.sleep(0.3)
        first, _ = self.secrets.who(self.ana, self.ben)
        for who in (self.ana, self.ben):
            fleeting = self.secrets.chance.choice(self.cards)
            final = self.cards[0] if who is first else self.cards[1 + self.seed % 2]
            await self._act(who.line, "vote.cast", {"ballot": ballot, "target": fleeting, "value": 1})
            await self._act(who.line, "vote.take_back", {"ballot": ballot, "target": fleeting})
            await self._act(who.line, "vote.cast", {"ballot": ballot, "target": final, "value": 2})
        await self._act(self.g.boss, "ballot.phones", {"id": ballot})
        await self._act(self.g.boss, "ballot.close", {"id": ballot})
        late = await self.g.person("Eva", open_=False)
        late.line.keep = True
        await late.line.open()
        self.viewers["late"] = late.line
        await self.g.quiet()

    async def _look(self, when: str) -> None:
        """What those who look by HTTP are shown at this moment."""
        g = self.g
        asked = [
            (who, calls, f"/workshops/{g.id}")
            for who, calls in (("boss", g.calls), ("cora", self.cora.calls))
        ]
        forms = ("json", "csv", "xlsx", "zip") if FULL or self.seed % EACH == 0 else ("json", "csv")
        asked += [("boss", g.calls, f"/workshops/{g.id}/export.{form}") for form in forms]
        for who, calls, path in asked:
            answer = await calls.call("GET", path)
            assert answer.status == 200 or path.endswith((".xlsx", ".zip")), f"{who} does see {path}"
            self._note(f"{when}: {who} {path}", answer)

    async def _look_at_pages(self) -> None:
        """The pages of those who may see some of it, and of nobody in particular."""
        g, statuses = self.g, []
        for who, calls in (("boss", g.calls), ("cora", self.cora.calls), ("nobody", Calls(g.calls.base))):
            for page in self.pages:
                answer = await calls.call("GET", page.format(id=g.id, code=g.code), api=False)
                statuses.append(answer.status)
                self._note(f"{who} {page}", answer)
        assert statuses.count(200) >= len(self.pages), "each page was seen by somebody"

    def _note(self, what: str, answer: Answer) -> None:
        self.seen.setdefault(what, []).append(plain_answer(answer))

    def _collect(self) -> None:
        for who, line in self.viewers.items():
            self.seen[f"line of the {who}"] = said(line)
        self.seen["log"] = [plain(line.encode()) for line in ADDRESS.sub("", self.house.servers[0].log).splitlines()]
        self.owned = [each for person in (self.ana, self.ben) for each in said(person.line)]
