"""Commands: done once whatever is resent, in order, refused with a sentence, undone."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contracts.client import Client, Message, Rejected
from tests.contracts.gathering import Company, Gathering, company, gathered, play
from tests.contracts.house import House


def note_of(g: Gathering, line: Client, text: str = "ciao", **more: Any) -> Message:
    """What note.add asks for."""
    return {"id": line.new_id(), "activity": g.board, "zone": g.zones[0], "text": text, "lang": "it", **more}


async def refusal(line: Client, k: str, d: Message, **more: Any) -> Rejected:
    """The no that this command gets."""
    with pytest.raises(Rejected) as caught:
        await line.do(k, d, **more)
    assert caught.value.retry == "never", caught.value.message
    return caught.value


def test_sent_again_it_gets_the_first_answer_and_is_done_once(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            act, asked = ana.line.new_id(), note_of(g, ana.line)
            first = await ana.line.do("note.add", asked, act=act)
            again = await ana.line.do("note.add", asked, act=act)
            elsewhere = await g.line(there=True, token=ana.joined["token"])
            elsewhere.mirror.sent[act] += 1
            third = await elsewhere.do("note.add", asked, act=act)
            for answer in (again, third):
                assert (answer["first"], answer["last"]) == (first["first"], first["last"])
                assert answer["dup"] is True
            await g.quiet()
            assert [note["text"] for note in g.boss.of("note")] == ["ciao"]

    play(scene)


def test_the_same_id_with_other_content_is_refused(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana, ben = await g.person("Ana"), await g.person("Ben")
            act, asked = ana.line.new_id(), note_of(g, ana.line)
            await ana.line.do("note.add", asked, act=act)
            assert (
                await refusal(ana.line, "note.add", {**asked, "text": "altro"}, act=act)
            ).code == "id_reused"
            assert (await refusal(ana.line, "note.remove", {"id": asked["id"]}, act=act)).code == "id_reused"
            theirs = note_of(g, ben.line, "di Ben")
            await ben.line.do("note.add", theirs, act=act)
            await refusal(ben.line, "note.add", {**note_of(g, ben.line), "id": asked["id"]})
            await g.quiet()
            assert sorted(note["text"] for note in g.boss.of("note")) == ["ciao", "di Ben"]

    play(scene)


def test_a_rejection_is_not_recorded_and_the_same_id_may_succeed_later(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            await g.boss.do("activity.lock", {"id": g.board})
            await ana.line.until(lambda known: known[g.board]["state"] == "locked")
            head, act, asked = await g.quiet(), ana.line.new_id(), note_of(g, ana.line)
            await refusal(ana.line, "note.add", asked, act=act)
            assert await g.quiet() == head, "rejected means no event"
            await g.boss.do("activity.unlock", {"id": g.board})
            assert (await ana.line.do("note.add", asked, act=act))["last"] > head

    play(scene)


def test_valid_but_nothing_changed_is_an_ack_of_nothing(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            note = await g.note(ana.line, "uguale")
            head = await g.quiet()
            answer = await ana.line.do("note.edit", {"id": note, "text": "uguale"})
            assert (answer["first"], answer["last"]) == (None, None)
            assert await g.quiet() == head

    play(scene)


def test_commands_of_one_line_run_in_order_and_those_of_many_never_overlap(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            people = [await g.person(f"P{i}", there=i % 2 == 1) for i in range(6)]
            offers = [p.line.offer("note.add", note_of(g, p.line, f"{i}")) for i in range(12) for p in people]
            answers = await asyncio.wait_for(asyncio.gather(*offers), 20)
            spans = sorted((answer["first"], answer["last"]) for answer in answers)
            assert all(low[1] < high[0] for low, high in itertools.pairwise(spans))
            assert (await g.quiet()) == spans[-1][1]
            assert len(g.boss.of("note")) == 72

    play(scene)


REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "unknown command": ("note.fly", {"id": "NEW"}),
    "not a facilitator: timer": ("timer.start", {"seconds": 60}),
    "not a facilitator: reveal": ("activity.reveal", {"id": "BOARD", "to": "room"}),
    "not a facilitator: close": ("activity.close", {"id": "BOARD"}),
    "not a facilitator: spotlight": ("spotlight.set", {"target": None}),
    "not a facilitator: gather": ("room.gather", {}),
    "not a facilitator: message": ("message.send", {"text": "ehi", "lang": "it"}),
    "not a facilitator: aside": ("note.hide", {"id": "THEIRS", "to": True}),
    "not a facilitator: people": ("person.add", {"id": "NEW", "alias": "Carta", "paper": True}),
    "not a facilitator: role": ("person.role", {"id": "ME", "role": "facilitator"}),
    "not a facilitator: ballot": (
        "ballot.open",
        {
            "id": "NEW",
            "activity": "BOARD",
            "method": "dots",
            "targets": ["THEIRS"],
            "settings": {"dots": 3, "max": 1, "secret": True, "shuffle": False},
        },
    ),
    "not a facilitator: rules": ("activity.set", {"id": "BOARD", "rules": {"private": False}}),
    "not a facilitator: close the workshop": ("workshop.close", {}),
    "somebody else's note": ("note.edit", {"id": "THEIRS", "text": "mio"}),
    "somebody else's note, removed": ("note.remove", {"id": "THEIRS"}),
    "somebody else's name": ("person.rename", {"id": "OTHER", "alias": "Pippo"}),
    "a note nobody knows": ("note.edit", {"id": "NEW", "text": "?"}),
    "an activity nobody knows": (
        "note.add",
        {"id": "NEW", "activity": "NEW", "zone": "ZONE", "text": "?", "lang": "it"},
    ),
    "an activity that waits": (
        "note.add",
        {"id": "NEW", "activity": "LATER", "zone": "ZONE", "text": "?", "lang": "it"},
    ),
    "a zone nobody knows": (
        "note.add",
        {"id": "NEW", "activity": "BOARD", "zone": "nowhere", "text": "?", "lang": "it"},
    ),
    "an empty note": (
        "note.add",
        {"id": "NEW", "activity": "BOARD", "zone": "ZONE", "text": "", "lang": "it"},
    ),
    "too long a note": (
        "note.add",
        {"id": "NEW", "activity": "BOARD", "zone": "ZONE", "text": "è" * 2001, "lang": "it"},
    ),
    "off the board": (
        "note.add",
        {"id": "NEW", "activity": "BOARD", "zone": "ZONE", "text": "?", "lang": "it", "x": 1001, "y": 0},
    ),
    "a picture never sent": (
        "note.add",
        {"id": "NEW", "activity": "BOARD", "zone": "ZONE", "text": "?", "lang": "it", "media": ["NEW"]},
    ),
    "a language that is none": (
        "note.add",
        {"id": "NEW", "activity": "BOARD", "zone": "ZONE", "text": "?", "lang": "!!"},
    ),
    "an id that is taken": (
        "note.add",
        {"id": "THEIRS", "activity": "BOARD", "zone": "ZONE", "text": "?", "lang": "it"},
    ),
    "an id in capitals": (
        "note.add",
        {
            "id": "ABCDEF0123456789ABCDEF0123456789",
            "activity": "BOARD",
            "zone": "ZONE",
            "text": "?",
            "lang": "it",
        },
    ),
    "a vote without a ballot": ("vote.cast", {"ballot": "NEW", "target": "THEIRS", "value": 1}),
    "an undo of nothing": ("undo", {"of": "NEW"}),
}


@pytest.fixture(scope="module")
def room(house: House) -> Iterator[Company]:
    """Two who ask, in two languages."""
    with company(house, "Eve", "en") as made:
        yield made


@pytest.mark.parametrize("case", REFUSED)
def test_each_rule_says_no_in_the_persons_language_and_nothing_happens(room: Company, case: str) -> None:
    async def scene() -> None:
        g, ana, eve = room.g, room.ana, room.other
        theirs = await g.note(g.boss, "della conduttrice")
        head, (k, d) = await g.quiet(), REFUSED[case]
        said = []
        for who, other in ((ana, eve), (eve, ana)):
            names = {
                "NEW": who.line.new_id(),
                "BOARD": g.board,
                "ZONE": g.zones[0],
                "THEIRS": theirs,
                "ME": who.id,
                "OTHER": other.id,
                "LATER": g.boards[1],
            }
            said.append(await refusal(who.line, k, _fill(d, names)))
        assert said[0].code == said[1].code
        assert said[0].say != said[1].say, "the sentence is in each person's language"
        assert await g.quiet() == head, "rejected means no event"

    room.play(scene())


def _fill(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _fill(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_fill(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value


@pytest.mark.parametrize("method", ["budget", "ranking", "matrix", "consent", "score"])
def test_what_is_not_built_yet_says_so(room: Company, method: str) -> None:
    async def scene() -> None:
        g = room.g
        note = await g.note(g.boss, "scelta")
        asked = {
            "id": g.boss.new_id(),
            "activity": g.board,
            "method": method,
            "targets": [note],
            "settings": {},
        }
        assert (await refusal(g.boss, "ballot.open", asked)).code == "not_available"

    room.play(scene())


def test_commands_of_later_say_so_too(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            note = await g.note(g.boss, "da tradurre")
            later = {
                "note.translate": {"id": note, "lang": "en", "text": "to be translated"},
                "answer.put": {"activity": g.board, "question": "q1", "value": 3},
            }
            listed = (await g.calls.call("GET", "/live/schema.json", api=False)).json["commands"]
            for k, d in later.items():
                assert k in listed or (await refusal(g.boss, k, d)).code == "not_available"

    play(scene)


def test_as_many_notes_as_the_activity_allows(house: House) -> None:
    async def scene() -> None:
        async with gathered(house, notes=2) as g:
            ana = await g.person("Ana")
            first = await g.note(ana.line, "una")
            await g.note(ana.line, "due")
            await refusal(ana.line, "note.add", note_of(g, ana.line, "tre"))
            await ana.line.do("note.remove", {"id": first})
            await g.note(ana.line, "tre")
            await refusal(ana.line, "note.restore", {"id": first})

    play(scene)


def test_a_closed_activity_takes_nothing(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            note = await g.note(ana.line, "una")
            await g.boss.do("activity.close", {"id": g.board})
            for k, d in (
                ("note.add", note_of(g, ana.line)),
                ("note.edit", {"id": note, "text": "due"}),
                ("note.remove", {"id": note}),
            ):
                await refusal(ana.line, k, d)

    play(scene)


def test_ones_own_note_is_edited_moved_removed_and_restored(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana, ben = await g.person("Ana"), await g.person("Ben", there=True)
            note = await g.note(ana.line, "prima", x=0, y=1000)
            await ana.line.do("note.edit", {"id": note, "text": "poi"})
            await ana.line.do("note.move", {"id": note, "zone": g.zones[-1], "x": 1000, "y": 0})
            face = await ben.line.until(lambda known: known.get(note, {}).get("x") == 1000 and known[note])
            assert (face["text"], face["zone"], face["y"]) == ("poi", g.zones[-1], 0)
            await ana.line.do("note.remove", {"id": note})
            await ben.line.until(lambda known: note not in known)
            await ana.line.do("note.restore", {"id": note})
            await ben.line.until(lambda known: known.get(note, {}).get("text") == "poi")

    play(scene)


def test_undo_takes_back_ones_own_unless_somebody_changed_it_since(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            kept, gone = ana.line.new_id(), ana.line.new_id()
            first, second = note_of(g, ana.line, "una"), note_of(g, ana.line, "due")
            await ana.line.do("note.add", first, act=kept)
            await ana.line.do("note.add", second, act=gone)
            await g.boss.until(lambda known: first["id"] in known)
            await g.boss.do("note.move", {"id": first["id"], "zone": g.zones[-1]})
            await ana.line.do("undo", {"of": gone})
            await g.boss.until(lambda known: second["id"] not in known)
            try:
                answer = await ana.line.do("undo", {"of": kept})
                assert answer["last"] is None or first["id"] in g.boss.mirror.records
            except Rejected:
                pass
            await g.quiet()
            assert first["id"] in g.boss.mirror.records, "changed by somebody else since: it stays"

    play(scene)


def test_a_facilitator_undoes_anyones_last_changes(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana, ben = await g.person("Ana"), await g.person("Ben")
            before = await g.note(ana.line, "prima")
            await g.quiet()
            since = g.boss.now()
            await asyncio.sleep(0.01)
            noise = [await g.note(ana.line, f"rumore {i}") for i in range(3)]
            other = await g.note(ben.line, "di Ben")
            await g.boss.do("undo", {"person": ana.id, "since": since})
            await g.boss.until(lambda known: not any(name in known for name in noise))
            await g.quiet()
            assert before in g.boss.mirror.records
            assert other in g.boss.mirror.records

    play(scene)


def test_paper_people_write_through_the_facilitator(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            paper = g.boss.new_id()
            await g.boss.do("person.add", {"id": paper, "alias": "Nonna Rosa", "paper": True})
            asked = note_of(g, g.boss, "scritta su carta")
            await g.boss.do("note.add", asked, for_=paper)
            face = await ana.line.until(lambda known: known.get(asked["id"]))
            assert (face["by"], face["alias"]) == (paper, "Nonna Rosa")
            assert face["via"] == g.boss.mirror.you
            await refusal(ana.line, "note.add", note_of(g, ana.line), for_=paper)
            await ana.line.until(lambda known: known[g.id]["people"] == 2, what="people count those on paper")

    play(scene)


def test_clusters_hold_through_their_life(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana, ben = await g.person("Ana"), await g.person("Ben", there=True)
            a, b, c = [await g.note(ana.line, text) for text in ("a", "b", "c")]
            one, two, three = (ana.line.new_id() for _ in range(3))
            await ana.line.do(
                "cluster.create", {"id": one, "activity": g.board, "title": "Uno", "notes": [a, b]}
            )
            await ana.line.do(
                "cluster.create", {"id": two, "activity": g.board, "title": "Due", "notes": [c]}
            )
            await ana.line.do("cluster.rename", {"id": one, "title": "Primo"})
            await ana.line.do("cluster.split", {"id": one, "to": three, "title": "Tre", "notes": [b]})
            await ana.line.do("cluster.merge", {"id": two, "into": one})
            await g.quiet()
            known = ben.line.mirror.records
            assert {r["id"]: r["title"] for r in ben.line.of("cluster")} == {one: "Primo", three: "Tre"}
            assert [known[name]["clusters"] for name in (a, b, c)] == [[one], [three], [one]]
            await ana.line.do("cluster.unassign", {"id": one, "notes": [a]})
            await ana.line.do("cluster.assign", {"id": three, "notes": [a]})
            await ana.line.do("cluster.dissolve", {"id": one})
            await g.quiet()
            assert [known[name]["clusters"] for name in (a, b, c)] == [[three], [three], []]

    play(scene)


def test_timer_spotlight_gather_and_message_reach_everyone(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana", there=True)
            note = await g.note(ana.line, "guardate")
            await g.boss.do("timer.start", {"seconds": 300})
            shop = await ana.line.until(lambda known: known[g.id]["timer"] and known[g.id])
            assert isinstance(shop["timer"]["ends_at"], int)
            await g.boss.do("timer.pause", {})
            shop = await ana.line.until(
                lambda known: known[g.id]["timer"]["left"] is not None and known[g.id]
            )
            assert 290_000 < shop["timer"]["left"] <= 300_000, "left is in milliseconds"
            await g.boss.do("spotlight.set", {"target": note})
            await ana.line.until(lambda known: known[g.id]["spotlight"] == note)
            await g.boss.do("room.gather", {})
            await ana.line.until(lambda known: known[g.id]["gather"])
            await g.boss.do("message.send", {"text": "Ancora due minuti", "lang": "it"})
            await ana.line.until(
                lambda known: any(
                    r["kind"] == "message" and r["text"] == "Ancora due minuti" for r in known.values()
                )
            )
            await g.boss.do("timer.stop", {})
            await g.boss.do("spotlight.set", {"target": None})
            await ana.line.until(lambda known: known[g.id]["spotlight"] is None)

    play(scene)


def test_carried_cards_keep_their_origin(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana", scope="all")
            note, copy = await g.note(ana.line, "portami"), g.boss.new_id()
            await g.boss.do("note.carry", {"id": note, "to": g.boards[1], "as": copy})
            face = await ana.line.until(lambda known: known.get(copy))
            assert (face["from"], face["activity"], face["text"]) == (note, g.boards[1], "portami")
            cards = [g.boss.new_id(), g.boss.new_id()]
            two = [{"id": note, "card": cards[0]}, {"id": copy, "card": cards[1]}]
            await g.boss.do("notes.carry", {"to": g.boards[1], "cards": two})
            faces = [await ana.line.until(lambda known, id=id: known.get(id)) for id in cards]
            assert [face["from"] for face in faces] == [note, copy]
            await refusal(ana.line, "notes.carry", {"to": g.boards[1], "cards": two})

    play(scene)


def test_one_says_of_oneself_that_one_is_ready_needs_help_or_speaks_otherwise(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana, ben = await g.person("Ana"), await g.person("Ben")
            await ana.line.do("person.ready", {"id": ana.id, "to": True})
            await ana.line.do("person.help", {"id": ana.id, "to": True})
            await ana.line.do("person.language", {"id": ana.id, "language": "en"})
            await ana.line.do("person.rename", {"id": ana.id, "alias": "Anna"})
            face = await g.boss.until(lambda known: known[ana.id]["alias"] == "Anna" and known[ana.id])
            assert (face["ready"], face["help"], face["language"]) == (True, True, "en")
            for k, d in (("ready", {"to": True}), ("help", {"to": True}), ("language", {"language": "en"})):
                await refusal(ben.line, f"person.{k}", {"id": ana.id, **d})
            await g.boss.do("person.rename", {"id": ana.id, "alias": "Annina"})
            await ana.line.until(lambda known: known[f"me:{ana.id}"]["alias"] == "Annina")

    play(scene)


def test_the_agenda_is_changed_while_it_runs(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana", scope="all", there=True)
            agenda = sorted(g.boss.of("activity"), key=lambda found: found["order"])
            ids = [found["id"] for found in agenda]
            last, before = ids[-1], ids[-2]
            await g.boss.do("activity.set", {"id": last, "title": "In coda", "minutes": 7})
            face = await ana.line.until(lambda known: known[last]["title"] == "In coda" and known[last])
            assert face["minutes"] == 7
            await g.boss.do("activity.order", {"ids": [*ids[:-2], last, before]})
            await ana.line.until(lambda known: known[last]["order"] < known[before]["order"])
            await refusal(g.boss, "activity.order", {"ids": ids[:2]})
            await g.boss.do("activity.skip", {"id": before})
            await ana.line.until(lambda known: known[before]["state"] == "closed")

    play(scene)


def test_the_parking_lot_keeps_a_note_for_later(house: House) -> None:
    async def scene() -> None:
        async with gathered(house) as g:
            ana = await g.person("Ana")
            note = await g.note(ana.line, "per un'altra volta")
            await g.boss.do("note.park", {"id": note, "to": True})
            await ana.line.until(lambda known: known[note].get("parked") is True)
            await g.boss.do("note.park", {"id": note, "to": False})
            await ana.line.until(lambda known: not known[note].get("parked"))

    play(scene)
