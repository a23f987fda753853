"""The server with one fault planted, named by OFFICINA_PLANTED_FAULT: what a test of faults must catch.

Run as `python -m tests.doubles.faulty_server serve …`; without a name it is the real server.
"""

from __future__ import annotations

import asyncio
import itertools
import math
import os
import re
import secrets
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from app import serve
from app.core.tools import DECIDE, vote
from app.core.words.vote import TakeBack
from app.live import connection, fanout, patience
from app.live.asked import Answer, Waiting
from app.live.clock import Clock
from app.live.connection import Connection
from app.live.fanout import Fanout
from app.live.framing import text_frame
from app.live.line import Line
from app.live.packets import Packet, Shared
from app.live.pens import DirectPen, DirectProtocol
from app.live.room import Room
from app.live.rooms import Rooms
from app.live.straight import Straight
from app.live.wire import bye
from app.store.entries import Accepted, Batch, Head, Stored
from app.store.journal import Journal
from app.store.trouble import Conflict
from app.web.socket import Talk
from tests.doubles.careless import CARELESS
from tests.doubles.credulous import CREDULOUS
from tests.doubles.dates import moved
from tests.doubles.dying import mortal
from tests.doubles.haste import hasten
from tests.doubles.undocumented import UNDOCUMENTED

LATE = 0.3  # seconds between the answer and the commit, or the other way round
BEGINS = re.compile(rb'"from":\d+')


def no_dedup(late: float = LATE) -> None:
    """What was accepted is forgotten: sent again, it is decided again. Answers come late, so some are."""
    append = Journal.append

    async def forgetful(self: Journal, batch: Batch) -> list[Accepted]:
        writes = tuple(replace(write, act=secrets.token_hex(16)) for write in batch.writes)
        answers = await append(self, replace(batch, writes=writes))
        await asyncio.sleep(late)
        return answers

    Journal.append = forgetful  # type: ignore[method-assign]
    Journal.known = lambda *_: None  # type: ignore[method-assign,assignment]


def no_memory_at_all() -> None:
    """As above, and the room itself keeps no answers either."""
    no_dedup(late=0)
    Room._remember = lambda *_: None  # type: ignore[method-assign,assignment]


def answers_anew() -> None:
    """Sent again, a command is answered with where the workshop stands now."""

    def anew(self: Room, waiting: Waiting) -> None:
        answer, _ = self.answers[waiting.act.person, waiting.act.id]
        waiting.done.set_result(Answer(answer.act, answer.first, self.state.seq, True))

    Room._answer_again = anew  # type: ignore[method-assign]


def content_unseen() -> None:
    """Nobody looks whether a command that is known by its id is still the same."""
    Journal.digest = lambda *_: ""  # type: ignore[method-assign,assignment]


def ack_before_commit() -> None:
    """Acts are answered, and told to everybody, a moment before they are kept."""
    append, read, head = Journal.append, Journal.read, Journal.head
    ahead: dict[str, list[Stored]] = defaultdict(list)
    gates: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def keep(journal: Journal, batch: Batch) -> None:
        async with gates[batch.workshop]:
            await asyncio.sleep(LATE)
            await append(journal, batch)

    async def hasty(self: Journal, batch: Batch) -> list[Accepted]:
        if not all(event.kind.startswith("note.") for write in batch.writes for event in write.events):
            async with gates[batch.workshop]:
                return await append(self, batch)
        known = ahead[batch.workshop]
        if (await asyncio.to_thread(head_ahead, self, batch.workshop)).seq != batch.seen:
            raise Conflict
        numbers, answers = itertools.count(batch.seen + 1), []
        for write in batch.writes:
            made = [
                Stored(next(numbers), write.at, write.person, write.act, secrets.token_hex(8), event)
                for event in write.events
            ]
            known += made
            first, last = (made[0].seq, made[-1].seq) if made else (None, None)
            answers.append(Accepted(write.act or "", write.person or "", first, last, write.digest))
        TASKS.add(asyncio.create_task(keep(self, batch)))
        return answers

    def read_ahead(
        self: Journal, workshop: str, after: int = 0, upto: int | None = None, limit: int | None = None
    ) -> list[Stored]:
        kept = read(self, workshop, after, upto, limit)
        last = kept[-1].seq if kept else after
        more = [one for one in ahead[workshop] if one.seq > last and (upto is None or one.seq <= upto)]
        return (kept + more)[:limit]

    def head_ahead(self: Journal, workshop: str) -> Head:
        kept, known = head(self, workshop), ahead[workshop]
        ahead_now = known and known[-1].seq > kept.seq
        return replace(kept, seq=known[-1].seq, mark=known[-1].mark) if ahead_now else kept

    Journal.append, Journal.read, Journal.head = hasty, read_ahead, head_ahead  # type: ignore[method-assign]


def cursor_by_broadcast() -> None:
    """A line that comes back is taken to be where the last broadcast was, not where it stood."""
    frame = Line._frame
    broadcast: dict[str, int] = {}

    def hurried(self: Line, state: Any, faces: Any, mark: str) -> list[Packet]:
        stood = self.cursor
        if stood:
            self.stand(self.audience, max(stood, min(broadcast.get(state.workshop, 0), state.seq - 1)))
        packets = frame(self, state, faces, mark)
        said = [text for packet in packets for text in packet.messages]
        broadcast[state.workshop] = state.seq
        whole = any(b'"whole":true' in text for text in said)
        return (
            packets
            if whole or not stood
            else [Shared([BEGINS.sub(b'"from":%d' % (stood + 1), text, count=1) for text in said], stood, state.seq,
                         deflates=False)]
        )

    Line._frame = hurried  # type: ignore[method-assign]


def kept_for_ever() -> None:
    """Nobody is let go who is silent or takes nothing."""
    fanout.SILENCE = connection.DEAF = math.inf
    serve.USER_TIMEOUT_MS = 0


def waits_for_ever() -> None:
    """Nobody is too slow in saying what they want."""
    patience.SLOW = math.inf


def leaves_them_standing() -> None:
    """A handshake that cannot be read is not answered."""
    DirectProtocol._unread = lambda _: None  # type: ignore[method-assign]


def old_takes_the_new() -> None:
    """When a connection ends, all of its person's are taken to have ended."""
    leave = Fanout.leave

    def thorough(self: Fanout, connection: Connection) -> None:
        for other in self.everyone():
            if other.line.person == connection.line.person:
                leave(self, other)

    Fanout.leave = thorough  # type: ignore[method-assign]


def goes_without_a_word() -> None:
    """When the server stops nobody is told."""
    DirectProtocol.shutdown = WebSocketsSansIOProtocol.shutdown  # type: ignore[method-assign]
    Straight.shutdown = lambda self: self.transport.close()  # type: ignore[method-assign]


def goes_at_once() -> None:
    """Those who are told goodbye are not given a moment to read it."""

    def hasty(self: DirectProtocol) -> None:
        self.transport.write(text_frame(bye("restart", 300)))
        WebSocketsSansIOProtocol.shutdown(self)

    def straight(self: Straight) -> None:
        self.transport.write(text_frame(bye("restart", 300)))
        self.transport.close()

    DirectProtocol.shutdown = hasty  # type: ignore[method-assign]
    Straight.shutdown = straight  # type: ignore[method-assign]


def by_the_date() -> None:
    """The house's clock is the machine's date."""
    Clock.__call__ = lambda self: self.date()  # type: ignore[method-assign]


def answers_pile_up() -> None:
    """Who takes no answers is heard all the same."""

    async def heard(_: Talk) -> None:
        return

    Talk._answers_taken = heard  # type: ignore[method-assign]


def a_queue_each() -> None:
    """Whatever cannot be taken now waits in a queue of its connection's own."""

    def by_itself(self: DirectPen, packets: list[Packet], window: int) -> int:
        self.write([message for packet in packets for message in packet.messages])
        return window

    DirectPen.ready = lambda _: True  # type: ignore[method-assign]
    DirectPen.tell = by_itself  # type: ignore[method-assign]
    DirectPen.taker = lambda _: None  # type: ignore[method-assign,assignment]


def take_back_lost() -> None:
    """Who takes a vote back is told that it is done, and it is not."""
    DECIDE[TakeBack] = lambda *_: []


def vote_doubled() -> None:
    """The first vote of a ballot counts twice when it closes."""
    votes_of = vote.votes_of

    def generous(state: Any, ballot: str) -> list[Any]:
        found = votes_of(state, ballot)
        return [*found[:1], *found]

    vote.votes_of = generous


def slow_disk() -> None:
    """No fault of ours: a note is long in being kept, so that whoever wrote it waits longer than one may be silent."""
    append = Journal.append

    async def slowly(self: Journal, batch: Batch) -> list[Accepted]:
        if any(event.kind == "note.added" for write in batch.writes for event in write.events):
            await asyncio.sleep(2 * fanout.SILENCE + 2)
        return await append(self, batch)

    Journal.append = slowly  # type: ignore[method-assign]


def only_the_bell() -> None:
    """A process learns of what others wrote by the bell alone."""

    async def deaf(_: Rooms) -> None:
        return

    Rooms._look = deaf  # type: ignore[method-assign]


TASKS: set[asyncio.Task[None]] = set()
FAULTS: dict[str, Callable[[], None]] = {
    "": lambda: None,
    "no_dedup": no_dedup,
    "no_memory_at_all": no_memory_at_all,
    "answers_anew": answers_anew,
    "content_unseen": content_unseen,
    "ack_before_commit": ack_before_commit,
    "cursor_by_broadcast": cursor_by_broadcast,
    "answers_pile_up": answers_pile_up,
    "old_takes_the_new": old_takes_the_new,
    "goes_without_a_word": goes_without_a_word,
    "goes_at_once": goes_at_once,
    "by_the_date": by_the_date,
    "kept_for_ever": kept_for_ever,
    "waits_for_ever": waits_for_ever,
    "leaves_them_standing": leaves_them_standing,
    "a_queue_each": a_queue_each,
    "only_the_bell": only_the_bell,
    **CARELESS,
    **UNDOCUMENTED,
    **CREDULOUS,
    "take_back_lost": take_back_lost,
    "vote_doubled": vote_doubled,
    "slow_disk": slow_disk,
}

if __name__ == "__main__":
    hasten()
    mortal()
    moved()
    FAULTS[os.environ["OFFICINA_PLANTED_FAULT"]]()
    from app.cli import main  # only now, with the fault in place

    main()
