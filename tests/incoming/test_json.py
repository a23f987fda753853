"""A workshop exported as JSON comes back: the same digest for a librarian, here and in another house."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.exports.write import workshop_json
from tests.contracts.calls import Calls
from tests.contracts.canon import digest
from tests.contracts.gathering import Gathering, gathered
from tests.contracts.house import PASSWORD, House, one_on_sqlite
from tests.serving import officina

KINDS = {"workshop", "activity", "note", "cluster", "ballot", "tally", "message", "outcome", "section"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with one_on_sqlite(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture(scope="module")
def lived(house: House) -> dict[str, Any]:
    """A workshop with a bit of everything, and who wrote what without a name."""
    return asyncio.run(live(house))


async def live(house: House) -> dict[str, Any]:
    house.user("librarian")
    async with gathered(house, anonymous=True) as g:
        ana, ben = await g.person("Anastasia"), await g.person("Ben")
        secret = await g.note(ana.line, "senza nome", lang="it")
        other = await g.note(ben.line, "مكتبة", lang="ar")
        aside = await g.note(ben.line, "da parte")
        await g.boss.do("note.hide", {"id": aside})
        await g.boss.do("note.park", {"id": other})
        group = g.boss.new_id()
        asked = {"id": group, "activity": g.board, "title": "Insieme", "notes": [secret, other]}
        await g.boss.do("cluster.create", asked)
        ballot = await g.vote([secret, other], dots=2)
        await ana.line.do("vote.cast", {"ballot": ballot, "target": secret, "value": 1})
        await g.boss.do("ballot.close", {"id": ballot})
        second = g.boards[1]
        await g.play(second, private=True, anonymous=False)
        zone = next(a for a in g.made["activities"] if a["id"] == second)["zones"][0]["id"]
        named = await g.note(ana.line, "firmata", activity=second, zone=zone)
        await g.boss.do("activity.reveal", {"id": second, "to": "facilitators"})
        await g.boss.do("message.send", {"text": "Tra poco si chiude", "lang": "it"})
        third = g.boards[2]
        await g.play(third, private=True)
        zone = next(a for a in g.made["activities"] if a["id"] == third)["zones"][0]["id"]
        await g.note(ben.line, "mai svelata", activity=third, zone=zone)
        await g.calls.call("POST", f"/workshops/{g.id}/outcomes", {"template": "proposal", "from": group})
        await g.boss.do("table.add", {"id": g.boss.new_id(), "title": "Tavolo 1"})
        await by_tables(g)
        await g.calls.call("POST", f"/workshops/{g.id}/close")
        await g.quiet()
        return {
            "id": g.id, "ben": ben.id, "named": named, "third": third, "aside": aside, "secret": secret,
            "receipt": ana.joined["receipt"],
        }  # fmt: skip


async def by_tables(g: Gathering) -> None:
    """A step at tables: one with a clock of its own, somebody at it, a note that only that table sees."""
    cai, table, step = await g.person("Caio"), g.boss.of("table")[0]["id"], g.boards[3]
    await g.boss.do("person.table", {"id": cai.id, "table": table})
    await g.play(step, private=False, tables=True)
    await g.boss.do("timer.start", {"seconds": 600, "table": table})
    zones = next(found for found in g.made["activities"] if found["id"] == step)["zones"]
    await g.note(cai.line, "al nostro tavolo", activity=step, zone=zones[0]["id"] if zones else "")


def folder_of(house: House) -> Path:
    return Path(house.servers[0].env["OFFICINA_DATA_DIR"])


def out(house: House, workshop: str, path: Path) -> dict[str, Any]:
    house.servers[0].officina("export", workshop, "--format", "json", "--out", str(path))
    return dict(json.loads(path.read_bytes()))


def by_id(exported: dict[str, Any]) -> dict[str, Any]:
    return {record["id"]: record for record in exported["records"]}


def test_it_comes_back_into_the_same_house_with_the_same_digest(
    house: House, lived: dict[str, Any], tmp_path: Path
) -> None:
    before = out(house, lived["id"], tmp_path / "out.json")
    assert {record["kind"] for record in before["records"]} >= KINDS
    assert by_id(before)[lived["third"]]["hidden"] == 1, "there is something that stays behind"
    assert by_id(before)[lived["named"]]["alias"] == "Anastasia"
    assert by_id(before)[lived["aside"]]["aside"]
    assert lived["ben"] not in json.dumps(before), "who wrote without a name is in no file"
    done = officina("import", "json", str(tmp_path / "out.json"), data_dir=folder_of(house))
    assert (done.returncode, done.stderr) == (0, "")
    new = done.stdout.strip()
    assert new != lived["id"]
    after = out(house, new, tmp_path / "again.json")
    assert after["digest"] == before["digest"]
    assert after["records"] == before["records"]
    seen = house.user("librarian").view(new)["records"]
    assert digest(workshop_json.portable(seen)) == before["digest"], "a librarian sees just that"
    assert house.user("facilitator").ask("GET", f"/workshops/{new}").status == 200, (
        "whoever leads here leads it"
    )
    for form in ("csv", "md", "pdf"):
        assert house.user("facilitator").ask("GET", f"/workshops/{new}/export.{form}").status == 200, form
    paper = after["ids"]["outcome:1"]
    assert paper != before["ids"]["outcome:1"], "a document has its own address"
    assert house.user("facilitator").ask("GET", f"/outcomes/{paper}.json").status == 200


def test_it_comes_into_another_house_as_it_was_address_and_all(
    house: House, lived: dict[str, Any], tmp_path: Path
) -> None:
    before = out(house, lived["id"], tmp_path / "out.json")
    elsewhere = tmp_path / "elsewhere"
    refused = officina("import", "json", str(tmp_path / "out.json"), data_dir=elsewhere)
    assert refused.returncode == 1
    assert refused.stderr.startswith("officina: nobody has an account to lead it")
    officina("user", "add", "eva@altrove.example", "--role", "librarian", data_dir=elsewhere, stdin=PASSWORD + "\n")
    done = officina("import", "json", str(tmp_path / "out.json"), data_dir=elsewhere)
    assert (done.returncode, done.stdout.strip()) == (0, lived["id"])
    officina(
        "export", lived["id"], "--format", "json", "--out", str(tmp_path / "there.json"), data_dir=elsewhere
    )
    assert (tmp_path / "there.json").read_bytes() == (tmp_path / "out.json").read_bytes()
    assert before["digest"] == json.loads((tmp_path / "there.json").read_bytes())["digest"]


FAULTS = {
    "no JSON": lambda content: "{",
    "another schema": lambda content: json.dumps(content | {"schema": "officina.outcome/1"}),
    "another digest": lambda content: json.dumps(content | {"digest": "0" * 64}),
    "no records": lambda content: json.dumps(content | {"records": 5}),
    "two workshops": lambda content: signed(content, [*content["records"], content["records"][-1]]),
    "a field is gone": lambda content: signed(content, [without(r, "state") for r in content["records"]]),
    "NUL": lambda content: signed(content, [r | {"title": "a\x00b"} for r in content["records"]]),
    "a lone surrogate": lambda content: json.dumps(content).replace("senza nome", "\\ud800"),
    "a text for a number": lambda content: signed(content, [r | {"order": "x"} for r in content["records"]]),
    "a ballot is open": lambda content: signed(
        content, [r | ({"state": "open"} if r["kind"] == "ballot" else {}) for r in content["records"]]
    ),
}  # fmt: skip


def without(record: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key != name}


def signed(content: dict[str, Any], records: list[dict[str, Any]]) -> str:
    """The file with other records and the digest that goes with them."""
    return json.dumps(content | {"records": records, "digest": workshop_json.digest(records)})


def test_a_damaged_file_is_refused_in_one_sentence_and_nothing_is_kept(
    house: House, lived: dict[str, Any], tmp_path: Path
) -> None:
    from app.incoming import commands, keeping
    from app.place import open_place
    from app.settings import Settings
    from app.store.trouble import Unreadable

    content = out(house, lived["id"], tmp_path / "out.json")
    place = open_place(Settings(data_dir=folder_of(house), secret_key=os.urandom(20).hex()))
    by = keeping.leader(place, "")
    before = [found.id for found in place.desk.workshops.of_library(by.library)]
    for case, fault in FAULTS.items():
        path = tmp_path / "broken.json"
        path.write_text(fault(content), encoding="utf-8")
        with pytest.raises(Unreadable) as said:
            commands.read(place, path, by)
        assert str(said.value)[:8] in ("this is ", "a ballot"), case
        assert "\n" not in str(said.value), case
    assert [found.id for found in place.desk.workshops.of_library(by.library)] == before
    place.database.close()
    done = officina("import", "json", str(tmp_path / "broken.json"), data_dir=folder_of(house))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert officina("import", "json", str(tmp_path / "none.json"), data_dir=folder_of(house)).returncode == 2
    assert officina("import", "odt", str(tmp_path / "broken.json"), data_dir=folder_of(house)).returncode == 2


def test_what_somebody_has_erased_since_stays_erased(
    house: House, lived: dict[str, Any], tmp_path: Path
) -> None:
    before = out(house, lived["id"], tmp_path / "older.json")
    assert {lived["secret"], lived["named"]} <= set(by_id(before)), "there is something to bring back"
    Calls(house.here).erase(lived["receipt"])
    done = officina("import", "json", str(tmp_path / "older.json"), data_dir=folder_of(house))
    assert done.returncode == 0
    assert "left out, since they were erased here: 2 notes" in done.stderr
    after = out(house, done.stdout.strip(), tmp_path / "newer.json")
    said = json.dumps(after, ensure_ascii=False)
    assert "senza nome" not in said
    assert "firmata" not in said
    assert "Anastasia" not in said
    assert "مكتبة" in said
