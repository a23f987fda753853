"""A5: a ticket is spent once, whoever tries at once, and what is kept of it names nobody."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.store.db import Database
from app.store.desk import Desk
from app.store.tickets import MOST, Printed, TooMany
from tests.doubles.stores import plant_workshop
from tests.store.lived import everything

THREADS = 16


def test_a5_of_all_who_try_one_ticket_at_once_one_gets_in(database: Database, desk: Desk) -> None:
    workshop = plant_workshop(database)
    (code,) = desk.tickets.make(workshop, 1)
    with ThreadPoolExecutor(THREADS) as pool:
        told = list(pool.map(lambda _: desk.tickets.spend(workshop, code), range(THREADS)))
    assert sorted(told) == [False] * (THREADS - 1) + [True]
    assert desk.tickets.printed(workshop) == Printed(1, 1)


def test_a5_a_ticket_is_its_workshops_alone_and_as_people_type(database: Database, desk: Desk) -> None:
    here, there = plant_workshop(database), plant_workshop(database)
    first, second = desk.tickets.make(here, 2)
    assert first != second
    assert (desk.tickets.known(there, first), desk.tickets.spend(there, first)) == (None, False)
    assert desk.tickets.known(here, f" {first.lower().replace('-', ' ')} ") is False
    assert desk.tickets.spend(here, first.lower())
    assert (desk.tickets.known(here, first), desk.tickets.known(here, second)) == (True, False)
    assert not desk.tickets.spend(here, first)
    desk.tickets.give_back(here, first)
    assert desk.tickets.spend(here, first)
    assert (desk.tickets.printed(here), desk.tickets.printed(there)) == (Printed(2, 1), Printed())


def test_a5_what_is_kept_names_neither_code_nor_person_nor_time(database: Database, desk: Desk) -> None:
    workshop = plant_workshop(database)
    codes = desk.tickets.make(workshop, 3)
    desk.tickets.spend(workshop, codes[0])
    kept = everything(database)
    assert not [code for code in codes if code in kept or code.replace("-", "") in kept]
    with database.read() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM ticket").mappings().all()
    assert {tuple(sorted(row)) for row in rows} == {("code", "spent", "workshop")}
    assert all(len(row["code"]) == 64 for row in rows)


def test_a5_there_is_an_end_of_tickets_and_a_way_back(database: Database, desk: Desk) -> None:
    workshop, other = plant_workshop(database), plant_workshop(database)
    (kept,) = desk.tickets.make(other, 1)
    (code, *_) = desk.tickets.make(workshop, MOST - 1)
    with pytest.raises(TooMany):
        desk.tickets.make(workshop, 2)
    assert desk.tickets.printed(workshop) == Printed(MOST - 1, 0)
    desk.tickets.void(workshop)
    assert desk.tickets.printed(workshop) == Printed()
    assert not desk.tickets.spend(workshop, code)
    assert desk.tickets.spend(other, kept)
