"""HTTP that programs can rely on: each listed call, and errors as problem details."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.contracts.calls import Answer, Calls
from tests.contracts.canon import check_record, digest, parse
from tests.contracts.gathering import Gathering, gathered, play
from tests.contracts.house import PASSWORD, USERS, House
from tests.contracts.pictures import bomb, chunk, png


def test_signing_in_gives_a_token_that_works_and_a_wrong_password_a_problem(house: House) -> None:
    house.user("facilitator")
    door = Calls(house.here)
    boss = door.sign_in(USERS["facilitator"], PASSWORD)
    assert boss.ask("GET", "/packs").status == 200
    for email, password in (
        (USERS["facilitator"], "sbagliata"),
        ("nessuno@prove.example", PASSWORD),
        ("", ""),
    ):
        answer = door.ask("POST", "/sessions", {"email": email, "password": password})
        assert answer.status in (401, 403, 422)
    assert _detail(door, "/sessions", {"email": "a@b.example", "password": "x"}, "it") != _detail(
        door, "/sessions", {"email": "a@b.example", "password": "x"}, "en"
    ), "a problem speaks the person's language"


def _detail(door: Calls, path: str, body: Any, language: str) -> str:
    return str(json.loads(Calls(door.base, language=language).ask("POST", path, body).body)["detail"])


def test_packs_and_methods_say_what_can_be_started_in_the_asked_language(house: House) -> None:
    boss = house.user("facilitator")
    for path in ("/packs", "/methods"):
        it = boss.want(200, "GET", path)
        boss.language = "en"
        en = boss.want(200, "GET", path)
        boss.language = "it"
        assert it
        assert len(it) == len(en)
        assert it != en, f"{path} is translated"
    assert len(boss.want(200, "GET", "/methods")) >= 8


def test_the_listed_calls_are_in_the_openapi_document(house: House) -> None:
    document = Calls(house.here).want(200, "GET", "/openapi.json", api=False)
    for path, verbs in {
        "/api/v1/sessions": {"post"},
        "/api/v1/packs": {"get"},
        "/api/v1/methods": {"get"},
        "/api/v1/workshops": {"post"},
        "/api/v1/join/{code}": {"get"},
        "/api/v1/join": {"post"},
        "/api/v1/receipts": {"post"},
        "/api/v1/receipts/erase": {"post"},
    }.items():
        assert verbs <= set(document["paths"].get(path, {})), path
    assert Calls(house.here).ask("GET", "/docs", api=False).status == 200


def test_health_for_operations(house: House) -> None:
    for url in house.urls:
        for path in ("/healthz", "/readyz", "/metrics"):
            assert Calls(url).ask("GET", path, api=False).status == 200


def test_a_code_opens_the_door_and_a_wrong_or_closed_one_is_not_found(house: House) -> None:
    async def scene() -> None:
        async with gathered(house, title="La porta") as g:
            door = Calls(house.there)
            page = (await door.call("GET", f"/join/{g.code}")).json
            assert {"workshop", "title", "question", "languages", "groups", "notice"} <= set(page)
            assert (page["workshop"], page["title"]) == (g.id, "La porta")
            assert {"version", "text"} <= set(page["notice"])
            assert len(g.code) == 6
            assert (await door.call("GET", f"/join/{g.code.lower()}")).status == 200, (
                "codes don't mind capitals"
            )
            for code in ("ZZZZZZ", "x", "%00", "../workshops", "'", "è" * 6):
                answer = await door.call("GET", f"/join/{quote(code, safe='')}")
                assert answer.status in (404, 410, 422)
            ok = {
                "code": g.code,
                "alias": "Ana",
                "language": "it",
                "notice": page["notice"]["version"],
                "extras": {"photo": False, "voice": False},
            }
            for wrong in (
                {"code": "ZZZZZZ"},
                {"alias": ""},
                {"alias": "a" * 500},
                {"alias": "a\u0000b"},
                {"alias": "\ud800"},
                {"language": "xx-nope"},
                {"notice": "none"},
                {"extras": 5},
                {"alias": None},
            ):
                answer = await door.call("POST", "/join", {**ok, **wrong})
                assert 400 <= answer.status < 500, wrong
            await g.calls.call("POST", f"/workshops/{g.id}/close")
            closed = await door.call("POST", "/join", ok)
            assert closed.status in (404, 409, 410), "a closed workshop takes nobody"

    play(scene)


def test_creating_and_opening_are_staffs(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            for calls in (Calls(house.here), ana.calls):
                for method, path, body in (
                    ("POST", "/workshops", {"pack": "x", "title": "t", "languages": ["it"]}),
                    ("POST", f"/workshops/{g.id}/open", None),
                    ("POST", f"/workshops/{g.id}/close", None),
                    ("GET", f"/workshops/{g.id}/export.json", None),
                    ("POST", f"/workshops/{g.id}/outcomes", {"template": "proposal", "from": "x"}),
                ):
                    answer = await calls.call(method, path, body)
                    assert answer.status in (401, 403, 404), (method, path, answer.status)
            for body in ({}, {"pack": "nope", "title": "t", "languages": ["it"]}, {"pack": 5}, [], "x", None):
                answer = await g.calls.call("POST", "/workshops", body)
                assert answer.status in (404, 422), body
            assert (await g.calls.call("POST", "/workshops", b"{not json")).status in (400, 422)

    play(scene)


def test_the_view_over_http_is_the_view_of_the_line(house: House) -> None:
    async def scene() -> None:
        async with gathered(house, private=True) as g:
            ana, ben = await g.person("Ana", scope="all"), await g.person("Ben", scope="all")
            await g.note(ana.line, "solo mia")
            await g.quiet()
            for calls, line in ((g.calls, g.boss), (ana.calls, ana.line), (ben.calls, ben.line)):
                view = (await calls.call("GET", f"/workshops/{g.id}")).json
                for record in view["records"]:
                    check_record(record)
                assert view["epoch"] == line.mirror.epoch
                assert digest(view["records"]) == line.mirror.digest()
            assert (await Calls(house.here).call("GET", f"/workshops/{g.id}")).status in (401, 403, 404)

    play(scene)


def test_pictures_are_kept_once_shown_like_their_note_and_cleaned(house: House) -> None:
    async def scene() -> None:
        async with gathered(house, private=True) as g:
            ana, ben = await g.person("Ana"), await g.person("Ben")
            secret = b"tEXtGPS\x00qui abito io"
            data, name = png(64, 48, extra=chunk(secret[:4], secret[4:])), ana.line.new_id()
            first = await asyncio.to_thread(ana.calls.put_media, g.id, name, data, "image/png")
            again = await asyncio.to_thread(ana.calls.put_media, g.id, name, data, "image/png")
            assert first == again == {**first, "w": 64, "h": 48}
            note = await g.note(ana.line, "con foto", media=[name])
            assert ana.line.mirror.records[note]["media"][0] | {"alt": ""} == {
                "id": name,
                "w": 64,
                "h": 48,
                "alt": "",
            }
            path = f"/workshops/{g.id}/media/{name}"
            mine = await ana.calls.call("GET", path)
            assert mine.status == 200
            assert b"abito" not in mine.body, "nothing of where it was taken is kept"
            caching = mine.headers["cache-control"]
            assert "private" in caching
            assert "no-store" in caching
            for calls in (ben.calls, Calls(house.here), g.calls):
                assert (await calls.call("GET", path)).status in (401, 403, 404)
            await g.boss.do("activity.reveal", {"id": g.board, "to": "room"})
            assert (await ben.calls.call("GET", path)).status == 200

    play(scene)


UPLOADS = {
    "nothing": b"",
    "not a picture": b"GIF? no",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "half a picture": png(64, 64)[:60],
    "a bomb": bomb(),
    "html with a PNG's head": b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script>",
}


@pytest.mark.parametrize("case", UPLOADS)
def test_broken_pictures_are_refused(house: House, case: str) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            path = f"/workshops/{g.id}/media/{ana.line.new_id()}"
            answer = await ana.calls.call("PUT", path, UPLOADS[case], kind="image/png")
            assert answer.status in (400, 413, 415, 422)
            assert (await ana.calls.call("GET", path)).status == 404

    play(scene)


def test_a_picture_of_more_than_eight_megabytes_is_refused(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            path = f"/workshops/{g.id}/media/{ana.line.new_id()}"
            answer = await ana.calls.call(
                "PUT", path, b"\x89PNG\r\n\x1a\n" + b"\x00" * (8 * 2**20), kind="image/png"
            )
            assert answer.status in (413, 422)
            stranger = await Calls(house.here).call("PUT", path, png(2, 2), kind="image/png")
            assert stranger.status in (401, 403, 404)

    play(scene)


async def _evening(g: Gathering) -> tuple[str, str]:
    """A little of everything; returns a note and a cluster."""
    ana, ben = await g.person("Ana"), await g.person("Ben")
    first = await g.note(ana.line, '=1+1 "virgolette", a capo\nè')
    second = await g.note(ben.line, "مكتبة", lang="ar")
    cluster = ana.line.new_id()
    await ana.line.do(
        "cluster.create", {"id": cluster, "activity": g.board, "title": "Insieme", "notes": [first, second]}
    )
    ballot = await g.vote([first, second])
    await ana.line.do("vote.cast", {"ballot": ballot, "target": first, "value": 1})
    await g.boss.do("ballot.close", {"id": ballot})
    return first, cluster


def test_exports_hold_the_workshop_in_each_form_that_is_built(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            note, _ = await _evening(g)
            await g.boss.do("activity.close", {"id": g.board})
            got: dict[str, Answer] = {}
            for form in ("json", "csv", "xlsx", "zip", "exe"):
                got[form] = await asyncio.to_thread(g.calls.export, g.id, form)
                assert got[form].status == 200 or form not in ("json", "csv"), form
                assert got[form].status == 404 or "attachment" in got[form].headers["content-disposition"]
            assert note in got["json"].body.decode()
            rows = list(csv.reader(io.StringIO(got["csv"].body.decode("utf-8-sig"))))
            assert any("مكتبة" in cell for row in rows for cell in row)
            assert not any(cell.startswith("=") for row in rows for cell in row), "no formula leaves"
            for archive in (got[form].body for form in ("xlsx", "zip") if got[form].status == 200):
                assert zipfile.ZipFile(io.BytesIO(archive)).testzip() is None
            assert got["exe"].status == 404

    play(scene)


def test_the_exported_records_are_what_staff_see_under_their_own_digest(house: House, tmp_path: Path) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            await _evening(g)
            await g.quiet()
            exported = (await asyncio.to_thread(g.calls.export, g.id, "json")).json
            records = {record["id"]: record for record in exported["records"]}
            assert digest(records.values()) == exported["digest"]
            for kind in ("activity", "note", "cluster", "ballot", "tally"):
                seen = {record["id"]: record for record in g.boss.of(kind)}
                assert seen
                assert {name: face for name, face in records.items() if face["kind"] == kind} == seen
            path = tmp_path / "again.json"
            wish = ("export", g.id, "--format", "json", "--out", str(path))
            await asyncio.to_thread(house.servers[0].officina, *wish)
            assert parse(path.read_bytes())["digest"] == exported["digest"]

    play(scene)


def test_an_outcome_is_drafted_with_evidence_and_leaves_in_the_built_forms(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            note, cluster = await _evening(g)
            for source in (note, cluster):
                answer = await g.calls.call(
                    "POST", f"/workshops/{g.id}/outcomes", {"template": "proposal", "from": source}
                )
                assert answer.status == 201, answer.body
                outcome = answer.json["id"]
                for form, head in (("json", b"{"), ("pdf", b"%PDF-"), ("md", b"")):
                    document = await g.calls.call("GET", f"/outcomes/{outcome}.{form}")
                    assert document.status == 200, (form, document.body)
                    assert document.body.lstrip().startswith(head)
                for form in ("odt", "docx", "pptx", "dc.xml", "exe"):
                    assert (await g.calls.call("GET", f"/outcomes/{outcome}.{form}")).status in (200, 404)
                assert (await Calls(house.here).call("GET", f"/outcomes/{outcome}.json")).status in (
                    401,
                    403,
                    404,
                )
            bad = await g.calls.call(
                "POST", f"/workshops/{g.id}/outcomes", {"template": "proposal", "from": "0" * 32}
            )
            assert bad.status in (404, 409, 422)

    play(scene)


def test_a_receipt_shows_what_one_gave_and_erases_it_everywhere(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana, ben = await g.person("Anastasia"), await g.person("Ben", there=True)
            note = await g.note(ana.line, "tortapasqualina")
            await ben.line.until(lambda known: note in known)
            receipt = ana.joined["receipt"]
            assert len(receipt.replace("-", "")) == 12
            given = await asyncio.to_thread(Calls(house.there).receipt, receipt)
            assert "tortapasqualina" in json.dumps(given, ensure_ascii=False)
            await asyncio.to_thread(Calls(house.there).erase, receipt)
            await ben.line.until(lambda known: "tortapasqualina" not in json.dumps(known, ensure_ascii=False))
            await g.boss.until(lambda known: "Anastasia" not in json.dumps(known, ensure_ascii=False))
            for form in ("json", "csv"):
                exported = await asyncio.to_thread(g.calls.export, g.id, form)
                assert exported.status == 200
                body = exported.body.decode()
                assert "tortapasqualina" not in body
                assert "Anastasia" not in body
            assert (await Calls(house.here).call("POST", "/receipts", {"code": receipt})).status in (
                200,
                404,
                410,
            )
            assert (await Calls(house.here).call("POST", "/receipts", {"code": "ABCDEFGHJKLM"})).status == 404
            await ana.line.close()
            g.lines.remove(ana.line)

    play(scene)


def test_wrong_ways_in_are_problems_not_crashes(house: House) -> None:
    boss = house.user("facilitator")
    for method, path in (
        ("GET", "/nowhere"),
        ("DELETE", "/packs"),
        ("GET", "/workshops/%00"),
        ("GET", "/workshops/" + "a" * 5000),
        ("GET", "/outcomes/x.pdf"),
        ("PUT", "/workshops/x/media/../../etc"),
        ("POST", "/receipts"),
    ):
        assert boss.ask(method, path).status in (400, 401, 403, 404, 405, 414, 422), path
    for body in (
        b"\xff\xfe",
        b"[" * 100_000,
        b"null",
        b'{"code":1e999}',
        b'{"code":"\\ud800"}',
        b'{"code":"a\\u0000"}',
    ):
        assert boss.ask("POST", "/receipts", body).status in (400, 404, 413, 422), body[:20]
    forged = Calls(house.here, token="x" * 5000)
    assert forged.ask("GET", "/packs").status in (200, 400, 401, 403, 431)
