"""The client itself: it follows a right conversation, and catches each broken law."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from tests.contracts.canon import Broken, canonical, check_record, digest, parse
from tests.contracts.client import Client, Rejected
from tests.contracts.mirror import Mirror

NOW = 1_700_000_000_000
WELCOME = {
    "t": "welcome",
    "you": "ana",
    "role": "participant",
    "epoch": "e1",
    "head": 3,
    "now": NOW,
    "limits": {},
}
SHOP = {"id": "shop", "kind": "workshop", "title": "Una sera"}
NOTE = {"id": "n1", "kind": "note", "text": "più luce", "x": 10, "y": 990}
WHOLE = {"t": "frame", "from": 1, "to": 3, "mark": "m3", "put": [SHOP, NOTE], "drop": [], "whole": True}
NEXT = {"t": "frame", "from": 4, "to": 4, "mark": "m4", "put": [{**NOTE, "text": "più sedie"}], "drop": []}
SHA = digest([SHOP, {**NOTE, "text": "più sedie"}])

# a right conversation: what the server said, and what the client had sent before
RIGHT: list[dict[str, Any]] = [
    WELCOME,
    WHOLE,
    {"t": "send", "id": "c1"},
    NEXT,
    {"t": "ack", "id": "c1", "first": 4, "last": 4},
    {"t": "check", "at": 4, "sha256": SHA},
    {"t": "frame", "from": 5, "to": 6, "mark": "m6", "put": [], "drop": ["n1"], "more": True},
    {"t": "frame", "from": 5, "to": 6, "mark": "m6", "put": [{"id": "n2", "kind": "note"}], "drop": []},
    {"t": "send", "id": "c1"},
    {"t": "ack", "id": "c1", "first": 4, "last": 4, "dup": True},
    {"t": "bye", "code": "shutdown", "after": 500},
]


def judged(conversation: list[dict[str, Any]]) -> Mirror:
    mirror = Mirror()
    mirror.hello(scope="all", as_=None)
    for message in conversation:
        if message["t"] == "send":
            mirror.note_sent(message)
        else:
            mirror.take(parse(json.dumps(message)))
    return mirror


def test_a_right_conversation_is_followed() -> None:
    mirror = judged(RIGHT)
    assert mirror.records == {"shop": SHOP, "n2": {"id": "n2", "kind": "note"}}
    assert (mirror.cursor, mirror.mark, mirror.checks, mirror.wholes) == (6, "m6", 1, 1)


# a fault: which message, what becomes of it, and words of the law that it breaks
FAULTS: list[tuple[int, dict[str, Any], str]] = [
    (0, {"now": 1_700_000_000}, "milliseconds"),
    (0, {"role": "king"}, "role"),
    (1, {"whole": False}, "whole"),
    (1, {"from": 2}, "contiguous"),
    (1, {"put": [{**NOTE, "x": 1001}]}, "positions"),
    (1, {"put": [{**NOTE, "x": 0.5}]}, "values are"),
    (1, {"put": [{**NOTE, "text": "\ud800"}]}, "surrogates"),
    (1, {"put": [{**NOTE, "id": "N1"}]}, "lower-case"),
    (1, {"put": [{"id": "n1"}]}, "kind"),
    (1, {"put": [NOTE, NOTE]}, "once"),
    (1, {"mark": ""}, "mark"),
    (1, {"drop": ["n1"]}, "nothing to drop"),
    (3, {"from": 5, "to": 5}, "contiguous"),
    (3, {"from": 4, "to": 2}, "before it begins"),
    (3, {"put": [NOTE, {"id": "a1", "kind": "note"}]}, "sorted by id"),
    (3, {"drop": ["secret"]}, "never theirs"),
    (4, {"id": "c9"}, "names a command"),
    (4, {"last": 5}, "after the frame"),
    (4, {"first": None}, "null together"),
    (4, {"dup": True}, "dup only"),
    (5, {"sha256": "0" * 64}, "equals the server's view"),
    (5, {"at": 3}, "at its cursor"),
    (6, {"to": 7}, "repeat from and to"),
    (7, {"t": "ack", "id": "c1", "first": 4, "last": 4}, "between chunks"),
    (7, {"t": "check", "at": 4, "sha256": SHA}, "between chunks"),
    (9, {"last": 5}, "repeated ack"),
    (9, {"dup": False}, "says dup"),
    (10, {"after": None}, "milliseconds"),
]


@pytest.mark.parametrize(("place", "change", "words"), FAULTS, ids=[f"{p}-{w}" for p, _, w in FAULTS])
def test_each_broken_law_is_caught(place: int, change: dict[str, Any], words: str) -> None:
    conversation = copy.deepcopy(RIGHT)
    conversation[place] = {**conversation[place], **change} if "t" not in change else change
    with pytest.raises(Broken, match=words):
        judged(conversation)


def test_nothing_comes_after_bye_or_before_welcome() -> None:
    with pytest.raises(Broken, match="after bye"):
        judged([*RIGHT, NEXT])
    with pytest.raises(Broken, match="welcome comes first"):
        judged(RIGHT[1:])


def test_commands_of_one_connection_run_in_order() -> None:
    out_of_order = [
        {"t": "send", "id": "c1"},
        {"t": "send", "id": "c2"},
        {"t": "frame", "from": 4, "to": 5, "mark": "m5", "put": [], "drop": []},
        {"t": "ack", "id": "c1", "first": 5, "last": 5},
        {"t": "ack", "id": "c2", "first": 4, "last": 4},
    ]
    with pytest.raises(Broken, match="in order"):
        judged([WELCOME, WHOLE, *out_of_order])


def test_a_lost_line_forgets_half_a_frame_and_resumes() -> None:
    mirror = judged(RIGHT[:7])
    hello = mirror.hello(scope="all", as_=None)
    assert hello["resume"] == {"epoch": "e1", "cursor": 4, "mark": "m4"}
    mirror.take({**WELCOME, "head": 6})
    assert not mirror.ready
    mirror.take(RIGHT[6])
    mirror.take(RIGHT[7])
    assert sorted(mirror.records) == ["n2", "shop"]


def test_a_new_epoch_begins_with_a_whole_frame() -> None:
    mirror = judged(RIGHT)
    mirror.hello(scope="all", as_=None)
    mirror.take({**WELCOME, "epoch": "e2", "head": 1})
    with pytest.raises(Broken, match="whole"):
        mirror.take({**NEXT, "from": 7, "to": 7})
    mirror.take({**WHOLE, "to": 1, "mark": "other", "put": [SHOP]})
    assert mirror.records == {"shop": SHOP}


def test_a_head_behind_the_cursor_means_that_something_told_was_lost() -> None:
    mirror = judged(RIGHT)
    mirror.hello(scope="all", as_=None)
    with pytest.raises(Broken, match="head is not behind"):
        mirror.take({**WELCOME, "head": 5})


def test_the_canonical_form_is_sorted_tight_and_unescaped() -> None:
    assert canonical({"b": "è", "a": [1, None, True]}) == '{"a":[1,null,true],"b":"è"}'.encode()
    check_record(parse('{"id":"a:1","kind":"note","unknown":{"deep":[1]}}'))
    for text in ('{"a":1.0}', '{"a":NaN}', '{"a":1,"a":2}'):
        with pytest.raises(Broken):
            parse(text)


# over a socket, against a server of a few lines that plays a script


async def _scripted(
    play: Callable[[ServerConnection], Awaitable[None]], test: Callable[[Client], Awaitable[None]]
) -> None:
    async with serve(play, "127.0.0.1", 0, subprotocols=["officina.v1"]) as server:  # type: ignore[list-item]
        port = server.sockets[0].getsockname()[1]
        client = Client(f"http://127.0.0.1:{port}", "shop")
        try:
            await test(client)
        finally:
            await client.close()


async def _say(line: ServerConnection, *messages: dict[str, Any]) -> None:
    for message in messages:
        await line.send(json.dumps(message))


async def _hear(line: ServerConnection, kind: str) -> dict[str, Any]:
    while True:
        message = json.loads(await line.recv())
        if message["t"] == kind:
            return dict(message)


def test_on_later_the_client_stops_waits_and_resends_from_that_id_on() -> None:
    heard: list[str] = []

    async def play(line: ServerConnection) -> None:
        await _hear(line, "hello")
        await _say(line, WELCOME, WHOLE)
        heard.extend([(await _hear(line, "cmd"))["id"] for _ in range(3)])
        await _say(
            line,
            {"t": "reject", "id": "c2", "code": "busy", "retry": "later", "after": 80, "say": "Un attimo."},
        )
        await _say(line, {"t": "ack", "id": "c1", "first": None, "last": None})
        heard.extend([(await _hear(line, "cmd"))["id"] for _ in range(2)])
        for name in ("c2", "c3"):
            await _say(line, {"t": "ack", "id": name, "first": None, "last": None})
        await line.wait_closed()

    async def test(client: Client) -> None:
        await client.open()
        answers = [client.offer("person.ready", {}, act=name) for name in ("c1", "c2", "c3")]
        await asyncio.wait_for(asyncio.gather(*answers), 5)
        assert heard == ["c1", "c2", "c3", "c2", "c3"]
        assert client.outbox.laters == 1

    asyncio.run(_scripted(play, test))


def test_never_is_raised_and_pings_are_answered() -> None:
    pongs: list[dict[str, Any]] = []

    async def play(line: ServerConnection) -> None:
        await _hear(line, "hello")
        await _say(line, WELCOME, WHOLE, {"t": "ping", "now": NOW, "head": 3})
        pongs.append(await _hear(line, "pong"))
        name = (await _hear(line, "cmd"))["id"]
        await _say(line, {"t": "reject", "id": name, "code": "locked", "retry": "never", "say": "È chiuso."})
        await _say(line, {"t": "bye", "code": "shutdown", "after": 200})

    async def test(client: Client) -> None:
        await client.open()
        with pytest.raises(Rejected, match="locked"):
            await client.do("note.add", {"id": "n9"})
        assert (await client.gone() or {})["code"] == "shutdown"
        assert pongs

    asyncio.run(_scripted(play, test))


def test_what_was_unanswered_is_said_again_and_after_a_new_epoch_what_was_acknowledged_too() -> None:
    heard: list[list[str]] = []
    epochs = iter(["e1", "e1", "e2"])

    async def play(line: ServerConnection) -> None:
        hello, mine = await _hear(line, "hello"), []
        heard.append(mine)
        epoch, resumed = next(epochs), "resume" in hello
        await _say(line, {**WELCOME, "epoch": epoch})
        if epoch == "e2" or not resumed:
            await _say(line, {**WHOLE, "mark": f"m3-{epoch}"})
        for _ in range(2):
            mine.append((await _hear(line, "cmd"))["id"])
            if len(mine) == 1 or epoch == "e2":
                await _say(line, {"t": "ack", "id": mine[-1], "first": 2, "last": 3, "dup": epoch == "e2"})
            if len(heard) == 2:
                break
        await line.wait_closed()

    async def test(client: Client) -> None:
        await client.open()
        await asyncio.wait_for(client.offer("note.add", {}, act="c1"), 5)
        client.offer("note.add", {}, act="c2")
        await client.lose()
        await client.open()
        await client.expect(lambda: not len(client.outbox), 5, "the outbox is empty")
        await client.lose()
        await client.open()
        await client.expect(lambda: len(heard[-1]) == 2, 5, "both are offered again")

    asyncio.run(_scripted(play, test))
    assert heard[1:] == [["c2"], ["c1", "c2"]]
