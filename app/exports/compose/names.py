"""The words around a document's content: stages, types, states, and what writers print."""

from __future__ import annotations

from app.exports.manuscript import Label
from app.exports.words import Words

_ = str  # marks sentences for translation; they are looked up where they are said

STAGES = {
    "frame": _("Domanda"),
    "empathize": _("Empatia"),
    "define": _("Definizione"),
    "ideate": _("Idee"),
    "prototype": _("Prototipo"),
    "test": _("Prova"),
    "scale": _("Dopo"),
}
TYPES = {
    "service": _("Servizio"),
    "system": _("Sistema"),
    "programme": _("Programma"),
    "space": _("Spazio"),
}
STATUSES = {"draft": _("Bozza"), "review": _("In revisione"), "approved": _("Approvata")}
LABELS = {
    "question": _("La domanda del laboratorio"),
    "decide": _("Per chi decide"),
    "ask": _("Da chiedere ancora"),
    "voices": _("Quante voci"),
    "journey": _("Il percorso"),
    "evidence": _("Da dove vengono queste frasi"),
    "unsupported": _("manca una prova"),
    "rank": _("Posto"),
    "item": _("Proposta"),
    "dots": _("Pallini"),
    "yes": _("Sì"),
    "unsure": _("Non so"),
    "no": _("No"),
    "tied": _("pari"),
    "note": _("Nota"),
    "cluster": _("Gruppo"),
    "tally": _("Risultato"),
    "ballot": _("Voto"),
    "library": _("Biblioteca"),
    "workshop": _("Laboratorio"),
    "status": _("Stato"),
    "type": _("Tipo"),
    "day": _("Data"),
    "page": _("Pagina"),
    "made": _("Fatto con Officina"),
    "unseen": _(
        "Parte di questi testi usa una scrittura o un segno che qui non si può disegnare: al suo posto c'è […]. "
        "Per intero si leggono in Markdown e in JSON."
    ),
}


def stage(name: str, words: Words) -> str:
    """A stage's name on desks, walls and paper."""
    return words.gettext(STAGES[name]) if name in STAGES else name


def kind(name: str, words: Words) -> str:
    """What sort of thing is proposed."""
    return words.gettext(TYPES[name]) if name in TYPES else name


def status(name: str, words: Words) -> str:
    """How far a document has come."""
    return words.gettext(STATUSES[name]) if name in STATUSES else name


def labels(words: Words) -> tuple[Label, ...]:
    """All words that writers may print, in the document's language."""
    return tuple(Label(key=key, text=words.gettext(text)) for key, text in LABELS.items())
