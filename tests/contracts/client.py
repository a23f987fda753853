"""A live client written from PROTOCOL.md alone: one viewer of one workshop, strict about every promise."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable
from typing import Any

from tests.contracts.canon import Broken, parse
from tests.contracts.line import LOST, Line, Refused, dial
from tests.contracts.mirror import Message, Mirror
from tests.contracts.outbox import Outbox, Rejected

SEEN_EVERY = 2.0


class Client:
    """One viewer of one workshop; survives lost lines. `mirror.records` is what it knows.

    `patient` clients obey "later" by themselves (stop, wait, resend from that id); the others raise Rejected.
    `heard` and `said` keep the raw texts when `keep` is set. A broken law ends the line and is raised by
    whatever the test awaits next; `broken` holds it.
    """

    def __init__(
        self,
        base: str,
        workshop: str,
        *,
        token: str | None = None,
        cookie: str | None = None,
        origin: str | None = None,
        as_: str | None = None,
        scope: str | None = None,
        keep: bool = False,
        patient: bool = True,
        chance: random.Random | None = None,
    ) -> None:
        self.base, self.workshop, self.origin, self.as_, self.scope = base, workshop, origin, as_, scope
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        if cookie:
            self.headers["Cookie"] = cookie
        self.keep = keep
        self.chance = chance or random.Random()
        self.mirror = Mirror()
        self.outbox = Outbox(self._send, patient=patient)
        self.heard: list[str] = []
        self.said: list[str] = []
        self.broken: Exception | None = None
        self.close_code: int | None = None
        self.pings_heard = self.pings_said = self.pongs_heard = 0
        self._deaf = False
        self._line: Line | None = None
        self._waiting: set[asyncio.Future[None]] = set()
        self._last_seen = self._last_check = 0.0
        self._seen_cursor = self._offset = 0

    # connecting

    async def open(self, *, resume: bool = True, wait: float = 15.0) -> Client:
        """Connect and wait until told everything up to the head; raises Refused when not let in."""
        await self.plug(self.mirror.hello(scope=self.scope, as_=self.as_, resume=resume))
        await self.expect(
            lambda: self.mirror.ready or not self.connected, wait, "welcome and the first frame"
        )
        if not self.mirror.ready:
            raise Refused(bye=self.mirror.bye, close=self.close_code)
        return self

    async def plug(self, hello: Message | None) -> None:
        """Open the socket and say hello (or nothing); the caller waits for what follows."""
        await self._unplug()
        if hello is None:
            self.mirror.hello(scope=None, as_=None, resume=False)
        socket = await dial(self.base, f"/live/{self.workshop}", headers=self.headers, origin=self.origin)
        self.close_code = None
        self._line = Line(socket, hear=self._hear, ended=self._ended, beat=self._see, ping=self._ping_now)
        if hello is not None:
            self.say(hello)

    @property
    def connected(self) -> bool:
        """Whether the line stands."""
        return self._line is not None and self.close_code is None

    async def lose(self) -> None:
        """Lose the line as a phone does that walks out of the Wi-Fi: no close frame."""
        if self._line is not None:
            self._line.abort()
        await self._unplug()

    async def close(self) -> None:
        """Leave in good order."""
        if self._line is not None:
            await self._line.close()
        await self._unplug()

    async def _unplug(self) -> None:
        self.outbox.stop()
        line, self._line = self._line, None
        if line is not None:
            await line.stop()

    async def gone(self, wait: float = 10.0) -> Message | None:
        """Wait until the server has closed the line; returns its bye, if it said one."""
        await self.expect(lambda: not self.connected, wait, "the server closes")
        return self.mirror.bye

    async def stay(self, leave: asyncio.Event) -> None:
        """Come back each time the line is lost, as a phone does, until told to leave; what is broken ends it."""
        while not leave.is_set() and self.broken is None:
            try:
                await self.open()
                await self.expect(lambda: not self.connected or leave.is_set(), 600, "the line is lost")
            except LOST:
                pass
            except Exception as fault:
                self._ended(fault, None)  # whoever waits for this phone must hear of it
                raise
            await asyncio.sleep(0.05 + 0.15 * self.chance.random())

    # asking

    def new_id(self) -> str:
        """128 random bits in hex, never time-ordered."""
        return f"{self.chance.getrandbits(128):032x}"

    def now(self) -> int:
        """The server's clock, as far as this client knows it: milliseconds since 1970."""
        return int(time.time() * 1000) + self._offset

    def offer(
        self, k: str, d: Message, *, for_: str | None = None, act: str | None = None
    ) -> asyncio.Future[Message]:
        """Put a command into the outbox; the future becomes its ack, or raises Rejected."""
        command: Message = {"t": "cmd", "id": act or self.new_id(), "k": k, "d": d}
        if for_:
            command["for"] = for_
        return self.outbox.offer(command)

    async def do(
        self, k: str, d: Message, *, for_: str | None = None, act: str | None = None, wait: float = 20.0
    ) -> Message:
        """Ask, and wait for the ack."""
        answer = self.offer(k, d, for_=for_, act=act)
        await self.expect(answer.done, wait, f"an answer to {k}")
        return answer.result()

    async def check(self, wait: float = 15.0) -> str:
        """Ask for the digest and compare; waits so as not to ask more often than allowed."""
        gap = self.mirror.limits.get("check", 10_000) / 1000
        await asyncio.sleep(max(0.0, self._last_check + gap + 0.05 - time.monotonic()))
        before, self._last_check = self.mirror.checks, time.monotonic()
        self.say({"t": "check"})
        await self.expect(lambda: self.mirror.checks > before, wait, "a check is answered")
        self._last_check = time.monotonic()
        return self.mirror.digest()

    # waiting

    async def until(
        self, test: Callable[[dict[str, Message]], Any], wait: float = 8.0, what: str = ""
    ) -> Any:
        """Wait until the records satisfy the test; returns what it returned.

        A test that asks for a record that has not come yet is not satisfied yet.
        """
        found: Any = None

        def satisfied() -> bool:
            nonlocal found
            try:
                found = test(self.mirror.records)
            except KeyError:
                return False
            return bool(found)

        await self.expect(satisfied, wait, what or "the records show it")
        return found

    async def reach(self, seq: int, wait: float = 8.0) -> None:
        """Wait until the cursor has come to seq."""
        await self.expect(lambda: self.mirror.cursor >= seq, wait, f"the cursor reaches {seq}")

    def of(self, kind: str) -> list[Message]:
        """The records of one kind, in the order told."""
        return [record for record in self.mirror.records.values() if record["kind"] == kind]

    async def expect(self, test: Callable[[], Any], wait: float, what: str) -> None:
        """Wait for something that a message brings; raises what is broken, or TimeoutError."""
        end = time.monotonic() + wait
        while self.broken is None and not test():
            left = end - time.monotonic()
            if left <= 0:
                line = "up" if self.connected else f"down {self.close_code} {self.mirror.bye}"
                raise TimeoutError(f"{wait} s for: {what} (cursor {self.mirror.cursor}, line {line})")
            await self._news(left)
        if self.broken is not None:
            raise self.broken

    async def _news(self, wait: float) -> None:
        """Wait for the next news, at most so long.

        Each who waits has a future from this moment on. Of an event that several clear, news could be lost between the
        clearing and the waiting.
        """
        news = asyncio.get_running_loop().create_future()
        self._waiting.add(news)
        try:
            await asyncio.wait([news], timeout=wait)
        finally:
            self._waiting.discard(news)

    def _tell(self) -> None:
        """There is news for all who wait."""
        for news in self._waiting:
            if not news.done():
                news.set_result(None)

    # the line

    def say(self, message: Message | str | bytes) -> None:
        """Send a message; text and bytes go as they are, as a hostile or faulty phone would send them."""
        data = message
        if isinstance(message, dict):
            data = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
        if self.keep:
            self.said.append(str(data))
        if self._line is not None and not self._deaf:
            self._line.say(data)  # type: ignore[arg-type]

    def _send(self, command: Message) -> None:
        self.mirror.note_sent(command)
        self.say(command)

    def _hear(self, text: str) -> None:
        if self.keep:
            self.heard.append(text)
        epoch = self.mirror.epoch
        m = self.mirror.take(parse(text))
        if m["t"] in ("welcome", "pong"):
            self._offset = m["now"] - int(time.time() * 1000)
        if m["t"] == "welcome":
            self.outbox.start(again=epoch not in (None, m["epoch"]))
        elif m["t"] == "ack":
            self.outbox.acked(m)
        elif m["t"] == "reject":
            self.outbox.rejected(m)
        elif m["t"] == "ping":
            self.pings_heard += 1
            self.say({"t": "pong", "now": int(time.time() * 1000)})
        elif m["t"] == "pong":
            self.pongs_heard += 1
        elif m["t"] == "frame":
            self._see()
        self._tell()

    def deaf(self) -> None:
        """From now on answer nothing and say nothing, as a phone does whose Wi-Fi went without a word."""
        self._deaf = True

    async def ask_time(self) -> int:
        """Ask the server for its clock; returns what it says now, in ms since 1970."""
        before = self.pongs_heard
        self._ping_now()
        await self.expect(lambda: self.pongs_heard > before, 5, "a pong")
        return self.now()

    def _ping_now(self) -> None:
        self.pings_said += 1
        self.say({"t": "ping", "now": self.now()})

    def _see(self) -> None:
        """Say how far we have seen, at most every two seconds."""
        mirror = self.mirror
        moved = (
            mirror.greeted and not mirror.over and not mirror.staged and mirror.cursor != self._seen_cursor
        )
        if moved and time.monotonic() - self._last_seen >= SEEN_EVERY:
            self._last_seen, self._seen_cursor = time.monotonic(), mirror.cursor
            self.say({"t": "seen", "cursor": mirror.cursor})

    def _ended(self, fault: Exception | None, code: int | None) -> None:
        self.broken = self.broken or fault
        self.close_code = code or 1006
        self.outbox.stop()
        self._tell()


__all__ = ["LOST", "Broken", "Client", "Message", "Refused", "Rejected"]
