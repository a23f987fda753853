"""The closed list of reasons for saying no, each a sentence for the person who asked."""

from __future__ import annotations

from typing import Any

_ = str  # marks the sentences below for translation; the catalogue is looked up where they are said

REASONS: dict[str, str] = {
    "activity_closed": _(
        "Questa attività è chiusa: il tuo testo è rimasto qui, copialo o portalo alla prossima."
    ),
    "activity_in_use": _(
        "Questa attività è già cominciata, o c'è già qualcosa dentro: si può saltare, non togliere."
    ),
    "activity_locked": _("Le note sono ferme mentre si guarda insieme. Il tuo testo è rimasto qui."),
    "activity_waiting": _("Questa attività non è ancora cominciata. Il tuo testo è rimasto qui."),
    "already_carried": _("Questa carta è già passata avanti."),
    "already_there": _("C'è già qualcosa con questo identificativo."),
    "approved": _("Questa proposta è approvata: per cambiarla va prima riaperta, dicendo perché."),
    "bad_id": _("L'identificativo non è valido: servono 128 bit casuali, in esadecimale o UUID."),
    "bad_message": _("Il messaggio non si legge: controlla i campi e riprova."),
    "bad_text": _("Il testo contiene caratteri che non si possono conservare. Toglili e riprova."),
    "bad_value": _("Il valore non è tra quelli possibili."),
    "ballot_closed": _("Il voto è chiuso."),
    "carried_in_use": _("La carta è già in uso nell'attività dove è andata."),
    "fault": _("Si è rotto qualcosa da noi. Il tuo testo è rimasto qui: copialo e dillo a chi conduce."),
    "hands_counted": _("Ci sono già mani contate: riportale a zero, poi riapri i telefoni."),
    "host_taken": _("Al tuo tavolo resta già qualcun altro."),
    "decided": _("La decisione resta questa: nel frattempo è cominciata un'altra attività."),
    "id_reused": _("Questo comando è già stato accettato con un altro contenuto."),
    "empty": _("Manca il testo: scrivi qualcosa, o aggiungi una foto."),
    "no_tables": _("Non ci sono ancora tavoli: aggiungine almeno uno."),
    "no_tie": _("Qui non c'è un pari da sciogliere, o è già stato sciolto."),
    "no_dots_left": _("Hai già messo tutti i tuoi pallini: toglinene uno per spostarlo."),
    "not_allowed": _("Questa azione non è tra le tue in questo laboratorio."),
    "not_available": _("Questa funzione non è ancora disponibile."),
    "not_found": _("Quello che cerchi non c'è, o non c'è più."),
    "not_in_workshop": _("Non risulti più in questo laboratorio: rientra con il codice."),
    "not_reviewed": _("Prima di essere approvata, la proposta va messa in revisione."),
    "nowhere_to_carry": _("Dopo questa non c'è un'attività che accolga carte."),
    "not_revealed": _("Prima va svelato a tutti."),
    "notice_changed": _("L'informativa è cambiata: rileggila, poi entra."),
    "nothing_to_undo": _("Non c'è nulla da annullare: altri ci hanno già lavorato."),
    "one_carried": _("Ognuno passa avanti una sola carta: riprendi l'altra, se vuoi cambiare."),
    "one_ballot": _("C'è già un voto aperto in questa attività: chiudilo prima di aprirne un altro."),
    "only_the_tied": _("Si sceglie solo fra le idee che sono prime a pari, e fra tutte quelle."),
    "phones_closed": _("I telefoni sono chiusi: si contano le mani. Se non hai votato, alza la mano."),
    "phones_open": _("I telefoni sono ancora aperti: prima si chiudono, poi si contano le mani."),
    "photo_not_allowed": _("In questa attività non si raccolgono foto."),
    "promised": _(
        "L'attività è cominciata, e alle persone è stato detto chi vede quello che scrivono: da adesso questa regola "
        "può solo proteggerle di più."
    ),
    "reason_missing": _("Manca il perché: scrivi in una frase che cosa va cambiato."),
    "seats_are_dealt": _("I tavoli li assegna chi conduce: chiedi di cambiare posto."),
    "rehearsal": _(
        "È una prova generale: da qui non esce niente. Le proposte e i documenti si fanno dal laboratorio vero."
    ),
    "section_changed": _(
        "Nel frattempo un'altra persona ha cambiato questa parte. Il tuo testo è qui: confrontalo e salva di nuovo."
    ),
    "slow_down": _("Troppe cose insieme: aspetto un momento e riprovo da solo."),
    "table_carried": _(
        "Il tavolo ha già passato avanti %(most)s carte: riprendetene una, se volete cambiare."
    ),
    "table_in_use": _("A questo tavolo c'è qualcuno, o qualcosa di scritto: prima sposta le persone."),
    "ticket_needed": _("Qui si entra con un biglietto: scrivi il codice che c'è sopra."),
    "ticket_spent": _("Questo biglietto è già stato usato. Chiedine un altro a chi conduce."),
    "ticket_unknown": _("Questo biglietto non vale qui: controlla il codice, o chiedine un altro a chi conduce."),
    "tied_gone": _("Una delle idee pari è stata messa da parte o tolta: rimettila in vista, oppure decidi tu."),
    "too_long": _("Il testo è troppo lungo: il massimo è %(most)s caratteri. È rimasto qui, accorcialo."),
    "too_many": _("Sono troppi: il massimo è %(most)s."),
    "too_many_groups": _("Ci sono già %(most)s gruppi con un nome: uniscine due, o cambia nome a uno."),
    "too_many_hands": _(
        "Sono più mani di quante ce ne possano essere: le persone senza voto dal telefono sono %(most)s. "
        "Se manca qualcuno, aggiungilo fra le persone su carta."
    ),
    "too_many_notes": _(
        "Hai già attaccato tutte le tue note per questa attività (%(most)s). Puoi modificarle."
    ),
    "too_many_on_one": _("Su una stessa idea il massimo di pallini è %(most)s."),
    "unknown_command": _("Questo comando non esiste."),
    "unavailable": _(
        "Il server non riesce a salvare in questo momento. Il tuo testo resta qui: riprovo da solo."
    ),
    "visits_under_way": _("Durante le visite si resta del proprio tavolo: lo cambi dopo."),
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
