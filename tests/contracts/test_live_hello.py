"""Hello, welcome, the first frame; coming back; scope; who is let in."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import jsonschema_rs
import pytest

from tests.contracts.calls import Calls
from tests.contracts.client import Client, Refused, Rejected
from tests.contracts.gathering import Gathering, Person, gathered, play
from tests.contracts.house import House


def test_hello_is_welcomed_and_told_everything(house: House) -> None:
    async def scene() -> None:
        async with gathered(house, title="Più luce") as g:
            ana = await g.person("Ana")
            mirror = ana.line.mirror
            assert (mirror.you, mirror.role, mirror.wholes) == (ana.id, "participant", 1)
            assert mirror.records[g.id]["title"] == "Più luce"
            assert mirror.records[g.id]["current"] == g.board
            me = mirror.records[f"me:{ana.id}"]
            assert (me["kind"], me["alias"], me["role"]) == ("me", "Ana", "participant")
            assert g.boss.mirror.role == "facilitator"
            assert {a["id"] for a in g.boss.of("activity")} == {a["id"] for a in g.made["activities"]}

    play(scene)


def test_every_message_both_ways_fits_the_published_schema(house: House) -> None:
    async def scene() -> None:
        async with gathered(house, private=True) as g:
            ana = await g.person("Ana", open_=False)
            ana.line.keep = True
            await ana.line.open()
            note = await g.note(ana.line, "parole")
            with pytest.raises(Rejected):
                await ana.line.do("timer.start", {"seconds": 60})
            await g.boss.do("activity.reveal", {"id": g.board, "to": "room"})
            await ana.line.until(lambda known: known.get(note))
            await ana.line.check()
            await ana.line.close()
            schema = (await g.calls.call("GET", "/live/schema.json", api=False)).json
            judge = jsonschema_rs.validator_for(schema)
            for text in [*ana.line.heard, *ana.line.said]:
                faults = [fault.message for fault in judge.iter_errors(json.loads(text))]
                assert not faults, (text, faults)
            assert list(judge.iter_errors({"t": "frame", "from": "1"})), "the schema must be able to say no"

    play(scene)


def test_a_resume_with_the_right_mark_gets_only_what_was_missed(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            await ana.line.lose()
            missed = await g.note(g.boss, "mentre non c'eri")
            await ana.line.open()
            await ana.line.until(lambda known: missed in known)
            assert ana.line.mirror.wholes == 1
            assert missed in {record["id"] for chunk in ana.line.mirror.last_frame for record in chunk["put"]}
            await g.quiet()
            await ana.line.lose()
            await ana.line.open()
            assert ana.line.mirror.wholes == 1

    play(scene)


FORGED: dict[str, dict[str, Any]] = {
    "mark": {"mark": "0" * 32},
    "epoch": {"epoch": "0" * 32},
    "ahead": {"cursor": 10_000_000},
    "older": {"cursor": 1},
    "zero": {"cursor": 0},
}


@pytest.mark.parametrize("what", FORGED)
def test_a_resume_that_is_not_known_is_answered_by_a_whole_frame(house: House, what: str) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            await g.quiet()
            await ana.line.lose()
            hello = ana.line.mirror.hello(scope="current", as_=None)
            hello["resume"] = {**hello["resume"], **FORGED[what]}
            ana.line.mirror.must_be_whole = True
            await ana.line.plug(hello)
            await ana.line.expect(lambda: ana.line.mirror.ready, 8, "a whole frame")
            assert ana.line.mirror.wholes == 2

    play(scene)


def test_scope_current_holds_the_current_activity_and_ones_own_scope_all_everything(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana, ben, dora = await g.person("Ana"), await g.person("Ben"), await g.person("Dora", scope="all")
            mine = await g.note(ana.line, "di Ana")
            for line in (ben.line, dora.line):
                await line.until(lambda known: mine in known)
            await g.play(g.boards[1])
            await ben.line.until(lambda known: known[g.id]["current"] == g.boards[1])
            await ben.line.until(lambda known: mine not in known, what="the old activity's note is dropped")
            await g.quiet(dora.line, ana.line)
            assert mine in dora.line.mirror.records
            assert f"own:{mine}" in ana.line.mirror.records, "one's own records stay"
            await ben.line.lose()
            ben.line.scope = "all"
            await ben.line.open(resume=False)
            assert mine in ben.line.mirror.records

    play(scene)


def test_a_second_hello_with_another_scope_is_a_whole_frame_or_a_bye(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            wholes = ana.line.mirror.wholes
            ana.line.mirror.must_be_whole = True
            ana.line.say({"t": "hello", "v": 1, "scope": "all"})
            await ana.line.expect(
                lambda: ana.line.mirror.wholes > wholes or ana.line.mirror.bye, 8, "an answer"
            )

    play(scene)


def test_another_table_is_another_audience_and_a_whole_frame(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana, table = await g.person("Ana"), g.boss.new_id()
            await g.boss.do("table.add", {"id": table, "title": "Finestra"})
            await ana.line.until(lambda known: known.get(table))
            wholes = ana.line.mirror.wholes
            await g.boss.do("person.table", {"id": ana.id, "table": table})
            await ana.line.until(lambda known: known[f"me:{ana.id}"]["table"] == table)
            assert ana.line.mirror.wholes == wholes + 1

    play(scene)


def test_as_wall_lowers_to_what_the_room_may_see(house: House) -> None:
    async def scene() -> None:
        async with gathered(house, private=True) as g:
            ana = await g.person("Ana")
            hidden = await g.note(ana.line, "segreto")
            await g.boss.do("activity.reveal", {"id": g.board, "to": "facilitators"})
            await g.boss.until(lambda known: hidden in known)
            wall = await g.wall()
            await g.quiet()
            assert hidden not in wall.mirror.records
            assert not wall.of("person")
            with pytest.raises(Rejected):
                await wall.do("activity.close", {"id": g.board})

    play(scene)


async def _refused(g: Gathering, line: Client, **hello: Any) -> Refused:
    asked = {**line.mirror.hello(scope="all", as_=None, resume=False), **hello}
    g.lines.append(line)
    try:
        await line.plug(asked)
        await line.gone()
    except Refused as refused:
        if refused.status in (401, 403, 404):
            return refused
        raise
    assert not line.mirror.greeted, "somebody was welcomed who must not be"
    assert line.mirror.bye, "a bye comes before the close"
    return Refused(bye=line.mirror.bye, close=line.close_code)


def test_unknown_or_foreign_as_and_wrong_versions_are_refused(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana, ben = await g.person("Ana"), await g.person("Ben")
            for hello in (
                {"as": "facilitator"},
                {"as": ben.id},
                {"as": "nobody"},
                {"v": 2},
                {"v": None},
                {"scope": "x"},
            ):
                await _refused(g, Client(house.here, g.id, token=ana.joined["token"]), **hello)

    play(scene)


def test_who_has_no_right_to_the_workshop_is_not_let_in(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g, gathered(house) as other:
            stranger = await other.person("Zoe")
            librarian = house.user("librarian")
            outsider = house.user("admin")
            for token in (
                None,
                "rubbish",
                stranger.joined["token"],
                stranger.joined["token"][:-2] + "aa",
                outsider.token,
                librarian.token,
            ):
                await _refused(g, Client(house.here, g.id, token=token, origin=house.here))
            await _refused(g, Client(house.here, "0" * 32, token=g.calls.token))

    play(scene)


def test_nothing_is_done_before_hello(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            line = await g.line(open_=False, token=g.calls.token)
            await line.plug(None)
            line.say({"t": "cmd", "id": line.new_id(), "k": "room.gather", "d": {}})
            await line.gone()
            assert not line.mirror.greeted

    play(scene)


async def _with_cookie(g: Gathering, alias: str = "Cora", cookie: str = "") -> Person:
    """Somebody who joined in a browser (perhaps one that others joined in): known by the cookie it was given."""
    door = Calls(g.house.here, cookie=cookie or None)
    version = (await door.call("GET", f"/join/{g.code}")).json["notice"]["version"]
    extras = {"photo": False, "voice": False}
    body = {"code": g.code, "alias": alias, "language": "it", "notice": version, "extras": extras}
    answer = await asyncio.to_thread(door.ask, "POST", "/join", body, headers={"Origin": g.house.here})
    assert answer.status == 201
    cookie = "; ".join(text.split(";")[0] for text in answer.cookies)
    assert cookie, "joining sets the cookie too"
    assert all("httponly" in text.lower() and "samesite" in text.lower() for text in answer.cookies)
    return Person(answer.json, Calls(g.house.here, cookie=cookie), Client(g.house.here, g.id, cookie=cookie))


def test_a_cookie_needs_an_allowed_origin(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            cora = await _with_cookie(g)
            cookie = cora.calls.cookie
            good = await g.line(cookie=cookie, origin=house.here)
            assert good.mirror.you == cora.id
            port = house.here.rsplit(":", 1)[1]
            for origin in (
                None,
                "null",
                "https://evil.example",
                f"http://127.0.0.1.evil.example:{port}",
                "http://127.0.0.1:1",
                f"https://127.0.0.1:{port}",
                "file://",
                house.here + ".evil.example",
            ):
                await _refused(g, Client(house.here, g.id, cookie=cookie, origin=origin))
            with_as = await g.line(cookie=cookie, origin=house.here, as_=cora.id)
            assert with_as.mirror.you == cora.id

    play(scene)


def test_a_shared_tablet_speaks_for_each_of_the_people_it_holds(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            cora = await _with_cookie(g)
            dino = await _with_cookie(g, "Dino", str(cora.calls.cookie))
            tablet = str(dino.calls.cookie)
            as_cora = await g.line(cookie=tablet, origin=house.here, as_=cora.id)
            as_dino = await g.line(cookie=tablet, origin=house.here, as_=dino.id)
            assert (as_cora.mirror.you, as_dino.mirror.you) == (cora.id, dino.id)
            mine = await g.note(as_cora, "di Cora")
            face = await as_dino.until(lambda known: known.get(mine))
            assert face["by"] == cora.id
            theirs = as_cora.new_id()
            d = {"id": theirs, "activity": g.board, "zone": g.zones[0], "text": "di Dino", "lang": "it"}
            await as_cora.do("note.add", d, for_=dino.id)
            face = await as_dino.until(lambda known: known.get(theirs))
            assert (face["by"], face["via"]) == (dino.id, cora.id)
            assert f"own:{theirs}" in as_dino.mirror.records
            assert f"own:{theirs}" not in as_cora.mirror.records

    play(scene)


def test_who_is_removed_is_told_goodbye_and_does_not_come_back(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana", there=True)
            await g.boss.do("person.remove", {"id": ana.id})
            assert await ana.line.gone(), "a bye comes before the close"
            for _ in range(2):
                with pytest.raises(Refused):
                    await ana.line.open(resume=False, wait=3)
            assert (await ana.calls.call("GET", f"/workshops/{g.id}")).status in (401, 403, 404)

    play(scene)
