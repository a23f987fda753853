"""What goes to the registry office: a PDF/A, and a record with what annex 5 of AgID's guidelines asks."""

from __future__ import annotations

import base64
import hashlib
import io
from dataclasses import replace
from datetime import datetime
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pypdf
import pytest
from fastapi.testclient import TestClient

from app.exports.write import agid
from tests.exports import office
from tests.exports.papers import OUTCOME, TITLE, manuscript

CONTENT = b"%PDF-1.7 a file"


def read(content: bytes) -> tuple[str, Any]:
    """An element as (name, text or children), in order."""
    return told(ElementTree.fromstring(content))  # noqa: S314  our own file


def told(found: ElementTree.Element) -> tuple[str, Any]:
    assert not found.attrib
    return found.tag, [told(each) for each in found] or (found.text or "")


def field(record: tuple[str, Any], *path: str) -> Any:
    """What stands at a path of a record."""
    found = record[1]
    for name in path:
        found = next(value for key, value in found if key == name)
    return found


def test_a_record_says_what_annex_five_asks_and_in_its_order() -> None:
    made = agid.write(manuscript(), CONTENT, name="a.pdf", type="application/pdf", day="2026-11-22", isil="IT-MI0001")
    made_of = hashlib.sha256(CONTENT)
    assert read(made) == ("DocumentoInformatico", [
        ("IdDoc", [
            ("ImprontaCrittograficaDelDocumento", [
                ("Impronta", base64.b64encode(made_of.digest()).decode()), ("Algoritmo", "SHA-256"),
            ]),
            ("Identificativo", made_of.hexdigest()),
        ]),
        ("ModalitaDiFormazione", agid.MADE_BY_SOFTWARE),
        ("TipologiaDocumentale", "Proposta"),
        ("DatiDiRegistrazione", [
            ("TipologiaDiFlusso", "I"),
            ("TipoRegistro", [("Nessuno", [
                ("TipoRegistro", "Nessuno"), ("DataDocumento", "2026-11-22"), ("NumeroDocumento", OUTCOME),
            ])]),
        ]),
        ("Soggetti", [
            ("Ruolo", [("Autore", [
                ("TipoRuolo", "Autore"), ("PG", [("DenominazioneOrganizzazione", "Biblioteca dei Tigli")]),
            ])]),
            ("Ruolo", [("Produttore", [
                ("TipoRuolo", "Produttore"), ("SW", [("DenominazioneSistema", "Officina")]),
            ])]),
        ]),
        ("ChiaveDescrittiva", [
            ("Oggetto", TITLE), ("ParoleChiave", "Servizio"), ("ParoleChiave", manuscript().metadata.workshop),
        ]),
        ("Allegati", [("NumeroAllegati", "0")]),
        ("Riservato", "false"),
        ("IdentificativoDelFormato", [
            ("Formato", "application/pdf"), ("ProdottoSoftware", [("NomeProdotto", "Officina")]),
        ]),
        ("Verifica", [
            ("FirmatoDigitalmente", "false"), ("SigillatoElettronicamente", "false"), ("MarcaturaTemporale", "false"),
            ("ConformitaCopieImmagineSuSupportoInformatico", "false"),
        ]),
        ("NomeDelDocumento", "a.pdf"),
        ("VersioneDelDocumento", "Bozza"),
        ("Note", "ISIL IT-MI0001"),
    ])  # fmt: skip


def test_a_record_names_nobody() -> None:
    names = {each.who for each in manuscript().evidence} - {""}
    assert names, "there are names to leave out"
    made = agid.write(manuscript(), CONTENT, name="a.pdf", type="application/pdf", day="2026-11-22").decode()
    assert not [each for each in names if each in made]


@pytest.mark.parametrize("title", ["<a>&\"'", "شاشة القراءة", "\x00\x0b\ufffe]]>", "x" * 5000])
def test_any_title_stays_words(title: str) -> None:
    paper = replace(manuscript(), title=title)
    record = read(agid.write(paper, CONTENT, name="a.pdf", type="application/pdf", day="2026-11-22"))
    assert field(record, "ChiaveDescrittiva", "Oggetto") == title.translate({0: None, 11: None, 0xFFFE: None})


def test_the_file_and_its_record_belong_together(lia: TestClient, proposal: str) -> None:
    for to in ("review", "approved"):
        lia.post(f"/o/{proposal}/status", data={"to": to})
    found = office.parts(lia.get(f"/o/{proposal}/for/register").content)
    pdf, xml, *lists = found
    assert (pdf.endswith(".pdf"), xml, lists) == (
        True, f"{pdf[:-4]}.xml", ["manifest.json", "manifest-sha256.txt"]
    )  # fmt: skip
    record = read(found[xml])
    assert field(record, "IdDoc", "Identificativo") == hashlib.sha256(found[pdf]).hexdigest()
    assert field(record, "NomeDelDocumento") == pdf
    today = datetime.now(tz=ZoneInfo("Europe/Rome")).date().isoformat()
    assert field(record, "DatiDiRegistrazione", "TipoRegistro", "Nessuno", "DataDocumento") == today
    printed = pypdf.PdfReader(io.BytesIO(found[pdf]))
    assert printed.metadata is not None
    assert printed.metadata.title == field(record, "ChiaveDescrittiva", "Oggetto")
    assert printed.xmp_metadata is not None
    assert list(printed.xmp_metadata.dc_creator or ()) == [
        field(record, "Soggetti", "Ruolo", "Autore", "PG", "DenominazioneOrganizzazione")
    ]
