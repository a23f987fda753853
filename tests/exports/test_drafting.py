"""What a first draft says: only what the room wrote or what was counted, each sentence with its evidence."""

import pytest

from app.core.words.draft import Sentence
from app.exports.drafting import candidates, draft
from app.exports.template import Part, Template
from tests.exports.rooms import TEMPLATE, Italian, activity, id_of, note, records, view

CARD, BALLOT, LATE = id_of("card"), id_of("ballot"), id_of("late")


def sections(source: str = CARD, room=None):
    return {each.key: each for each in draft(room or view(), source, TEMPLATE, Italian())}


def quote(key: str, n: int, name: str) -> Sentence:
    return Sentence(id=f"{key}-{n}", quote=id_of(name), evidence=(id_of(name),))


def test_every_section_of_the_template_is_there_in_order() -> None:
    drafted = draft(view(), CARD, TEMPLATE, Italian())
    assert [(each.key, each.order, each.stage) for each in drafted] == [
        (part.key, n, part.stage) for n, part in enumerate(TEMPLATE.parts)
    ]


def test_groups_come_first_then_notes_in_their_own_words() -> None:
    rests = (LATE, id_of("seven"), id_of("shift"))
    assert sections()["people"].sentences == (
        Sentence(id="people-1", quote=LATE, evidence=rests),
        Sentence(id="people-2", text="Chi c'era ha messo 2 note in questo gruppo.", evidence=rests),
        quote("people", 3, "seven"), quote("people", 4, "shift"), quote("people", 5, "arabic"),
        quote("people", 6, "chinese"),
    )  # fmt: skip


def test_the_idea_is_told_once_with_its_result_and_turnout() -> None:
    assert sections()["idea"].sentences == (
        quote("idea", 1, "keys"),
        Sentence(id="idea-2", text="Nel voto ha avuto 31 pallini su 63: è al posto 1 su 3.",
                 evidence=(f"tally:{BALLOT}:{CARD}",)),
        Sentence(id="idea-3", text="Hanno votato 22 persone su 25.", evidence=(BALLOT,)),
    )  # fmt: skip


def test_a_tie_is_stated() -> None:
    said = [each.text for each in sections(id_of("card2"))["idea"].sentences]
    assert "È un pari: un'altra proposta ha avuto gli stessi pallini." in said


def test_the_other_cards_go_into_the_second_section_of_their_activity() -> None:
    assert [each.quote for each in sections()["alternatives"].sentences] == [id_of("van"), id_of("robot")]


def test_what_has_no_material_stays_a_gap() -> None:
    assert sections()["cost"].sentences == ()


def test_only_what_is_linked_is_taken_where_anything_is() -> None:
    room = view(note("frame2", "story", "Il disegno di questa idea", **{"from": CARD}))
    assert [each.quote for each in sections(room=room)["how"].sentences] == [id_of("frame2")]


def test_what_was_set_aside_or_parked_is_not_told() -> None:
    hidden = {id_of("aside"), id_of("parked")}
    for section in sections().values():
        for sentence in section.sentences:
            assert hidden.isdisjoint({*sentence.evidence, sentence.quote})


def test_no_sentence_copies_what_a_person_wrote() -> None:
    said = " ".join(each.text for section in sections().values() for each in section.sentences)
    written = [
        record.get("text") or record.get("title")
        for record in records()
        if record["kind"] in ("note", "cluster")
    ]
    assert not [text for text in written if text and text in said]


def test_every_sentence_has_evidence_that_is_there() -> None:
    room = view()
    for section in sections(room=room).values():
        for sentence in section.sentences:
            assert sentence.evidence
            assert set(sentence.evidence) <= set(room)


def test_two_sections_of_one_activity_share_it_groups_then_their_notes_then_pictures() -> None:
    parts = (
        Part(key="people", stage="empathize", heading="Chi", question="?"),
        Part(key="heard", stage="empathize", heading="Che cosa", question="?"),
        Part(key="how", stage="prototype", heading="Come", question="?"),
        Part(key="built", stage="prototype", heading="Fatto", question="?"),
    )
    room = view()
    room[id_of("empathy")] = room[id_of("empathy")] | {"rules": {"feeds": ["people", "heard"]}}
    room[id_of("story")] = room[id_of("story")] | {"rules": {"feeds": ["how", "built"]}}
    room[id_of("question")] = room[id_of("question")] | {"from": None}
    template = Template(id="t", title="T", parts=parts)
    made = {each.key: each.sentences for each in draft(room, CARD, template, Italian())}
    assert [(each.quote, each.text, each.evidence) for each in made["people"]] == [
        (LATE, "", (LATE, id_of("seven"), id_of("shift"))),
        ("", "Chi c'era ha messo 2 note in questo gruppo.", (LATE, id_of("seven"), id_of("shift"))),
        ("", "2 note sono rimaste fuori dai gruppi.", (id_of("arabic"), id_of("chinese"))),
    ]
    assert [each.quote for each in made["heard"]] == [id_of(name) for name in ("seven", "shift")]
    assert [each.quote for each in made["how"]] == [id_of("frame1")]
    assert [each.text for each in made["built"]] == ["Una nota è una foto."]


def test_without_groups_the_second_section_has_no_loose_notes() -> None:
    parts = tuple(Part(key=key, stage="empathize", heading=key, question="?") for key in ("people", "heard"))
    room = view(base=[each for each in records() if each["kind"] != "cluster"])
    for name in ("seven", "shift"):
        room[id_of(name)] = room[id_of(name)] | {"clusters": []}
    room[id_of("empathy")] = room[id_of("empathy")] | {"rules": {"feeds": ["people", "heard"]}}
    first, second = draft(room, CARD, Template(id="t", title="T", parts=parts), Italian())
    assert [each.quote for each in first.sentences] == [
        id_of(name) for name in ("seven", "shift", "arabic", "chinese")
    ]
    assert second.sentences == ()


def told_by_itself(tells: str) -> list[tuple[str, tuple[str, ...]]]:
    part = Part(key="q", stage="frame", heading="La domanda", question="?", tells=tells)
    (section,) = draft(view(), CARD, Template(id="t", title="T", parts=(part,)), Italian())
    return [(each.text, each.evidence) for each in section.sentences]


def test_the_workshop_tells_its_question_and_its_attendance() -> None:
    asked = "«Come può la biblioteca restare aperta a chi arriva tardi?»"
    assert told_by_itself("question") == [(asked, (id_of("w"),))]
    assert told_by_itself("attendance") == [("Ci sono state 25 presenze.", (id_of("w"),))]
    assert told_by_itself("") == []


@pytest.mark.parametrize("rule", ["", "tables", "visitors"])
def test_the_test_says_who_tested(rule: str) -> None:
    part = Part(
        key="test",
        stage="test",
        heading="La prova",
        question="?",
        lead="Chi era in sala.",
        lead_tables="Altri tavoli.",
    )
    room = view()
    room[id_of("grid")] = room[id_of("grid")] | {
        "rules": {"feeds": ["test"]} | ({rule: True} if rule else {})
    }
    (section,) = draft(room, CARD, Template(id="t", title="T", parts=(part,)), Italian())
    assert section.sentences == (
        Sentence(
            id="test-1", text="Altri tavoli." if rule else "Chi era in sala.", evidence=(id_of("likes"),)
        ),
        quote("test", 2, "likes"),
    )
    (empty,) = draft(view(base=[each for each in records() if each["id"] != id_of("likes")]), CARD,
                     Template(id="t", title="T", parts=(part,)), Italian())  # fmt: skip
    assert empty.sentences == ()


def test_a_cluster_can_be_the_beginning() -> None:
    assert sections(LATE)["people"].sentences[0].evidence[0] == LATE


def test_cards_that_lead_to_each_other_do_not_turn_for_ever() -> None:
    loop = [
        note("a", "ideas", "uno", **{"from": id_of("b")}),
        note("b", "ideas", "due", **{"from": id_of("a")}),
    ]
    assert sections(id_of("a"), room=view(*loop))["idea"].sentences


def test_candidates_are_the_cards_of_the_last_ballot_best_first() -> None:
    found = [(card["id"], tally["dots"]) for card, tally in candidates(view())]
    assert found[0] == (CARD, 31)
    assert [dots for _, dots in found] == [31, 16, 16]
    unvoted = view(base=[each for each in records() if each["kind"] not in ("ballot", "tally")])
    assert [card["id"] for card, _ in candidates(unvoted)] == [LATE]


def boxes() -> dict[str, object]:
    """A board whose boxes go into sections of their own; one goes nowhere."""
    step = activity("needs", "scale", "Che cosa serve", "cost", "owner", order=9)
    step["zones"] = [
        {"id": "soldi", "title": "Soldi", "feeds": "cost"},
        {"id": "chi", "title": "Chi", "feeds": "owner"},
        {"id": "altro", "title": "Altro"},
    ]
    return step


def test_each_box_of_a_board_goes_into_its_own_section() -> None:
    room = view(
        boxes(),
        note("price", "needs", "Mille euro", zone="soldi"),
        note("desk", "needs", "Il banco prestiti", zone="chi"),
        note("chairs", "needs", "Le sedie erano scomode", zone="altro"),
    )
    found = sections(room=room)
    assert [[each.quote for each in found[key].sentences] for key in ("cost", "owner")] == [
        [id_of("price")], [id_of("desk")],
    ]  # fmt: skip
    assert id_of("chairs") not in {each.quote for section in found.values() for each in section.sentences}


def apart(name: str, stage: str, *feeds: str, order: int) -> dict[str, object]:
    """A step in which each table works on a board of its own."""
    step = activity(name, stage, name, *feeds, order=order)
    step["rules"] |= {"tables": True}
    return step


def test_where_tables_work_apart_a_draft_tells_what_the_table_of_its_idea_wrote() -> None:
    room = view(
        apart("frames", "prototype", "how", order=8), apart("takes", "scale", "owner", order=9),
        apart("price", "scale", "cost", order=10), note("their-price", "price", "Novemila", table="two"),
        note("copy", "frames", "Le chiavi ai lettori", **{"from": CARD, "table": "one"}),
        note("ours", "frames", "Alle 18:50 si apre", table="one"),
        note("theirs", "frames", "Il furgone parte", table="two"),
        note("our-desk", "takes", "Il banco prestiti", table="one"),
        note("their-desk", "takes", "L'autista", table="two"),
    )  # fmt: skip
    found = sections(room=room)
    assert {id_of("copy"), id_of("ours")} <= {each.quote for each in found["how"].sentences}
    assert [each.quote for each in found["owner"].sentences] == [id_of("our-desk")]
    told = {each.quote for section in found.values() for each in section.sentences}
    assert told.isdisjoint({id_of("theirs"), id_of("their-desk"), id_of("their-price")})
    assert found["cost"].sentences == ()


def test_a_group_goes_where_its_notes_stand() -> None:
    group = {"id": id_of("grants"), "kind": "cluster", "activity": id_of("needs"), "title": "Bandi"}
    price = note("price", "needs", "Mille euro", zone="soldi") | {"clusters": [id_of("grants")]}
    found = sections(room=view(boxes(), group, price))
    assert found["cost"].sentences[0].quote == id_of("grants")
    assert found["owner"].sentences == ()


def test_a_card_that_only_reminds_of_the_idea_does_not_stand_for_what_was_written_beside_it() -> None:
    idea = str(view()[CARD]["text"])
    room = view(note("reminder", "story", idea, **{"from": CARD}), note("beside", "story", "Alle 18:50 si apre"))
    quotes = [each.quote for each in sections(room=room)["how"].sentences]
    assert id_of("beside") in quotes
    assert id_of("reminder") not in quotes
