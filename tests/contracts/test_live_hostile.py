"""What is wrong, huge or malicious gets a clear answer, and nobody else notices."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contracts.client import Client, Rejected
from tests.contracts.gathering import Company, Gathering, company, gathered, play
from tests.contracts.house import House

NEW = "0123456789abcdef0123456789abcdef"


def command(d: str, act: str = NEW) -> str:
    return f'{{"t":"cmd","id":"{act}","k":"note.add","d":{d}}}'


def add(**more: Any) -> str:
    return json.dumps(
        {"id": NEW, "activity": "ACTIVITY", "zone": "ZONE", "text": "ciao", "lang": "it", **more}
    )


MALFORMED: dict[str, str | bytes] = {
    "not JSON": "non è JSON",
    "empty": "",
    "half an object": '{"t":"cmd"',
    "a list": "[]",
    "null": "null",
    "a number": "1",
    "t is a number": '{"t":5}',
    "t is unknown": '{"t":"fly"}',
    "t is missing": '{"id":"x"}',
    "deep lists": "[" * 30_000 + "]" * 30_000,
    "deep objects": '{"a":' * 9_000 + "1" + "}" * 9_000,
    "deep inside a command": command('{"a":' * 9_000 + "1" + "}" * 9_000),
    "NaN": command('{"x":NaN}'),
    "Infinity": command('{"x":Infinity}'),
    "a float": command(add(x=0.5)),
    "a float that is whole": command(add(x=1).replace('"x": 1', '"x": 1.0')),
    "an exponent": command('{"x":1e999}'),
    "a number of 5,000 digits": command('{"x":' + "9" * 5_000 + "}"),
    "true for a position": command(add(x=True)),
    "a lone surrogate": command(add().replace("ciao", "\\ud800")),
    "a lone surrogate as key": command('{"\\udfff":1}'),
    "NUL in a text": command(add().replace("ciao", "a\\u0000b")),
    "id is missing": '{"t":"cmd","k":"room.gather","d":{}}',
    "id in capitals": command(add(), act="0123456789ABCDEF0123456789ABCDEF"),
    "id not ASCII": command(add(), act="è" * 32),
    "id empty": command(add(), act=""),
    "id is short": command(add(), act="1"),
    "id of 40,000": command(add(), act="a" * 40_000),
    "id is a list": '{"t":"cmd","id":[],"k":"room.gather","d":{}}',
    "k is a list": command("{}").replace('"note.add"', "[]"),
    "k is missing": command("{}").replace('"k":"note.add",', ""),
    "d is missing": command("{}").replace(',"d":{}', ""),
    "d is a list": command("[]"),
    "text is a list": command(add(text=[])),
    "text is a number": command(add(text=5)),
    "media is a text": command(add(media="x")),
    "for is a number": command(add())[:-1] + ',"for":5}',
    "for is nobody": command(add())[:-1] + ',"for":"0123456789abcdef0123456789abcdef"}',
    "seen is a text": '{"t":"seen","cursor":"x"}',
    "seen is ahead": '{"t":"seen","cursor":99999999}',
    "seen is negative": '{"t":"seen","cursor":-1}',
    "ping with a list": '{"t":"ping","now":[]}',
    "an ack of ours": command("{}").replace("cmd", "ack"),
    "a frame of ours": '{"t":"frame","from":1,"to":9,"mark":"x","put":[],"drop":[]}',
    "a welcome of ours": '{"t":"welcome"}',
    "a resume of rubbish": '{"t":"hello","v":1,"resume":{"epoch":[],"cursor":"x","mark":5}}',
    "64 KiB and one": command(add(text="a" * 65_536)),
    "a megabyte": "a" * 1_000_000,
    "binary": b"\x00\x01\x02",
    "binary JSON": b'{"t":"ping","now":1}',
    "an escape of 60 KB": command(add(text="\\" * 30_000)),
}
IGNORED = {"seen is ahead", "seen is negative", "seen is a text", "ping with a list"}
ANSWERS = (1000, 1002, 1003, 1007, 1008, 1009)


@pytest.fixture(scope="module")
def room(house: House) -> Iterator[Company]:
    """Those who try, and those who must not notice."""
    with company(house) as made:
        yield made


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_message_gets_a_clear_answer_and_others_do_not_notice(room: Company, case: str) -> None:
    async def scene() -> None:
        g, ana, ben = room.g, room.ana, room.other
        head = await g.quiet()
        await _send(g, ana.line, MALFORMED[case])
        ana.line.say({"t": "ping", "now": 1})
        ended = _answered(ana.line, case)
        await ana.line.expect(ended, 8, f"an answer to {case}")
        if not ana.line.connected:
            assert ana.line.close_code in ANSWERS, (ana.line.close_code, ana.line.mirror.bye)
        assert await g.quiet(g.boss, ben.line) == head, "no event comes of it"
        if ana.line.connected:
            await ana.line.close()
        await ana.line.open()
        note = await g.note(ana.line, "tutto bene")
        await ben.line.until(lambda known: note in known)

    room.play(scene())


async def _send(g: Gathering, line: Client, data: str | bytes) -> None:
    if isinstance(data, str):
        data = data.replace("ACTIVITY", g.board).replace("ZONE", g.zones[0])
    line.say(data)


def _answered(line: Client, case: str) -> Any:
    if case in IGNORED:
        return lambda: True
    return lambda: line.outbox.stray or not line.connected


NASTY = {
    "a script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "a formula": '=HYPERLINK("http://evil.example","qui")',
    "right-to-left override": "abc\u202egnp.exe\u2066\u2069",
    "combining marks": "Z" + "\u0351" * 500,
    "emoji at the limit": "🫶" * 2000,
    "quotes and backslashes": "\"'\\`${7*7}{{7*7}}%s%n",
    "line separators": "a\u2028b\u2029c\nd",
    "Arabic and Chinese": "مكتبة لكل اللغات 图书馆",
    "not normalised": "perche\u0301",
    "last code points": "\U0010fffd\ufffd\ud7ff\ue000",
}


@pytest.mark.parametrize("case", NASTY)
def test_hostile_text_is_only_text_and_arrives_as_it_was_written(room: Company, case: str) -> None:
    async def scene() -> None:
        note = await room.g.note(room.ana.line, NASTY[case])
        face = await room.other.line.until(lambda known: known.get(note))
        assert face["text"] == NASTY[case]

    room.play(scene())


def test_a_hundred_thousand_emoji_are_refused_and_the_line_stands_or_says_goodbye(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            d = {
                "id": ana.line.new_id(),
                "activity": g.board,
                "zone": g.zones[0],
                "text": "🫠" * 100_000,
                "lang": "it",
            }
            answer = ana.line.offer("note.add", d)
            await ana.line.expect(lambda: answer.done() or not ana.line.connected, 8, "an answer")
            if answer.done():
                with pytest.raises(Rejected):
                    answer.result()
            ana.line.outbox.forget()
            await ana.line.close()
            await ana.line.open()

    play(scene)


def test_the_process_still_answers_and_said_no_traceback(house: House) -> None:
    for server in house.servers:
        assert "Traceback" not in server.log, server.log[-4000:]
