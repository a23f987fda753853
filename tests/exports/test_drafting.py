"""What a first draft says: only what the room wrote or what was counted, each sentence with its evidence."""

from app.core.words.draft import Sentence
from app.exports.drafting import candidates, draft
from app.exports.template import Part, Template
from tests.exports.rooms import TEMPLATE, Italian, id_of, note, records, view

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
    group = Sentence(
        id="people-1", text="2 note formano un gruppo, con il nome che gli ha dato chi c'era.",
        evidence=(LATE, id_of("seven"), id_of("shift")),
    )  # fmt: skip
    assert sections()["people"].sentences == (
        group, quote("people", 2, "seven"), quote("people", 3, "shift"), quote("people", 4, "arabic"),
        quote("people", 5, "chinese"),
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


def test_two_sections_of_one_activity_share_it_groups_then_notes_then_pictures() -> None:
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
    assert [each.evidence[0] for each in made["people"]] == [LATE]
    assert [each.quote for each in made["heard"]] == [
        id_of(name) for name in ("seven", "shift", "arabic", "chinese")
    ]
    assert [each.quote for each in made["how"]] == [id_of("frame1")]
    assert [each.text for each in made["built"]] == ["Una nota è una foto."]


def test_the_question_of_the_workshop_opens_the_document() -> None:
    template = Template(
        id="t", title="T", parts=(Part(key="q", stage="frame", heading="La domanda", question="?"),)
    )
    (section,) = draft(view(), CARD, template, Italian())
    assert [(each.text, each.evidence) for each in section.sentences] == [
        ("«Come può la biblioteca restare aperta a chi arriva tardi?»", (id_of("w"),))
    ]


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
