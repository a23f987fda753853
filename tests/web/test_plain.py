"""Taking part without a script: reading what may be read, writing and voting by plain forms."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from app.core.view import Audience, Viewer, view
from app.core.words.agenda import Lock, Reveal, Start
from app.core.words.board import Note
from app.core.words.vote import CloseBallot, OpenBallot
from app.core.words.workshop import Close
from app.web import scenes
from tests.web.test_join import Room, join, room  # noqa: F401

Form = dict[str, str]


def state(room: Room):  # type: ignore[no-untyped-def]  # noqa: F811
    return room.client.portal.call(lambda: room.app.state.house.rooms.fresh(room.id)).state  # type: ignore[union-attr]


def board(room: Room) -> str:  # noqa: F811
    """The first board of the agenda on which everybody may write more than one note, begun."""
    seen = view(state(room), Viewer(Audience("facilitator")))
    found = next(
        each
        for each in sorted(scenes.of_kind(seen, "activity"), key=lambda each: int(each["order"]))
        if each["tool"] == "board" and (each["rules"]["notes"] or 2) > 1
    )
    room.do(room.lead, Start(id=found["id"]))
    return str(found["id"])


def forms(page: str, action: str) -> list[Form]:
    """What the forms for an address would send, as they stand on the page; of radios the chosen one."""
    found = []
    for sent in re.findall(rf'<form[^>]*action="[^"]*{action}"[^>]*>(.*?)</form>', page, re.S):
        fields = re.findall(r'<(?:input|button)[^>]*?name="(\w+)" value="([^"]*)"([^>]*)>', sent)
        radios = len(re.findall(r'type="radio"', sent))
        made = {
            name: unescape(value)
            for name, value, rest in fields
            if not (radios and name == "zone" and "checked" not in rest)
        }
        found.append(made)
    return found


def write(client: TestClient, room: Room, text: str) -> str:  # noqa: F811
    """Write a note as the form does and follow to the page."""
    (form,) = forms(client.get(f"/p/{room.id}/plain").text, "plain/notes")
    answer = client.post(f"/p/{room.id}/plain/notes", data=form | {"text": text})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_phone_leads_who_has_no_script_to_the_plain_page(room: Room) -> None:  # noqa: F811
    client = room.browser()
    join(client, room)
    page = client.get(f"/p/{room.id}").text
    refresh = re.search(r'<noscript><meta http-equiv="refresh" content="0; url=([^"]+)">', page)
    assert refresh
    plain = client.get(refresh[1])
    assert (plain.status_code, plain.headers["cache-control"]) == (200, "no-store")
    assert "Ci siamo quasi, Lontra blu" in plain.text
    assert "<script" not in plain.text.replace("<script nomodule", "")


def test_it_asks_again_by_itself_only_when_told_to_and_while_nothing_is_typed(room: Room) -> None:  # noqa: F811
    client = room.browser()
    join(client, room)
    assert "refresh" not in client.get(f"/p/{room.id}/plain").headers
    assert client.get(f"/p/{room.id}/plain?follow=1").headers["refresh"] == "20"
    board(room)
    assert "refresh" not in client.get(f"/p/{room.id}/plain?follow=1").headers


def test_a_note_is_written_taken_back_and_seen_by_others_only_when_revealed(room: Room) -> None:  # noqa: F811
    ana, ivo = room.browser(), room.browser()
    join(ana, room)
    join(ivo, room, "Gatto verde")
    activity = board(room)
    assert "Una luce la sera" in write(ana, room, "Una luce la sera")
    assert "Un posto per studiare" in write(ivo, room, "Un posto per studiare")
    (written,) = [each for each in state(room).all(Note) if each.text == "Una luce la sera"]
    assert (written.activity, written.lang) == (activity, "it")

    if not state(room).need(type(state(room).records[activity]), activity).revealed:
        assert "Una luce la sera" not in ivo.get(f"/p/{room.id}/plain").text
        room.do(room.lead, Reveal(id=activity, to="room"))
    assert "Una luce la sera" in ivo.get(f"/p/{room.id}/plain").text

    page = ana.get(f"/p/{room.id}/plain").text
    assert re.search(r"<body[^>]* data-stage=", page)  # without it the names of groups have no colour
    (form,) = forms(page, "notes/remove")
    assert form["note"] == written.id
    assert "Una luce la sera" not in ana.post(f"/p/{room.id}/plain/notes/remove", data=form).text


def test_what_is_private_is_on_nobody_elses_page(room: Room) -> None:  # noqa: F811
    ana, ivo = room.browser(), room.browser()
    join(ana, room)
    join(ivo, room, "Gatto verde")
    seen = view(state(room), Viewer(Audience("facilitator")))
    hidden = next(each for each in scenes.of_kind(seen, "activity") if each["rules"]["private"])
    room.do(room.lead, Start(id=hidden["id"]))
    assert "CANARINO" in write(ana, room, "CANARINO")  # there is something to leak
    assert "CANARINO" not in ivo.get(f"/p/{room.id}/plain").text


def test_sent_twice_it_is_there_once_and_changed_it_is_not_lost(room: Room) -> None:  # noqa: F811
    client = room.browser()
    join(client, room)
    board(room)
    (form,) = forms(client.get(f"/p/{room.id}/plain").text, "plain/notes")
    first, again = (
        client.post(f"/p/{room.id}/plain/notes", data=form | {"text": "Panche"}, follow_redirects=False)
        for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (303, 303)
    assert [each.text for each in state(room).all(Note)] == ["Panche"]
    other = client.post(f"/p/{room.id}/plain/notes", data=form | {"text": "Panche e tavoli"})
    assert other.status_code == 422
    assert "Panche e tavoli</textarea>" in other.text
    (new,) = forms(other.text, "plain/notes")
    assert client.post(f"/p/{room.id}/plain/notes", data=new | {"text": "Panche e tavoli"}).status_code == 200
    assert sorted(each.text for each in state(room).all(Note)) == ["Panche", "Panche e tavoli"]


def test_a_refusal_keeps_the_text(room: Room) -> None:  # noqa: F811
    client = room.browser()
    join(client, room)
    activity = board(room)
    (form,) = forms(client.get(f"/p/{room.id}/plain").text, "plain/notes")
    room.do(room.lead, Lock(id=activity))
    answer = client.post(f"/p/{room.id}/plain/notes", data=form | {"text": "<b>Troppo tardi</b>"})
    assert answer.status_code == 422
    assert "Le note sono ferme" in answer.text
    assert "&lt;b&gt;Troppo tardi&lt;/b&gt;" in answer.text


def test_dots_are_given_and_taken_back_and_the_result_is_read(room: Room) -> None:  # noqa: F811
    client = room.browser()
    join(client, room)
    activity = board(room)
    write(client, room, "Una panca")
    room.do(room.lead, Reveal(id=activity, to="room"))
    (card,) = state(room).all(Note)
    ballot = "b" * 32
    room.do(room.lead, OpenBallot(id=ballot, activity=activity, targets=(card.id,)))
    (more,) = forms(client.get(f"/p/{room.id}/plain").text, "plain/votes")
    assert (more["target"], more["value"]) == (card.id, "1")
    page = client.post(f"/p/{room.id}/plain/votes", data=more).text
    (less,) = forms(page, "plain/votes")
    assert less["value"] == "0"
    (more,) = forms(client.post(f"/p/{room.id}/plain/votes", data=less).text, "plain/votes")
    client.post(f"/p/{room.id}/plain/votes", data=more)
    room.do(room.lead, CloseBallot(id=ballot))
    page = client.get(f"/p/{room.id}/plain").text
    assert "Ecco il risultato" in page
    assert "1 pallino" in page
    room.do(room.lead, Close())
    assert "Grazie, Lontra blu" in client.get(f"/p/{room.id}/plain").text


@pytest.mark.parametrize("action", ["notes", "notes/remove", "votes"])
def test_nobody_acts_for_somebody_else(room: Room, action: str) -> None:  # noqa: F811
    ana, stranger = room.browser(), room.browser()
    join(ana, room)
    activity = board(room)
    (form,) = forms(ana.get(f"/p/{room.id}/plain").text, "plain/notes")
    sent = form | {"text": "Non mia", "note": activity, "ballot": activity, "target": activity, "value": "1"}
    assert stranger.get(f"/p/{room.id}/plain?person={form['person']}").status_code == 404
    assert stranger.post(f"/p/{room.id}/plain/{action}", data=sent).status_code == 404
    assert not list(state(room).all(Note))


def test_a_persons_order_is_the_one_on_their_phone() -> None:
    """`scramble` in `tests/js/phone.test.js` gives the same numbers."""
    assert [scenes.scramble(text) for text in ("", "ana:b:1", "ana:b:2")] == [
        447806413,
        988610633,
        2578547760,
    ]


def test_not_sure_is_an_answer_and_is_taken_back(room: Room) -> None:  # noqa: F811
    client = room.browser()
    join(client, room)
    activity = board(room)
    write(client, room, "Una panca")
    room.do(room.lead, Reveal(id=activity, to="room"))
    (card,) = state(room).all(Note)
    ballot = "b" * 32
    room.do(room.lead, OpenBallot(id=ballot, activity=activity, targets=(card.id,), method="stance"))
    (form,) = forms(client.get(f"/p/{room.id}/plain").text, "plain/votes")
    page = client.post(f"/p/{room.id}/plain/votes", data=form | {"value": "0"}).text
    assert page.count('aria-pressed="true"') == 1
    (form,) = forms(page, "plain/votes")
    form.pop("value", None)
    page = client.post(f"/p/{room.id}/plain/votes", data=form).text
    assert 'aria-pressed="true"' not in page
    (form,) = forms(page, "plain/votes")
    client.post(f"/p/{room.id}/plain/votes", data=form | {"value": "0"})
    room.do(room.lead, CloseBallot(id=ballot))
    assert "Sì 0 · Non so 1 · No 0" in client.get(f"/p/{room.id}/plain").text
