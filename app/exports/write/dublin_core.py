"""Dublin Core: a document's record for catalogues, as `oai_dc`, the form in which libraries harvest each other's."""

from __future__ import annotations

from app.exports.manuscript import Manuscript

from .xml import element, words

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
OAI = "http://www.openarchives.org/OAI/2.0/oai_dc/"
OPEN = (
    f'<oai_dc:dc xmlns:oai_dc="{OAI}" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    f' xsi:schemaLocation="{OAI} http://www.openarchives.org/OAI/2.0/oai_dc.xsd">'
)
CLOSE = "</oai_dc:dc>\n"
MADE_OF_WORDS = "Text"  # of the DCMI Type Vocabulary


def write(paper: Manuscript, *, address: str, source: str, day: str, formats: tuple[str, ...], isil: str = "") -> bytes:
    """The record of a document that is read at `address` and came of what is at `source`; `day` is YYYY-MM-DD.

    The creator is the library, with its ISIL code; nobody who took part is named.
    """
    about = paper.metadata
    creator = f"{about.library} (ISIL {isil})" if isil and about.library else about.library
    told = [
        ("title", paper.title), ("creator", creator), ("publisher", about.library),
        ("description", about.question), ("date", day), ("type", MADE_OF_WORDS), ("type", about.kind_name),
        *(("format", each.partition(";")[0]) for each in formats), ("identifier", address), ("source", source),
        ("language", paper.language),
    ]  # fmt: skip
    lines = [element(f"dc:{name}", words(value), **tongue(paper, name)) for name, value in told if value]
    return "\n".join([HEAD + OPEN, *(f"  {each}" for each in lines), CLOSE]).encode()


def tongue(paper: Manuscript, name: str) -> dict[str, str]:
    """The language of what is said in the document's own words."""
    return {"xml__lang": paper.language} if name in ("title", "description") else {}
