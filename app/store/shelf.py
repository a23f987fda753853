"""The catalogue's shelf: what lists show and searches find, put there from the journal and gone with its source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, and_, case, delete, func, insert, or_, select, text, update

from .db import Database
from .rows import table
from .terms import fold, folded

VERSION = 2  # of what entries hold: those of another version are made again
LONGEST = 200_000  # characters of an entry that are searched
SOME = 20  # workshops put back in one round
shelf_t, workshop_t, outcome_t = table("shelf"), table("workshop"), table("outcome")


@dataclass(frozen=True, slots=True)
class Entry:
    """A workshop or a proposal as the catalogue shows it; `body` is what a librarian may read of it, a line each."""

    id: str
    kind: str
    title: str
    type: str
    status: str
    stage: str
    languages: tuple[str, ...]
    at: int
    body: str
    people: int = 0
    notes: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """A workshop whose entries are to be made again; `asked` says since which wish."""

    workshop: str
    asked: int


class Shelf:
    """Kept up from outside: entries are made from a librarian's view, which the store does not know."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def due(self, limit: int = SOME) -> list[Due]:
        """Workshops whose entries are missing or old, the newest first. One that goes on waits for what matters."""
        row = shelf_t.alias("row")  # named: an unnamed one would draw from the chance that ids are made of
        own = and_(row.c.id == workshop_t.c.id, row.c.kind == "workshop")
        late = and_(workshop_t.c.state == "closed", row.c.seq < workshop_t.c.last_seq)
        old = or_(row.c.n.is_(None), row.c.done < row.c.asked, row.c.version != VERSION, late)
        query = (
            select(workshop_t.c.id, row.c.asked)
            .select_from(workshop_t.outerjoin(row, own))
            .where(workshop_t.c.last_seq > 0, workshop_t.c.origin.is_(None), old)
            .order_by(workshop_t.c.created_at.desc(), workshop_t.c.id)
            .limit(limit)
        )
        with self.database.read() as connection:
            return [Due(found.id, found.asked or 0) for found in connection.execute(query)]

    def wish(self, workshop: str) -> Due:
        """This workshop, to be put on the shelf as it is now."""
        with self.database.read() as connection:
            return Due(workshop, asked(connection, workshop))

    def put(self, due: Due, seq: int, entries: Iterable[Entry]) -> bool:
        """Put a workshop's entries, made from its journal up to `seq`, in place of those that are there.

        False when something was taken out of the journal since, or asked for again: they must be made anew.
        """
        made = {entry.id: entry for entry in entries}
        with self.database.write() as connection:
            columns = (workshop_t.c.library, workshop_t.c.purged, workshop_t.c.origin)
            here = connection.execute(
                select(*columns).where(workshop_t.c.id == due.workshop).with_for_update()
            ).first()
            if here is None or here.origin is not None or here.purged > seq:
                return False
            if asked(connection, due.workshop) != due.asked:
                return False
            ours = shelf_t.c.workshop == due.workshop
            known = set(connection.execute(select(shelf_t.c.id).where(ours)).scalars())
            for id in known - set(made):
                connection.execute(delete(shelf_t).where(shelf_t.c.id == id))
            for id, entry in made.items():
                values = columns_of(entry) | {"seq": seq, "done": due.asked, "version": VERSION}
                if id in known:
                    connection.execute(update(shelf_t).where(shelf_t.c.id == id).values(**values))
                else:
                    named = {"workshop": due.workshop, "library": here.library, "asked": due.asked}
                    connection.execute(insert(shelf_t).values(**values, **named))
        return True

    def renew(self) -> None:
        """Have everything made again; until it is, what is there stays."""
        with self.database.write() as connection:
            connection.execute(update(shelf_t).values(version=0))
            if self.database.is_sqlite:
                connection.execute(text("INSERT INTO shelf_words(shelf_words) VALUES ('rebuild')"))


def columns_of(entry: Entry) -> dict[str, Any]:
    """An entry as a row, with its folded words."""
    body = entry.body[:LONGEST]
    values = asdict(entry) | {"languages": f" {' '.join(entry.languages)} ", "body": body}
    return values | {"head": f" {fold(entry.title)} ", "words": folded(f"{entry.title}\n{body}")}


def asked(connection: Connection, workshop: str) -> int:
    """How often the workshop's entries have been asked for; 0 when it has none yet."""
    query = select(shelf_t.c.asked).where(shelf_t.c.id == workshop)
    return connection.execute(query).scalar_one_or_none() or 0


# Within the journal's own transactions


def ask(connection: Connection, workshop: str, **values: Any) -> None:
    """Have a workshop's entries made again soon; what the lists show of it changes at once."""
    here = update(shelf_t).where(shelf_t.c.id == workshop)
    connection.execute(here.values(asked=shelf_t.c.asked + 1, **values))


def begun(connection: Connection, workshop: str, **values: Any) -> None:
    """A new workshop gets its place."""
    library = select(workshop_t.c.library).where(workshop_t.c.id == workshop).scalar_subquery()
    row = EMPTY | {"id": workshop, "kind": "workshop", "workshop": workshop, "asked": 1, **values}
    connection.execute(insert(shelf_t).values(library=library, **row))


def drafted(connection: Connection, workshop: str, id: str, **values: Any) -> None:
    """A new proposal gets its place."""
    library = select(workshop_t.c.library).where(workshop_t.c.id == workshop).scalar_subquery()
    row = EMPTY | {"id": id, "kind": "proposal", "workshop": workshop, **values}
    connection.execute(insert(shelf_t).values(library=library, **row))
    ask(connection, workshop)


def changed(connection: Connection, workshop: str, id: str, **values: Any) -> None:
    """A proposal changed: at once what lists show of it, soon the rest."""
    connection.execute(
        update(shelf_t).where(shelf_t.c.id == id, shelf_t.c.workshop == workshop).values(**values)
    )
    ask(connection, workshop)


def forget(connection: Connection, workshop: str) -> None:
    """Take away every word that somebody may have written, in the step that erases them; the rest is made again."""
    own = select(workshop_t.c.title).where(workshop_t.c.id == workshop).scalar_subquery()
    given = select(outcome_t.c.title).where(outcome_t.c.id == shelf_t.c.id).scalar_subquery()
    title = func.coalesce(case((shelf_t.c.kind == "workshop", own), else_=given), "")
    here = update(shelf_t).where(shelf_t.c.workshop == workshop)
    connection.execute(here.values(body="", words="", head="", title=title))
    ask(connection, workshop)


EMPTY: dict[str, Any] = {
    "title": "", "type": "", "status": "", "stage": "", "languages": "", "head": "", "body": "", "words": "",
    "people": 0, "notes": 0, "seq": 0, "asked": 0, "done": 0, "version": VERSION, "at": 0,
}  # fmt: skip
