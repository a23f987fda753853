"""What a room answered to "shall we try?": three numbers, the same in every format, and a verdict drafted from them."""

import csv
import io
import json
from dataclasses import replace

import jsonschema_rs
import pypdf
import pytest

from app.exports.compose import attendance, kit, proposal
from app.exports.drafting import candidates, draft
from app.exports.manuscript import Manuscript
from app.exports.template import Part
from app.exports.write import csv as write_csv
from app.exports.write import docx, md, odt, pdf, xlsx
from app.exports.write import json as write_json
from tests.exports import office
from tests.exports.papers import OUTCOME, with_outcome
from tests.exports.rooms import TEMPLATE, Italian, Json, activity, id_of, note, tally, view
from tests.exports.test_formats import tables

VERDICT = Part(key="verdict", stage="test", heading="Il verdetto", question="Ci si prova?")
WITH_VERDICT = replace(TEMPLATE, parts=(*TEMPLATE.parts, VERDICT))
CARDS = ("try1", "try2", "try3")
ANSWERS = {"try1": (14, 5, 3), "try2": (9, 11, 2), "try3": (12, 5, 5)}  # yes, not sure, no
RANKS = {"try1": (1, False), "try2": (2, True), "try3": (2, True)}


def stance(target: str) -> Json:
    yes, unsure, no = ANSWERS[target]
    rank, tied = RANKS[target]
    found = f"tally:{id_of('shall')}:{id_of(target)}"
    return {"id": found, "kind": "tally", "ballot": id_of("shall"), "target": id_of(target), "yes": yes,
            "unsure": unsure, "no": no, "rank": rank, "tied": tied}  # fmt: skip


def room() -> dict[str, Json]:
    """The small workshop, and then "shall we try?" on its three cards."""
    origins = ("card", "card2", "card3")
    texts = [view()[id_of(origin)]["text"] for origin in origins]
    return view(
        activity("pitch", "test", "Ci proviamo?", "verdict", order=7),
        *(
            note(card, "pitch", text, **{"from": id_of(origin)})
            for card, origin, text in zip(CARDS, origins, texts, strict=True)
        ),
        {"id": id_of("shall"), "kind": "ballot", "activity": id_of("pitch"), "method": "stance",
         "settings": {"secret": True, "shuffle": True}, "targets": [id_of(card) for card in CARDS], "state": "closed",
         "voted": 22, "paper": 3, "first": [id_of("try1")]},
        *map(stance, CARDS),
    )  # fmt: skip


@pytest.fixture(scope="module")
def paper() -> Manuscript:
    whole = with_outcome(room(), id_of("card"), WITH_VERDICT)
    return proposal.compose(whole, OUTCOME, WITH_VERDICT, Italian(), library="Biblioteca dei Tigli")


def test_the_verdict_is_drafted_from_the_answers() -> None:
    found = {each.key: each for each in draft(room(), id_of("card"), WITH_VERDICT, Italian())}
    tally = f"tally:{id_of('shall')}:{id_of('try1')}"
    said = [(each.text, each.evidence) for each in found["verdict"].sentences if each.text]
    assert said[-2:] == [
        ("Proviamo? 14 persone hanno detto sì, 5 non so, 3 no: posto 1 su 3.", (tally,)),
        ("Hanno votato 22 persone su 25, 3 su carta.", (id_of("shall"),)),
    ]


def test_a_tie_of_answers_is_stated() -> None:
    found = {each.key: each for each in draft(room(), id_of("card2"), WITH_VERDICT, Italian())}
    said = [each.text for each in found["verdict"].sentences]
    assert said[-1] == "È un pari: un'altra proposta ha avuto le stesse risposte."


def test_candidates_are_ranked_as_the_vote_did() -> None:
    assert next(card["id"] for card, _ in candidates(room())) == id_of("try1")


def test_three_numbers_are_the_same_in_every_format(paper: Manuscript) -> None:
    (figure,) = [figure for each in paper.sections if each.key == "verdict" for figure in each.figures]
    assert figure.summary == "22 persone su 25 hanno votato · 3 su carta"
    assert (figure.measures, figure.paper) == (("yes", "unsure", "no"), 3)
    numbers = [[str(n) for n in each.values] for each in figure.results]
    assert sorted(numbers) == sorted([str(n) for n in each] for each in ANSWERS.values())
    headings = ["Posto", "Proposta", "Sì", "Non so", "No"]
    (table,) = [each for each in tables(md.write(paper).decode()) if each[0] == headings]
    assert [row[2:] for row in table[1:]] == numbers
    data = json.loads(write_json.write(paper))
    jsonschema_rs.validate(write_json.schema(), data)
    (kept,) = [figure for each in data["sections"] if each["key"] == "verdict" for figure in each["figures"]]
    assert [[str(n) for n in each["values"]] for each in kept["results"]] == numbers
    found = office.sheets(xlsx.write(room(), Italian()))
    rows = [row for row in found["Risultati"][1:] if row[0] == id_of("shall")]
    assert [[str(n) for n in row[6:9]] for row in rows] == numbers
    assert [row[3:7] for row in found["Voti"][1:]][-1] == (22, 25, None, 3)
    sheet = csv.DictReader(io.StringIO(write_csv.write(room(), Italian()).decode("utf-8-sig")), delimiter=";")
    said = {row["Id"]: (row["Sì"], row["Non so"], row["No"]) for row in sheet if row["Sì"]}
    assert said == {id_of(card): tuple(map(str, each)) for card, each in ANSWERS.items()}


def test_paper_and_offices_print_the_three_numbers(paper: Manuscript) -> None:
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.write(paper))).pages)
    printed = " ".join(text.split())
    for yes, unsure, no in ANSWERS.values():
        assert f"{yes} {unsure} {no}" in printed
    for write in (docx.write, odt.write):
        assert len(write(paper)) > 1000


def test_attendance_says_who_voted_on_paper() -> None:
    made = attendance.compose(room(), Italian(), library="Biblioteca dei Tigli")
    (votes,) = [each for each in made.sections if each.key == "votes"]
    assert [row[2:] for row in votes.tables[0].rows] == [("22/25", "0", "0"), ("22/25", "3", "0")]


def test_slips_have_three_answers_for_each_number() -> None:
    rules = {"ballot": {"method": "stance"}}
    made = kit.slips(activity("pitch", "test", "Ci proviamo?", order=7) | {"rules": rules}, Italian())
    assert (made.rule, made.choices, made.answers) == (
        "Una sola risposta per ogni numero.", 6, ("Sì, proviamo", "Non so", "No"),
    )  # fmt: skip


def test_a_second_ballot_and_a_decision_are_said_wherever_the_result_is() -> None:
    again = {"id": id_of("again"), "kind": "ballot", "activity": id_of("pitch"), "method": "dots", "voted": 20,
             "paper": 0, "settings": {"dots": 1, "max": 1, "secret": True, "shuffle": True}, "state": "closed",
             "targets": [id_of("try2"), id_of("try3")], "dots": 20, "runoff_of": id_of("shall"),
             "decided": id_of("try3"), "first": [id_of("try3")]}  # fmt: skip
    tallies = (tally("again", "try2", 10, 1, tied=True), tally("again", "try3", 10, 1, tied=True))
    whole = room() | view(again, *tallies, base=[])
    assert next(card["id"] for card, _ in candidates(whole)) == id_of("try3")
    paper = proposal.compose(
        with_outcome(whole, id_of("try3"), WITH_VERDICT), OUTCOME, WITH_VERDICT, Italian(), library="B"
    )
    verdict = next(each for each in paper.sections if each.key == "verdict")
    said = [each.said.text for each in verdict.sentences]
    assert said[-3:] == [
        "Questo è l'esito di una seconda votazione, fra le idee pari.", "Pari: ha deciso chi conduceva.",
        "È un pari: un'altra proposta ha avuto gli stessi pallini.",
    ]  # fmt: skip
    assert [each.summary for each in verdict.figures][-1] == (
        "20 persone su 25 hanno votato · 20 pallini dati · dopo una seconda votazione · pari: ha deciso chi conduceva"
    )
    assert "pari: ha deciso chi conduceva" in md.write(paper).decode()
    row = office.sheets(xlsx.write(whole, Italian()))["Voti"][-1]
    assert row[7:] == (id_of("shall"), id_of("try3"), 0, None)


def test_what_was_counted_by_hand_is_said_in_every_format() -> None:
    """Twenty by phone and slip, two by hand: a yes and a no for the first card."""
    whole = room()
    whole[id_of("shall")] = whole[id_of("shall")] | {"hands": 2}
    first = f"tally:{id_of('shall')}:{id_of('try1')}"
    for card in CARDS:
        found = f"tally:{id_of('shall')}:{id_of(card)}"
        whole[found] = whole[found] | {"hands": {"yes": int(found == first), "unsure": 0, "no": int(found == first)}}
    told = with_outcome(whole, id_of("card"), WITH_VERDICT)
    paper = proposal.compose(told, OUTCOME, WITH_VERDICT, Italian(), library="B")
    verdict = next(each for each in paper.sections if each.key == "verdict")
    (figure,) = verdict.figures
    assert "Hanno votato 22 persone su 25, 3 su carta, 2 contate a mano." in [s.said.text for s in verdict.sentences]
    assert figure.summary == "22 persone su 25 hanno votato · 3 su carta, 2 contate a mano"
    assert (figure.voted, figure.paper, figure.hands) == (22, 3, 2)
    assert {each.id: each.hands for each in figure.results}[first] == (1, 0, 1)
    evidence = next(each for each in paper.evidence if each.id == first)
    assert evidence.detail == "Sì 14 · Non so 5 · No 3, posto 1, di cui a mano: sì 1, non so 0, no 1"
    assert figure.summary in md.write(paper).decode().replace("\\", "")
    data = json.loads(write_json.write(paper))
    jsonschema_rs.validate(write_json.schema(), data)
    (kept,) = [figure for each in data["sections"] if each["key"] == "verdict" for figure in each["figures"]]
    assert (kept["hands"], next(each["hands"] for each in kept["results"])) == (2, [1, 0, 1])
    found = office.sheets(xlsx.write(whole, Italian()))
    assert (found["Voti"][0][9], found["Voti"][-1][9]) == ("Contate a mano", 2)
    assert next(row for row in found["Risultati"] if row[1] == id_of("try1"))[9:] == (None, 1, 0, 1)
    made = attendance.compose(whole, Italian(), library="B")
    (votes,) = [each for each in made.sections if each.key == "votes"]
    assert votes.tables[0].rows[-1][2:] == ("22/25", "3", "2")


def test_a_decision_that_was_changed_keeps_both() -> None:
    whole = room()
    ids = [id_of("try2"), id_of("try3")]
    whole[id_of("shall")] = whole[id_of("shall")] | {"decided": ids[1], "decisions": ids, "tied": ids, "first": ids[1:]}
    paper = proposal.compose(with_outcome(whole, ids[1], WITH_VERDICT), OUTCOME, WITH_VERDICT, Italian(), library="B")
    verdict = next(each for each in paper.sections if each.key == "verdict")
    assert "Pari: ha deciso chi conduceva, e poi ha cambiato la decisione." in [s.said.text for s in verdict.sentences]
    text = whole[ids[0]]["text"]
    assert verdict.figures[0].summary.endswith(f"pari: ha deciso chi conduceva · prima la decisione era: {text}")
    assert office.sheets(xlsx.write(whole, Italian()))["Voti"][-1][7:] == (None, ids[1], 0, ids[0])
