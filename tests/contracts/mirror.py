"""What one viewer has been told over the live protocol, and every law that the telling must keep."""

from __future__ import annotations

from collections import Counter

from tests.contracts.canon import digest, law
from tests.contracts.shapes import SHAPES, Message

RECENT = 50


class Mirror:
    """The records of one viewer, fed message by message; pure, so that recorded conversations can be judged.

    `records` is what the viewer knows at `cursor`, `told` the ids ever told to it. `frames` counts applied
    frames, `wholes` those that began anew. Raises Broken at the first message that breaks a law.
    """

    def __init__(self) -> None:
        self.records: dict[str, Message] = {}
        self.told: set[str] = set()
        self.cursor = 0
        self.epoch: str | None = None
        self.mark: str | None = None
        self.marks: dict[int, str] = {}
        self.answers: dict[str, tuple[int | None, int | None]] = {}
        self.sent: Counter[str] = Counter()
        self.frames = self.wholes = self.checks = 0
        self.last_frame: list[Message] = []
        self.eph: list[Message] = []
        self.you = self.role = ""
        self.limits: Message = {}
        self._begin()

    def _begin(self) -> None:
        self.staged: list[Message] = []
        self.greeted = self.ready = self.over = False
        self.must_be_whole = True
        self.resumed: Message | None = None
        self.order: dict[str, int] = {}
        self.places = 0
        self.ranges: list[tuple[int, int, int]] = []
        self.bye: Message | None = None
        self.head = 0

    def hello(self, *, scope: str | None, as_: str | None, resume: bool = True) -> Message:
        """Begin a connection; the half-told frame of the last one is forgotten."""
        self._begin()
        message: Message = {"t": "hello", "v": 1}
        if scope:
            message["scope"] = scope
        if as_:
            message["as"] = as_
        if resume and self.epoch and self.mark:
            self.resumed = {"epoch": self.epoch, "cursor": self.cursor, "mark": self.mark}
            message["resume"] = self.resumed
        self.must_be_whole = self.resumed is None
        return message

    def note_sent(self, command: Message) -> None:
        """Remember that a command went out on this connection."""
        self.sent[command["id"]] += 1
        self.places += 1
        self.order[command["id"]] = self.places

    def take(self, message: object) -> Message:
        """Judge one message and learn what it says; kinds added later are passed over."""
        law(
            isinstance(message, dict) and isinstance(message.get("t"), str),
            "a message is an object with t",
            message,
        )
        assert isinstance(message, dict)
        kind = message["t"]
        law(not self.over, "nothing comes after bye", message)
        law(self.greeted or kind in ("welcome", "bye", "ping"), "welcome comes first", message)
        law(not (self.staged and kind in ("ack", "check")), "no ack or check between chunks", message)
        if kind in SHAPES:
            SHAPES[kind](message)
            learn = getattr(self, f"_{kind}", None)
            if learn:
                learn(message)
        return message

    def digest(self) -> str:
        """The digest of what this viewer knows."""
        return digest(self.records.values())

    def _welcome(self, m: Message) -> None:
        law(not self.greeted, "welcome comes once", m)
        self.greeted, self.you, self.role = True, m["you"] or "", m["role"]
        self.limits, self.head = m["limits"], m["head"]
        if self.epoch == m["epoch"] and self.resumed:
            ahead = "what was told was committed: head is not behind a cursor of this epoch"
            law(m["head"] >= self.cursor, ahead, m, self.cursor)
        elif self.epoch is not None and self.epoch != m["epoch"]:
            self._new_epoch()
        self.epoch = m["epoch"]
        self.ready = not self.must_be_whole and self.cursor == m["head"]

    def _new_epoch(self) -> None:
        self.must_be_whole, self.cursor = True, 0
        self.marks.clear()
        self.answers.clear()

    def _frame(self, m: Message) -> None:
        if self.staged:
            first = self.staged[0]
            law((m["from"], m["to"]) == (first["from"], first["to"]), "chunks repeat from and to", m, first)
            law(not m.get("whole") or first.get("whole"), "whole is said by the first chunk", m, first)
        else:
            self._begins_rightly(m)
        for gone in m["drop"]:
            law(gone in self.told, "nobody is told an id that was never theirs to see: drop", gone, m)
        self.staged.append(m)
        if not m.get("more"):
            self._apply()

    def _begins_rightly(self, m: Message) -> None:
        whole = bool(m.get("whole"))
        law(whole or not self.must_be_whole, "the first frame without a known resume is whole", m)
        due = 1 if whole else self.cursor + 1
        law(m["from"] == due, "frames are contiguous: from = cursor + 1, or 1 when whole", m, self.cursor)
        law(m["to"] >= self.cursor, "the cursor is monotone in an epoch", m, self.cursor)

    def _apply(self) -> None:
        """All chunks together: what is dropped goes, then what is put comes."""
        chunks, self.staged = self.staged, []
        if chunks[0].get("whole"):
            self.records.clear()
            self.wholes += 1
        put: dict[str, Message] = {}
        for chunk in chunks:
            for gone in chunk["drop"]:
                self.records.pop(gone, None)
            for record in chunk["put"]:
                before = put.setdefault(record["id"], record)
                law(before == record, "a frame says one thing of an id", record, before)
        self.records.update(put)
        self.told.update(put)
        self._arrive(chunks[-1])
        self.frames, self.last_frame = self.frames + 1, chunks

    def _arrive(self, last: Message) -> None:
        known = self.marks.setdefault(last["to"], last["mark"])
        law(known == last["mark"], "an event has one mark in an epoch", last, known)
        self.cursor, self.mark = last["to"], last["mark"]
        self.must_be_whole, self.ready = False, True

    def _ack(self, m: Message) -> None:
        name, answer = m.get("id"), (m["first"], m["last"])
        law(isinstance(name, str) and name in self.order, "an ack names a command sent on this connection", m)
        assert isinstance(name, str)
        changed = m["last"] is not None
        law(
            not changed or m["last"] <= self.cursor,
            "an ack comes after the frame that holds its effect",
            m,
            self.cursor,
        )
        if name in self.answers:
            law(self.answers[name] == answer, "repeated ack = first ack", m, self.answers[name])
            law(m.get("dup") or not changed, "a repeated ack says dup", m)
        else:
            law(not m.get("dup") or self.sent[name] > 1, "dup only of what was sent before", m)
        self.answers[name] = answer
        if changed and not m.get("dup"):
            self._in_order(self.order[name], m)

    def _in_order(self, place: int, m: Message) -> None:
        for other, low, high in self.ranges[-RECENT:]:
            right = m["last"] < low if place < other else m["first"] > high
            law(right, "a connection's commands run in order", m, (other, low, high))
        self.ranges.append((place, m["first"], m["last"]))

    def _reject(self, m: Message) -> None:
        name = m.get("id")
        law(
            name is None or name in self.order or name not in self.sent,
            "a reject names a command sent here",
            m,
        )
        again = name in self.answers and m["code"] != "id_reused"
        law(not again or m["retry"] == "later", "what was acknowledged is answered the same again", m)

    def _check(self, m: Message) -> None:
        law(m["at"] == self.cursor, "a digest is of this viewer's records at its cursor", m, self.cursor)
        mine = self.digest()
        law(
            m["sha256"] == mine,
            "every client's state equals the server's view for it",
            m,
            mine,
            sorted(self.records),
        )
        self.checks += 1

    def _eph(self, m: Message) -> None:
        self.eph.append(m)

    def _bye(self, m: Message) -> None:
        self.over, self.bye = True, m


__all__ = ["Message", "Mirror"]
