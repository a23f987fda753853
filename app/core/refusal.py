"""The closed list of reasons for saying no, each a sentence for the person who asked."""

from __future__ import annotations

from typing import Any

_ = str  # marks the sentences below for translation; the catalogue is looked up where they are said

REASONS: dict[str, str] = {
    "activity_closed": _(
        "Questa attività è chiusa: il tuo testo è rimasto qui, copialo o portalo alla prossima."
    ),
    "activity_locked": _("Le note sono ferme mentre si guarda insieme. Il tuo testo è rimasto qui."),
    "activity_waiting": _("Questa attività non è ancora cominciata. Il tuo testo è rimasto qui."),
    "already_there": _("C'è già qualcosa con questo identificativo."),
    "bad_id": _("L'identificativo non è valido: servono 128 bit casuali, in esadecimale o UUID."),
    "bad_message": _("Il messaggio non si legge: controlla i campi e riprova."),
    "bad_text": _("Il testo contiene caratteri che non si possono conservare. Toglili e riprova."),
    "bad_value": _("Il valore non è tra quelli possibili."),
    "ballot_closed": _("Il voto è chiuso."),
    "fault": _("Si è rotto qualcosa da noi. Il tuo testo è rimasto qui: copialo e dillo a chi conduce."),
    "id_reused": _("Questo comando è già stato accettato con un altro contenuto."),
    "empty": _("Manca il testo: scrivi qualcosa, o aggiungi una foto."),
    "no_dots_left": _("Hai già messo tutti i tuoi pallini: toglinene uno per spostarlo."),
    "not_allowed": _("Questa azione non è tra le tue in questo laboratorio."),
    "not_available": _("Questa funzione non è ancora disponibile."),
    "not_found": _("Quello che cerchi non c'è, o non c'è più."),
    "not_in_workshop": _("Non risulti più in questo laboratorio: rientra con il codice."),
    "not_revealed": _("Prima va svelato a tutti."),
    "notice_changed": _("L'informativa è cambiata: rileggila, poi entra."),
    "nothing_to_undo": _("Non c'è nulla da annullare: altri ci hanno già lavorato."),
    "one_ballot": _("C'è già un voto aperto in questa attività: chiudilo prima di aprirne un altro."),
    "photo_not_allowed": _("In questa attività non si raccolgono foto."),
    "section_changed": _(
        "Nel frattempo un'altra persona ha cambiato questa parte. Il tuo testo è qui: confrontalo e salva di nuovo."
    ),
    "slow_down": _("Troppe cose insieme: aspetto un momento e riprovo da solo."),
    "too_long": _("Il testo è troppo lungo: il massimo è %(most)s caratteri. È rimasto qui, accorcialo."),
    "too_many": _("Sono troppi: il massimo è %(most)s."),
    "too_many_notes": _(
        "Hai già attaccato tutte le tue note per questa attività (%(most)s). Puoi modificarle."
    ),
    "too_many_on_one": _("Al massimo %(most)s pallini sulla stessa idea."),
    "unknown_command": _("Questo comando non esiste."),
    "unavailable": _(
        "Il server non riesce a salvare in questo momento. Il tuo testo resta qui: riprovo da solo."
    ),
    "workshop_closed": _("Il laboratorio è chiuso. Quello che hai dato è stato conservato."),
    "workshop_not_open": _("Il laboratorio non è ancora aperto: aspetta che chi conduce lo apra."),
}

LATER = frozenset({"slow_down", "unavailable"})


class Refused(Exception):
    """A request that was understood and is not granted; `code` is a key of REASONS."""

    def __init__(self, code: str, **details: Any) -> None:
        if code not in REASONS:
            raise ValueError(f"{code!r} is not among the reasons for a refusal")
        super().__init__(code)
        self.code = code
        self.details = details

    @property
    def retry(self) -> str:
        """`later` when the same command may simply be sent again, else `never`."""
        return "later" if self.code in LATER else "never"
