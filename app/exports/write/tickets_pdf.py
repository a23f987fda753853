"""PDF: tickets to cut out, each with its code and a QR that holds it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from . import pdf
from .kit_pdf import square
from .workbench import workbench

SHEET = Path(__file__).parent / "tickets.typ"


def write(
    codes: list[str], *, title: str, library: str, door: str, language: str, direction: str, at: int,
    labels: Mapping[str, str],
) -> bytes:  # fmt: skip
    """Ten on a sheet of A4, as PDF/UA-1. `door` is the workshop's address, to which each QR adds its ticket;
    `labels` are `tickets`, `once`, `address` and `scan`; `at` is the moment of printing in ms since 1970.
    """
    found = {
        "codes": codes, "title": title, "library": library, "door": door, "language": language,
        "direction": direction, "labels": dict(labels), "metadata": {"at": at},
    }  # fmt: skip
    with workbench("tickets") as folder:
        shutil.copy(SHEET, folder / "document.typ")
        for n, code in enumerate(codes):
            (folder / f"qr-{n}.svg").write_bytes(square(f"{door}?ticket={code}"))
        return pdf.typeset(folder, found)
