"""The paper kit of a workshop: what to print so that the evening goes on without technology."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.exports.manuscript import Label
from app.exports.plain import clean, clip, line
from app.exports.shelf import Record, Shelf
from app.exports.words import Words, direction

from . import names
from .evidence import title_of, zone_of

_ = str  # marks sentences for translation; they are looked up where they are said

STANCES = 6  # lines of a slip where each has three answers
ITEMS = 12  # a ballot on paper has room for as many as a ballot should hold
SPOKEN = 700  # characters of a line to say
LABELS = {
    "kit": _("Kit di carta"),
    "runsheet": _("Scaletta"),
    "print": _("Che cosa stampare"),
    "sheet": _("Foglio"),
    "copies": _("Quante copie"),
    "hour": _("Ora"),
    "minutes": _("Minuti"),
    "activity": _("Attività"),
    "say": _("Di’"),
    "see": _("Dovresti vedere"),
    "silence": _("Se nessuno scrive"),
    "late": _("A chi arriva tardi"),
    "table": _("Tavolo"),
    "page": _("Pagina"),
    "join": _("Entra con il telefono"),
    "scan": _("Inquadra il codice, oppure scrivi questo indirizzo"),
    "code": _("Codice"),
    "no_phone": _("Non hai il telefono? La carta vale uguale: chiedi un foglio."),
    "write": _("Una cosa sola per foglietto. Scrivi grande."),
    "behind": _("Dietro al banco"),
    "number": _("I numeri sono quelli scritti sui fogli appesi."),
    "made": _("Fatto con Officina"),
}
TO_COPY = {
    "poster": _("una alla porta, una per tavolo"),
    "slips": _("ritaglia: un foglietto a testa"),
    "cards": _("ritaglia: qualche foglietto a testa"),
    "canvas": _("una grande, o una per tavolo"),
    "frames": _("una per tavolo"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A line of the run sheet; `starts` is a time of day, or the time since the beginning."""

    starts: str
    minutes: int
    stage: str
    title: str
    prompt: str
    say: str
    see: str
    silence: str
    late: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A zone to write in."""

    title: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page to print: `poster`, `canvas` of zones, `frames` to draw in, `cards` or `slips` to cut.

    A slip has `choices` numbered lines, each with `marks` circles; `answers` says what each circle stands for.
    """

    kind: str
    stage: str
    title: str
    prompt: str
    copies: str
    tables: bool = False
    boxes: tuple[Box, ...] = ()
    rule: str = ""
    choices: int = 0
    marks: int = 0
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """Everything that a writer needs to set the kit on paper."""

    title: str
    question: str
    library: str
    day: str
    language: str
    direction: str
    at: int
    code: str
    door: str
    steps: tuple[Step, ...]
    sheets: tuple[Sheet, ...]
    labels: tuple[Label, ...]


def compose(
    view: Mapping[str, Record], words: Words, *, code: str, door: str, library: str = "", at: int = 0
) -> Kit:
    """A workshop's kit in a language, from what its staff may see; `door` is the address that the QR code leads to.

    `at` is the moment of printing in milliseconds since 1970.
    """
    shelf = Shelf(view)
    workshop = shelf.workshop
    planned = shelf.of("activity")
    sheets = [made for each in planned if (made := sheet(each, words)) is not None]
    question = clip(line(workshop["question"]))
    closing = workshop["closing_at"] or 0
    return Kit(
        title=line(workshop["title"]) or words.gettext("Senza titolo"), question=question, library=line(library),
        day=words.date(closing) if closing else "", language=words.language, direction=direction("", words.language),
        at=at, code=code, door=door, steps=run(planned, closing, words),
        sheets=(poster(words, question), *sheets),
        labels=tuple(Label(key=key, text=words.gettext(text)) for key, text in LABELS.items()),
    )  # fmt: skip


def run(planned: list[Record], closing: int, words: Words) -> tuple[Step, ...]:
    """The run sheet, timed backwards from the closing time, or from zero where there is none."""
    total = sum(each["minutes"] for each in planned)
    begun = 0
    made = []
    for each in planned:
        start = (
            words.time(closing - (total - begun) * 60_000) if closing else f"{begun // 60}:{begun % 60:02}"
        )
        made.append(step(each, start, words))
        begun += each["minutes"]
    return tuple(made)


def step(activity: Record, starts: str, words: Words) -> Step:
    """One activity as the facilitator needs it in hand."""
    said = {
        name: clip(clean(spoken(activity, name, words)), SPOKEN) for name in ("say", "see", "silence", "late")
    }
    return Step(
        starts=starts, minutes=activity["minutes"], stage=activity["stage"], title=heading(activity, words),
        prompt=asked(activity, words), **said,
    )  # fmt: skip


def spoken(activity: Record, name: str, words: Words) -> str:
    """One of an activity's lines in the language, or nothing."""
    found: Any = activity.get("words", {}).get(words.language, {}).get(name, "")
    return found if isinstance(found, str) else ""


def heading(activity: Record, words: Words) -> str:
    """What an activity is called, or its stage where it has no name."""
    return clip(title_of(activity, words), 200) or names.stage(activity["stage"], words)


def asked(activity: Record, words: Words) -> str:
    """What an activity asks of people."""
    return clip(line(spoken(activity, "prompt", words) or activity["prompt"]), 400)


# Sheets


def copies(kind: str, words: Words) -> str:
    """How many of a sheet to print."""
    return words.gettext(TO_COPY[kind])


def poster(words: Words, question: str) -> Sheet:
    """The way in, to hang at the door."""
    return Sheet(
        kind="poster", stage="frame", title=words.gettext("Manifesto per entrare"), prompt=question,
        copies=copies("poster", words),
    )  # fmt: skip


def sheet(activity: Record, words: Words) -> Sheet | None:
    """The paper that stands for an activity's tool; None where people only talk."""
    if activity["tool"] == "vote":
        return slips(activity, words)
    if activity["tool"] != "board" or not activity["zones"]:
        return None
    kind = kind_of(activity)
    return Sheet(
        kind=kind, stage=activity["stage"], title=heading(activity, words), prompt=asked(activity, words),
        copies=copies(kind, words), tables=activity["rules"]["tables"],
        boxes=tuple(box(activity, zone["id"], words) for zone in activity["zones"]),
    )  # fmt: skip


def kind_of(activity: Record) -> str:
    """One zone is written on cards, several are a canvas; what is built is drawn in frames."""
    if len(activity["zones"]) == 1:
        return "cards"
    return "frames" if activity["stage"] == "prototype" else "canvas"


def box(activity: Record, zone: str, words: Words) -> Box:
    """A zone with what belongs in it."""
    hints: Any = activity.get("words", {}).get(words.language, {}).get("hints", {})
    return Box(
        title=clip(zone_of(activity, zone, words), 120), hint=clip(line(str(hints.get(zone, ""))), 300)
    )


def slips(activity: Record, words: Words) -> Sheet:
    """Slips to vote on: as many circles at each number as one person may give to one item."""
    ballot = activity["rules"].get("ballot") or {}
    dots, most = int(ballot.get("dots", 1)), int(ballot.get("max", 1))
    rule = ""
    if ballot.get("method") == "stance":
        said = (words.gettext("Sì, proviamo"), words.gettext("Non so"), words.gettext("No"))
        return Sheet(
            kind="slips", stage=activity["stage"], title=heading(activity, words), prompt=asked(activity, words),
            copies=copies("slips", words), rule=words.gettext("Una sola risposta per ogni numero."), choices=STANCES,
            marks=len(said), answers=said,
        )  # fmt: skip
    if ballot.get("method", "dots") == "dots":
        rule = words.ngettext("Hai %(n)s pallino.", "Hai %(n)s pallini.", dots) + " "
        rule += words.ngettext("Al massimo %(n)s per numero.", "Al massimo %(n)s per numero.", most)
    return Sheet(
        kind="slips", stage=activity["stage"], title=heading(activity, words), prompt=asked(activity, words),
        copies=copies("slips", words), rule=rule, choices=ITEMS, marks=min(most, 4),
    )  # fmt: skip
