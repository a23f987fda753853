"""Who is told what: nobody learns of what is not theirs, in any byte (principles 4 and 5; Anonymous)."""

from __future__ import annotations

import json
from typing import Any

from tests.contracts.client import Client
from tests.contracts.gathering import Gathering, Person, gathered, play
from tests.contracts.house import House

SECRET = "una cosa che non dico a nessuno"


def heard(line: Client, *needles: str) -> bool:
    """Whether any of these ever came over this line."""
    return any(needle in text for text in line.heard for needle in needles)


async def cast(g: Gathering) -> tuple[Person, Person, Person, Client]:
    """Ana who writes, Ben and Dora (in the other process) who look on, the wall; all keep what they hear."""
    people = [await g.person(alias, open_=False, there=alias == "Dora") for alias in ("Ana", "Ben", "Dora")]
    for person in people:
        person.line.keep = True
        await person.line.open()
    wall = await g.wall()
    wall.keep = g.boss.keep = True
    return people[0], people[1], people[2], wall


def test_a_private_note_is_its_authors_alone_until_revealed_in_two_steps(house: House) -> None:
    async def scene() -> None:
        async with gathered(house, private=True) as g:
            ana, ben, dora, wall = await cast(g)
            others = (g.boss, ben.line, dora.line, wall)
            note = await g.note(ana.line, SECRET)
            await g.quiet()
            assert ana.line.mirror.records[note]["text"] == SECRET
            assert ana.line.mirror.records[f"own:{note}"]["note"] == note
            assert heard(ana.line, SECRET), "there is something to leak"
            for line in others:
                assert not heard(line, note, SECRET)
                assert line.mirror.records[g.board]["hidden"] == 1
            await g.boss.do("activity.reveal", {"id": g.board, "to": "facilitators"})
            await g.boss.until(lambda known: known.get(note, {}).get("text") == SECRET)
            await g.quiet()
            assert not any(heard(line, note, SECRET) for line in (ben.line, dora.line, wall))
            await g.boss.do("activity.reveal", {"id": g.board, "to": "room"})
            for line in (ben.line, dora.line, wall):
                await line.until(lambda known: known.get(note, {}).get("text") == SECRET)
                assert not heard(line, f"own:{note}")
                assert line.mirror.records[g.board]["hidden"] == 0

    play(scene)


def test_hiding_again_takes_the_notes_away_and_leaves_authors_theirs(house: House) -> None:
    async def scene() -> None:
        async with gathered(house, private=True) as g:
            ana, ben, _, wall = await cast(g)
            note = await g.note(ana.line, SECRET)
            await g.boss.do("activity.reveal", {"id": g.board, "to": "room"})
            await ben.line.until(lambda known: note in known)
            await g.boss.do("activity.hide", {"id": g.board})
            await ben.line.until(lambda known: note not in known)
            await wall.until(lambda known: note not in known)
            await g.quiet()
            assert ana.line.mirror.records[note]["text"] == SECRET

    play(scene)


def test_a_note_set_aside_leaves_the_room_and_stays_with_the_facilitator(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana, ben, _, wall = await cast(g)
            note = await g.note(ana.line, SECRET)
            await ben.line.until(lambda known: note in known)
            await g.boss.do("note.hide", {"id": note, "to": True})
            await ben.line.until(lambda known: note not in known)
            await wall.until(lambda known: note not in known)
            await g.boss.until(lambda known: known[note].get("aside") is True)
            late = await g.person("Eva", open_=False)
            late.line.keep = True
            await late.line.open()
            assert not heard(late.line, note, SECRET)
            await g.boss.do("note.hide", {"id": note, "to": False})
            await ben.line.until(lambda known: note in known)
            await late.line.until(lambda known: note in known)

    play(scene)


def test_anonymous_means_to_everyone(house: House) -> None:
    async def scene() -> None:
        async with gathered(house, anonymous=True) as g:
            ana, ben, dora, wall = await cast(g)
            note = await g.note(ana.line, "detto da qualcuno")
            for line in (g.boss, ana.line, ben.line, dora.line, wall):
                face = await line.until(lambda known: known.get(note))
                assert not {"by", "alias", "via", "at"} & set(face), face
            view = (await g.calls.call("GET", f"/workshops/{g.id}")).json["records"]
            face = next(record for record in view if record["id"] == note)
            assert ana.id not in json.dumps(face)
            assert "by" not in face
            exported = await g.calls.call("GET", f"/workshops/{g.id}/export.json")
            assert exported.status == 200
            assert not _links(exported.json, note, ana.id), "an export links an anonymous note to its author"

    play(scene)


def _links(value: Any, note: str, person: str) -> bool:
    """Whether one object (below the top) names both the note and the person."""
    if isinstance(value, list):
        return any(_links(item, note, person) for item in value)
    if not isinstance(value, dict):
        return False
    if any(_links(item, note, person) for item in value.values()):
        return True
    flat = json.dumps([item for item in value.values() if isinstance(item, str | int)])
    return note in flat and person in flat


def test_a_named_note_says_by_whom(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana, ben, _, _ = await cast(g)
            note = await g.note(ana.line, "lo dico io")
            face = await ben.line.until(lambda known: known.get(note))
            assert (face["by"], face["alias"]) == (ana.id, "Ana")

    play(scene)


def test_equal_audience_equal_shared_bytes(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana, ben, _, _ = await cast(g)
            eva = await g.person("Eva", open_=False)
            eva.line.keep = True
            await eva.line.open()
            for turn in range(3):
                note = await g.note(ana.line, f"nota {turn}")
                for line in (ben.line, eva.line):
                    await line.until(lambda known, name=note: name in known)
            assert _last_frames(ben.line, 2) == _last_frames(eva.line, 2)
            whole = [await g.line(token=p.joined["token"], scope="all", keep=True) for p in (ben, eva)]
            shared = [_last_frames(line, 1) for line in whole]
            assert shared[0] == shared[1]

    play(scene)


def _last_frames(line: Client, n: int) -> list[str]:
    return [text for text in line.heard if json.loads(text)["t"] == "frame"][-n:]


def test_personal_records_come_in_a_private_chunk_before_the_shared_one(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana", open_=False)
            ana.line.keep = True
            await ana.line.open()
            note = await g.note(ana.line, "mia")
            await g.quiet()
            frames = [json.loads(text) for text in ana.line.heard if '"frame"' in text]
            personal = [f for f in frames if any(_personal(record, ana.id) for record in f["put"])]
            assert personal
            for frame in personal:
                assert all(_personal(record, ana.id) for record in frame["put"]), (
                    "private and shared never mix"
                )
                after = frames[frames.index(frame) + 1 :]
                assert not frame.get("more") or after, "the shared chunk follows"
            assert f"own:{note}" in ana.line.mirror.records

    play(scene)


def _personal(record: dict[str, Any], person: str) -> bool:
    return record["kind"] in ("own", "vote", "me")


def test_people_are_records_for_facilitators_a_number_for_participants(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana, ben, _, wall = await cast(g)
            await g.quiet()
            people = {record["id"]: record for record in g.boss.of("person")}
            assert people[ana.id]["alias"] == "Ana"
            for line in (ben.line, wall):
                assert not line.of("person")
            assert not heard(ben.line, ana.id), "nobody's id goes to others before they say something named"
            await ben.line.until(lambda known: known[g.id]["people"] == 3, what="three people are here")
            await wall.until(lambda known: known[g.id]["people"] == 3)

    play(scene)


def test_the_wall_shows_aliases_in_the_lobby_only(house: House) -> None:
    async def scene() -> None:
        g = Gathering(house)
        try:
            await g.begin(started=False)
            wall = await g.wall()
            ana = await g.person("Ana")
            await wall.until(lambda known: any(r["kind"] == "person" for r in known.values()))
            (face,) = wall.of("person")
            assert set(face) == {"id", "kind", "alias"}
            assert face["alias"] == "Ana"
            assert not ana.line.of("person")
            await g.play(g.board)
            await wall.until(lambda known: not any(r["kind"] == "person" for r in known.values()))
            await g.agree()
        finally:
            await g.end()

    play(scene)


def test_what_is_said_to_staff_stays_with_staff(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana, _, _, wall = await cast(g)
            words = [json.dumps(a.get("words"), ensure_ascii=False) for a in g.boss.of("activity")]
            assert any('"say"' in text for text in words), "the facilitator has lines to say"
            for line in (ana.line, wall):
                assert not any(
                    '"say"' in json.dumps(a) or '"silence"' in json.dumps(a) for a in line.of("activity")
                )

    play(scene)
