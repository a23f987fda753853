"""AgID metadata: the record that a registry office files beside a document, which it names by its SHA-256.

Fields and their order are those of the "documento informatico" in annex 5 of AgID's guidelines (docs/decisions/0018).
"""

from __future__ import annotations

import base64
import hashlib

from app.exports.manuscript import Manuscript

from .xml import element, words

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
MADE_BY_SOFTWARE = (
    "creazione tramite utilizzo di strumenti software che assicurino la produzione di documenti nei formati previsti "
    "in allegato 2"
)
KIND = "Proposta"
PRODUCT = "Officina"
MOST_KEYWORDS = 5


def write(paper: Manuscript, content: bytes, *, name: str, type: str, day: str, isil: str = "") -> bytes:
    """The record of `content`, the paper as a file `name`; `day` is the document's own date, as YYYY-MM-DD.

    It says nothing that only a registry office knows: number and date of registration, classification, retention.
    """
    return (HEAD + element(
        "DocumentoInformatico",
        identity(content),
        text("ModalitaDiFormazione", MADE_BY_SOFTWARE),
        text("TipologiaDocumentale", KIND),
        registration(paper.id, day),
        people(paper.metadata.library),
        subject(paper),
        element("Allegati", text("NumeroAllegati", "0")),
        text("Riservato", "false"),
        element("IdentificativoDelFormato", text("Formato", type),
                element("ProdottoSoftware", text("NomeProdotto", PRODUCT))),
        element("Verifica", *(text(each, "false") for each in (
            "FirmatoDigitalmente", "SigillatoElettronicamente", "MarcaturaTemporale",
            "ConformitaCopieImmagineSuSupportoInformatico",
        ))),
        text("NomeDelDocumento", name),
        text("VersioneDelDocumento", paper.metadata.status_name),
        text("Note", f"ISIL {isil}") if isil else "",
    )).encode() + b"\n"  # fmt: skip


def identity(content: bytes) -> str:
    """What tells this document from every other: its SHA-256, in base64 as its imprint and in hex as its name."""
    found = hashlib.sha256(content)
    imprint = element("ImprontaCrittograficaDelDocumento",
                      text("Impronta", base64.b64encode(found.digest()).decode()),
                      text("Algoritmo", "SHA-256"))  # fmt: skip
    return element("IdDoc", imprint, text("Identificativo", found.hexdigest()))


def registration(id: str, day: str) -> str:
    """Not registered yet, an internal document: its own date and number."""
    none = element("Nessuno", text("TipoRegistro", "Nessuno"), text("DataDocumento", day), text("NumeroDocumento", id))
    return element("DatiDiRegistrazione", text("TipologiaDiFlusso", "I"), element("TipoRegistro", none))


def people(library: str) -> str:
    """Whose document it is, and what made the file. Nobody is named."""
    author = element("Autore", text("TipoRuolo", "Autore"),
                     element("PG", text("DenominazioneOrganizzazione", library)))  # fmt: skip
    maker = element("Produttore", text("TipoRuolo", "Produttore"),
                    element("SW", text("DenominazioneSistema", PRODUCT)))  # fmt: skip
    return element("Soggetti", *(element("Ruolo", each) for each in (author, maker)))


def subject(paper: Manuscript) -> str:
    """What it is about: its title, then as key words its kind and its workshop."""
    about = paper.metadata
    keys = [each for each in dict.fromkeys((about.kind_name, about.workshop)) if each][:MOST_KEYWORDS]
    return element("ChiaveDescrittiva", text("Oggetto", paper.title), *(text("ParoleChiave", each) for each in keys))


def text(name: str, value: str) -> str:
    """An element that holds words."""
    return element(name, words(value))
