"""What each message of the server must look like, whatever went before it."""

from __future__ import annotations

from typing import Any

from tests.contracts.canon import check_id, check_record, law

Message = dict[str, Any]
ROLES = ("participant", "observer", "mediator", "scribe", "librarian", "facilitator", "wall")
FLAG = (None, True, False)
MILLISECONDS = 1_600_000_000_000


def is_int(value: object) -> bool:
    """A JSON integer: Python's True and False are not."""
    return type(value) is int


def said(value: object) -> bool:
    """A text that says something."""
    return isinstance(value, str) and bool(value.strip())


def welcome(m: Message) -> None:
    """{t, you, role, epoch, head, now, limits}; a wall is nobody."""
    law(m.get("role") in ROLES, "welcome says your role", m)
    law(said(m.get("you")) or (m["role"] == "wall" and m.get("you") is None), "welcome says who you are", m)
    law(said(m.get("epoch")), "welcome says the epoch", m)
    law(is_int(m.get("head")) and m["head"] >= 0, "welcome says the head", m)
    law(is_int(m.get("now")) and m["now"] > MILLISECONDS, "now is in milliseconds", m)
    law(isinstance(m.get("limits"), dict), "welcome says the limits", m)


def frame(m: Message) -> None:
    """{t, from, to, mark, put, drop, whole?, more?}."""
    law(is_int(m.get("from")) and is_int(m.get("to")), "from and to are integers", m)
    law(said(m.get("mark")), "a frame carries the mark of its last event", m)
    law(isinstance(m.get("put"), list) and isinstance(m.get("drop"), list), "a frame has put and drop", m)
    law(all(m.get(flag) in FLAG for flag in ("whole", "more")), "whole and more are booleans", m)
    law(m["to"] >= m["from"] - 1, "a frame does not end before it begins", m)
    law(not m.get("whole") or not m["drop"], "a whole frame has nothing to drop", m)
    for record in m["put"]:
        check_record(record)
    for gone in m["drop"]:
        check_id(gone, "drop")
    ids = [record["id"] for record in m["put"]]
    law(len(set(ids)) == len(ids), "a chunk puts an id once", ids)
    if m["from"] == m["to"]:
        law(ids == sorted(ids), "records of equal age come sorted by id", ids)


def ack(m: Message) -> None:
    """{t, id, first, last, dup?}; both null when nothing changed."""
    first, last = m.get("first"), m.get("last")
    nothing = first is None and last is None
    law(nothing or (is_int(first) and is_int(last)), "first and last are integers, or null together", m)
    law(nothing or 1 <= m["first"] <= m["last"], "an ack names the events from first to last", m)
    law(m.get("dup") in FLAG, "dup is a boolean", m)


def reject(m: Message) -> None:
    """{t, id, code, retry, after?, say}."""
    law(said(m.get("code")), "a reject has a code", m)
    law(m.get("retry") in ("never", "later"), "retry is never or later", m)
    waits = is_int(m.get("after")) and m["after"] >= 0
    law(m["retry"] == "never" or waits, "later says after how many milliseconds", m)
    law(said(m.get("say")), "a reject has a sentence for the person", m)


def check(m: Message) -> None:
    """{t, at, sha256}."""
    law(is_int(m.get("at")), "a check says at which cursor", m)
    law(isinstance(m.get("sha256"), str) and len(m["sha256"]) == 64, "a check says a SHA-256 in hex", m)


def ping(m: Message) -> None:
    """{t, now, head?}."""
    law(is_int(m.get("now")), "ping and pong say now", m)
    law(m.get("head") is None or is_int(m["head"]), "head is an integer", m)


def eph(m: Message) -> None:
    """{t, …}: lossy, outside the journal."""
    law("seq" not in m and "to" not in m, "eph has no seq", m)


def bye(m: Message) -> None:
    """{t, code, after}."""
    law(said(m.get("code")), "bye has a code", m)
    law(is_int(m.get("after")) and m["after"] >= 0, "bye says after how many milliseconds", m)


SHAPES = {
    "welcome": welcome,
    "frame": frame,
    "ack": ack,
    "reject": reject,
    "check": check,
    "ping": ping,
    "pong": ping,
    "eph": eph,
    "bye": bye,
}
