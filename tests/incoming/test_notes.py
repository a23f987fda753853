"""Notes from a spreadsheet and consultations held with Polis become workshops, whole or not at all."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from app import outgoing
from app.exports.write import csv as written
from app.exports.write import workshop_json
from app.incoming import notes, polis
from app.incoming.keeping import Arrival, folded, keep, leader, librarians_view
from app.main import open_house
from app.place import now, open_place
from app.settings import Settings
from app.store.trouble import Unavailable, Unreadable
from app.web import documents
from tests.contracts.polis import FOLDER, SEATTLE, agreements, statements

MINIMAL = (
    'zone;text;lang;author\nBisogni;"Più luce, ""vera""\na sera";it;Ana\nIdee;مكتبة;ar;\nBisogni;Sedie;;Ana\n'
)

OURS = (
    "Tappa;Attività;Zona;Testo;Lingua;Gruppi;Autore;Parcheggiata",
    "Idee;Crazy;Alto;'=1+1;it;Uno | Due;Ana;sì",
    "Prova;Griglia;;'-- trattino;en;;;",
    "Idee;Crazy;Basso;altra;it;Due;Ben;",
)


def new_id() -> str:
    return secrets.token_hex(16)


def read(path: Path, **wishes: str) -> Arrival:
    return notes.read(
        path, **{"title": "Foglio", "language": "it", **wishes}, by="b" * 32, now=1, new_id=new_id
    )


def seen(arrival: Arrival) -> list[dict[str, Any]]:
    return list(librarians_view(folded(arrival, "w" * 32)).values())


def of(records: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [record for record in records if record["kind"] == kind]


@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_the_smallest_sheet_becomes_a_board_with_its_zones(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "foglio.csv"
    text = (
        MINIMAL.replace(";", sign)
        if sign != ","
        else MINIMAL.replace("Più luce, ", "Più luce ").replace(";", ",")
    )
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    records = seen(read(path))
    board = of(records, "activity")[0]
    zones = {zone["id"]: zone["title"] for zone in board["zones"]}
    found = {
        (zones[n["zone"]], n["text"].split("\n")[-1], n["lang"], n.get("alias", ""))
        for n in of(records, "note")
    }
    assert found == {
        ("Bisogni", "a sera", "it", "Ana"),
        ("Idee", "مكتبة", "ar", ""),
        ("Bisogni", "Sedie", "it", "Ana"),
    }
    assert (board["state"], board["title"]) == ("shared", "Foglio")
    assert of(records, "workshop")[0]["people"] == 0, "nobody came: they are only named"


def test_our_own_sheet_comes_back_as_it_went(tmp_path: Path) -> None:
    house = open_house(Settings(data_dir=tmp_path / "data", secret_key=secrets.token_hex(20)))
    sheet = "\r\n".join(OURS)
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text(sheet, encoding="utf-8")
    words = documents.words(house, "it")
    view = librarians_view(folded(read(first), "w" * 32))
    second.write_bytes(written.write(view, words))
    again = librarians_view(folded(read(second), "w" * 32))
    told = [[line.split(";")[1:8] + line.split(";")[9:10] for line in written.write(each, words).decode().splitlines()]
            for each in (view, again)]  # fmt: skip
    assert told[0] == told[1]
    assert len(told[0]) == 4
    texts = Counter(note["text"] for note in of(list(again.values()), "note"))
    assert texts == Counter(["=1+1", "-- trattino", "altra"])


WRONG = {
    "rows": ("text;lang\nbene;it\n;it\n" + "x" * 2001 + ";it\nbene;non è una lingua\n",
             "row 3: there is no text; row 4: it is longer than 2000 characters; row 5: the language"),
    "many": ("text\n" + ";\n" + "a\x01b\n" * 30, "and 20 more"),
    "no text column": ("zona;nota\na;b\n", "no column"),
    "nothing": ("text;zone\n\n", "no rows"),
    "empty": ("", "no column"),
    "no CSV": ("text\n\"a\nb", "no CSV"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_faulty_rows_are_named_and_nothing_is_imported(tmp_path: Path, case: str) -> None:
    text, said = WRONG[case]
    path = tmp_path / "foglio.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable, match=said.replace("+", r"\+")) as told:
        read(path)
    assert "\n" not in str(told.value)
    path.write_bytes(b"text\n\xff\xfe")
    with pytest.raises(Unreadable, match="UTF-8"):
        read(path)


def test_a_consultation_counts_as_its_source_does() -> None:
    arrival = polis.read(FOLDER / SEATTLE, title="", language="en", by="b" * 32, now=1, new_id=new_id)
    records = seen(arrival)
    texts = {note["id"]: note["text"] for note in of(records, "note")}
    expected = {s.number: s for s in statements()}
    assert Counter(texts.values()) == Counter(s.text.replace("\r\n", "\n").strip() for s in expected.values())
    assert sum(note["aside"] for note in of(records, "note")) == sum(s.out for s in expected.values())
    dots = Counter({texts[tally["target"]]: tally["dots"] for tally in of(records, "tally")})
    agreed = agreements()
    assert dots == Counter({s.text.strip(): agreed[s.number] for s in expected.values() if not s.out})
    ballot = of(records, "ballot")[0]
    assert (ballot["state"], ballot["dots"]) == ("closed", dots.total())
    assert of(records, "workshop")[0] | {"state": "closed", "title": "$15/hour"} == of(records, "workshop")[0]
    assert all(note["alias"].startswith("#") for note in of(records, "note"))


def test_what_is_no_consultation_is_said(tmp_path: Path) -> None:
    wish: dict[str, Any] = {"title": "", "language": "it", "by": "b" * 32, "now": 1, "new_id": new_id}
    with pytest.raises(Unreadable, match=r"no comments\.csv"):
        polis.read(tmp_path, **wish)
    (tmp_path / "comments.csv").write_text("comment-id,author-id\n1,2\n")
    with pytest.raises(Unreadable, match="not as Polis writes it"):
        polis.read(tmp_path, **wish)


def test_what_is_imported_is_kept_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = open_place(Settings(data_dir=tmp_path, secret_key=secrets.token_hex(20)))
    place.desk.notices.seed(now=now())
    home = place.desk.accounts.add_library("Tigli")
    place.desk.accounts.add(
        "a@b.example", "Ada", "una frase lunga", roles=["facilitator"], library=home.id, now=1
    )
    by = leader(place, "")
    arrival = polis.read(FOLDER / SEATTLE, title="台灣", language="zh", by=by.id, now=now(), new_id=new_id)
    limit = full(place.database)
    with pytest.raises(Unavailable):
        keep(place, arrival, by)
    limit()
    assert place.desk.workshops.of_library(home.id) == []
    id = keep(place, arrival, by)
    found = place.desk.workshops.get(id)
    assert found is not None
    assert (found.title, found.state, found.languages) == ("台灣", "closed", ("zh",))
    assert [each.id for each in place.desk.workshops.of_user(by.id)] == [id]
    place.desk.workshops.withdraw(id)
    assert place.desk.workshops.get(id) == found, "what has begun stays"
    with pytest.raises(Unreadable, match="no account"):
        leader(place, "nessuno@b.example")
    place.database.close()


def test_it_is_kept_alike_on_both_databases(database_url: str, data_dir: Path) -> None:
    settings = Settings(data_dir=data_dir, database_url=database_url, secret_key=secrets.token_hex(20))
    place = open_place(settings)
    place.desk.notices.seed(now=now())
    home = place.desk.accounts.add_library("Tigli")
    place.desk.accounts.add("a@b.example", "Ada", "una frase lunga", roles=["librarian"], library=home.id, now=1)
    by = leader(place, "")
    arrival = polis.read(FOLDER / SEATTLE, title="", language="en", by=by.id, now=now(), new_id=new_id)
    id = keep(place, arrival, by)
    content = asyncio.run(outgoing.WRITERS["json"](open_house(settings), place.desk.workshops.get(id)))
    expected = workshop_json.write(librarians_view(folded(arrival, id)))
    assert json.loads(content)["digest"] == json.loads(expected)["digest"]
    place.database.close()


def full(database: Any) -> Any:
    """No page more than there are now and a few; returns what stops that."""
    from sqlalchemy import event

    def said(connection: Any, *_: object) -> None:
        now = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {now + 3}")

    def freed(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA max_page_count = 100000")

    event.listen(database.engine, "checkout", said)

    def stop() -> None:
        event.remove(database.engine, "checkout", said)
        event.listen(database.engine, "checkout", freed)

    return stop
