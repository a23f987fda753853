"""The parking lot that returns: offered where the next workshop is planned, taken up once, gone with an erasure."""

from __future__ import annotations

import re

from app.core.words.agenda import Activity, Reveal, Start
from app.core.words.board import AddNote, Note, ParkNote
from app.core.words.workshop import Close
from app.web import gatherings, receipts

from .test_join import Room, room  # noqa: F401  (a fixture)
from .test_tablet import joined

KEPT, COVERED = "a" * 32, "b" * 32
OFFER = "1 nota nel parcheggio dell’ultima volta: riprendi"


def notes_of(room: Room, workshop: str) -> list[Note]:  # noqa: F811
    here = room.app.state.house
    state = room.client.portal.call(lambda: here.rooms.get(workshop)).state  # type: ignore[union-attr]
    return list(state.all(Note))


def left_behind(room: Room) -> str:  # noqa: F811
    """A workshop that is over, with one parked note that the room saw and one that it never did; who wrote them."""
    here = room.app.state.house
    state = room.client.portal.call(lambda: here.rooms.get(room.id)).state  # type: ignore[union-attr]
    shared, private = [a.id for a in state.all(Activity) if a.plan.tool == "board"][:2]
    ada = joined(room.browser(), room, "Ada")
    for note, activity, text in ((KEPT, shared, "Le chiavi ai lettori"), (COVERED, private, "Coperta")):
        room.do(room.lead, Start(id=activity))
        room.do(ada, AddNote(id=note, activity=activity, text=text, lang="it"), role="participant")
        if note == KEPT:
            room.do(room.lead, Reveal(id=activity))
            room.do(room.lead, ParkNote(id=note))
    room.do(room.lead, Close())
    return ada


def test_what_was_parked_is_offered_taken_up_once_without_a_name_and_erased_with_its_author(room: Room) -> None:  # noqa: F811
    here, call = room.app.state.house, room.client.portal.call  # type: ignore[union-attr]
    ada = left_behind(room)
    user = here.desk.accounts.user(room.lead)
    later = call(lambda: gatherings.create_workshop(here, user, "assaggio-60", "La sera dopo", "Come?", ("it",)))
    desk = room.browser()
    desk.post("/sign-in", data={"email": "m@tigli.example", "password": "una frase lunga"})
    assert OFFER in desk.get(f"/w/{later}").text
    page = desk.get(f"/w/{later}/plan").text
    assert [OFFER in page, "Le chiavi ai lettori" in page, "Coperta" in page] == [True, True, False]
    page = desk.post(f"/w/{later}/plan/parking").text
    assert OFFER not in page
    desk.post(f"/w/{later}/plan/parking")
    (copy,) = notes_of(room, later)
    assert (copy.text, copy.parked, copy.anonymous, copy.source, copy.origin) == (
        "Le chiavi ai lettori", True, True, KEPT, room.id,
    )  # fmt: skip
    data = desk.get(f"/api/v1/workshops/{later}/export.json").json()
    (face,) = [each for each in data["records"] if each["kind"] == "note"]
    assert (face["from"], face["workshop"], face["parked"]) == (KEPT, room.id, True)
    assert not {"by", "alias"} & set(face)
    assert ada not in desk.get(f"/api/v1/workshops/{later}/export.json").text
    assert re.search(f"Le chiavi ai lettori.*{KEPT}", desk.get(f"/api/v1/workshops/{later}/export.csv").text)
    terms = here.desk.receipts.of(room.id, ada)
    for _ in range(2):
        call(lambda: receipts.erase(here, terms))
    assert notes_of(room, later) == []
    assert here.desk.receipts.elsewhere(ada, room.id) == [later]
    assert OFFER not in desk.get(f"/w/{later}/plan").text
