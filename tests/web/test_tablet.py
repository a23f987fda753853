"""A table's shared tablet as plain pages: everything here works without a script."""

from __future__ import annotations

import re

from app.core.words.agenda import Activity, Start
from app.core.words.roster import Person
from app.core.words.tables import AddTable

from .test_join import Room, room  # noqa: F401  (a fixture)

WINDOW, DOOR = "a" * 32, "b" * 32


def joined(device, room: Room, alias: str) -> str:  # noqa: F811
    """The id of somebody who comes in on this device."""
    card = device.get(f"/j/{room.code}?another=1").text
    notice = re.search(r'name="notice" value="(\d+)"', card)
    assert notice
    answer = device.post(f"/j/{room.code}", data={"alias": alias, "notice": notice[1], "another": "1"})
    found = re.search(r"person=([0-9a-f]{32})", answer.text)
    assert found, answer.text
    return found[1]


def person(room: Room, id: str) -> Person:  # noqa: F811
    here = room.app.state.house
    found = room.client.portal.call(lambda: here.rooms.get(room.id))  # type: ignore[union-attr]
    return found.state.need(Person, id)


def test_a_tablet_stands_on_a_table_and_whoever_comes_in_on_it_sits_there(room: Room) -> None:  # noqa: F811
    tablet = room.browser()
    assert "I tavoli non ci sono ancora" in tablet.get(f"/t/{room.code}").text
    for id, title in ((WINDOW, "1"), (DOOR, "Porta")):
        room.do(room.lead, AddTable(id=id, title=title))
    assert "Tavolo 1" in tablet.get(f"/t/{room.code}").text
    page = tablet.post(f"/t/{room.code}", data={"table": DOOR}).text
    assert "A chi tocca?" in page
    assert "Si comincia tra poco" in page
    assert "Tocca a me" in page
    assert "Porta" in page
    ada, bo = joined(tablet, room, "Ada"), joined(tablet, room, "Bo")
    assert [person(room, id).table for id in (ada, bo)] == [DOOR, DOOR]
    page = tablet.get(f"/t/{room.code}").text
    assert [page.count(f"?person={id}") for id in (ada, bo)] == [1, 1]
    assert "Tocca a me" not in page
    here = room.app.state.house
    state = room.client.portal.call(lambda: here.rooms.get(room.id)).state  # type: ignore[union-attr]
    first = next(iter(state.all(Activity)))
    room.do(room.lead, Start(id=first.id))
    assert f'data-fill="title" dir="auto">{first.plan.title}<' in tablet.get(f"/t/{room.code}").text
    turn = tablet.get(f"/p/{room.id}?person={bo}").text
    assert "È il turno di" in turn
    assert ada not in turn.split("me__people")[0]


def test_a_tablets_table_raises_its_hand_and_takes_it_down(room: Room) -> None:  # noqa: F811
    room.do(room.lead, AddTable(id=DOOR, title="Porta"))
    tablet = room.browser()
    tablet.post(f"/t/{room.code}", data={"table": DOOR})
    assert "Il tavolo chiede aiuto" not in tablet.get(f"/t/{room.code}").text
    ada = joined(tablet, room, "Ada")
    for calls, words in ((True, "Aiuto chiesto"), (False, "Il tavolo chiede aiuto")):
        assert words in tablet.post(f"/t/{room.code}/help").text
        assert person(room, ada).help is calls


def test_a_phone_is_no_tablet(room: Room) -> None:  # noqa: F811
    room.do(room.lead, AddTable(id=DOOR, title="Porta"))
    phone = room.browser()
    ada = joined(phone, room, "Ada")
    assert person(room, ada).table is None
    assert "Passa il tablet" not in phone.get(f"/p/{room.id}?person={ada}").text
    phone.post(f"/t/{room.code}", data={"table": "altrove"})
    assert "Su quale tavolo sta" in phone.get(f"/t/{room.code}").text
