"""The desk: accounts, sign-ins, workshops and their codes, receipts, notices, and doors that lose patience."""

from __future__ import annotations

import asyncio
import re
import secrets
from dataclasses import replace

import pytest

from app.core.words.agenda import ActivityStarted
from app.core.words.draft import OutcomeDrafted, OutcomeSet
from app.core.words.workshop import WorkshopClosed, WorkshopCreated, WorkshopOpened, WorkshopSet
from app.store import accounts
from app.store.accounts import Taken, User
from app.store.codes import ALPHABET, new_code, shown, typed
from app.store.db import Database
from app.store.desk import Desk
from app.store.doors import SLOT, Doors, Patience
from app.store.gatherings import Workshop
from app.store.journal import Batch, Journal, Write
from app.store.plain import plain
from app.store.receipts import MONTH
from tests.store.lived import NOON, erase, everything, live_through, new_id

PASSWORD = "sedie accanto alla finestra"
HOUR = 3_600_000


@pytest.fixture
def user(desk: Desk) -> User:
    library = desk.accounts.add_library("Biblioteca Civica", "IT-MI0001")
    return desk.accounts.add(
        "Ada@Prove.Example ", "Ada", PASSWORD, roles={"facilitator"}, library=library.id, now=NOON
    )


@pytest.fixture
def workshop(desk: Desk, user: User) -> Workshop:
    return desk.workshops.begin(library=user.library, by=user.id, title="Una sera", languages=("it", "en"),
                                notice=1, now=NOON, pack="assaggio")  # fmt: skip


# Accounts


def test_an_account_is_found_by_address_however_typed(desk: Desk, user: User) -> None:
    assert desk.accounts.by_email(" ADA@prove.example") == user
    assert desk.accounts.check("ADA@prove.example", PASSWORD) == user
    assert desk.accounts.user(user.id) == user
    assert desk.accounts.users(user.library) == [user]
    assert (user.email, user.roles, user.active) == ("ada@prove.example", {"facilitator"}, True)
    assert [one.isil for one in desk.accounts.libraries()] == ["IT-MI0001"]
    desk.accounts.change_library(user.library, name="Civica")
    assert desk.accounts.library(user.library).name == "Civica"  # type: ignore[union-attr]


@pytest.mark.parametrize(("email", "password"), [
    ("ada@prove.example", PASSWORD + "!"), ("bice@prove.example", PASSWORD), ("ada@prove.example", ""),
    ("ada@prove.example", "\ud800"), ("", ""),
])  # fmt: skip
def test_others_are_not_let_in(desk: Desk, user: User, email: str, password: str) -> None:
    assert desk.accounts.check(email, password) is None
    assert desk.sessions.sign_in(email, password, now=NOON) is None


@pytest.mark.parametrize(("field", "wrong"), [
    ("email", {"email": "nobody"}), ("email", {"email": "a b@c"}), ("password", {"password": "short"}),
    ("password", {"password": "a" * 40}), ("roles", {"roles": set()}), ("roles", {"roles": {"king"}}),
])  # fmt: skip
def test_what_is_wrong_with_an_account_is_named(
    desk: Desk, user: User, field: str, wrong: dict[str, object]
) -> None:
    right: dict[str, object] = {"email": "b@c.d", "password": PASSWORD, "roles": {"admin"}}
    given = right | wrong
    with pytest.raises(ValueError, match=field):
        desk.accounts.add(
            given["email"], "B", given["password"], roles=given["roles"], library=user.library, now=1
        )  # type: ignore[arg-type]


def test_an_address_is_taken_once(desk: Desk, user: User) -> None:
    with pytest.raises(Taken):
        desk.accounts.add(
            "ada@prove.example", "Altra", PASSWORD, roles={"admin"}, library=user.library, now=1
        )


def test_passwords_are_kept_as_owasp_asks_and_rehashed_when_that_changes(
    desk: Desk, user: User, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in everything(database)
    assert PASSWORD not in everything(database)
    stronger = accounts.PasswordHasher(time_cost=3, memory_cost=19_456, parallelism=1)
    monkeypatch.setattr(accounts, "HASHER", stronger)
    assert desk.accounts.check(user.email, PASSWORD) == user
    assert "m=19456,t=3,p=1" in everything(database)
    assert desk.accounts.check(user.email, PASSWORD) == user


# Sessions


def test_a_session_lasts_until_its_time(desk: Desk, user: User, database: Database) -> None:
    token, who = desk.sessions.sign_in(user.email, PASSWORD, now=NOON)  # type: ignore[misc]
    assert who == user
    assert len(token) == 64
    assert token not in everything(database)
    assert desk.sessions.who(token, now=NOON + 11 * HOUR) == user
    assert desk.sessions.who(token, now=NOON + 12 * HOUR) is None
    assert desk.sessions.who("", now=NOON) is None
    assert desk.sessions.who("\ud800", now=NOON) is None


def test_signing_in_makes_a_new_token_and_kills_the_old(desk: Desk, user: User) -> None:
    first = desk.sessions.begin(user, now=NOON)
    elsewhere = desk.sessions.begin(user, now=NOON)
    second, _ = desk.sessions.sign_in(user.email, PASSWORD, now=NOON, before=first)  # type: ignore[misc]
    assert len({first, elsewhere, second}) == 3
    assert desk.sessions.alive([first, second, elsewhere, "x"], now=NOON) == {second, elsewhere}
    desk.sessions.sign_out(second)
    assert desk.sessions.alive([first, second, elsewhere], now=NOON) == {elsewhere}
    assert desk.sessions.who(second, now=NOON) is None


@pytest.mark.parametrize("change", ["roles", "password", "active", "revoke"])
def test_what_changes_an_account_ends_its_sessions(desk: Desk, user: User, change: str) -> None:
    token = desk.sessions.begin(user, now=NOON)
    before = desk.accounts.revocations([user.id, "x"])
    match change:
        case "roles":
            desk.accounts.set_roles(user.id, {"librarian"})
        case "password":
            desk.accounts.set_password(user.id, "un'altra parola segreta")
        case "active":
            desk.accounts.set_active(user.id, to=False)
        case "revoke":
            desk.accounts.revoke(user.id)
    assert desk.sessions.who(token, now=NOON) is None
    assert desk.sessions.alive([token], now=NOON) == set()
    assert desk.accounts.revocations([user.id]) == {user.id: before[user.id] + 1}
    assert (desk.accounts.check(user.email, PASSWORD) is None) == (change in ("password", "active"))


# Workshops


def test_a_workshop_begins_with_its_code_and_its_facilitator(
    desk: Desk, user: User, workshop: Workshop
) -> None:
    assert desk.workshops.get(workshop.id) == workshop
    assert (workshop.state, workshop.languages, workshop.pack) == ("draft", ("it", "en"), "assaggio")
    assert re.fullmatch(f"[{ALPHABET}]{{6}}", workshop.code)
    for text in (shown(workshop.code), workshop.code.lower(), f"  {shown(workshop.code).lower()} "):
        assert desk.workshops.by_code(text) == workshop
    for text in ("", "OOO-000", workshop.code[:5], "\ud800", "x" * 10_000):
        assert desk.workshops.by_code(text) is None
    assert desk.workshops.role(workshop.id, user.id) == "facilitator"
    assert desk.workshops.of_user(user.id) == desk.workshops.of_library(user.library) == [], "nothing happened yet"


def test_staff_come_and_go(desk: Desk, user: User, workshop: Workshop) -> None:
    other = desk.accounts.add("b@c.d", "Bice", PASSWORD, roles={"librarian"}, library=user.library, now=NOON)
    assert desk.workshops.role(workshop.id, other.id) is None
    desk.workshops.set_staff(workshop.id, other.id, "scribe")
    desk.workshops.set_staff(workshop.id, other.id, "librarian")
    assert desk.workshops.staff(workshop.id) == {user.id: "facilitator", other.id: "librarian"}
    desk.workshops.remove_staff(workshop.id, other.id)
    assert desk.workshops.of_user(other.id) == []
    with pytest.raises(ValueError, match="role"):
        desk.workshops.set_staff(workshop.id, other.id, "king")


def test_codes_grow_when_many_workshops_are_open(
    desk: Desk, user: User, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.store import gatherings

    monkeypatch.setattr(gatherings, "MANY", 2)
    wish = {"library": user.library, "by": user.id, "languages": ("it",), "notice": 1, "now": NOON}
    second = desk.workshops.begin(title="B", **wish)  # type: ignore[arg-type]
    third = desk.workshops.begin(title="C", **wish)  # type: ignore[arg-type]
    assert (len(workshop.code), len(second.code), len(third.code)) == (6, 6, 8)
    assert re.fullmatch(".{4}-.{4}", shown(third.code))
    assert re.fullmatch(".{3}-.{3}", shown(second.code))


def test_codes_use_every_letter_evenly() -> None:
    letters = "".join(new_code(12, secrets.token_hex) for _ in range(1000))
    assert set(letters) == set(ALPHABET)
    assert not set("01ILOU") & set(ALPHABET)
    assert max(letters.count(one) for one in ALPHABET) < 2 * min(letters.count(one) for one in ALPHABET)
    assert typed(" k7p-3qx ") == "K7P3QX"


def test_lists_follow_the_journal(desk: Desk, journal: Journal, workshop: Workshop) -> None:
    def happen(*events: object) -> Workshop:
        seen = journal.head(workshop.id).seq
        asyncio.run(
            journal.append(Batch(workshop.id, seen, (Write(new_id(), new_id(), NOON + seen, events),)))
        )  # type: ignore[arg-type]
        found = desk.workshops.get(workshop.id)
        assert found is not None
        return found

    made = happen(WorkshopCreated(title="Titolo", question="Come?", languages=("it", "sq")))
    assert (made.title, made.question, made.languages, made.state) == (
        "Titolo",
        "Come?",
        ("it", "sq"),
        "draft",
    )
    assert happen(WorkshopOpened()).state == "lobby"
    started = happen(ActivityStarted(id="a1"))
    assert (started.state, started.started_at) == ("open", NOON + 2)
    assert happen(ActivityStarted(id="a2")).started_at == NOON + 2
    assert happen(WorkshopSet(title="Nuovo", question="Chi?", closing_at=None)).title == "Nuovo"
    closed = happen(WorkshopClosed())
    assert (closed.state, closed.closed_at) == ("closed", NOON + 5)
    again = happen(WorkshopOpened())
    assert (again.state, again.closed_at) == ("open", None)
    assert desk.workshops.by_code(workshop.code) == again


def test_the_catalogue_follows_the_journal(desk: Desk, journal: Journal, workshop: Workshop) -> None:
    drafted = OutcomeDrafted(
        id="o1", by="u", template="t", type="service", title="Idea", source="n", sections=()
    )
    changed = OutcomeSet(id="o1", title="Idea migliore", type="space", status="approved")
    write = Write(new_id(), new_id(), NOON, (drafted, changed))
    asyncio.run(journal.append(Batch(workshop.id, 0, (write,))))
    found = desk.outcomes.get("o1")
    assert found is not None
    assert (found.title, found.type, found.status, found.at) == ("Idea migliore", "space", "approved", NOON)
    assert desk.outcomes.of_library(workshop.library) == desk.outcomes.of_workshop(workshop.id) == [found]
    assert desk.outcomes.of_library("x") == []


# Receipts and notices


def test_the_notice_comes_with_the_program_in_two_languages(desk: Desk) -> None:
    assert desk.notices.newest() == 1
    assert desk.notices.languages(1) == ("en", "it")
    italian = desk.notices.get(1, "it")
    assert desk.notices.get(1, "sq") == italian
    assert (italian.basis, italian.months) == ("public_task", 24)
    text = italian.text_for("Biblioteca {months} Civica")
    assert "Biblioteca" in text
    assert "24 mesi" in text
    assert "30 giorni" in text
    assert "{library}" not in text
    desk.notices.seed(now=NOON)
    assert desk.notices.newest() == 1
    with pytest.raises(LookupError):
        desk.notices.get(9, "it")


def test_a_new_notice_leaves_the_old_as_it_was(desk: Desk) -> None:
    before = desk.notices.get(1, "it")
    assert desk.notices.publish({"it": "Nuova", "sq": "E re"}, now=NOON, months=6) == 2
    assert desk.notices.get(1, "it") == before
    assert desk.notices.get(2, "sq").text == "E re"
    with pytest.raises(ValueError, match="texts"):
        desk.notices.publish({"en": "only"}, now=NOON)


def test_a_receipt_finds_its_person_and_nothing_else_does(
    desk: Desk, workshop: Workshop, database: Database
) -> None:
    notice = replace(desk.notices.get(1, "it"), months=12)
    code = desk.receipts.give(workshop.id, "ada", notice, now=NOON, extras=frozenset({"photo"}))
    assert re.fullmatch(f"([{ALPHABET}]{{4}}-){{2}}[{ALPHABET}]{{4}}", code)
    terms = desk.receipts.find(code.lower().replace("-", " "))
    assert terms == desk.receipts.of(workshop.id, "ada")
    assert terms is not None
    assert (terms.person, terms.notice, terms.basis, terms.extras) == ("ada", 1, "public_task", {"photo"})
    assert terms.keep_until == NOON + 12 * MONTH
    assert typed(code) not in everything(database)
    assert desk.receipts.find("ABCD-EFGH-JKMN") is None
    assert desk.receipts.due(now=NOON) == []
    assert desk.receipts.due(now=terms.keep_until) == [terms]
    assert desk.receipts.count(workshop.id) == 1
    other = desk.receipts.again(workshop.id, "ada")
    assert (desk.receipts.find(code), desk.receipts.find(other)) == (None, terms)


def test_after_erasing_the_receipt_says_so(desk: Desk, workshop: Workshop, journal: Journal) -> None:
    evening = live_through(journal, [workshop.id], people=1, notes=1)[0]
    person = next(iter(evening.words))
    code = desk.receipts.give(
        workshop.id, person, desk.notices.get(1, "en"), now=NOON, extras=frozenset({"voice"})
    )
    erase(journal, evening, person)
    terms = desk.receipts.find(code)
    assert terms is not None
    assert terms.erased_at is not None
    assert (terms.language, terms.extras) == ("", frozenset())
    assert desk.receipts.due(now=terms.keep_until) == []
    with pytest.raises(LookupError):
        desk.receipts.again(workshop.id, person)


# Doors


def test_a_door_loses_patience_with_a_place_and_finds_it_again(database: Database) -> None:
    doors = Doors(database, b"key", Patience(minutes=10, place=3, all=100, strained=1))
    for n in range(3):
        assert doors.wait("join", "10.0.0.1", now=NOON + n) == 0
        doors.failed("join", "10.0.0.1", now=NOON + n)
    wait = doors.wait("join", "10.0.0.1", now=NOON + 3)
    assert 9 * SLOT <= wait <= 10 * SLOT
    assert doors.wait("join", "10.0.0.1", now=NOON + 3 + wait) == 0
    assert doors.wait("join", "10.0.0.2", now=NOON + 3) == 0
    assert doors.wait("sign_in", "10.0.0.1", now=NOON + 3) == 0
    assert "10.0.0.1" not in everything(database)


def test_under_attack_from_everywhere_the_first_tries_still_pass(database: Database) -> None:
    doors = Doors(database, b"key", Patience(minutes=10, place=60, all=20, strained=3))
    for n in range(20):
        doors.failed("join", f"10.0.0.{n}", now=NOON)
    resident, guesser = "192.168.1.1", "10.0.0.3"
    for _ in range(2):
        doors.failed("join", guesser, now=NOON)
    assert doors.wait("join", resident, now=NOON) == 0
    assert doors.wait("join", guesser, now=NOON) > 0
    assert doors.wait("join", guesser, now=NOON + 11 * SLOT) == 0


def test_old_failures_are_thrown_away(database: Database) -> None:
    doors = Doors(database, b"key")
    for hour in range(5):
        doors.failed("join", "p", now=NOON + hour * HOUR)
    assert everything(database).count("'join'") == 2


def test_typed_names_become_fit_for_any_database(desk: Desk, user: User) -> None:
    hostile = "A\x00\u202e\ud800\tb\n  \u200dé🙂" + "x" * 500
    assert plain(hostile) == ("A b \u200dé🙂" + "x" * 500)[:200]
    made = desk.accounts.add("h@c.d", hostile, PASSWORD, roles={"admin"}, library=user.library, now=NOON)
    assert desk.accounts.by_email("h@c.d") == made
