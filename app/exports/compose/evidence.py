"""What sentences rest on, numbered in the order in which it is first needed."""

from __future__ import annotations

from app.exports import scores
from app.exports.manuscript import Evidence, Image, Said
from app.exports.plain import clean, clip, line
from app.exports.shelf import Record, Shelf
from app.exports.words import Words, direction

QUOTE_LENGTH = 2000


class Register:
    """Gives every cited record its number, and describes it once."""

    def __init__(self, shelf: Shelf, words: Words) -> None:
        self.shelf, self.words = shelf, words
        self.numbers: dict[str, int] = {}

    def number(self, id: str) -> int:
        """The number under which a record is cited; 0 when the view does not hold it."""
        if id not in self.shelf.records:
            return 0
        return self.numbers.setdefault(id, len(self.numbers) + 1)

    def first(self, id: str) -> int:
        """The number of a card, or that of the card it was carried from when that one is cited already."""
        origin = self.shelf.origin(id)
        return self.numbers.get(id) or self.numbers.get(origin) or self.number(id)

    def cite(self, ids: tuple[str, ...] | list[str]) -> tuple[int, ...]:
        """The numbers of several records, those that are still there."""
        return tuple(number for id in ids if (number := self.number(id)))

    def described(self) -> tuple[Evidence, ...]:
        """All that was cited, in the order of the numbers."""
        return tuple(describe(self.shelf, self.words, id, number) for id, number in self.numbers.items())


def describe(shelf: Shelf, words: Words, id: str, number: int = 0) -> Evidence:
    """One record as evidence. Raises KeyError when the view does not hold it."""
    record = shelf.records[id]
    return DESCRIBE.get(record["kind"], other)(shelf, words, record, number)


def note(shelf: Shelf, words: Words, record: Record, number: int) -> Evidence:
    """A note in its own words, with who wrote it where that is known."""
    return Evidence(
        number=number, id=record["id"], kind="note", stage=stage_of(shelf, record), said=said(record, words),
        who=author(record, words), where=place(shelf, record, words),
        when=words.time(record["at"]) if record.get("at") else "", images=images(record, words),
    )  # fmt: skip


def cluster(shelf: Shelf, words: Words, record: Record, number: int) -> Evidence:
    """A group by its name, with how many notes it holds."""
    count = len(shelf.members[record["id"]])
    return Evidence(
        number=number, id=record["id"], kind="cluster", stage=stage_of(shelf, record), said=said(record, words),
        where=place(shelf, record, words),
        detail=words.ngettext("Gruppo di %(n)s nota", "Gruppo di %(n)s note", count),
    )  # fmt: skip


def tally(shelf: Shelf, words: Words, record: Record, number: int) -> Evidence:
    """What one item got, with its words."""
    ballot = shelf.records[record["ballot"]]
    target = shelf.records.get(record["target"])
    if scores.of_stances(record):
        result = scores.told(record, words)
        detail = words.gettext("%(result)s, posto %(rank)s", result=result, rank=record["rank"])
    else:
        detail = words.ngettext(
            "%(n)s pallino su %(all)s, posto %(rank)s", "%(n)s pallini su %(all)s, posto %(rank)s", record["dots"],
            all=ballot["dots"], rank=record["rank"],
        )  # fmt: skip
    if raised := scores.by_hand(record, words):
        detail = words.gettext("%(result)s, di cui %(hands)s", result=detail, hands=raised)
    if ballot.get("runoff_of"):
        detail = words.gettext("%(result)s, dopo una seconda votazione", result=detail)
    if ballot.get("decided") == record["target"]:
        detail = words.gettext("%(result)s, pari: ha deciso chi conduceva", result=detail)
    elif record["tied"]:
        detail = words.gettext("%(result)s, pari", result=detail)
    return Evidence(
        number=number, id=record["id"], kind="tally", stage=stage_of(shelf, ballot),
        said=said(target, words) if target else Said(text=words.gettext("Nota tolta"), language=words.language),
        where=place(shelf, ballot, words), detail=detail,
    )  # fmt: skip


def ballot(shelf: Shelf, words: Words, record: Record, number: int) -> Evidence:
    """A whole ballot: who voted, and how many dots there were."""
    people = shelf.workshop["people"]
    voted = record["voted"]
    text = words.ngettext(
        "%(n)s votante su %(people)s presenti",
        "%(n)s votanti su %(people)s presenti",
        voted,
        people=max(people, voted),
    )
    return Evidence(
        number=number, id=record["id"], kind="ballot", stage=stage_of(shelf, record),
        said=Said(text=text, language=words.language, direction=direction(text, words.language)),
        where=place(shelf, record, words),
        detail=" · ".join(filter(None, (scores.on_paper(record, words), dots_in_all(record, words)))),
    )  # fmt: skip


def dots_in_all(ballot: Record, words: Words) -> str:
    """How many dots were given; empty where none are."""
    given = ballot.get("dots")
    return (
        ""
        if given is None
        else words.ngettext("%(n)s pallino in tutto", "%(n)s pallini in tutto", int(given))
    )


def other(shelf: Shelf, words: Words, record: Record, number: int) -> Evidence:
    """Anything else that can be cited, by its title."""
    title = title_of(record, words)
    return Evidence(
        number=number, id=record["id"], kind=record["kind"], stage=stage_of(shelf, record),
        said=Said(text=title, language=words.language, direction=direction(title, words.language)),
    )  # fmt: skip


DESCRIBE = {"note": note, "cluster": cluster, "tally": tally, "ballot": ballot}


def said(record: Record, words: Words) -> Said:
    """What a note or a cluster says, in its own language."""
    text = clip(clean(record.get("text") or record.get("title") or ""), QUOTE_LENGTH)
    language = record.get("lang") or words.language
    return Said(text=text, language=language, direction=direction(text, language))


def title_of(record: Record, words: Words) -> str:
    """An activity's title in the language, or as it was planned."""
    spoken = record.get("words", {}).get(words.language, {})
    return line(spoken.get("title") or record.get("title") or "")


def stage_of(shelf: Shelf, record: Record) -> str:
    """The stage of the activity that a record belongs to."""
    activity = shelf.get(record.get("activity", ""), "activity") or (
        record if record["kind"] == "activity" else None
    )
    return str(activity["stage"]) if activity else "frame"


def place(shelf: Shelf, record: Record, words: Words) -> str:
    """The activity, and the zone of its board."""
    activity = shelf.get(record.get("activity", ""), "activity")
    if activity is None:
        return ""
    return " · ".join(
        filter(None, (title_of(activity, words), zone_of(activity, record.get("zone", ""), words)))
    )


def zone_of(activity: Record, zone: str, words: Words) -> str:
    """A zone's title in the language."""
    spoken = activity.get("words", {}).get(words.language, {}).get("zones", {})
    planned = next((each["title"] for each in activity["zones"] if each["id"] == zone), "")
    return line(spoken.get(zone) or planned)


def author(record: Record, words: Words) -> str:
    """Who wrote a note where names are asked for; how it came when it was on paper."""
    name = line(record.get("alias") or "")
    if record.get("paper"):
        paper = words.gettext("su carta")
        return f"{name} · {paper}" if name else paper
    return name


def images(record: Record, words: Words) -> tuple[Image, ...]:
    """A note's pictures; one without words for it is described by its note."""
    spoken = clip(line(record.get("text", "")), 200)
    return tuple(
        Image(
            id=each["id"], width=each["w"], height=each["h"],
            alt=line(each.get("alt", "")) or spoken or words.gettext("Foto di una nota, senza descrizione"),
        )
        for each in record.get("media", ())
    )  # fmt: skip
