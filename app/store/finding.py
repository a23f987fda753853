"""Finds on the catalogue's shelf: by words, and by what each entry is; the same hits in the same order everywhere."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, Subquery, and_, or_, select, text

from .choices import FACETS, Asked, counted, fits
from .db import Database
from .rows import table
from .terms import BREAK, Term, stands, terms

PAGE = 24
SHOWN = ("open", "closed")  # what a workshop must be to be in the catalogue
shelf_t, workshop_t = table("shelf"), table("workshop")
NARROW = ("id", "at", "head", "kind", "type", "status", "stage", "languages")
WHAT = 3  # from here on, what an entry is
IN_SQLITE = text("shelf.n IN (SELECT rowid FROM shelf_words WHERE shelf_words MATCH :match)")
IN_POSTGRES = text(
    "array_to_tsvector(array_remove(string_to_array(shelf.words, ' '), '')) @@ CAST(:match AS tsquery)"
)
# For few rows PostgreSQL would rather make the words of each into a vector again than use the index.
BY_INDEX = text("SET LOCAL enable_seqscan = off")


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found; `line` is the line of its text in which the words first stand, if not in its title."""

    id: str
    kind: str
    workshop: str
    title: str
    under: str  # the workshop's title, or its question
    type: str
    status: str
    stage: str
    languages: tuple[str, ...]
    at: int
    people: int
    notes: int
    line: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, how many there are in all, and how many each choice would leave."""

    hits: list[Hit]
    count: int
    counts: dict[str, Counter[str]]
    more: str  # the place after which the next page begins; empty at the end


class Finder:
    """Reads the shelf, never a journal."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def find(self, library: str, asked: Asked, size: int = PAGE) -> Found:
        """A page of what a library has that fits."""
        wanted = terms(asked.q)
        with self.database.read() as connection:
            if wanted and not self.database.is_sqlite:
                connection.execute(BY_INDEX)
            rows = connection.execute(self._query(library, asked, wanted), self._values(wanted)).all()
            sorts = Counter(row[WHAT:] for row in rows)  # few, however many the entries
            missed = {sort: [name for name in FACETS if not fits(sort, name, asked)] for sort in sorts}
            fitting = sorted(place(row, wanted) for row in rows if not missed[row[WHAT:]])
            begins = beginning(fitting, asked.after)
            page = fitting[begins : begins + size]
            more = mark(page[-1]) if begins + size < len(fitting) else ""
            hits = read(connection, [id for *_, id in page], wanted)
        return Found(hits, len(fitting), counted(sorts, missed), more)

    def has_any(self, library: str) -> bool:
        """Whether there is anything in a library's catalogue."""
        with self.database.read() as connection:
            query = select(shelf_t.c.id).where(shelf_t.c.library == library, visible()).limit(1)
            return connection.execute(query).first() is not None

    def own(self, library: str, ids: Iterable[str]) -> list[tuple[str, str, str]]:
        """Those of these entries that are in a library's catalogue, each (id, kind, workshop), the newest first."""
        which = and_(shelf_t.c.library == library, visible(), shelf_t.c.id.in_(list(ids)))
        query = select(shelf_t.c.id, shelf_t.c.kind, shelf_t.c.workshop).where(which)
        with self.database.read() as connection:
            rows = connection.execute(query.order_by(shelf_t.c.at.desc(), shelf_t.c.id)).all()
        return [(row.id, row.kind, row.workshop) for row in rows]

    def waiting(self, library: str, limit: int) -> list[Hit]:
        """The closed workshops that nothing has come of yet, the newest first."""
        other = shelf_t.alias()
        come = (
            select(other.c.id)
            .where(other.c.workshop == shelf_t.c.workshop, other.c.kind == "proposal")
            .exists()
        )
        bare = and_(
            shelf_t.c.library == library, shelf_t.c.kind == "workshop", shelf_t.c.status == "closed", ~come
        )
        with self.database.read() as connection:
            query = select(shelf_t.c.id).where(bare).order_by(shelf_t.c.at.desc(), shelf_t.c.id).limit(limit)
            return read(connection, list(connection.execute(query).scalars()), ())

    def _query(self, library: str, asked: Asked, wanted: tuple[Term, ...]) -> Select[Any]:
        """What is narrowed by nothing that can be chosen: that is counted."""
        shelf = self._holding(wanted) if wanted else shelf_t
        query = select(*(shelf.c[name] for name in NARROW)).where(shelf.c.library == library, visible(shelf))
        if asked.since is not None:
            query = query.where(shelf.c.at >= asked.since)
        if asked.until is not None:
            query = query.where(shelf.c.at < asked.until)
        for term in wanted:
            if len(term.words) > 1:  # whole words are found by the index; that they stand side by side, here
                query = query.where(shelf.c.words.like(f"%{stands(term)}%"))
        return query

    def _holding(self, wanted: tuple[Term, ...]) -> Subquery:
        """Entries with all the words, found by the index; `OFFSET 0` keeps PostgreSQL from taking another way."""
        columns = [shelf_t.c[name] for name in (*NARROW, "library", "words")]
        return (
            select(*columns).where(IN_SQLITE if self.database.is_sqlite else IN_POSTGRES).offset(0).subquery()
        )

    def _values(self, wanted: tuple[Term, ...]) -> dict[str, Any]:
        return {"match": match(wanted, sqlite=self.database.is_sqlite)} if wanted else {}


def visible(shelf: FromClause = shelf_t) -> ColumnElement[bool]:
    """What is in the catalogue: proposals, and workshops that have begun."""
    return or_(shelf.c.kind == "proposal", shelf.c.status.in_(SHOWN))


def match(wanted: tuple[Term, ...], *, sqlite: bool) -> str:
    """All the words of the terms, in the index's own language; they are letters and digits only."""
    found = []
    for term in wanted:
        for n, word in enumerate(term.words, 1):
            goes_on = term.prefix and n == len(term.words)
            quoted = f'"{word}"' if sqlite else f"'{word}'"
            found.append(quoted + (("*" if sqlite else ":*") if goes_on else ""))
    return (" AND " if sqlite else " & ").join(found)


Place = tuple[int, int, str]


def place(row: Any, wanted: tuple[Term, ...]) -> Place:
    """Where an entry stands: those first that say it in their title, the newest first."""
    id, at, head = row[:WHAT]
    return (int(not all(stands(term) in head for term in wanted)), -at, id)


def mark(place: Place) -> str:
    """A place, as an address holds it."""
    rank, at, id = place
    return f"{rank}.{-at}.{id}"


def beginning(places: list[Place], after: str) -> int:
    """How many entries stand before the page; an address that says nothing means none."""
    rank, _, rest = after.partition(".")
    at, _, id = rest.partition(".")
    if not (rank.isdecimal() and at.isdecimal() and len(after) < 200):
        return 0
    return bisect_right(places, (int(rank), -int(at), id))


def read(connection: Connection, ids: list[str], wanted: tuple[Term, ...]) -> list[Hit]:
    """These entries as they are shown, in this order."""
    names = (
        "id",
        "kind",
        "workshop",
        "title",
        "type",
        "status",
        "stage",
        "languages",
        "at",
        "people",
        "notes",
        "head",
    )
    texts = ("body", "words") if wanted else ()
    columns = [
        *(shelf_t.c[name] for name in (*names, *texts)),
        workshop_t.c.title.label("of"),
        workshop_t.c.question,
    ]
    joined = shelf_t.outerjoin(workshop_t, workshop_t.c.id == shelf_t.c.workshop)
    query = select(*columns).select_from(joined).where(shelf_t.c.id.in_(ids))
    found = {row.id: hit(row, wanted) for row in connection.execute(query)}
    return [found[id] for id in ids if id in found]


def hit(row: Any, wanted: tuple[Term, ...]) -> Hit:
    """A row as an entry found; a proposal whose title is not known yet goes by its workshop's."""
    own = row.kind == "workshop"
    return Hit(
        id=row.id, kind=row.kind, workshop=row.workshop, title=row.title or row.of or "",
        under=(row.question if own else row.of) or "", type=row.type, status=row.status, stage=row.stage,
        languages=tuple(row.languages.split()), at=row.at, people=row.people, notes=row.notes,
        line=line(row, wanted) if wanted else "",
    )  # fmt: skip


def line(row: Any, wanted: tuple[Term, ...]) -> str:
    """The first line of the text with a term that its title does not have."""
    lines = row.body.split("\n")
    for term in wanted:
        said = stands(term)
        at = -1 if said in row.head else row.words.find(said)
        number = row.words.count(BREAK, 0, at + 1) - 1 if at >= 0 else -1  # the first line is the title
        if 0 <= number < len(lines):
            return str(lines[number])
    return ""
