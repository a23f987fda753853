"""The tables of a workshop for whoever counts: figures, agenda, notes, groups, votes, and what each column means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.exports import scores
from app.exports.compose import names, results
from app.exports.compose.evidence import title_of
from app.exports.plain import clean
from app.exports.shelf import Shelf
from app.exports.words import Words

from . import csv

_ = str  # marks sentences for translation; they are looked up where they are said

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, and what stands under it, for the codebook."""

    heading: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of the workshop: its name, its columns, and how its rows are made."""

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[Shelf, Words], list[tuple[Cell, ...]]]


def figures(shelf: Shelf, words: Words) -> list[tuple[Cell, ...]]:
    """How many of everything, the same numbers as in the documents."""
    return [(each.key, each.label, each.number) for each in results.counts(shelf, words)]


def activities(shelf: Shelf, words: Words) -> list[tuple[Cell, ...]]:
    """The agenda, with the notes first written in each activity."""
    return [
        (
            number, each["id"], names.stage(each["stage"], words), title_of(each, words), each["minutes"],
            words.gettext("sì") if each["started_at"] else "", len(results.first_hand(shelf, each["id"])),
        )
        for number, each in enumerate(shelf.of("activity"), 1)
    ]  # fmt: skip


def notes(shelf: Shelf, words: Words) -> list[tuple[Cell, ...]]:
    """Every note, as in the CSV; dots and pictures as numbers."""
    numbers = {csv.HEADINGS.index(name) for name in ("Pallini", "Foto", "Sì", "Non so", "No")}
    rows = [
        csv.row(shelf, activity, note, words)
        for activity in shelf.of("activity")
        for note in shelf.kinds["note"]
        if note["activity"] == activity["id"]
    ]
    return [
        tuple(int(cell) if place in numbers and cell else cell for place, cell in enumerate(row))
        for row in rows
    ]


def groups(shelf: Shelf, words: Words) -> list[tuple[Cell, ...]]:
    """The groups that hold something."""
    return [
        (group["id"], title_of(activity, words), clean(group["title"]), len(shelf.members[group["id"]]))
        for activity in shelf.of("activity")
        for group in shelf.clusters(activity["id"])
    ]


def ballots(shelf: Shelf, words: Words) -> list[tuple[Cell, ...]]:
    """The ballots that have been counted."""
    return [
        (
            ballot["id"], title_of(shelf.records[ballot["activity"]], words), ballot.get("method", ""), ballot["voted"],
            shelf.workshop["people"], ballot.get("dots"), ballot.get("paper", 0),
            ballot.get("runoff_of", ""), ballot.get("decided", ""), ballot.get("hands", 0),
            " | ".join(ballot.get("decisions", ())[:-1]),
        )
        for ballot in shelf.ballots()
    ]  # fmt: skip


def tallies(shelf: Shelf, words: Words) -> list[tuple[Cell, ...]]:
    """What each item got, first rank first."""
    return [
        (
            ballot["id"], tally["target"], clean(told.get("text") or told.get("title") or ""), tally.get("dots"),
            tally.get("rank"), words.gettext("pari") if tally.get("tied") else "",
            *(tally.get(name) for name in scores.STANCES),
            *(tally.get("hands", {}).get(name) for name in ("dots", *scores.STANCES)),
        )
        for ballot in shelf.ballots()
        for tally in shelf.tallies(ballot["id"])
        if (told := shelf.records.get(tally["target"], {})) is not None
    ]  # fmt: skip


def codes(shelf: Shelf, words: Words) -> list[tuple[Cell, ...]]:
    """What every column of every sheet means."""
    return [
        (words.gettext(sheet.name), words.gettext(column.heading), words.gettext(column.meaning))
        for sheet in SHEETS
        for column in sheet.columns
    ]


ID = Column(_("Id"), _("Un identificativo che non cambia, lo stesso in tutti i formati"))
ACTIVITY = Column(_("Attività"), _("Il passo della scaletta"))
STANCE_MEANINGS = (
    _("Quante persone hanno detto sì, proviamo; vuoto se non si è votato così"),
    _("Quante persone hanno detto non so"), _("Quante persone hanno detto no"),
)  # fmt: skip
HAND_HEADINGS = (_("Pallini a mano"), _("Sì a mano"), _("Non so a mano"), _("No a mano"))
HAND_MEANINGS = (
    _("Quanti dei pallini sono stati contati a mano; vuoto se non si è contato a mano"),
    _("Quanti dei sì sono stati contati a mano"), _("Quanti dei non so sono stati contati a mano"),
    _("Quanti dei no sono stati contati a mano"),
)  # fmt: skip
NOTE_MEANINGS = (
    ID.meaning, _("Il punto del percorso, dalla domanda al dopo"), ACTIVITY.meaning, _("La zona della lavagna"),
    _("Il tavolo, dove ce n'erano"), _("Le parole della nota, come sono state scritte"),
    _("Il codice della lingua (BCP 47), se è noto"), _("I nomi dei gruppi in cui sta, separati da |"),
    _("Quanti pallini ha avuto in tutto; vuoto se non è stata votata"),
    _("Il nome scelto da chi l'ha scritta; vuoto dove le note sono anonime"),
    _("L'identificativo della nota o del gruppo da cui è stata portata avanti"),
    _("«sì» se è nel parcheggio"), _("Quante foto ha"), *STANCE_MEANINGS,
)  # fmt: skip
NUMBER = _("Numero")
SHEETS = (
    Sheet(
        _("Cifre"),
        (
            Column(_("Chiave"), _("Che cosa si conta, in una parola che non cambia con la lingua")),
            Column(_("Voce"), _("Che cosa si conta")),
            Column(NUMBER, _("Quante")),
        ),
        figures,
    ),
    Sheet(
        _("Scaletta"),
        (
            Column(NUMBER, _("Il posto nella scaletta")),
            ID,
            Column(_("Tappa"), NOTE_MEANINGS[1]),
            ACTIVITY,
            Column(_("Minuti"), _("I minuti previsti")),
            Column(_("Tenuta"), _("«sì» se è cominciata")),
            Column(_("Note"), _("Le note scritte qui per la prima volta")),
        ),
        activities,
    ),
    Sheet(_("Note"), tuple(map(Column, csv.HEADINGS, NOTE_MEANINGS)), notes),
    Sheet(
        _("Gruppi"),
        (
            ID,
            ACTIVITY,
            Column(_("Nome"), _("Il nome che gli ha dato chi c'era")),
            Column(_("Note"), _("Quante note contiene")),
        ),
        groups,
    ),
    Sheet(
        _("Voti"),
        (
            ID,
            ACTIVITY,
            Column(_("Metodo"), _("Come si è votato")),
            Column(_("Votanti"), _("Quante persone hanno votato")),
            Column(_("Presenti"), _("Quante persone c'erano")),
            Column(_("Pallini"), _("I pallini dati in tutto")),
            Column(_("Su carta"), _("Quanti dei votanti hanno votato su carta")),
            Column(
                _("Seconda votazione di"), _("L'identificativo del voto finito pari; vuoto per un primo voto")
            ),
            Column(
                _("Deciso da chi conduceva"),
                _("L'identificativo della proposta scelta a parità da chi conduceva"),
            ),
            Column(
                _("Contate a mano"),
                _("Quanti dei votanti hanno alzato la mano o dato la scheda, a telefoni chiusi"),
            ),
            Column(
                _("Deciso prima"),
                _("Gli identificativi di ciò che chi conduceva aveva deciso prima, separati da |"),
            ),
        ),
        ballots,
    ),
    Sheet(
        _("Risultati"),
        (
            Column(_("Voto"), _("L'identificativo del voto")),
            Column(_("Proposta"), _("L'identificativo di ciò che si votava")),
            Column(_("Testo"), _("Le parole di ciò che si votava")),
            Column(_("Pallini"), _("I pallini avuti")),
            Column(_("Posto"), _("Il posto in classifica; chi è pari ha lo stesso")),
            Column(_("Pari"), _("«pari» se altri hanno lo stesso posto")),
            *map(Column, csv.HEADINGS[-3:], STANCE_MEANINGS),
            *map(Column, HAND_HEADINGS, HAND_MEANINGS),
        ),
        tallies,
    ),
)
CODEBOOK = Sheet(
    _("Libro dei codici"),
    (
        Column(_("Foglio"), ""),
        Column(_("Colonna"), ""),
        Column(_("Che cosa vuol dire"), ""),
    ),
    codes,
)
