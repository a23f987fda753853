"""Reads a consultation held with Polis: its statements become notes, agreement a closed ballot of one dot each."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from app.core import check
from app.core.refusal import Refused
from app.core.types import Event
from app.core.words import agenda, roster, vote, workshop
from app.core.words import board as words
from app.store.trouble import Unreadable

from . import board
from .keeping import Arrival

AGREES, OUT = "1", "-1"
ALIAS = "#{}"  # who took part is known by a number
NEEDED = {"comments.csv": ("comment-id", "author-id", "moderated", "comment-body", "timestamp"),
          "votes.csv": ("comment-id", "voter-id", "vote", "timestamp")}  # fmt: skip
RULES = agenda.Rules(cluster="all")


def read(folder: Path, *, title: str, language: str, by: str, now: int, new_id: Callable[[], str]) -> Arrival:
    """The consultation in a folder as a closed workshop. Raises `Unreadable` for what is no such folder."""
    comments = sorted(
        rows(folder, "comments.csv"), key=lambda row: (int(row["timestamp"]), int(row["comment-id"]))
    )
    ballots = sorted(rows(folder, "votes.csv"), key=lambda row: int(row["timestamp"]))
    if not comments:
        raise Unreadable(f"there are no statements in {folder}")
    last = {
        (row["voter-id"], row["comment-id"]): row["vote"] for row in ballots
    }  # who votes again, changes their mind
    everybody = dict.fromkeys([*(row["author-id"] for row in comments), *(voter for voter, _ in last)])
    people = {number: new_id() for number in everybody}
    sheet = board.Sheet(new_id(), title or topic(folder))
    notes = {row["comment-id"]: taken(sheet, row, language, people, new_id) for row in comments}
    out = {row["comment-id"] for row in comments if row["moderated"] == OUT}
    joined: list[Event] = [
        roster.PersonJoined(by=id, role="participant", alias=ALIAS.format(number))
        for number, id in people.items()
    ]
    aside: list[Event] = [words.NoteSetAside(id=notes[each], to=True) for each in notes if each in out]
    voted = agreement(sheet.id, {each: id for each, id in notes.items() if each not in out}, last, new_id)
    end: list[Event] = [agenda.ActivityClosed(id=sheet.id), workshop.WorkshopClosed()]
    return board.arrival(
        sheet.title, language, [sheet], joined, at=now, by=by, more=[*aside, *voted, *end], rules=RULES
    )


def taken(
    sheet: board.Sheet, row: dict[str, str], language: str, people: dict[str, str], new_id: Callable[[], str]
) -> str:
    """A statement as a note of its author; its id. Raises `Unreadable`, naming the statement."""
    try:
        text = check.text(row["comment-body"], empty=False)
    except Refused as no:
        raise Unreadable(
            f"nothing was imported: statement {row['comment-id']} cannot be kept ({no.code})"
        ) from no
    return board.note(sheet, None, text, language, people[row["author-id"]], new_id)


def agreement(activity: str, notes: dict[str, str], last: dict[tuple[str, str], str], new_id: Callable[[], str]
              ) -> list[Event]:  # fmt: skip
    """A ballot on what was not taken out: a dot from each who agrees in the end. Who chose what is not kept."""
    dots = Counter(
        statement for (_, statement), value in last.items() if value == AGREES and statement in notes
    )
    voters = {voter for (voter, statement), value in last.items() if value == AGREES and statement in notes}
    id, settings = new_id(), vote.Settings(dots=max(1, len(notes)), max=1, secret=True, shuffle=True)
    results = tuple(vote.Result(target=note, dots=dots[number]) for number, note in notes.items())
    return [
        vote.BallotOpened(
            id=id, activity=activity, method="dots", targets=tuple(notes.values()), settings=settings
        ),
        vote.BallotClosed(id=id, secret=True, voted=len(voters), dots=dots.total(), results=results),
    ]


def topic(folder: Path) -> str:
    """What it was about: the summary says so, else the folder's name."""
    path = folder / "summary.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines() if path.is_file() else []
    found = next((row[1] for row in csv.reader(lines) if row[:1] == ["topic"] and len(row) > 1), "")
    return (found.strip() or folder.resolve().name)[: check.TITLE_LENGTH]


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """A file's rows, once it has the columns that we need and numbers where there must be some."""
    path = folder / name
    if not path.is_file():
        raise Unreadable(f"there is no {name} in {folder}")
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            found = list(csv.DictReader(file))
        for row in found:
            for column in NEEDED[name]:
                if column != "comment-body":
                    int(row[column])
    except (KeyError, ValueError, TypeError, csv.Error) as wrong:
        raise Unreadable(f"{path} is not as Polis writes it: {' '.join(str(wrong).split())}") from wrong
    return found
