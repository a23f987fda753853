"""What is said of each kind of trouble: what happened, what was kept, what to do."""

from __future__ import annotations

_ = str  # marks sentences for translation; they are looked up where they are said

# for a form that is shown again because nothing can be saved
UNSAVED = _("Adesso non riusciamo a salvare. Quello che hai scritto è rimasto qui: riprova tra poco.")
SENTENCES: dict[int, tuple[str, str, str]] = {
    400: (
        _("La richiesta non si legge"),
        _("Non è cambiato niente."),
        _("Torna indietro e riprova. Se hai seguito un link, chiedi a chi te l'ha dato se è completo."),
    ),
    401: (
        _("Qui serve l'accesso"),
        _("Non è cambiato niente."),
        _("Entra con la tua email, poi torni subito qui."),
    ),
    403: (
        _("Questa pagina non è tra le tue"),
        _("Non è cambiato niente."),
        _("Se pensi che dovresti entrare, chiedilo a chi amministra la tua biblioteca."),
    ),
    404: (
        _("Qui non c'è niente"),
        _("Quello che hai scritto in un laboratorio è al sicuro."),
        _("Controlla l'indirizzo, oppure entra con il codice che vedi sulla parete."),
    ),
    405: (
        _("Da qui non si può fare"),
        _("Non è cambiato niente."),
        _("Torna alla pagina di prima e usa i suoi pulsanti."),
    ),
    409: (
        _("Qualcun altro è arrivato prima"),
        _("Quello che c'era è rimasto com'era."),
        _("Ricarica la pagina, guarda che cosa è cambiato e riprova."),
    ),
    413: (
        _("È troppo grande"),
        _("Il resto è rimasto com'era."),
        _("Per una foto il massimo è 8 MB: rimpiccioliscila e riprova."),
    ),
    415: (
        _("Questo tipo di file non si può usare"),
        _("Il resto è rimasto com'era."),
        _("Le foto vanno bene in JPEG, PNG o WebP."),
    ),
    422: (
        _("Manca qualcosa, o non va bene"),
        _("Non è cambiato niente."),
        _("Torna indietro, controlla i campi segnati e riprova."),
    ),
    429: (_("Troppi tentativi"), _("Quello che hai dato è al sicuro."), _("Aspetta un minuto e riprova.")),
    500: (
        _("Si è rotto qualcosa da noi"),
        _("Quello che risultava salvato è salvato."),
        _("Riprova tra poco. Se succede ancora, scrivilo a chi amministra la biblioteca, con l'ora."),
    ),
    503: (
        _("Adesso non riusciamo a salvare"),
        _("Quello che risultava salvato è salvato; quello che scrivi sul telefono resta sul telefono."),
        _("Riprova tra poco: la pagina funziona appena il server torna libero."),
    ),
}
