"""What one viewer has been told over the live protocol, and every law that the telling must keep."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.contracts.canon import Broken, check_id, check_record, digest, law

Message = dict[str, Any]
ROLES = ("participant", "observer", "mediator", "scribe", "librarian", "facilitator", "wall")


def is_int(value: object) -> bool:
    """A JSON integer: Python's True and False are not."""
    return type(value) is int


class Mirror:
    """The records of one viewer, fed message by message; pure, so that recorded conversations can be judged.

    `records` is what the viewer knows at `cursor`. `told` are the ids ever told to it. `frames` counts
    applied frames, `wholes` those that began anew. Raises Broken at the first message that breaks a law.
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
        self.offset = 0
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
        """Judge one message and learn what it says."""
        law(
            isinstance(message, dict) and isinstance(message.get("t"), str),
            "a message is an object with t",
            message,
        )
        assert isinstance(message, dict)
        law(not self.over, "nothing comes after bye", message)
        kind = message["t"]
        law(self.greeted or kind in ("welcome", "bye", "ping"), "welcome comes first", message)
        law(
            kind == "frame" or not self.staged or kind not in ("ack", "check"),
            "no ack or check between chunks",
            message,
        )
        judge = getattr(self, f"_{kind}", None)
        if kind in KINDS and judge:
            judge(message)
        return message

    def digest(self) -> str:
        """The digest of what this viewer knows."""
        return digest(self.records.values())

    # one method for each kind of message

    def _welcome(self, m: Message) -> None:
        law(not self.greeted, "welcome comes once", m)
        law(m.get("role") in ROLES, "welcome says your role", m)
        nobody = m["role"] == "wall" and m.get("you") is None
        law(nobody or (isinstance(m.get("you"), str) and m["you"]), "welcome says who you are", m)
        law(isinstance(m.get("epoch"), str) and m["epoch"], "welcome says the epoch", m)
        law(is_int(m.get("head")) and m["head"] >= 0, "welcome says the head", m)
        law(is_int(m.get("now")) and m["now"] > 1_600_000_000_000, "now is in milliseconds", m)
        law(isinstance(m.get("limits"), dict), "welcome says the limits", m)
        self.greeted, self.you, self.role, self.limits, self.head = (
            True,
            m["you"],
            m["role"],
            m["limits"],
            m["head"],
        )
        if self.epoch is not None and m["epoch"] != self.epoch:
            self._new_epoch()
        elif self.epoch == m["epoch"] and self.resumed:
            law(
                m["head"] >= self.cursor,
                "what was told was committed: head is not behind a cursor of this epoch",
                m,
                self.cursor,
            )
        self.epoch = m["epoch"]
        self.ready = self.resumed is not None and not self.must_be_whole and self.cursor == m["head"]

    def _new_epoch(self) -> None:
        self.must_be_whole, self.cursor = True, 0
        self.marks.clear()
        self.answers.clear()

    def _frame(self, m: Message) -> None:
        self._check_span(m)
        self._check_content(m)
        self.staged.append(m)
        if not m.get("more"):
            self._apply()

    def _check_span(self, m: Message) -> None:
        law(is_int(m.get("from")) and is_int(m.get("to")), "from and to are integers", m)
        law(isinstance(m.get("mark"), str) and m["mark"], "a frame carries the mark of its last event", m)
        law(isinstance(m.get("put"), list) and isinstance(m.get("drop"), list), "a frame has put and drop", m)
        law(
            all(m.get(flag) in (None, True, False) for flag in ("whole", "more")),
            "whole and more are booleans",
            m,
        )
        law(m["to"] >= m["from"] - 1, "a frame does not end before it begins", m)
        whole = bool(m.get("whole"))
        if self.staged:
            first = self.staged[0]
            law(
                (m["from"], m["to"]) == (first["from"], first["to"]),
                "chunks of one frame repeat from and to",
                m,
                first,
            )
            law(not whole or first.get("whole"), "whole is said by the first chunk", m, first)
            return
        law(whole or not self.must_be_whole, "the first frame without a known resume is whole", m)
        law(
            m["from"] == (1 if whole else self.cursor + 1),
            "frames are contiguous: from = cursor + 1, or 1 when whole",
            m,
            self.cursor,
        )
        law(m["to"] >= self.cursor, "the cursor is monotone in an epoch", m, self.cursor)

    def _check_content(self, m: Message) -> None:
        ids = []
        for record in m["put"]:
            check_record(record)
            ids.append(record["id"])
        law(len(set(ids)) == len(ids), "a chunk puts an id once", ids)
        if m["from"] == m["to"]:
            law(ids == sorted(ids), "records of equal age come sorted by id", ids)
        for gone in m["drop"]:
            check_id(gone, "drop")
            law(gone in self.told, "nobody is told an id that was never theirs to see: drop", gone, m)
        law(not m.get("whole") or not m["drop"], "a whole frame has nothing to drop", m)

    def _apply(self) -> None:
        chunks, self.staged = self.staged, []
        if chunks[0].get("whole"):
            self.records.clear()
            self.wholes += 1
        for chunk in chunks:
            for gone in chunk["drop"]:
                self.records.pop(gone, None)
        put: dict[str, Message] = {}
        for chunk in chunks:
            for record in chunk["put"]:
                law(
                    put.get(record["id"], record) == record,
                    "a frame says one thing of an id",
                    record,
                    put.get(record["id"]),
                )
                put[record["id"]] = record
        self.records.update(put)
        self.told.update(put)
        last = chunks[-1]
        known = self.marks.setdefault(last["to"], last["mark"])
        law(known == last["mark"], "an event has one mark in an epoch", last, known)
        self.cursor, self.mark = last["to"], last["mark"]
        self.must_be_whole, self.ready = False, True
        self.frames += 1
        self.last_frame = chunks

    def _ack(self, m: Message) -> None:
        name, first, last = m.get("id"), m.get("first"), m.get("last")
        law(name in self.order, "an ack names a command sent on this connection", m)
        law(
            (first is None and last is None) or (is_int(first) and is_int(last)),
            "first and last are integers, or null together",
            m,
        )
        law(m.get("dup") in (None, True, False), "dup is a boolean", m)
        assert isinstance(name, str)
        if last is not None:
            law(1 <= first <= last, "an ack names the events from first to last", m)
            law(last <= self.cursor, "an ack comes after the frame that holds its effect", m, self.cursor)
        if name in self.answers:
            law(self.answers[name] == (first, last), "repeated ack = first ack", m, self.answers[name])
            law(m.get("dup") or last is None, "a repeated ack says dup", m)
        else:
            law(not m.get("dup") or self.sent[name] > 1, "dup only of what was sent before", m)
        self.answers[name] = (first, last)
        if last is not None and not m.get("dup"):
            self._in_order(self.order[name], first, last, m)

    def _in_order(self, place: int, first: int, last: int, m: Message) -> None:
        for other, low, high in reversed(self.ranges[-50:]):
            law(
                last < low if place < other else first > high,
                "a connection's commands run in order",
                m,
                (other, low, high),
            )
        self.ranges.append((place, first, last))

    def _reject(self, m: Message) -> None:
        law(
            m.get("id") is None or m["id"] in self.order or m["id"] not in self.sent,
            "a reject names a command sent here",
            m,
        )
        law(isinstance(m.get("code"), str) and m["code"], "a reject has a code", m)
        law(m.get("retry") in ("never", "later"), "retry is never or later", m)
        law(
            m["retry"] == "never" or (is_int(m.get("after")) and m["after"] >= 0),
            "later says after how many milliseconds",
            m,
        )
        law(isinstance(m.get("say"), str) and m["say"].strip(), "a reject has a sentence for the person", m)
        again = m.get("id") in self.answers and m["code"] != "id_reused"
        law(not again, "what was acknowledged is answered the same again, not rejected", m)

    def _check(self, m: Message) -> None:
        law(is_int(m.get("at")), "a check says at which cursor", m)
        law(m["at"] == self.cursor, "a digest is of this viewer's records at its cursor", m, self.cursor)
        mine = self.digest()
        law(
            m.get("sha256") == mine,
            "every client's state equals the server's view for it",
            m,
            mine,
            sorted(self.records),
        )
        self.checks += 1

    def _ping(self, m: Message) -> None:
        law(is_int(m.get("now")), "ping and pong say now", m)
        law(m.get("head") is None or is_int(m["head"]), "head is an integer", m)

    _pong = _ping

    def _eph(self, m: Message) -> None:
        law("seq" not in m and "to" not in m, "eph has no seq", m)
        self.eph.append(m)

    def _bye(self, m: Message) -> None:
        law(isinstance(m.get("code"), str) and m["code"], "bye has a code", m)
        law(is_int(m.get("after")) and m["after"] >= 0, "bye says after how many milliseconds", m)
        self.over, self.bye = True, m


KINDS = ("welcome", "frame", "ack", "reject", "check", "ping", "pong", "eph", "bye")
__all__ = ["Broken", "Message", "Mirror"]
