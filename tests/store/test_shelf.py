"""The catalogue's shelf: the same words found in the same order on both databases, and gone with who wrote them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.store.choices import Asked
from app.store.db import Database
from app.store.finding import Finder
from app.store.journal import Journal
from app.store.shelf import Due, Entry, Shelf
from app.store.terms import Term, fold, terms
from tests.doubles.stores import LIBRARY, plant_workshop
from tests.store.lived import erase, live_through, search

DAY = 86_400_000


@pytest.mark.parametrize(("typed", "meant"), [
    ("", ()),
    ("  \" ' % _ * ( ) : ^ - \0 ", ()),
    ("Perché no", (Term(("perche",)), Term(("no",), prefix=True))),
    ("biblio ", (Term(("biblio",)),)),
    ("biblio* sera", (Term(("biblio",), prefix=True), Term(("sera",), prefix=True))),
    ("«sala studio» aperta ", (Term(("sala", "studio")), Term(("aperta",)))),
    ('"sala stu', (Term(("sala", "stu")),)),
    ("l'orto", (Term(("l", "orto"), prefix=True),)),
    ("ЇЖА 图书馆 ", (Term(("іжа",)), Term(("图", "书", "馆")))),
    ("مكتبـة ", (Term(("مكتبة",)),)),
    ("a AND NEAR(b) OR title:c", (Term(("a",)), Term(("and",)), Term(("near", "b")), Term(("or",)),
                                  Term(("title", "c"), prefix=True))),
])  # fmt: skip
def test_what_is_typed_is_words_and_never_wrong(typed: str, meant: tuple[Term, ...]) -> None:
    assert terms(typed) == meant


def test_accents_and_case_are_no_difference() -> None:
    assert fold("CITTÀ Straße ﬁnestra Ångström snake_case") == "citta strasse finestra angstrom snake case"


def entry(id: str, title: str, body: str = "", **more: object) -> Entry:
    given = {
        "id": id,
        "kind": "proposal",
        "title": title,
        "type": "service",
        "status": "draft",
        "stage": "test",
    }
    return Entry(**(given | {"languages": ("it",), "at": 0, "body": body} | more))


@pytest.fixture
def finder(database: Database) -> Finder:
    """Two workshops with four proposals."""
    first, second = plant_workshop(database), plant_workshop(database)
    shelf = Shelf(database)
    shelf.put(Due(first, 0), 0, [
        entry(first, "Aperti la sera", "Come restare aperti?\nLa sala studio è piccola", kind="workshop", type="",
              status="closed", stage="scale", at=1 * DAY),
        entry("p1", "Le chiavi ai lettori", "«La sala studio resta aperta»", at=2 * DAY, type="programme"),
        entry("p2", "Una sala per la città", "Lo studio di una sala", at=3 * DAY, status="approved"),
    ])  # fmt: skip
    shelf.put(Due(second, 0), 0, [
        entry(second, "Ancora una bozza", "sala", kind="workshop", type="", status="draft", at=4 * DAY),
        entry("p3", "图书馆 晚上开放", "100% <b>sala</b> studio", at=5 * DAY, languages=("zh", "it")),
        entry("p4", "Il furgone", "una sala sola", at=5 * DAY, type="space"),
    ])  # fmt: skip
    return Finder(database)


FOUND = [
    ("", {}, ["p3", "p4", "p2", "p1", "w"]),
    ("sala ", {}, ["p2", "p3", "p4", "p1", "w"]),
    ("sal", {}, ["p2", "p3", "p4", "p1", "w"]),
    ("SALA città", {}, ["p2"]),
    ('"sala studio"', {}, ["p1", "w"]),
    ("“studio sala”", {}, []),
    ("书馆 ", {}, ["p3"]),
    ("b sala ", {}, ["p3"]),
    ("100", {}, ["p3"]),
    ("sala", {"type": "service"}, ["p2", "p3"]),
    ("sala", {"status": "draft"}, ["p3", "p4", "p1"]),
    ("", {"kind": "workshop"}, ["w"]),
    ("", {"language": "zh"}, ["p3"]),
    ("", {"stage": "scale"}, ["w"]),
    ("') OR 1=1 --", {}, []),
    ("\"'; drop table shelf", {}, []),
]  # fmt: skip


def test_the_same_is_found_in_the_same_order_on_both(finder: Finder) -> None:
    for q, chosen, ids in FOUND:
        found = finder.find(LIBRARY, Asked(q=q, chosen=chosen))
        assert (q, ["w" if hit.kind == "workshop" else hit.id for hit in found.hits]) == (q, ids)
        assert found.count == len(ids)


def test_days_pages_and_counts(finder: Finder) -> None:
    assert [hit.id for hit in finder.find(LIBRARY, Asked(since=3 * DAY, until=5 * DAY)).hits] == ["p2"]
    pages, after = [], ""
    while True:
        found = finder.find(LIBRARY, Asked(q="sala", after=after), size=2)
        pages.append([hit.title for hit in found.hits])
        if not (after := found.more):
            break
    assert pages == [
        ["Una sala per la città", "图书馆 晚上开放"],
        ["Il furgone", "Le chiavi ai lettori"],
        ["Aperti la sera"],
    ]
    counts = finder.find(LIBRARY, Asked(chosen={"type": "service", "status": "approved"})).counts
    assert counts["type"] == {"service": 1}
    assert counts["status"] == {"draft": 1, "approved": 1}
    assert counts["language"] == {"it": 1}
    for after in ("x", "1", "1.x.y", "0.99999999999999999999.p", "1.5\0"):
        assert finder.find(LIBRARY, Asked(after=after)).count == 5
    assert finder.find("another", Asked()).count == 0


def test_a_hit_shows_the_line_it_is_from(finder: Finder) -> None:
    lines = {hit.title: hit.line for hit in finder.find(LIBRARY, Asked(q="studio")).hits}
    assert lines["Aperti la sera"] == "La sala studio è piccola"
    assert lines["图书馆 晚上开放"] == "100% <b>sala</b> studio"


def test_erased_words_leave_the_shelf_in_the_same_step(
    database: Database, journal: Journal, data_dir: Path
) -> None:
    """And what is put there from before the erasure is not taken."""
    evening = live_through(journal, [plant_workshop(database)])[0]
    person = next(iter(evening.words))
    words = evening.words[person]
    said = " ".join(words)
    row = entry(evening.workshop, "Una sera", f"{said}\n{said.upper()}", kind="workshop", status="closed")
    shelf, finder = Shelf(database), Finder(database)
    at = journal.head(evening.workshop).seq
    assert shelf.put(shelf.wish(evening.workshop), at, [row, entry("p9", words[0], said)])
    assert {hit.id for hit in finder.find(LIBRARY, Asked(q=words[0])).hits} == {
        evening.workshop,
        "p9",
    }
    assert all(search(database, data_dir)(fold(word)) for word in words)
    before = shelf.wish(evening.workshop)
    erase(journal, evening, person)
    assert not finder.find(LIBRARY, Asked(q=words[0])).hits
    assert not shelf.put(before, at, [row])
    assert not shelf.put(shelf.wish(evening.workshop), at, [row])
    assert journal.settled(60)
    there = search(database, data_dir)
    assert [word for word in words if there(word) or there(fold(word))] == []
